"""The VTIMEZONE of a zone: its changes of clocks, one by one.

icalendar makes them too (7.3), but tells the onset of summer time an hour late: RFC 5545 (3.6.5)
wants it on the clock that is being left.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

#: No zone has had two changes of clocks within a day.
_STEP = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def zone_rules(zone: ZoneInfo, *, first: date, until: date) -> Timezone:
    """Return a zone's VTIMEZONE that holds from `first` to before `until`, days of UTC."""
    begin, end = (datetime.combine(day, time(), tzinfo=UTC) for day in (first, until))
    timezone = Timezone()
    timezone.add("TZID", zone.key)
    timezone.add_component(_part(zone, begin, before=_offset(zone, begin)))
    for change in _changes(zone, begin, end):
        timezone.add_component(_part(zone, change, before=_offset(zone, change - _SECOND)))
    return timezone


def _part(
    zone: ZoneInfo, change: datetime, *, before: timedelta
) -> TimezoneStandard | TimezoneDaylight:
    """Return what holds from a change on (UTC), told on the clock that it leaves."""
    local = change.astimezone(zone)
    # Ireland's winter is a negative summer: only a clock put forward is one.
    is_summer = (local.dst() or timedelta()) > timedelta()
    part = TimezoneDaylight() if is_summer else TimezoneStandard()
    part.add("DTSTART", (change + before).replace(tzinfo=None))
    part.add("TZOFFSETFROM", before)
    part.add("TZOFFSETTO", _offset(zone, change))
    part.add("TZNAME", local.tzname() or zone.key)
    return part


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the moments (UTC) from which another offset holds."""
    while begin < end:
        later = begin + _STEP
        if _offset(zone, begin) != _offset(zone, later):
            yield _change_between(zone, begin, later)
        begin = later


def _change_between(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    offset = _offset(zone, early)
    while late - early > _SECOND:
        middle = early + (late - early) // 2
        middle = middle.replace(microsecond=0)
        early, late = (middle, late) if _offset(zone, middle) == offset else (early, middle)
    return late


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
