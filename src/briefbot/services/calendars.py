"""Asking calendars what they have on some days, and choosing what others may read of it."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import available_timezones

from briefbot.core.brief import Brief
from briefbot.core.occurrence import FIRST_YEAR, LAST_YEAR, MAX_DAYS, CalendarQuery, Occurrence
from briefbot.core.rehearsal import Listed, known_of
from briefbot.core.selection import LeftOut, LeftOutReason, reason_against, replaced_slugs
from briefbot.core.upcoming import (
    Upcoming,
    earliest_start,
    latest_end,
    local_moment,
    upcoming_of,
    zone_of,
)
from briefbot.core.visibility import Place
from briefbot.core.when import Precision, When
from briefbot.errors import UsageError

#: How far around days a calendar is read for meetings that a brief still has on them.
_AROUND = timedelta(days=32)


def calendar_query(
    first: date, until: date, *, zone: str | None = None, default_zone: str = "UTC"
) -> CalendarQuery:
    """Return the query for some days of a calendar, `until` excluded, in an IANA zone if given.

    Raises UsageError for days or a zone that cannot be asked for.
    """
    if until <= first:
        raise UsageError(f"there is no day from {first} to {until}", next_step="give a later --to")
    if (until - first).days > MAX_DAYS:
        raise UsageError(
            f"from {first} to {until} are more than {MAX_DAYS} days", next_step="ask for fewer"
        )
    if first.year < FIRST_YEAR or until.year > LAST_YEAR:
        raise UsageError(
            f"there are no calendars for {first} to {until}",
            next_step=f"ask for days from {FIRST_YEAR} to {LAST_YEAR}",
        )
    if zone is not None:
        _check_zone(zone)
    return CalendarQuery(first=first, until=until, zone=zone or "", default_zone=default_zone)


def wider(query: CalendarQuery) -> CalendarQuery:
    """Return a query for a month more on both sides, as far as one may ask."""
    spare = timedelta(days=MAX_DAYS) - (query.until - query.first)
    around = min(_AROUND, spare // 2 // timedelta(days=1) * timedelta(days=1))
    return replace(
        query,
        first=max(query.first - around, date(FIRST_YEAR, 1, 1)),
        until=min(query.until + around, date(LAST_YEAR, 12, 31)),
    )


def _check_zone(zone: str) -> None:
    known = available_timezones()
    if zone in known:
        return
    near = difflib.get_close_matches(zone, sorted(known), n=1)
    advice = f'did you mean "{near[0]}"?' if near else "use an IANA name, such as Europe/Kyiv"
    raise UsageError(f'unknown time zone "{zone}"', next_step=advice)


@dataclass(frozen=True, slots=True)
class Exportable:
    """The meetings that may be written for others to read, and what is left out."""

    meetings: tuple[Upcoming, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def exportable(
    briefs: Sequence[Brief],
    occurrences: Sequence[Occurrence],
    *,
    place: Place,
    now: datetime,
    asked: CalendarQuery,
) -> Exportable:
    """Return the meetings on the days asked for, of calendars and of briefs that may be shown.

    Those of other briefs are left out, unless a calendar says the same to all. `asked.zone` is the
    zone of the days.
    """
    replaced = replaced_slugs(briefs, place=place, now=now)
    shown: list[Brief] = []
    left_out: list[LeftOut] = []
    for brief in briefs:
        reason = reason_against(brief, place=place, now=now, replaced=replaced)
        if reason is None:
            shown.append(brief)
        else:
            hidden = (one for one in upcoming_of(brief) if _is_asked_for(one.when, asked))
            left_out += (LeftOut(one.key, reason) for one in hidden)
    known = known_of(shown, Listed(occurrences=occurrences), now=now).upcoming
    # A calendar that is read twice has each meeting once.
    meetings = {one.key: one for one in known if _is_asked_for(one.when, asked)}
    for key in [key for key, one in meetings.items() if one.when.precision is Precision.TBA]:
        del meetings[key]
        left_out.append(LeftOut(key, LeftOutReason.NO_DATE))
    return Exportable(tuple(meetings.values()), tuple(left_out))


def _is_asked_for(when: When, asked: CalendarQuery) -> bool:
    """Tell whether some of a meeting is on the days asked for, or may be: its date is not known."""
    # A date without an hour is that date in every zone.
    here = replace(when, zone=asked.zone) if when.day is not None else when
    start, over = earliest_start(here, zone=asked.zone), latest_end(here, zone=asked.zone)
    if start is None or over is None:
        return True
    begin, end = (
        local_moment(day, time(), zone=zone_of(asked.zone)) for day in (asked.first, asked.until)
    )
    return start < end and (over > begin or start == over == begin)
