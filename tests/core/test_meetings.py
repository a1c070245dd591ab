from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from briefbot.core.brief import Brief
from briefbot.core.meeting import MeetingStatus
from briefbot.core.meetings import join_meetings
from briefbot.core.occurrence import Occurrence, when_of
from briefbot.core.when import PartOfDay, Precision, When
from builders import brief, correction, meeting

UID = "council@example.org"
EVENING = datetime(2026, 2, 3, 18, tzinfo=UTC)
DAY = date(2026, 2, 3)
OCCURRENCE = Occurrence(
    calendar="council",
    uid=UID,
    title="Weekly council",
    start=EVENING,
    end=EVENING + timedelta(hours=1),
    original=EVENING,
    tz="UTC",
    place="Council hall",
)
ON_EVENING = When(
    precision=Precision.PART_OF_DAY, day=DAY, part=PartOfDay.EVENING, zone="Europe/Brussels"
)


def at(days: int) -> Occurrence:
    """Return the occurrence so many days later in the series."""
    start = EVENING + timedelta(days=days)
    return replace(OCCURRENCE, start=start, end=start + timedelta(hours=1), original=start)


def naming(when: When = ON_EVENING, **fields: Any) -> Brief:  # noqa: ANN401 - the dataclass types them
    """Return a brief that names a meeting of the calendar's uid."""
    return brief(meetings=(meeting(when=when, **{"uid": UID, **fields}),))


def test_a_meeting_that_both_name_is_one_with_the_briefs_words() -> None:
    named = naming(title="Council meets", place="", leads=(timedelta(hours=1),))

    (joined,) = join_meetings([named], [OCCURRENCE])

    assert joined.title == "Council meets"
    assert joined.place == "Council hall"
    assert joined.leads == (timedelta(hours=1),)
    assert joined.key == "council-meets/council"
    assert (joined.calendar, joined.brief) == ("council", named)


def test_lead_times_that_its_alarms_ask_for_are_the_calendars_own() -> None:
    occurrence = replace(OCCURRENCE, leads=(timedelta(minutes=15),), sequence=2)

    (alone,) = join_meetings([], [occurrence])
    (joined,) = join_meetings([naming()], [occurrence])
    (named,) = join_meetings([naming(leads=(timedelta(hours=1),))], [occurrence])

    assert alone.leads == joined.leads == (timedelta(minutes=15),)
    assert named.leads == (timedelta(hours=1),)
    assert (alone.sequence, joined.sequence) == (2, 2)


def test_a_revision_of_the_brief_or_of_the_calendar_is_one_of_the_meeting() -> None:
    corrected = replace(naming(), corrections=(correction(), correction()))

    (joined,) = join_meetings([corrected], [replace(OCCURRENCE, sequence=1)])

    assert joined.sequence == 3


def test_the_calendars_exact_time_wins_over_a_part_of_the_day() -> None:
    (joined,) = join_meetings([naming()], [OCCURRENCE])

    assert joined.when == OCCURRENCE.when
    assert joined.moved_from is None


def test_only_the_occurrence_of_that_day_is_joined() -> None:
    joined = join_meetings([naming()], [at(-7), at(0), at(7)])

    assert [one.key for one in joined] == [
        "council-meets/council",
        "council/council@example.org@2026-01-27T18:00:00Z",
        "council/council@example.org@2026-02-10T18:00:00Z",
    ]


@pytest.mark.parametrize(
    "when",
    [
        When.at(datetime(2026, 2, 3, 23, 30, tzinfo=UTC), zone="UTC"),
        When.on(DAY),
        When(precision=Precision.RANGE, day=date(2026, 2, 2), last_day=date(2026, 2, 5)),
        When(precision=Precision.WEEK, day=date(2026, 2, 2)),
        When(precision=Precision.APPROX, day=DAY),
    ],
)
def test_a_date_of_any_precision_finds_its_occurrence(when: When) -> None:
    joined = join_meetings([naming(when)], [at(-7), OCCURRENCE, at(7)])

    assert len(joined) == 3
    assert joined[0].when == OCCURRENCE.when


@pytest.mark.parametrize(
    "when",
    [When.on(date(2026, 2, 4)), When(precision=Precision.TBA), When.at(EVENING - timedelta(1))],
)
def test_a_meeting_on_none_of_a_series_days_stands_by_itself(when: When) -> None:
    assert len(join_meetings([naming(when)], [OCCURRENCE, at(7)])) == 3


def test_an_event_that_happens_once_is_found_on_whatever_day_and_has_moved() -> None:
    once = replace(OCCURRENCE, original=None)
    before = When.on(date(2026, 1, 20))

    (joined,) = join_meetings([naming(before)], [once])

    assert (joined.when, joined.moved_from) == (once.when, before)


def test_a_date_to_be_announced_is_announced_by_the_calendar() -> None:
    once = replace(OCCURRENCE, original=None)

    (joined,) = join_meetings([naming(When(precision=Precision.TBA))], [once])

    assert (joined.when, joined.moved_from) == (once.when, None)


def test_a_moved_occurrence_is_found_on_the_day_it_was_announced_for() -> None:
    moved = replace(at(0), start=EVENING + timedelta(days=2), moved_from=EVENING)

    (joined,) = join_meetings([naming()], [replace(moved, end=moved.start)])

    assert joined.when.instant == EVENING + timedelta(days=2)
    assert joined.moved_from == when_of(EVENING, zone="UTC")


def test_a_brief_that_is_more_exact_than_whole_days_keeps_its_date() -> None:
    days = replace(OCCURRENCE, start=DAY, end=date(2026, 2, 5), original=None, tz="")

    (joined,) = join_meetings([naming()], [days])

    assert joined.when == ON_EVENING


def test_an_exact_brief_wins_over_a_time_in_an_assumed_zone() -> None:
    exact = When.at(EVENING - timedelta(hours=1), zone="Europe/Brussels")
    assumed = replace(OCCURRENCE, tz_assumed=True)

    (joined,) = join_meetings([naming(exact)], [assumed])
    (vague,) = join_meetings([naming()], [assumed])

    assert joined.when == exact
    assert vague.when == assumed.when


@pytest.mark.parametrize("said_by", ["brief", "calendar"])
def test_a_meeting_that_either_calls_off_is_cancelled(said_by: str) -> None:
    off = MeetingStatus.CANCELLED
    named = naming(status=off) if said_by == "brief" else naming()
    occurrence = replace(OCCURRENCE, status=off) if said_by == "calendar" else OCCURRENCE

    (joined,) = join_meetings([named], [occurrence])

    assert joined.status is off


def test_two_briefs_about_one_meeting_name_it_once() -> None:
    briefs = [replace(naming(title="Newer"), slug="newer"), replace(naming(), slug="older")]

    assert [one.title for one in join_meetings(briefs, [OCCURRENCE])] == ["Newer"]
    assert [one.title for one in join_meetings(briefs, [])] == ["Newer"]


def test_meetings_without_a_uid_are_never_joined() -> None:
    briefs = [replace(naming(uid=""), slug="one"), replace(naming(uid=""), slug="two")]

    assert len(join_meetings(briefs, [replace(OCCURRENCE, uid="")])) == 3
