"""Meetings of a brief's front matter, with dates of every precision."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from briefbot.core.duration import parse_duration
from briefbot.core.meeting import Meeting, MeetingStatus
from briefbot.core.when import INSTANT_PRECISIONS, PartOfDay, Precision, When
from briefbot.sources.briefs.dates import (
    DAY_EXAMPLE,
    MOMENT_EXAMPLE,
    parse_day,
    parse_moment,
)
from briefbot.sources.briefs.fields import MAX_ID, MAX_URL, Fields
from briefbot.sources.briefs.report import advice, shown

MAX_MEETINGS: Final = 50
MAX_LEADS: Final = 8
#: A reminder more than about a year ahead reminds nobody.
LONGEST_LEAD: Final = timedelta(days=400)
_TITLE = _PLACE = 150
_UID = 255

_PRECISIONS = tuple(precision for precision in Precision if precision is not Precision.APPROX)


@dataclass(frozen=True, slots=True)
class _Dates:
    """The dates of a meeting as written: days, or aware datetimes."""

    start: date
    end: date | None
    part: PartOfDay | None
    zone: str


def read_meetings(fields: Fields) -> tuple[Meeting, ...]:
    """Return the meetings that have an id, a title and a date; report what is wrong with others."""
    meetings: dict[str, Meeting] = {}
    for entry in fields.mappings("meetings", MAX_MEETINGS):
        meeting = _meeting(entry)
        if meeting is None:
            continue
        if meeting.id in meetings:
            entry.fault("id", f"{shown(meeting.id)} stands twice", "give each meeting its own id")
            continue
        meetings[meeting.id] = meeting
    return tuple(meetings.values())


def _meeting(entry: Fields) -> Meeting | None:
    when = _when(entry)
    meeting = Meeting(
        id=entry.slug("id", required=True),
        title=entry.text("title", _TITLE, required=True),
        when=when or When(precision=Precision.TBA),
        place=entry.text("place", _PLACE),
        url=entry.text("url", MAX_URL),
        status=entry.choice("status", MeetingStatus) or MeetingStatus.CONFIRMED,
        source=entry.text("source", MAX_ID),
        leads=_leads(entry),
        uid=entry.text("uid", _UID),
        at=entry.at,
    )
    return meeting if when and meeting.id and meeting.title else None


def _leads(entry: Fields) -> tuple[timedelta, ...]:
    leads: dict[timedelta, None] = {}
    for node in entry.words("lead", MAX_LEADS):
        lead = parse_duration(node.value)
        if lead is not None and lead <= LONGEST_LEAD:
            leads[lead] = None
            continue
        what = f"{entry.title_of('lead')} holds {shown(node.value)}"
        hint = f"write durations such as 90m, 1h30m, 2d or 1w, up to {LONGEST_LEAD.days}d"
        entry.report.add("BB101", node.at, what, hint)
    return tuple(leads)


def _when(entry: Fields) -> When | None:
    """Return the date to its stated precision; without one, to what `start` and `end` show."""
    zone = entry.zone("tz")
    part = entry.choice("part", PartOfDay)
    stated = entry.choice("precision", Precision)
    if stated is Precision.APPROX:
        hint = advice("", _PRECISIONS)
        entry.fault("precision", "is approx, which is for the event itself", hint)
        stated = None
    all_day = entry.flag("all_day")
    if stated is Precision.TBA:
        return _announced(entry, zone)
    start = _date_or_moment(entry, "start", zone, required=True)
    end = _date_or_moment(entry, "end", zone)
    if start is None or (end is None and entry.written("end") is not None):
        return None
    if all_day and isinstance(start, datetime):
        entry.fault("all_day", "is true, but start has a time", "drop the time or all_day")
        return None
    dates = _Dates(start, end, part, zone)
    return _build(entry, stated or _implied(dates), dates)


def _announced(entry: Fields, zone: str) -> When:
    """Return a date still to be announced; a `start` given all the same would be a guess."""
    for key in ("start", "end"):
        if entry.written(key) is not None:
            entry.fault(key, "stands beside precision tba", f"remove {key}, or state a precision")
    return When(precision=Precision.TBA, zone=zone)


def _implied(dates: _Dates) -> Precision:
    if isinstance(dates.start, datetime):
        return Precision.EXACT
    if dates.part is not None:
        return Precision.PART_OF_DAY
    return Precision.DAY if dates.end in (None, dates.start) else Precision.RANGE


def _build(entry: Fields, precision: Precision, dates: _Dates) -> When | None:
    timed = precision in INSTANT_PRECISIONS
    if isinstance(dates.start, datetime) != timed:
        what = f"does not fit precision {precision}"
        entry.fault("start", what, MOMENT_EXAMPLE if timed else DAY_EXAMPLE)
        return None
    if (dates.part is not None) != (precision is Precision.PART_OF_DAY):
        if dates.part is not None or "part" not in entry:
            what = f"{'stands' if dates.part else 'is missing'} beside precision {precision}"
            entry.fault("part", what, f"{', '.join(PartOfDay)} go with part-of-day only")
        return None
    if isinstance(dates.start, datetime):
        return _timed(entry, precision, dates.start, dates)
    return _dated(entry, precision, dates)


def _timed(entry: Fields, precision: Precision, start: datetime, dates: _Dates) -> When | None:
    end = dates.end
    if end is not None and not (isinstance(end, datetime) and end > start):
        entry.fault("end", "is not a time after the start", MOMENT_EXAMPLE, code="BB103")
        return None
    return When(precision=precision, instant=start, end=end, zone=dates.zone)


def _dated(entry: Fields, precision: Precision, dates: _Dates) -> When | None:
    start, end = dates.start, dates.end
    ranged = precision is Precision.RANGE
    if end is None and ranged:
        entry.fault("end", "is missing for precision range", "add the last day, inclusive")
    elif isinstance(end, datetime):
        entry.fault("end", "has a time, but start has none", DAY_EXAMPLE)
    elif end is not None and end < start:
        entry.fault("end", "is before the start", "write the last day, inclusive", code="BB103")
    elif end not in (None, start) and not ranged:
        entry.fault("end", f"does not fit precision {precision}", "state precision range")
    else:
        last = end if ranged else None
        part, zone = dates.part, dates.zone
        return When(precision=precision, day=start, last_day=last, part=part, zone=zone)
    return None


def _date_or_moment(
    entry: Fields, key: str, zone: str, *, required: bool = False
) -> date | datetime | None:
    """Return a day, or an aware datetime; a local time is resolved in the meeting's zone."""
    written = entry.written(key, required=required)
    if written is None:
        return None
    day = parse_day(written)
    if day is not None:
        return day
    moment = parse_moment(written)
    if moment is None:
        entry.fault(key, f"is {shown(written)}, which is no date", DAY_EXAMPLE)
        return None
    if moment.tzinfo is not None:
        return moment
    if zone:
        return _resolve(entry, key, moment, zone)
    if "tz" not in entry:
        hint = "add tz, or the offset: 2024-11-28T21:00:00+01:00"
        entry.fault(key, f"is {written}, with neither offset nor tz", hint, code="BB103")
    return None


def _resolve(entry: Fields, key: str, local: datetime, zone: str) -> datetime | None:
    """Return the instant of a local time; of one that comes twice, the first (fold 0)."""
    instant = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local:
        return instant
    what = f"is {local.isoformat()}, which clocks in {zone} skip that day"
    entry.fault(key, what, "write the time that clocks will show", code="BB103")
    return None
