"""Reminders that one person asked for: when they are due, and the posting each becomes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from briefbot.core.compose import compose_personal
from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.records import PersonalReminder
from briefbot.core.document import Actions, CommandButton
from briefbot.core.meeting import MeetingStatus
from briefbot.core.planning.personal import (
    destination_of,
    everybody_at,
    personal_posting,
    plan_personal,
    put_off,
)
from briefbot.core.programme import Channel
from briefbot.core.schedule import QuietHours
from briefbot.core.upcoming import Upcoming
from briefbot.core.visibility import Audience, Place
from briefbot.core.when import Precision, When

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
VOTE = Upcoming(key="council/vote", title="The vote", when=When.at(NOW + 24 * HOUR))
REMINDER = PersonalReminder(
    id=7, person="chat:ann", meeting="council/vote", lead=HOUR, due=NOW + 23 * HOUR
)
HERE = Channel(name="dm", place=Place(audience=Audience.PRIVATE), zone="UTC")


def planned(*reminders: PersonalReminder, meeting: Upcoming = VOTE) -> list[tuple[int, datetime]]:
    found = plan_personal(reminders or (REMINDER,), {meeting.key: meeting}, zone="UTC")
    return [(each.reminder.id, each.due.at) for each in found]


def test_a_reminder_is_due_by_its_lead() -> None:
    assert planned() == [(7, NOW + 23 * HOUR)]


def test_a_reminder_moves_with_its_meeting() -> None:
    moved = replace(VOTE, when=When.at(NOW + 48 * HOUR))
    assert planned(meeting=moved) == [(7, NOW + 47 * HOUR)]


def test_one_that_was_put_off_stays_where_it_was_put() -> None:
    child = replace(REMINDER, id=8, snoozed_from=7, due=NOW + 30 * HOUR)
    moved = replace(VOTE, when=When.at(NOW + 48 * HOUR))
    assert planned(REMINDER, child, meeting=moved) == [(8, NOW + 30 * HOUR), (7, NOW + 47 * HOUR)]


@pytest.mark.parametrize(
    "meeting",
    [
        replace(VOTE, key="council/other"),
        replace(VOTE, status=MeetingStatus.CANCELLED),
        replace(VOTE, when=When(precision=Precision.TBA)),
    ],
)
def test_a_meeting_that_is_gone_off_or_without_a_date_reminds_nobody(meeting: Upcoming) -> None:
    assert planned(meeting=meeting) == []


def test_a_date_without_an_hour_reminds_on_the_morning_before() -> None:
    day = replace(VOTE, when=When.on(date(2026, 3, 10)))
    assert planned(meeting=day) == [(7, datetime(2026, 3, 9, 9, 0, tzinfo=UTC))]


def test_a_posting_is_the_same_after_every_restart_and_another_when_the_meeting_moved() -> None:
    (first,) = plan_personal([REMINDER], {VOTE.key: VOTE}, zone="UTC")
    moved = replace(VOTE, when=When.at(NOW + 48 * HOUR))
    (second,) = plan_personal([REMINDER], {VOTE.key: moved}, zone="UTC")
    made = [personal_posting(each, HERE, now=NOW) for each in (first, first, second)]
    assert made[0] == made[1]
    assert made[0].key.kind is PostingKind.PERSONAL
    assert made[0].key != made[2].key
    assert (made[0].due, made[0].expires_at) == (NOW + 23 * HOUR, NOW + 24 * HOUR)
    assert made[0].reason == "asked for by chat:ann"


def test_two_reminders_of_one_moment_are_two_postings() -> None:
    other = replace(REMINDER, id=8, person="chat:bea")
    found = plan_personal([REMINDER, other], {VOTE.key: VOTE}, zone="UTC")
    keys = {personal_posting(each, HERE, now=NOW).key for each in found}
    assert len(keys) == 2


def test_the_quiet_hours_of_its_place_hold_it() -> None:
    (found,) = plan_personal([REMINDER], {VOTE.key: VOTE}, zone="UTC")
    quiet = QuietHours(start=time(7), end=time(8, 30), zone="UTC")
    held = personal_posting(found, replace(HERE, quiet=quiet), now=NOW)
    assert (held.due, held.release_at) == (NOW + 23 * HOUR, NOW + 23.5 * HOUR)
    assert personal_posting(found, HERE, now=NOW).release_at == NOW + 23 * HOUR


@pytest.mark.parametrize(
    ("choice", "zone", "until"),
    [
        ("10m", "UTC", NOW + timedelta(minutes=10)),
        ("1h", "UTC", NOW + HOUR),
        ("tomorrow", "Europe/Kyiv", datetime(2026, 3, 3, 7, 0, tzinfo=UTC)),
        ("tomorrow", "Pacific/Auckland", datetime(2026, 3, 2, 20, 0, tzinfo=UTC)),
        ("tomorrow", "Nowhere/At_All", datetime(2026, 3, 3, 9, 0, tzinfo=UTC)),
    ],
)
def test_a_reminder_is_put_off_by_a_span_or_until_the_persons_morning(
    choice: str, zone: str, until: datetime
) -> None:
    assert put_off(choice, now=NOW, zone=zone) == until


def test_tomorrow_is_nine_by_the_clock_also_when_clocks_change() -> None:
    before = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    until = put_off("tomorrow", now=before, zone="Europe/Brussels")
    assert until == datetime(2026, 3, 29, 7, 0, tzinfo=UTC)


def test_a_reminder_for_everybody_names_its_destination() -> None:
    assert destination_of(everybody_at("newsroom")) == "newsroom"
    assert destination_of("chat:ann") == ""


def test_a_personal_reminder_has_the_three_ways_to_put_it_off() -> None:
    (personal,) = plan_personal([REMINDER], {VOTE.key: VOTE}, zone="UTC")
    (row,) = compose_personal(personal.due, number=7).tail
    assert isinstance(row, Actions)
    subjects = [each.subject for each in row.buttons if isinstance(each, CommandButton)]
    assert subjects == ["7 10m", "7 1h", "7 tomorrow"]
