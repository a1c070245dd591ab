"""The names that buttons send back."""

import pytest

from briefbot.core.actions import action_id, action_key
from briefbot.core.document import CommandButton


def test_an_id_is_version_verb_and_key_and_never_changes() -> None:
    button = CommandButton("Full brief", "show", "nuc-dnipro-oreshnik")
    assert action_id(button) == "v1:show:P5dBIhbwLOF6"


def test_the_key_depends_on_verb_and_subject_and_not_on_the_label() -> None:
    button = CommandButton("Full brief", "show", "a")
    assert action_key(CommandButton("Повністю", "show", "a")) == action_key(button)
    assert action_key(CommandButton("Full brief", "show", "b")) != action_key(button)
    assert action_key(CommandButton("Full brief", "sources", "a")) != action_key(button)


def test_any_subject_fits_into_an_id() -> None:
    assert len(action_id(CommandButton("x", "remind", "у" * 10_000))) < 100


@pytest.mark.parametrize("verb", ["", "Show", "a:b", "show all", "v" * 33])
def test_what_is_no_verb_is_refused(verb: str) -> None:
    with pytest.raises(ValueError, match="not a verb"):
        action_id(CommandButton("x", verb, "a"))
