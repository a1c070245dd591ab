from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from briefbot.core.occurrence import (
    CalendarQuery,
    Occurrence,
    SkippedSeries,
    describe_skipped,
    refresh_within_bounds,
    stale_after,
    when_of,
)
from briefbot.core.when import Precision

EVENING = datetime(2024, 12, 3, 18, tzinfo=ZoneInfo("Europe/Brussels"))
COUNCIL = Occurrence(
    calendar="council",
    uid="weekly@example.org",
    title="Council",
    start=EVENING,
    end=EVENING + timedelta(hours=2),
    original=datetime(2024, 12, 3, 17, tzinfo=UTC),
    tz="Europe/Brussels",
)


def test_a_key_is_the_same_on_every_machine() -> None:
    assert COUNCIL.name == "council/weekly@example.org@2024-12-03T17:00:00Z"
    assert COUNCIL.key == "95b48c48379cfc00"


def test_a_key_is_of_the_instant_and_not_of_how_it_is_written() -> None:
    assert replace(COUNCIL, original=EVENING).key == COUNCIL.key


def test_a_key_stays_when_anything_but_its_place_in_the_series_changes() -> None:
    later = replace(
        COUNCIL, start=EVENING + timedelta(days=1), moved_from=EVENING, title="Late", sequence=3
    )

    assert later.key == COUNCIL.key


@pytest.mark.parametrize(
    ("original", "name"),
    [
        (None, "council/weekly@example.org"),
        (date(2024, 12, 3), "council/weekly@example.org@2024-12-03"),
        (datetime(2024, 12, 3, 18), "council/weekly@example.org@2024-12-03T18:00:00"),  # noqa: DTZ001 - the file gives no zone
    ],
)
def test_a_name_says_no_more_than_is_known(original: date | None, name: str) -> None:
    other = replace(COUNCIL, original=original)

    assert other.name == name
    assert other.key != COUNCIL.key


def test_calendars_have_keys_of_their_own() -> None:
    assert replace(COUNCIL, calendar="committee").key != COUNCIL.key


def test_times_are_exact() -> None:
    when = COUNCIL.when

    assert (when.precision, when.instant, when.end) == (Precision.EXACT, EVENING, COUNCIL.end)
    assert when.zone == "Europe/Brussels"
    assert not COUNCIL.all_day


def test_what_has_no_length_has_no_end() -> None:
    assert replace(COUNCIL, end=EVENING).when.end is None


def test_days_are_told_with_the_last_one() -> None:
    days = replace(COUNCIL, start=date(2024, 12, 3), end=date(2024, 12, 5), tz="")

    assert days.all_day
    assert days.when.precision is Precision.RANGE
    assert (days.when.day, days.when.last_day) == (date(2024, 12, 3), date(2024, 12, 4))


@pytest.mark.parametrize("end", [date(2024, 12, 4), date(2024, 12, 3), None])
def test_one_day_is_a_day(end: date | None) -> None:
    assert when_of(date(2024, 12, 3), end).precision is Precision.DAY


@pytest.mark.parametrize(
    ("first", "until"),
    [
        (date(2024, 12, 1), date(2024, 12, 1)),
        (date(2024, 12, 2), date(2024, 12, 1)),
        (date(2024, 12, 1), date(2026, 1, 6)),
        (date(1, 1, 1), date(1, 2, 1)),
        (date(9999, 12, 1), date(9999, 12, 31)),
    ],
)
def test_days_that_cannot_be_asked_for_are_refused(first: date, until: date) -> None:
    with pytest.raises(ValueError, match="a calendar is asked for"):
        CalendarQuery(first=first, until=until)


@pytest.mark.parametrize(
    ("asked", "refresh"),
    [
        (timedelta(), timedelta(minutes=15)),
        (timedelta(minutes=14), timedelta(minutes=15)),
        (timedelta(hours=6), timedelta(hours=6)),
        (timedelta(days=7), timedelta(hours=24)),
    ],
)
def test_a_calendar_is_read_as_often_as_it_asks_within_bounds(
    asked: timedelta, refresh: timedelta
) -> None:
    assert refresh_within_bounds(asked) == refresh


@pytest.mark.parametrize(
    ("refresh", "hours"), [(None, 2), (timedelta(minutes=15), 0.5), (timedelta(hours=24), 48)]
)
def test_a_reading_is_stale_after_two_intervals(refresh: timedelta | None, hours: float) -> None:
    assert stale_after(refresh) == timedelta(hours=hours)


def test_very_many_series_that_are_skipped_for_one_reason_are_counted() -> None:
    many = [SkippedSeries(f"u{number}", "it is broken") for number in range(2_000)]

    lines = describe_skipped([*many, SkippedSeries("other", "it hangs")])

    assert lines[0] == "u0: it is broken"
    assert lines[10:] == ("1,990 more: it is broken", "other: it hangs")
