"""Asking calendars for days, and the meetings that they and briefs name."""

import difflib
from datetime import date
from zoneinfo import available_timezones

from briefbot.core.occurrence import MAX_DAYS, CalendarQuery
from briefbot.errors import UsageError


def calendar_query(
    first: date, until: date, *, zone: str = "", default_zone: str = "UTC"
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
    known = available_timezones() if zone else set()
    if zone and zone not in known:
        near = difflib.get_close_matches(zone, sorted(known), n=1)
        advice = f'did you mean "{near[0]}"?' if near else "use an IANA name, such as Europe/Kyiv"
        raise UsageError(f'unknown time zone "{zone}"', next_step=advice)
    return CalendarQuery(first=first, until=until, zone=zone, default_zone=default_zone)
