"""Asking calendars what they have on some days."""

import difflib
from datetime import date
from zoneinfo import available_timezones

from briefbot.core.occurrence import FIRST_YEAR, LAST_YEAR, MAX_DAYS, CalendarQuery
from briefbot.errors import UsageError


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


def _check_zone(zone: str) -> None:
    known = available_timezones()
    if zone in known:
        return
    near = difflib.get_close_matches(zone, sorted(known), n=1)
    advice = f'did you mean "{near[0]}"?' if near else "use an IANA name, such as Europe/Kyiv"
    raise UsageError(f'unknown time zone "{zone}"', next_step=advice)
