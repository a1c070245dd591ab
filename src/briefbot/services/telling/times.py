"""Moments as operators read them: on the clocks of a place, and in UTC."""

from collections.abc import Callable
from datetime import UTC, datetime

from briefbot.core.schedule import zone_named

#: The IANA zone of a destination, by its name.
Zones = Callable[[str], str]

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def moment_words(moment: datetime, zone: str) -> str:
    """Return "2026-12-01 08:00 Europe/Kyiv (06:00 UTC)", in UTC alone where it is the same."""
    local, utc = moment.astimezone(zone_named(zone)), moment.astimezone(UTC)
    if not local.utcoffset():
        return f"{utc:%Y-%m-%d %H:%M} UTC"
    there = f"{utc:%H:%M}" if local.date() == utc.date() else f"{utc:%Y-%m-%d %H:%M}"
    return f"{local:%Y-%m-%d %H:%M} {zone} ({there} UTC)"


def clock_words(moment: datetime, zone: str) -> str:
    """Return the same for a line under its day, to the second: "08:00:02 (06:00:02 UTC)"."""
    local, utc = moment.astimezone(zone_named(zone)), moment.astimezone(UTC)
    if not local.utcoffset():
        return f"{utc:%H:%M:%S} UTC"
    day = "" if local.date() == utc.date() else f"{utc.day} {_MONTHS[utc.month - 1][:3]} "
    return f"{local:%H:%M:%S} ({day}{utc:%H:%M:%S} UTC)"


def day_words(moment: datetime, zone: str) -> str:
    """Return the local day of a moment: "Tuesday 1 December 2026"."""
    day = moment.astimezone(zone_named(zone)).date()
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def stamp(moment: datetime | None) -> str | None:
    """Return a moment for JSON: "2026-12-01T06:00:02Z"; null stays null."""
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
