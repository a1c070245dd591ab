"""Zones by their IANA names."""

from zoneinfo import ZoneInfo


def zone_named(name: str) -> ZoneInfo:
    """Return the zone of an IANA name (https://www.iana.org/time-zones), such as `Europe/Kyiv`.

    Raises ValueError for a name the database does not have, or that is no name at all.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, not a name, a folder of the database
        raise ValueError(f"{name[:64]!r} is no time zone") from None
