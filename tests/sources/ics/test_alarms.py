from dataclasses import replace
from datetime import date, timedelta

import pytest

from briefbot.sources.ics.alarms import MAX_ALARMS, MAX_LEADS
from sources.ics.in_process import EVENING, calendar, event, query, read, read_one

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ASKED = replace(query(), alarms=True)
TIMED = (EVENING, "DURATION:PT2H")
WHOLE_DAY = ("DTSTART;VALUE=DATE:20241203", "DTEND;VALUE=DATE:20241205")


def alarm(*lines: str, action: str = "DISPLAY") -> str:
    return "\n".join(("BEGIN:VALARM", f"ACTION:{action}", *lines, "END:VALARM"))


def leads(*lines: str) -> tuple[timedelta, ...]:
    """Return the lead times of an event with these lines."""
    return read_one(calendar(event(*lines)), ASKED).leads


def test_alarms_are_their_owners_own_unless_they_are_asked_for() -> None:
    assert read_one(calendar(event(*TIMED, alarm("TRIGGER:-PT15M")))).leads == ()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["TRIGGER:-PT15M"], [15 * MINUTE]),
        (["TRIGGER:-P1D"], [DAY]),
        (["TRIGGER:-P1W"], [7 * DAY]),
        (["TRIGGER;RELATED=START:-PT15M"], [15 * MINUTE]),
        (["TRIGGER;RELATED=END:-PT150M"], [30 * MINUTE]),
        (["TRIGGER;RELATED=END:-PT15M"], []),
        (["TRIGGER;VALUE=DATE-TIME:20241203T160000Z"], [HOUR]),
        (["TRIGGER;VALUE=DATE-TIME:20241203T180000Z"], []),
        (["TRIGGER:-PT30M", "REPEAT:2", "DURATION:PT10M"], [30 * MINUTE, 20 * MINUTE, 10 * MINUTE]),
        (["TRIGGER:-PT15M", "REPEAT:9", "DURATION:PT10M"], [15 * MINUTE, 5 * MINUTE]),
        (["TRIGGER:-PT15M", "REPEAT:2"], [15 * MINUTE]),
        (["TRIGGER:PT0S"], []),
        (["TRIGGER:PT5M"], []),
    ],
)
def test_an_alarm_before_the_start_is_a_lead_time(
    lines: list[str], expected: list[timedelta]
) -> None:
    assert leads(*TIMED, alarm(*lines)) == tuple(expected)


@pytest.mark.parametrize(
    ("trigger", "days"),
    [
        ("TRIGGER:-PT15H", 1),  # 09:00 on the day before
        ("TRIGGER:-P1D", 1),
        ("TRIGGER:-P1DT15H", 2),
        ("TRIGGER:-PT5M", 1),
        ("TRIGGER;RELATED=END:-P3D", 1),  # the end is not a day of it any more
        ("TRIGGER;VALUE=DATE-TIME:20241201T080000Z", 2),
        ("TRIGGER;VALUE=DATE-TIME:20241201T230000Z", 2),
    ],
)
def test_an_alarm_of_whole_days_is_some_days_before(trigger: str, days: int) -> None:
    assert leads(*WHOLE_DAY, alarm(trigger)) == (timedelta(days=days),)


@pytest.mark.parametrize("trigger", ["TRIGGER:PT9H", "TRIGGER:PT0S"])
def test_an_alarm_on_the_first_day_is_too_late_for_a_lead_time(trigger: str) -> None:
    assert leads(*WHOLE_DAY, alarm(trigger)) == ()


@pytest.mark.parametrize("action", ["EMAIL", "AUDIO", "PROCEDURE", "NONE", "X-SHOUT", ""])
def test_only_alarms_that_show_a_text_count(action: str) -> None:
    assert leads(*TIMED, alarm("TRIGGER:-PT15M", action=action), alarm("TRIGGER:-PT5M")) == (
        5 * MINUTE,
    )


@pytest.mark.parametrize(
    "lines",
    [
        ["TRIGGER:soon"],
        ["TRIGGER;VALUE=DATE:20241202"],
        ["TRIGGER;VALUE=DATE-TIME:20241203T150000"],
        ["TRIGGER;VALUE=DATE-TIME:soon"],
        ["TRIGGER:-P99999999999D"],
        ["TRIGGER:-P730000D"],
        ["TRIGGER:-PT15M", "TRIGGER:-PT25M"],
        ["TRIGGER:-PT15M", "REPEAT:often", "DURATION:PT5M"],
        ["REPEAT:1"],
    ],
)
def test_an_alarm_that_cannot_be_read_does_not_hide_the_event_or_another(lines: list[str]) -> None:
    assert leads(*TIMED, alarm(*lines), alarm("TRIGGER:-PT5M")) == (5 * MINUTE,)


@pytest.mark.parametrize("gap", ["-PT5M", "PT0S", "20241203T150000Z", "P9999D"])
def test_a_repetition_that_cannot_be_is_none(gap: str) -> None:
    lines = ["TRIGGER:-PT15M", "REPEAT:3", f"DURATION:{gap}"]

    assert leads(*TIMED, alarm(*lines)) == (15 * MINUTE,)


def test_the_five_that_come_first_are_kept_and_repetitions_without_end_take_no_time() -> None:
    endless = alarm("TRIGGER:-PT9H", "REPEAT:1000000000", "DURATION:PT1H")
    same = alarm("TRIGGER:-PT9H")

    assert leads(*TIMED, endless, same) == tuple(hours * HOUR for hours in (9, 8, 7, 6, 5))


def test_more_alarms_than_an_event_has_are_not_read() -> None:
    many = [alarm(f"TRIGGER:-PT{number}M") for number in range(1, 1_000)]

    assert len(leads(*TIMED, *many)) == MAX_LEADS <= MAX_ALARMS


def test_every_occurrence_has_the_lead_times_of_its_series() -> None:
    series = event(*TIMED, "RRULE:FREQ=DAILY;COUNT=2", alarm("TRIGGER:-PT15M"))

    assert [one.leads for one in read(calendar(series), ASKED).occurrences] == [(15 * MINUTE,)] * 2


def test_an_alarm_at_a_moment_of_its_own_is_of_the_first_occurrence_alone() -> None:
    absolute = alarm("TRIGGER;VALUE=DATE-TIME:20241203T160000Z")
    series = event(*TIMED, "RRULE:FREQ=DAILY;COUNT=2", absolute)

    assert [one.leads for one in read(calendar(series), ASKED).occurrences] == [(HOUR,), ()]


def test_an_occurrence_that_is_moved_has_alarms_of_its_own() -> None:
    series = event(*TIMED, "RRULE:FREQ=DAILY;COUNT=2", alarm("TRIGGER:-PT15M"))
    moved = event(
        "DTSTART;TZID=Europe/Brussels:20241204T200000",
        "RECURRENCE-ID;TZID=Europe/Brussels:20241204T180000",
        alarm("TRIGGER;VALUE=DATE-TIME:20241204T170000Z"),
    )

    occurrences = read(calendar(series, moved), ASKED).occurrences

    assert [one.leads for one in occurrences] == [(15 * MINUTE,), (2 * HOUR,)]


def test_a_lead_time_is_elapsed_time_when_clocks_change() -> None:
    # On 31 March 2024 Brussels has no hour from 02:00 to 03:00.
    spring = replace(ASKED, first=date(2024, 3, 1), until=date(2024, 4, 1))
    text = calendar(event("DTSTART;TZID=Europe/Brussels:20240331T090000", alarm("TRIGGER:-P1D")))

    assert read_one(text, spring).leads == (DAY,)
