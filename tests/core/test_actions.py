"""The names that buttons send back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.core.actions import action_id, action_key, buttons_of, read_action
from briefbot.core.document import (
    Actions,
    CommandButton,
    Document,
    DocumentKind,
    Fold,
    LinkButton,
    Meta,
    Part,
)


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


def test_an_id_is_read_as_it_was_written() -> None:
    button = CommandButton("Full brief", "show", "nuc-dnipro-oreshnik")
    assert read_action(action_id(button)) == ("show", action_key(button))


@given(st.text(max_size=60))
def test_nothing_else_is_an_id(text: str) -> None:
    found = read_action(text)
    assert found is None or f"v1:{found[0]}:{found[1]}" == text


def test_the_buttons_of_a_document_are_found_wherever_they_stand() -> None:
    lead, inner, tail = (CommandButton("x", "show", name) for name in ("a", "b", "c"))
    document = Document(
        meta=Meta(kind=DocumentKind.ANSWER, title="Buttons"),
        lead=(Actions((lead, LinkButton("x", "https://example.org/"))),),
        body=(Part((Fold("More", (Actions((inner,)),)),)),),
        tail=(Actions((tail,)),),
    )
    assert buttons_of(document) == (lead, inner, tail)
