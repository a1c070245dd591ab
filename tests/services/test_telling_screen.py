"""An answer of `why` fits one screen, however much it is about."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.records import DeliveryLine, Happened, Story
from briefbot.core.delivery.state import DeliveryState, Operation, PostingState
from briefbot.core.planning.absence import Absence, Unrecorded
from briefbot.services.operating import Explanation
from briefbot.services.telling import explanation_lines
from briefbot.services.telling.screen import COLUMNS, ROWS, Line, bounded, fits, folded
from contracts.driving import NOW

SENT, HELD, DEAD = DeliveryState.SENT, DeliveryState.HELD, DeliveryState.DEAD
PENDING, EXPIRED = DeliveryState.PENDING, DeliveryState.EXPIRED

DAY = "2026-03-02T09:00"


def story(number: int, states: Sequence[DeliveryState], *, error: str = "no answer") -> Story:
    """Return a posting at a place of its own, with a page in each state."""
    deliveries = tuple(
        DeliveryLine(
            id=number * 100 + page,
            operation=Operation.SEND,
            page=page,
            state=state,
            attempts=1,
            next_try_at=None,
            receipt=None,
            proof=None,
            last_error=error,
        )
        for page, state in enumerate(states, start=1)
    )
    happened = tuple(
        Happened(at=NOW + timedelta(seconds=page), what=what, page=page)
        for page in range(1, len(states) + 1)
        for what in ("sending", "sent")
    )
    key = PostingKey(
        destination=f"desk{number}",
        kind=PostingKind.DIGEST,
        subject="morning",
        occurrence=DAY,
    )
    return Story(
        posting=number,
        key=key,
        reference=key.reference,
        state=PostingState.COMPOSED,
        label=DAY,
        due=NOW,
        release_at=NOW,
        happened=happened,
        deliveries=deliveries,
    )


def told(*stories: Story, in_full: bool = False) -> list[str]:
    return explanation_lines(Explanation(stories=stories), lambda _: "UTC", in_full=in_full)


def rows(lines: Sequence[str]) -> int:
    return sum(max(1, -(-len(line) // COLUMNS)) for line in lines)


@pytest.mark.parametrize("places", [1, 2, 3, 5, 20, 200])
@pytest.mark.parametrize("pages", [1, 2, 3, 7, 30])
@pytest.mark.parametrize("state", [SENT, HELD, DEAD, PENDING, EXPIRED])
def test_any_pages_at_any_places_fit_a_screen(
    state: DeliveryState, pages: int, places: int
) -> None:
    lines = told(*(story(number, [state] * pages) for number in range(places)))

    assert 0 < rows(lines) < ROWS


def test_places_with_the_same_story_are_one_line_with_their_count() -> None:
    lines = told(*(story(number, [SENT, SENT]) for number in range(7)))
    names = "desk0, desk1, desk2, desk3 and 3 more"

    assert lines == [
        f"digest morning at 7 places ({names}), for {DAY}: It was posted, in 2 messages.",
        "more on one of them: briefbot why REF; every one: with --all",
    ]


@pytest.mark.parametrize("state", [HELD, DEAD])
def test_what_failed_at_one_of_many_places_comes_first_with_what_to_type(
    state: DeliveryState,
) -> None:
    failed = story(40, [SENT, state])
    lines = told(*(story(number, [SENT] * (1 + number % 30)) for number in range(40)), failed)

    assert lines[0].startswith(f"{failed.reference}: digest morning at desk40")
    assert "briefbot resolve 4002 " in lines[0]
    assert rows(lines) < ROWS


def test_what_did_not_go_out_comes_before_what_did() -> None:
    late = story(9, [EXPIRED])
    lines = told(*(story(number, [SENT]) for number in range(9)), late)

    assert lines[0].startswith(f"{late.reference}: digest morning at desk9")
    assert "It did not go out" in lines[0]


def test_a_failed_page_is_told_among_many_that_were_sent() -> None:
    lines = told(story(1, [SENT] * 20 + [HELD]), story(2, [SENT] * 20))

    assert any("121: send page 21, held" in line for line in lines)
    assert any("briefbot resolve 121 " in line for line in lines)
    assert rows(lines) < ROWS


def test_what_is_left_out_is_counted() -> None:
    lines = told(*(story(number, [HELD]) for number in range(100)))
    shown = sum("briefbot resolve" in line for line in lines)

    assert f"and {100 - shown} more, with --all" in lines


def test_in_full_nothing_is_left_out() -> None:
    lines = told(*(story(number, [SENT, HELD]) for number in range(30)), in_full=True)

    assert sum("decide: briefbot resolve" in line for line in lines) == 30
    assert sum("send page 1, sent" in line for line in lines) == 30
    assert not any("--all" in line for line in lines)


def test_a_long_reason_is_cut_where_there_are_many_stories() -> None:
    stories = [story(number, [DEAD], error="so it is refused " * 100) for number in range(3)]
    lines = told(*stories)

    assert rows(lines) < ROWS
    for each in stories:
        typed = f"briefbot resolve {each.deliveries[0].id} again or drop"
        assert any(line.startswith(each.reference) and typed in line for line in lines)


def test_times_of_which_nothing_is_recorded_fit_a_screen_at_any_number_of_places() -> None:
    absent = tuple(
        Unrecorded(
            schedule="morning",
            destination=f"desk{number}",
            asked="2026-03-02",
            reason=Absence.NO_RECORD,
        )
        for number in range(50)
    )
    lines = explanation_lines(Explanation(unrecorded=absent), lambda _: "UTC")

    (line,) = lines
    assert line.startswith("morning at 50 places (desk0, desk1, desk2, desk3 and 46 more), ")


def test_wide_letters_take_two_columns() -> None:
    assert fits(["a" * COLUMNS] * (ROWS - 1))
    assert not fits(["会" * COLUMNS] * (ROWS - 1))


def test_lines_that_fit_are_all_there() -> None:
    lines = folded([Line(before="at ", place="here", after=": sent")])

    assert bounded(lines, last=["end"]) == ["at here: sent", "end"]
