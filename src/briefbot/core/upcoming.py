"""Meetings ahead, whether a brief or a calendar names them, and the span each may take."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from briefbot.core.brief import Brief
from briefbot.core.meeting import MeetingStatus
from briefbot.core.schedule.zone import zone_named
from briefbot.core.when import Precision, When

_EARLIEST = datetime.min.replace(tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """One happening, as editions and reminders see it.

    `key` is the same however often it moves: `brief-slug/id`, or `calendar/uid@original-start`.
    `calendar` is the name of the calendar it stands in, `brief` the brief that names it; where
    there is one, it decides who may see the meeting. `leads` are the meeting's own lead times.
    `moved_from` is the date it was first announced for. `sequence` grows with each revision that
    its source tells of.
    """

    key: str
    title: str
    when: When
    place: str = ""
    url: str = ""
    status: MeetingStatus = MeetingStatus.CONFIRMED
    topics: tuple[str, ...] = ()
    calendar: str = ""
    leads: tuple[timedelta, ...] = ()
    moved_from: When | None = None
    brief: Brief | None = None
    sequence: int = 0


def upcoming_of(brief: Brief) -> tuple[Upcoming, ...]:
    """Return the meetings that a brief names, in its order."""
    return tuple(
        Upcoming(
            key=f"{brief.slug}/{meeting.id}",
            title=meeting.title,
            when=meeting.when,
            place=meeting.place,
            url=meeting.url,
            status=meeting.status,
            topics=brief.topics,
            leads=meeting.leads,
            brief=brief,
            sequence=len(brief.corrections),
        )
        for meeting in brief.meetings
    )


def earliest_start(when: When, *, zone: str) -> datetime | None:
    """Return the first moment (UTC) at which it may begin, or None if no date is known.

    A date without an hour may begin as soon as its first local day does, in its own zone, else in
    `zone` (an IANA name).
    """
    if when.instant is not None:
        return _utc(when.instant)
    if when.day is None or when.precision is Precision.TBA:
        return None
    return local_moment(when.day, time(), zone=zone_of(when.zone, zone))


def latest_end(when: When, *, zone: str) -> datetime | None:
    """Return the moment (UTC) by which it is over, or None if no date is known.

    An instant without an end is over as soon as it has come, a week after seven days.
    """
    if when.instant is not None:
        return _utc(when.end or when.instant)
    if when.day is None or when.precision is Precision.TBA:
        return None
    days = timedelta(days=7 if when.precision is Precision.WEEK else 1)
    last = when.last_day or when.day
    return local_moment(last, time(), zone=zone_of(when.zone, zone), later=days)


def local_moment(
    day: date, clock: time, *, zone: tzinfo, later: timedelta = timedelta()
) -> datetime:
    """Return the moment (UTC) of a local day and clock time, and so much `later` on that clock.

    A local time that does not exist is read with the offset before the gap, one that exists twice
    is its first pass (RFC 5545, 3.3.5).
    """
    try:
        local = datetime.combine(day, clock) + later
    except OverflowError:
        return _EARLIEST if later < timedelta() else _LATEST
    return _utc(local.replace(tzinfo=zone))


def moment_before(moment: datetime, lead: timedelta) -> datetime:
    """Return the moment (UTC) so much earlier in elapsed time, at most back to year 1."""
    try:
        return _utc(moment) - lead
    except OverflowError:
        return _EARLIEST


def zone_of(*names: str) -> tzinfo:
    """Return the first of these IANA zones that exists, else UTC."""
    for name in names:
        try:
            return zone_named(name)
        except ValueError:
            continue
    return UTC


def _utc(moment: datetime) -> datetime:
    """Return a moment in UTC; dates come from files, and a file may say year 1 or 9999."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return _EARLIEST if moment.year == 1 else _LATEST
