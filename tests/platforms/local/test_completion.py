"""Completion: what is proposed for a line that is being typed, and that it fits the grammar."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.commands import VERBS, Option, Verb, parse_line, usable_verbs
from briefbot.core.commands.verb import Kind
from briefbot.core.visibility import Role
from briefbot.platforms.local.completion import Completion, Insertion, complete

LETTERS = st.sampled_from('/brief-admin show latest topic:since: "“”\t\n --=éЩ🕊x')
LINES = st.one_of(
    st.lists(LETTERS, max_size=40).map("".join),
    st.builds(
        lambda verb, rest: f"{verb.line} {rest}",
        st.sampled_from(list(VERBS.values())),
        st.lists(LETTERS, max_size=20).map("".join),
    ),
)
ROLES = st.sampled_from(list(Role))
#: Values as a program may propose them: keys, titles, words with spaces, colons and dashes.
VALUES = st.text("abz 0-:/", min_size=1, max_size=20).map(str.strip).filter(bool)


def lines(text: str, cursor: int | None = None, *, role: Role = Role.READER) -> list[str]:
    found = complete(text, len(text) if cursor is None else cursor, role=role)
    return [applied(text, each) for each in found.insertions]


def applied(text: str, insertion: Insertion) -> str:
    return text[: insertion.start] + insertion.insert + text[insertion.end :]


def wanted(text: str, cursor: int | None = None) -> tuple[str, str] | None:
    found = complete(text, len(text) if cursor is None else cursor, role=Role.MANAGER).wanted
    return (found.option.name, found.typed) if found else None


READERS = [verb.name for verb in usable_verbs(Role.READER)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", READERS),
        ("/", READERS),
        ("/br", READERS),
        ("/brief s", [name for name in READERS if name.startswith("s")]),
        ("/brief  sea", ["search"]),
        ("/BRIEF Sho", ["show"]),
        ("sea", ["search"]),
        ("/nonsense", []),
        ("hello there", []),
    ],
)
def test_a_line_begins_with_a_verb_that_may_be_used(text: str, names: list[str]) -> None:
    assert lines(text) == [f"/brief {name} " for name in names]


def test_only_verbs_of_ones_role_are_proposed() -> None:
    assert lines("/brief-admin p") == []
    assert lines("/brief-admin p", role=Role.MANAGER) == [
        "/brief-admin pause ",
        "/brief-admin post ",
    ]
    assert lines("/brief-admin pause ") == []


@pytest.mark.parametrize(
    ("text", "option", "typed"),
    [
        ("/brief show ", "id", ""),
        ("/brief show nuc", "id", "nuc"),
        ('/brief show "air de', "id", "air de"),
        ("/brief show id:nuc", "id", "nuc"),
        ("/brief show council section:", "section", ""),
        ("/brief show council --section=re", "section", "re"),
        ("/brief latest energy topic:", "topic", ""),
        ("/brief latest to:en", "topic", "en"),
        ("/brief-admin resolve 7f3k2m ", "decision", ""),
        ("/brief-admin subscribe 08:00 tz:Eur", "tz", "Eur"),
        ("/brief help se", "verb", "se"),
    ],
)
def test_the_value_that_is_typed_is_asked_for(text: str, option: str, typed: str) -> None:
    assert wanted(text) == (option, typed)


@pytest.mark.parametrize(
    "text", ["/brief show council ", "/brief search air", "/brief latest count:", "/brief show x y"]
)
def test_where_nothing_is_known_nothing_is_asked(text: str) -> None:
    assert wanted(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/brief show council s", ["section:", "share:true"]),
        ("/brief show council section:response s", ["share:true"]),
        ("/brief show council share:true s", ["section:"]),
        ("/brief show council --se", ["section:"]),
        ("/brief search air defence sin", ["since:"]),
        ("/brief latest share:t", ["share:true"]),
        ("/brief latest share:n", []),
        ("/brief reminders ", []),
    ],
)
def test_keys_that_are_still_free_are_proposed(text: str, expected: list[str]) -> None:
    found = complete(text, len(text), role=Role.READER).insertions

    assert [each.insert for each in found] == expected


def test_a_word_is_replaced_whole_wherever_the_cursor_stands_in_it() -> None:
    text = "/brief show council sect share:true"

    assert lines(text, text.index("ect")) == ["/brief show council section: share:true"]
    assert wanted(text, text.index("uncil")) == ("id", "co")


@settings(max_examples=200, deadline=None)
@given(LINES, st.integers(-3, 80), ROLES)
def test_whatever_is_typed_a_proposal_replaces_what_is_at_the_cursor(
    text: str, cursor: int, role: Role
) -> None:
    found = complete(text, cursor, role=role)
    at = max(0, min(cursor, len(text)))

    for start, end in spans(found):
        assert 0 <= start <= at <= end <= len(text)
    assert len(found.insertions) <= len(VERBS)


def spans(found: Completion) -> list[tuple[int, int]]:
    made = [(each.start, each.end) for each in found.insertions]
    return [*made, (found.wanted.start, found.wanted.end)] if found.wanted else made


@settings(max_examples=100, deadline=None)
@given(ROLES, st.data())
def test_a_verb_that_is_taken_is_the_one_that_is_asked(role: Role, data: st.DataObject) -> None:
    verb = data.draw(st.sampled_from(usable_verbs(role)))
    typed = verb.line[: data.draw(st.integers(0, len(verb.line)))]

    assert f"{verb.line} " in lines(typed, role=role)


OPTIONS = [
    (verb, option)
    for verb in usable_verbs(Role.MANAGER)
    for option in verb.options
    if option.kind is Kind.TEXT and option.completes
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(OPTIONS), VALUES)
def test_a_value_that_is_taken_is_read_as_that_value(pair: tuple[Verb, Option], value: str) -> None:
    verb, option = pair
    others = [each for each in verb.options if each.required and each is not option]
    text = "".join([verb.line, *(f" {each.name}:08:00" for each in others), f" {option.name}:"])
    found = complete(text, len(text), role=Role.MANAGER).wanted

    assert found is not None
    assert parse_line(applied(text, found.insertion(value, value))).text(option.name) == value


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_a_value_without_its_key_is_read_as_that_value_too(value: str) -> None:
    text = "/brief show "
    found = complete(text, len(text), role=Role.READER).wanted

    assert found is not None
    assert parse_line(applied(text, found.insertion(value, value))).text("id") == value
