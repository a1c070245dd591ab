"""Answers about a command itself."""

import pytest

from briefbot.core.commands import VERBS, usable_verbs, usage
from briefbot.core.compose import (
    Outcome,
    Refusal,
    compose_done,
    compose_help,
    compose_lines,
    compose_refusal,
    compose_verb_help,
)
from briefbot.core.document import Actions, Code, CommandButton, Heading, List, Para
from briefbot.core.plain_text import document_text, inline_text
from briefbot.core.visibility import Role


def test_what_was_done_says_how_to_undo_it() -> None:
    document = compose_done(Outcome(title="Paused", undo="/brief-admin resume"))
    (line,) = document.lead
    assert isinstance(line, Para)
    assert inline_text(line.content) == "Undo: /brief-admin resume"
    assert line.content[-1] == Code("/brief-admin resume")


def test_a_refusal_says_why_and_what_was_perhaps_meant() -> None:
    refusal = Refusal(reason="There is none.", suggestion="/brief latest", usage="/brief show ID")
    told = document_text(compose_refusal(refusal)).splitlines()
    assert told == [
        "Nothing was done",
        "There is none.",
        "Did you mean: /brief latest",
        "Write: /brief show ID",
    ]


def test_a_row_has_no_more_buttons_than_platforms_take() -> None:
    buttons = tuple(CommandButton(str(n), "show", str(n)) for n in range(9))
    (row,) = compose_done(Outcome(title="x", buttons=buttons)).tail
    assert isinstance(row, Actions)
    assert len(row.buttons) == 5


@pytest.mark.parametrize(
    ("lines", "shapes"),
    [
        (["a", "b"], [[Para], [Para]]),
        (["a", "  b", "  c", "d"], [[Heading, List], [Para]]),
        (["", "a", "  b", "", "c"], [[Heading, List], [Para]]),
        (["  a"], [[List]]),
        ([], []),
    ],
)
def test_indented_lines_are_the_points_of_the_line_above(
    lines: list[str], shapes: list[list[type]]
) -> None:
    document = compose_lines("Status", lines)
    assert [[type(block) for block in part.blocks] for part in document.body] == shapes
    assert all(part.keep for part in document.body)
    assert document_text(document).split("\n")[1:] == [each.strip() for each in lines if each]


def test_help_lists_the_verbs_under_their_commands() -> None:
    told = document_text(compose_help(usable_verbs(Role.MANAGER), lang="de"))
    assert all(verb.line in told for verb in VERBS.values() if not verb.is_button)
    assert "Betreuen, was hier gepostet wird" in told


@pytest.mark.parametrize("name", VERBS)
def test_help_on_a_verb_has_its_usage_and_every_option(name: str) -> None:
    told = document_text(compose_verb_help(VERBS[name]))
    assert usage(VERBS[name]) in told
    assert all(f"{option.name} — " in told for option in VERBS[name].options)
