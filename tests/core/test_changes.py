"""Changes: was and now, statement by statement."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.core.brief import Brief, KeyFigure, SectionSlug, Statement
from briefbot.core.changes import Change, ChangeKind, Subject, changes
from briefbot.core.plain_text import inline_text
from briefbot.core.when import PartOfDay, Precision, When
from builders import brief, fact, meeting, section

HAPPENED = SectionSlug.HAPPENED
RESPONSE = SectionSlug.RESPONSE


def with_statements(*statements: Statement) -> Brief:
    return brief(sections=(section(HAPPENED, *statements),))


def told(change: Change) -> tuple[ChangeKind, str, str]:
    return change.kind, inline_text(change.was), inline_text(change.now)


def test_a_revision_is_no_different_from_itself() -> None:
    assert changes(brief(), brief()) == ()


def test_a_reworded_statement_is_told_as_was_and_now() -> None:
    old = with_statements(fact("The council meets on 3-4 December 2024 in Brussels.", "a"))
    new = with_statements(fact("The council meets on 3 December 2024 in Brussels.", "a"))

    assert [told(change) for change in changes(old, new)] == [
        (
            ChangeKind.CHANGED,
            "The council meets on 3-4 December 2024 in Brussels.",
            "The council meets on 3 December 2024 in Brussels.",
        )
    ]


def test_a_new_statement_is_added_and_one_gone_is_removed() -> None:
    old = with_statements(fact("Ships left the harbour."), fact("Talks went on for two days."))
    new = with_statements(fact("Talks went on for two days."), fact("A statement was adopted."))

    assert [told(change) for change in changes(old, new)] == [
        (ChangeKind.ADDED, "", "A statement was adopted."),
        (ChangeKind.REMOVED, "Ships left the harbour.", ""),
    ]


def test_a_statement_that_only_moved_is_no_change() -> None:
    one, two = fact("Ships left."), fact("Talks went on.")
    old = brief(sections=(section(HAPPENED, one, two), section(RESPONSE)))
    new = brief(sections=(section(HAPPENED, two), section(RESPONSE, one)))

    assert changes(old, new) == ()


def test_a_changed_attribution_is_a_change_though_the_words_are_the_same() -> None:
    old = with_statements(fact("Six warheads were counted.", "a"))
    new = with_statements(fact("Six warheads were counted.", "a", claimed_by="the ministry"))

    (change,) = changes(old, new)

    assert change.kind is ChangeKind.CHANGED
    assert change.was_statement is not None
    assert change.now_statement is not None
    assert change.now_statement.claimed_by == "the ministry"


def test_the_most_alike_statements_are_paired() -> None:
    old = with_statements(
        fact("The port of the city closed at noon on Monday."),
        fact("The port of the city reopened at noon on Tuesday."),
    )
    new = with_statements(
        fact("The port of the city reopened at noon on Wednesday."),
        fact("The port of the city closed at dusk on Monday."),
    )

    pairs = {inline_text(change.was): inline_text(change.now) for change in changes(old, new)}

    assert pairs == {
        "The port of the city closed at noon on Monday.": (
            "The port of the city closed at dusk on Monday."
        ),
        "The port of the city reopened at noon on Tuesday.": (
            "The port of the city reopened at noon on Wednesday."
        ),
    }


def test_a_meetings_date_that_became_more_precise_is_was_and_now() -> None:
    span = When(
        precision=Precision.RANGE,
        day=date(2024, 12, 3),
        last_day=date(2024, 12, 4),
        zone="Europe/Brussels",
    )
    evening = When(
        precision=Precision.PART_OF_DAY,
        day=date(2024, 12, 3),
        part=PartOfDay.EVENING,
        zone="Europe/Brussels",
    )

    (change,) = changes(
        brief(meetings=(meeting(when=span),)), brief(meetings=(meeting(when=evening),))
    )

    assert (change.kind, change.subject) == (ChangeKind.CHANGED, Subject.MEETING)
    assert inline_text(change.was).startswith("3–4 December 2024")
    assert inline_text(change.now).startswith("evening of 3 December 2024")


def test_meetings_are_joined_by_id_whatever_their_order() -> None:
    one, two = meeting("one"), meeting("two", title="Ministers")

    assert changes(brief(meetings=(one, two)), brief(meetings=(two, one))) == ()


def test_title_summary_event_and_figures_are_compared() -> None:
    old = brief(key_figures=(KeyFigure(label="ships", value="6"),))
    new = replace(
        old,
        title="Council agrees",
        summary="Agreed.",
        event=When.on(date(2026, 1, 8)),
        key_figures=(KeyFigure(label="ships", value="7"), KeyFigure(label="ports", value="2")),
    )

    assert [(change.subject, change.kind) for change in changes(old, new)] == [
        (Subject.TITLE, ChangeKind.CHANGED),
        (Subject.SUMMARY, ChangeKind.CHANGED),
        (Subject.EVENT, ChangeKind.CHANGED),
        (Subject.FIGURE, ChangeKind.CHANGED),
        (Subject.FIGURE, ChangeKind.ADDED),
    ]


sentences = st.lists(
    st.lists(
        st.sampled_from(["alpha", "beta", "gamma", "delta", "ships", "ports"]),
        min_size=1,
        max_size=6,
    )
    .map(" ".join)
    .map(fact),
    max_size=8,
)


@given(sentences, sentences)
def test_every_difference_is_accounted_for_once(old: list[Statement], new: list[Statement]) -> None:
    found = changes(with_statements(*old), with_statements(*new))

    gone = sorted(inline_text(change.was) for change in found if change.was)
    come = sorted(inline_text(change.now) for change in found if change.now)
    before = sorted(inline_text(each.content) for each in old)
    after = sorted(inline_text(each.content) for each in new)
    for text in gone:
        before.remove(text)
    for text in come:
        after.remove(text)
    assert before == after


@pytest.mark.parametrize("count", [80])
def test_a_section_rewritten_from_end_to_end_is_added_and_removed_not_paired(count: int) -> None:
    old = with_statements(*(fact(f"old sentence number {index}") for index in range(count)))
    new = with_statements(*(fact(f"new sentence number {index}") for index in range(count)))

    kinds = {change.kind for change in changes(old, new)}

    assert kinds == {ChangeKind.ADDED, ChangeKind.REMOVED}
