"""Reminders and notices as postings, and the ledger's rows as what was said."""

from datetime import UTC, datetime, timedelta

import pytest

from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import SaidRow
from briefbot.core.delivery.state import PostingState
from briefbot.core.planning.meetings import (
    notice_posting,
    reminder_posting,
    said_of,
    step_of,
    vanished,
)
from briefbot.core.programme import Channel
from briefbot.core.reminders import (
    Notice,
    NoticeKind,
    ReminderDecision,
    ReminderDue,
    ReminderPlan,
    ReminderReason,
    Said,
)
from briefbot.core.upcoming import Upcoming
from briefbot.core.visibility import Audience, Place
from briefbot.core.when import When

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MAIN = Channel(name="main", place=Place(audience=Audience.CHANNEL), zone="UTC")
PLAN = ReminderPlan(name="meetings", destinations=("main",))
STANDUP = Upcoming(key="team/standup", title="Standup", when=When.at(NOW + DAY), calendar="team")


def test_a_reminder_is_named_by_its_meeting_its_start_and_its_lead_time() -> None:
    decision = ReminderDecision(ReminderDue(meeting=STANDUP, lead=DAY, at=NOW), ReminderReason.DUE)

    posting = reminder_posting(decision, PLAN, MAIN, now=NOW)

    assert posting.key.parts == (
        "main",
        "reminder",
        "team/standup",
        "2026-03-03T09:00:00Z",
        "86400",
        "0",
    )
    assert posting.expires_at == NOW + DAY
    assert posting.when == STANDUP.when
    assert posting.schedule == "reminders/meetings@main"


def test_the_second_notice_that_says_the_same_has_a_key_of_its_own() -> None:
    notice = Notice(kind=NoticeKind.MOVED, meeting=STANDUP, was=When.at(NOW + 2 * DAY))

    keys = {notice_posting(notice, PLAN, MAIN, generation=number, now=NOW).key for number in (0, 1)}

    assert len(keys) == 2
    assert {key.step for key in keys} == {"moved"}


@pytest.mark.parametrize("step", [timedelta(days=1), timedelta(minutes=15), *NoticeKind])
def test_a_step_is_read_as_it_was_written(step: timedelta | NoticeKind) -> None:
    written = step.value if isinstance(step, NoticeKind) else str(step // timedelta(seconds=1))

    assert step_of(written) == step


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (PostingState.WAITING, False),
        (PostingState.COMPOSED, True),
        (PostingState.MERGED, True),
    ],
)
def test_what_is_on_its_way_counts_as_said_and_what_waits_does_not(
    state: PostingState,
    counts: bool,  # noqa: FBT001 - a column of the table
) -> None:
    key = PostingKey(
        destination="main",
        kind=PostingKind.REMINDER,
        subject="team/standup",
        occurrence="2026-03-03T09:00:00Z",
        step="86400",
    )

    said = said_of([SaidRow(key=key, when=STANDUP.when, at=NOW, state=state)])

    told = Said(meeting="team/standup", when=STANDUP.when, step=DAY, at=NOW)
    assert said == ((told,) if counts else ())


def gone(said: Said, *, listed: frozenset[str] = frozenset()) -> list[Notice]:
    return list(
        vanished(
            [said],
            listed=listed,
            well_read=frozenset({"team"}),
            titles={"team/standup": "Standup"},
            zone="UTC",
            now=NOW,
        )
    )


def told(key: str = "team/standup", **fields: object) -> Said:
    made = {"meeting": key, "when": STANDUP.when, "step": DAY, "at": NOW - HOUR, **fields}
    return Said(**made)  # type: ignore[arg-type]  # fields are the dataclass's own


def test_a_meeting_that_is_listed_no_longer_has_a_notice_that_says_just_that() -> None:
    [notice] = gone(told())

    assert notice.unlisted
    assert notice.meeting.title == "Standup"


def test_a_vanished_meeting_whose_title_is_forgotten_is_called_by_its_key() -> None:
    assert [each.meeting.title for each in gone(told("team/other"))] == ["other"]


@pytest.mark.parametrize(
    ("said", "listed"),
    [
        (told(), frozenset({"team/standup"})),
        (told("elsewhere/standup"), frozenset()),
        (told(step=NoticeKind.CANCELLED), frozenset()),
        (told(when=When.at(NOW - HOUR)), frozenset()),
    ],
)
def test_a_meeting_has_not_vanished_that_is_listed_badly_read_cancelled_or_begun(
    said: Said, listed: frozenset[str]
) -> None:
    assert gone(said, listed=listed) == []
