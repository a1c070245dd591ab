"""Meetings as one iCalendar file (RFC 5545), for calendars that people subscribe to or import."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar, Event, Timezone

from briefbot.core.upcoming import Upcoming
from briefbot.core.when import Precision, When
from briefbot.core.wording import describe_when
from briefbot.errors import UnreadableError
from briefbot.sources.ics.texts import MAX_TITLE, one_line, place_of, title_of, url_of
from briefbot.sources.ics.write_zones import zone_rules

_PRODUCT: Final = "-//briefbot//briefbot//EN"
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=6)

#: Two days, the end excluded, or two times; perhaps no end.
Span = tuple[date, date | None]

#: What a calendar cannot express by its times, so that the title has to say it.
_IN_WORDS = frozenset({Precision.HOUR, Precision.PART_OF_DAY, Precision.WEEK, Precision.APPROX})


def written_calendar(meetings: Iterable[Upcoming], *, now: datetime) -> bytes:
    """Return a calendar of meetings; `now` (aware) is when it says it was made.

    Each meeting is an event of its own, with a UID made from its key, so that a later file replaces
    it. Times are in their zone, with the VTIMEZONE, else in UTC. A date without an hour takes whole
    days; what is known of the hour is said in the title. A meeting without a date is left out.
    """
    spans = [(meeting, span) for meeting in meetings if (span := _span(meeting.when)) is not None]
    calendar = Calendar()
    calendar.add("PRODID", _PRODUCT)
    calendar.add("VERSION", "2.0")
    for timezone in _timezones(span for _, span in spans):
        calendar.add_component(timezone)
    for meeting, span in spans:
        calendar.add_component(_event(meeting, span, now=now))
    octets: bytes = calendar.to_ical()
    return octets


def save_calendar(path: Path, octets: bytes) -> None:
    """Write a calendar's file, in place of one that is there; who reads it never sees half of it.

    Raises UnreadableError when it cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(octets)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise UnreadableError(
            f"cannot be written: {(error.strerror or str(error)).lower()}",
            where=str(path),
            next_step="name a file in a folder you may write to: -o",
        ) from error


def _event(meeting: Upcoming, span: Span, *, now: datetime) -> Event:
    start, end = span
    event = Event()
    event.add("UID", str(uuid5(NAMESPACE_URL, f"briefbot:meeting:{meeting.key}")))
    event.add("DTSTAMP", now.astimezone(UTC))
    event.add("SEQUENCE", meeting.sequence)
    event.add("DTSTART", start)
    if end is not None:
        event.add("DTEND", end)
    texts = {
        "SUMMARY": _summary(meeting),
        "LOCATION": place_of(meeting.place),
        "URL": url_of(meeting.url),
    }
    for name, text in texts.items():
        if text:
            # icalendar 7 takes a backslash before an N for a line break of its own, and RFC 5545
            # (section 3.3.11) has no other way to write the two: a space keeps them apart.
            event.add(name, text.replace("\\N", "\\ N"))
    event.add("STATUS", meeting.status.value.upper())
    return event


def _summary(meeting: Upcoming) -> str:
    if meeting.when.precision not in _IN_WORDS:
        return title_of(meeting.title)
    lang = meeting.brief.lang if meeting.brief else "en"
    words = describe_when(meeting.when, lang=lang, zone="")
    title = one_line(title_of(meeting.title), MAX_TITLE - len(words) - 2)
    return title_of(f"{title}: {words}")


def _span(when: When) -> Span | None:
    """Return start and end, or None if no date is known."""
    if when.instant is not None:
        return _times(when.instant, when.end, when.zone)
    if when.day is None or when.precision is Precision.TBA:
        return None
    last = when.last_day or when.day + (_WEEK if when.precision is Precision.WEEK else timedelta())
    return when.day, last + _DAY


def _times(
    start: datetime, end: datetime | None, zone_name: str
) -> tuple[datetime, datetime | None]:
    """Return times in their zone; in UTC if one is the second pass of an hour, or has no zone."""
    zone = _zone(zone_name)
    times = [moment.astimezone(zone).replace(microsecond=0) for moment in (start, end) if moment]
    if any(moment.fold for moment in times):
        times = [moment.astimezone(UTC) for moment in times]
    return times[0], times[1] if len(times) > 1 else None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # none, no name of one, a folder of them
        return ZoneInfo("UTC")


def _timezones(spans: Iterable[Span]) -> Iterator[Timezone]:
    """Yield the VTIMEZONE of each zone in use, for the years that the times are in."""
    times = [moment for span in spans for moment in span if isinstance(moment, datetime)]
    zones = {zone.key: zone for moment in times if isinstance(zone := moment.tzinfo, ZoneInfo)}
    years = [moment.year for moment in times]
    for name in sorted(zones.keys() - {"UTC"}):
        yield zone_rules(
            zones[name], first=date(min(years), 1, 1), until=date(max(years) + 1, 12, 31)
        )
