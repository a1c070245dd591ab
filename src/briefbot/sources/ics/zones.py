"""Which zone a name means: IANA's, Windows', a vendor's, or one that only the file defines.

icalendar keeps what it knows of zones for the whole process, so that this is set up once in each.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from icalendar import Timezone
from icalendar.timezone import tzp
from icalendar.timezone.zoneinfo import ZONEINFO

#: Real calendars define a handful, each in some hundred lines at most.
MAX_TIMEZONES: Final = 100
MAX_CHARACTERS: Final = 32 * 1024
#: Comparing rules with a zone's takes time: so many zones, of so many parts and characters.
MAX_COMPARED: Final = 5
MAX_PARTS: Final = 6
MAX_COMPARED_CHARACTERS: Final = 4 * 1024

_TZID = re.compile(r"^TZID(?:;[^:\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE)
#: One change of clocks a year, as nearly all rules in files are, or some few.
_PLAIN_RULE = re.compile(r"RRULE:FREQ=YEARLY(?:;(?:BYMONTH=\d+|BYDAY=-?\w+|UNTIL=\w+))*", re.ASCII)
_NEVER: Final = "99991231"
#: When a part of a zone begins, and when its rule ends.
_ONSET = re.compile(r"^(?:DTSTART|RDATE)(?:;[^:\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE)
_UNTIL = re.compile(r"UNTIL=(\d{8})", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"\d{8}", re.ASCII)
_RULE = re.compile(r"^RRULE[;:].*$", re.MULTILINE | re.IGNORECASE)


class _Provider(ZONEINFO):
    """icalendar's own provider, which raises for names that are folders of the database."""

    def timezone(self, name: str) -> tzinfo | None:
        """Return a zone of IANA's database, or None."""
        try:
            return super().timezone(name)
        except OSError:
            return None


def use_zones_of(timezones: Sequence[str], *, first: date, until: date) -> tuple[str, ...]:
    """Let icalendar know the zones that a calendar's VTIMEZONEs define; return what is doubtful.

    A name that is known without them keeps its meaning: the rules in files are often old or wrong.
    Where they differ from the zone's on the days from `first` to `until`, one doubt tells so.
    """
    tzp.use(_Provider())
    doubts: list[str] = []
    overruled: list[str] = []
    compared = 0
    for text in timezones[:MAX_TIMEZONES]:
        match = _TZID.search(text)
        name = match[1].strip() if match else ""
        zone = zone_named(name)
        if name and zone is None and _parsed(text) is None:
            doubts.append(f'the time zone "{name[:80]}" that the file defines cannot be used')
        if zone_name(zone) and compared < MAX_COMPARED:
            compared += 1
            if not _agrees(text, zone, first=first, until=until):
                overruled.append(f'"{name[:80]}"')
    if overruled:
        names = ", ".join(sorted(set(overruled)))
        doubts.append(
            f"the rules that the file gives for {names} are wrong: the real ones are used"
        )
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


def _parsed(text: str) -> tzinfo | None:
    """Return the zone a VTIMEZONE defines; icalendar knows it then, if it knew none of its name."""
    rules = [rule.upper() for rule in _RULE.findall(text)]
    # Clocks change by the year; other rules take longer to work out than a calendar may take.
    if len(text) > MAX_CHARACTERS or any(
        "FREQ=YEARLY" not in rule or "INTERVAL" in rule for rule in rules
    ):
        return None
    try:
        component = Timezone.from_ical(text)
        zone = component.to_tz(lookup_tzid=False) if isinstance(component, Timezone) else None
    except Exception:  # noqa: BLE001 - dateutil raises what it likes for rules that make no sense
        return None
    return zone


def _agrees(text: str, zone: tzinfo | None, *, first: date, until: date) -> bool:
    """Tell whether a file's rules are a zone's on some days; what takes long to tell is."""
    rules = [rule.strip() for rule in _RULE.findall(text)]
    is_long = len(text) > MAX_COMPARED_CHARACTERS or text.count("BEGIN:") > MAX_PARTS
    if is_long or not all(map(_PLAIN_RULE.fullmatch, rules)):
        return True
    written = _parsed(text)
    begin, end = _reach(text, rules)
    days = (first + timedelta(days=number) for number in range((until - first).days))
    noons = (datetime.combine(day, time(12)) for day in days if begin < f"{day:%Y%m%d}" < end)
    try:
        return written is None or all(
            noon.replace(tzinfo=written).utcoffset() == noon.replace(tzinfo=zone).utcoffset()
            for noon in noons
        )
    except Exception:  # noqa: BLE001 - as above; a day that a zone once left out is enough
        return True


def _reach(text: str, rules: Sequence[str]) -> tuple[str, str]:
    """Return the days (YYYYMMDD) between which a file's rules say something.

    Changes that are listed one by one end with the last; a single one holds for ever.
    """
    onsets = sorted(day for line in _ONSET.findall(text) for day in _DAY.findall(line))
    ends = [_UNTIL.search(rule) for rule in rules]
    if len(onsets) < 2 or not all(ends):
        return min(onsets, default=_NEVER), _NEVER
    return onsets[0], max((*onsets, *(end[1] for end in ends if end)))
