"""Meetings of briefs and of calendars, joined by uid so that only one of the two reminds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo

from briefbot.core.brief import Brief
from briefbot.core.meeting import Meeting, MeetingStatus
from briefbot.core.occurrence import Occurrence, when_of
from briefbot.core.schedule.zone import zone_named
from briefbot.core.upcoming import Upcoming, upcoming_of
from briefbot.core.when import Precision, When

_WEEK = timedelta(days=6)


def join_meetings(
    briefs: Iterable[Brief], occurrences: Iterable[Occurrence]
) -> tuple[Upcoming, ...]:
    """Return every meeting once: those of briefs in their order, then the calendars' others.

    `briefs` are those that may be shown, the one that should speak first first: what a draft names
    must not take the place of what a calendar says to all. A meeting with a `uid` is the occurrence
    of that uid on its day; if the event happens once, then on any day. Title, place, address, lead
    times and key stay the brief's, where it has them; the calendar's time wins if it is more exact
    or has moved, and a meeting that either calls off is cancelled.
    """
    by_uid: dict[str, list[Occurrence]] = {}
    for occurrence in occurrences:
        by_uid.setdefault(occurrence.uid, []).append(occurrence)
    told: set[str | tuple[str, When]] = set()
    upcoming: list[Upcoming] = []
    for brief in briefs:
        for meeting, named in zip(brief.meetings, upcoming_of(brief), strict=True):
            found = _occurrence_of(meeting, by_uid.get(meeting.uid, ()))
            mark = found.key if found else (meeting.uid, meeting.when)
            if meeting.uid and mark in told:
                continue
            told.add(mark)
            upcoming.append(_joined(named, found) if found else named)
    others = (one for several in by_uid.values() for one in several if one.key not in told)
    return (*upcoming, *map(upcoming_of_occurrence, others))


def with_topics(
    upcoming: Iterable[Upcoming], of_calendar: Mapping[str, tuple[str, ...]]
) -> tuple[Upcoming, ...]:
    """Return meetings with the topics of the calendars they stand in, after their own."""
    return tuple(
        replace(each, topics=tuple(dict.fromkeys((*each.topics, *more))))
        if (more := of_calendar.get(each.calendar))
        else each
        for each in upcoming
    )


def upcoming_of_occurrence(occurrence: Occurrence) -> Upcoming:
    """Return a calendar's occurrence as editions and reminders see it."""
    return Upcoming(
        key=occurrence.name,
        title=occurrence.title,
        when=occurrence.when,
        place=occurrence.place,
        url=occurrence.url,
        status=occurrence.status,
        calendar=occurrence.calendar,
        leads=occurrence.leads,
        moved_from=_moved_from(occurrence),
        sequence=occurrence.sequence,
    )


def _occurrence_of(meeting: Meeting, occurrences: Sequence[Occurrence]) -> Occurrence | None:
    """Return the occurrence on the meeting's day, now or before it moved, else the only one."""
    if not meeting.uid:
        return None
    same_day = (
        one
        for one in occurrences
        if _shares_day(meeting.when, one) or _shared_day_before(meeting.when, one)
    )
    only = (one for one in occurrences if one.original is None)
    return next(same_day, None) or next(only, None)


def _joined(named: Upcoming, occurrence: Occurrence) -> Upcoming:
    cancelled = MeetingStatus.CANCELLED in (named.status, occurrence.status)
    moved_from = _moved_from(occurrence)
    is_dated = named.when.precision is not Precision.TBA
    if moved_from is None and is_dated and not _shares_day(named.when, occurrence):
        moved_from = named.when
    return replace(
        named,
        when=_better(named.when, occurrence),
        place=named.place or occurrence.place,
        url=named.url or occurrence.url,
        status=MeetingStatus.CANCELLED if cancelled else occurrence.status,
        calendar=occurrence.calendar,
        leads=named.leads or occurrence.leads,
        moved_from=moved_from,
        sequence=named.sequence + occurrence.sequence,
    )


def _better(named: When, occurrence: Occurrence) -> When:
    """Return the date to go by: the calendar's, unless the brief's on that day is more exact."""
    vague = occurrence.all_day or (occurrence.tz_assumed and named.instant is not None)
    return named if vague and _shares_day(named, occurrence) else occurrence.when


def _moved_from(occurrence: Occurrence) -> When | None:
    if occurrence.moved_from is None:
        return None
    return when_of(occurrence.moved_from, zone=occurrence.tz)


def _shares_day(when: When, occurrence: Occurrence) -> bool:
    """Tell whether a brief's date and an occurrence have a local day in common."""
    days = occurrence.when
    first, last = days.day or occurrence.start, days.last_day or days.day or occurrence.start
    return _touches(when, first, last)


def _shared_day_before(when: When, occurrence: Occurrence) -> bool:
    moved_from = occurrence.moved_from
    return moved_from is not None and _touches(when, moved_from, moved_from)


def _touches(when: When, first: date, last: date) -> bool:
    if when.instant is not None:
        zone = first.tzinfo if isinstance(first, datetime) else _zone(when)
        day = final = when.instant.astimezone(zone).date()
    elif when.day is not None:
        day = when.day
        final = when.last_day or day + (_WEEK if when.precision is Precision.WEEK else timedelta())
    else:
        return False
    return day <= _day(last) and _day(first) <= final


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _zone(when: When) -> tzinfo | None:
    """Return a date's zone, else that of its offset."""
    try:
        return zone_named(when.zone)
    except ValueError:
        return when.instant.tzinfo if when.instant else None
