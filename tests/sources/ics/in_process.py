"""Calendars in a few lines, and their series worked out without a worker."""

from datetime import date

from briefbot.core.occurrence import CalendarQuery, CalendarReading, Occurrence, SkippedSeries
from briefbot.sources.ics.expand import expand
from briefbot.sources.ics.scan import scan
from briefbot.sources.ics.worker import context_of
from briefbot.sources.ics.zones import use_zones_of

#: A time in ordinary calendars here, an evening in the days that are asked for by default.
EVENING = "DTSTART;TZID=Europe/Brussels:20241203T180000"


def event(*lines: str, uid: str = "event-1") -> str:
    """Return a VEVENT with these lines, and a UID unless that is empty."""
    named = (f"UID:{uid}",) if uid else ()
    return "\n".join(("BEGIN:VEVENT", *named, *lines, "END:VEVENT"))


def calendar(*components: str) -> str:
    """Return a calendar with these components, or properties."""
    return "\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *components, "END:VCALENDAR", ""))


def query(
    first: str = "2024-12-01", until: str = "2025-01-01", zone: str = "", default_zone: str = "UTC"
) -> CalendarQuery:
    return CalendarQuery(
        first=date.fromisoformat(first),
        until=date.fromisoformat(until),
        calendar="council",
        zone=zone,
        default_zone=default_zone,
    )


def read(text: str, asked: CalendarQuery | None = None) -> CalendarReading:
    """Work a calendar out in this process: nothing here may hang."""
    asked = asked or query()
    scanned = scan(text.encode(), where="council.ics", alarms=asked.alarms)
    doubts = use_zones_of(scanned.timezones, first=asked.first, until=asked.until)
    context, doubt = context_of(asked, scanned.zone)
    expanded = [expand(series.uid, series.events, context) for series in scanned.series]
    occurrences = [one for each in expanded for one in each.occurrences]
    return CalendarReading(
        occurrences=tuple(sorted(occurrences, key=lambda one: (str(one.start), one.name))),
        skipped=(*scanned.skipped, *(one for each in expanded for one in each.skipped)),
        notes=(*doubts, *doubt),
    )


def read_one(text: str, asked: CalendarQuery | None = None) -> Occurrence:
    """Return the only occurrence of a calendar that has no fault."""
    reading = read(text, asked)
    assert reading.skipped == ()
    (occurrence,) = reading.occurrences
    return occurrence


def reasons(text: str) -> list[str]:
    """Return why series were skipped."""
    return [skipped.reason for skipped in read(text).skipped]


def starts(text: str, asked: CalendarQuery | None = None) -> list[str]:
    """Return when a calendar without fault has something, in ISO form."""
    reading = read(text, asked)
    assert reading.skipped == ()
    return [occurrence.start.isoformat() for occurrence in reading.occurrences]


def skipped(uid: str, reason: str) -> SkippedSeries:
    return SkippedSeries(uid, reason)
