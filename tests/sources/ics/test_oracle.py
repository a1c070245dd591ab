"""A second opinion on ordinary calendars: `ical` (https://github.com/allenporter/ical).

The two agree on what is drawn here. They are known to differ, and are not compared, in these:

- zones without a VTIMEZONE by a Windows or vendor's name, or unknown ones: `ical` refuses the file;
- RANGE=THISANDFUTURE: `ical` moves the one occurrence only;
- RDATE;VALUE=PERIOD: `ical` loses the first occurrence and the period's length;
- UNTIL as a day, or without Z, on a series with times: `ical` refuses it, as RFC 5545 does;
- times in UTC in a calendar with X-WR-TIMEZONE: `ical` repeats them in UTC;
- DTEND before DTSTART, or no DTSTART: `ical` has negative lengths, or refuses the file;
- a series with DTEND that spans a change of clocks: `ical` keeps the end's clock time, briefbot the
  exact length, as RFC 5545 (3.8.5.3) says;
- a rule of which DTSTART is no occurrence: `ical` drops DTSTART, briefbot has it too; RFC 5545
  (3.8.5.3) leaves it open.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from sources.ics.in_process import calendar, event, query, read

ZONES = ["Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
FIRST, UNTIL = "2024-10-01", "2025-04-15"

Span = tuple[str, str, str]


def by_us(text: str) -> list[Span]:
    reading = read(text, query(FIRST, UNTIL, zone="UTC"))
    assert reading.skipped == ()
    return sorted((one.uid, told(one.start), told(one.end)) for one in reading.occurrences)


def by_ical(text: str) -> list[Span]:
    timeline = IcsCalendarStream.calendar_from_ics(text).timeline_tz(ZoneInfo("UTC"))
    first, until = (
        datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("UTC")) for day in (FIRST, UNTIL)
    )
    return sorted(
        (one.uid, told(one.dtstart), told(one.end)) for one in timeline.overlapping(first, until)
    )


def told(moment: date | None) -> str:
    assert moment is not None
    if isinstance(moment, datetime):
        return moment.astimezone(ZoneInfo("UTC")).isoformat()
    return moment.isoformat()


@st.composite
def rules(draw: st.DrawFn, start: datetime) -> str:
    """Draw a rule that DTSTART is the first occurrence of."""
    rule = f"FREQ={draw(st.sampled_from(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']))}"
    rule += f";INTERVAL={draw(st.integers(1, 4))}"
    end = draw(st.sampled_from(["", "COUNT", "UNTIL"]))
    if end == "COUNT":
        rule += f";COUNT={draw(st.integers(1, 40))}"
    elif end == "UNTIL":
        until = start + timedelta(days=draw(st.integers(0, 200)), hours=1)
        rule += f";UNTIL={until.astimezone(ZoneInfo('UTC')):%Y%m%dT%H%M%SZ}"
    if rule.startswith("FREQ=WEEKLY") and draw(st.booleans()):
        days = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
        rule += f";BYDAY={days[start.weekday()]},{days[(start.weekday() + 2) % 7]}"
    return rule


@st.composite
def timed_events(draw: st.DrawFn) -> str:
    zone = draw(st.sampled_from(ZONES))
    hour = draw(st.integers(8, 20))  # when no clock changes
    month, day = draw(st.integers(8, 12)), draw(st.integers(1, 28))
    start = datetime(2024, month, day, hour, 15, tzinfo=ZoneInfo(zone))
    lines = [f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}"]
    if draw(st.booleans()):
        lines.append(f"DURATION:PT{draw(st.integers(1, 200))}M")
    else:
        end = start + timedelta(minutes=draw(st.integers(1, 200)))
        lines.append(f"DTEND;TZID={zone}:{end:%Y%m%dT%H%M%S}")
    if draw(st.booleans()):
        lines.append(f"RRULE:{draw(rules(start))}")
        left_out = start + timedelta(days=draw(st.integers(1, 60)))
        lines.append(f"EXDATE;TZID={zone}:{left_out:%Y%m%dT%H%M%S}")
    return "\n".join(lines)


@st.composite
def days(draw: st.DrawFn) -> str:
    start = datetime(
        2024, draw(st.integers(8, 12)), draw(st.integers(1, 28)), tzinfo=ZoneInfo("UTC")
    )
    end = start + timedelta(days=draw(st.integers(1, 9)))
    lines = [f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"]
    if draw(st.booleans()):
        lines.append(f"RRULE:FREQ=WEEKLY;COUNT={draw(st.integers(1, 20))}")
    return "\n".join(lines)


@given(st.lists(timed_events() | days(), min_size=1, max_size=3))
@settings(max_examples=60)
def test_another_library_reads_the_same(parts: list[str]) -> None:
    text = calendar(
        "PRODID:-//example.org//Drawn//EN",
        *(
            event(
                "DTSTAMP:20240101T000000Z", "SUMMARY:Council", *part.split("\n"), uid=f"u{number}"
            )
            for number, part in enumerate(parts)
        ),
    )

    assert by_us(text) == by_ical(text)


SERIES = event(
    "DTSTAMP:20240101T000000Z",
    "DTSTART;TZID=Europe/Brussels:20241121T100000",
    "DURATION:PT1H",
    "SUMMARY:Council",
    "RRULE:FREQ=WEEKLY;COUNT=4",
)


@pytest.mark.parametrize("status", ["CONFIRMED", "CANCELLED"])
@pytest.mark.parametrize("start", ["20241128T100000", "20241129T140000"])
def test_another_library_reads_overrides_the_same(start: str, status: str) -> None:
    override = event(
        "DTSTAMP:20240101T000000Z",
        "RECURRENCE-ID;TZID=Europe/Brussels:20241128T100000",
        f"DTSTART;TZID=Europe/Brussels:{start}",
        "DURATION:PT2H",
        f"STATUS:{status}",
    )
    text = calendar("PRODID:-//example.org//Drawn//EN", SERIES, override)

    assert by_us(text) == by_ical(text)
