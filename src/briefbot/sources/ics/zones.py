"""Which zone a name means: IANA's, Windows', a vendor's, or one that only the file defines.

icalendar keeps what it knows of zones for the whole process, so that this is set up once in each.
"""

import re
from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from icalendar import Timezone
from icalendar.timezone import tzp
from icalendar.timezone.zoneinfo import ZONEINFO

#: Real calendars define a handful, each in some hundred lines at most.
MAX_TIMEZONES: Final = 100
MAX_CHARACTERS: Final = 32 * 1024

_TZID = re.compile(r"^TZID(?:;[^:\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE)
_RULE = re.compile(r"^RRULE[;:].*$", re.MULTILINE | re.IGNORECASE)


class _Provider(ZONEINFO):
    """icalendar's own provider, which raises for names that are folders of the database."""

    def timezone(self, name: str) -> tzinfo | None:
        """Return a zone of IANA's database, or None."""
        try:
            return super().timezone(name)
        except OSError:
            return None


def use_zones_of(timezones: Sequence[str]) -> tuple[str, ...]:
    """Let icalendar know the zones that a calendar's VTIMEZONEs define; return what is doubtful.

    A name that is known without them keeps its meaning: the rules in files are often old or wrong.
    """
    tzp.use(_Provider())
    doubts = []
    for text in timezones[:MAX_TIMEZONES]:
        match = _TZID.search(text)
        name = match[1].strip() if match else ""
        if name and zone_named(name) is None and not _define(text):
            doubts.append(f'the time zone "{name[:80]}" that the file defines cannot be used')
    return tuple(doubts)


def zone_named(name: str) -> tzinfo | None:
    """Return the zone that a name means, or None for a name that means none."""
    try:
        return tzp.timezone(name) if name else None
    except (ValueError, OSError):  # no name of a zone at all
        return None


def zone_name(zone: tzinfo | None) -> str:
    """Return a zone's IANA name, or nothing for one that only a file defines."""
    return str(getattr(zone, "key", ""))


def _define(text: str) -> bool:
    rules = [rule.upper() for rule in _RULE.findall(text)]
    # Clocks change by the year; other rules take longer to work out than a calendar may take.
    if len(text) > MAX_CHARACTERS or any(
        "FREQ=YEARLY" not in rule or "INTERVAL" in rule for rule in rules
    ):
        return False
    try:
        Timezone.from_ical(text)
    except Exception:  # noqa: BLE001 - dateutil raises what it likes for rules that make no sense
        return False
    return True
