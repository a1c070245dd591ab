"""The events that share a UID, as lines, and what can be told of them before they are parsed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

#: As long as a brief's `uid` may be.
MAX_UID: Final = 255

_REPEATING = frozenset({"RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID"})
_SPAN = frozenset({"DTSTART", "DTEND", "DURATION"})
#: What an event without a UID is known by: the rest may change while it stays the same event.
_NAMING = frozenset({"DTSTART", "RRULE", "SUMMARY"})
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(T\d{6}Z?)?", re.ASCII)
#: Days; no two time zones are further apart.
_MARGIN = 2


@dataclass(frozen=True, slots=True)
class Series:
    """The events with one UID, each as its other lines `NAME;PARAMETERS:VALUE`, names in capitals.

    Neither lines nor events are in the file's order, so that files which say the same are read the
    same.
    """

    uid: str
    events: tuple[tuple[str, ...], ...]

    @property
    def repeats(self) -> bool:
        """Whether there may be more to it than one event that happens once."""
        return len(self.events) != 1 or any(name_of(line) in _REPEATING for line in self.events[0])

    def surely_outside(self, first: date, until: date) -> bool:
        """Tell whether it happens once, on other days in every zone, and has sound dates.

        Most events of a long calendar are over: this spares parsing them. What is not sure is no.
        """
        if self.repeats:
            return False
        lines = {name_of(line): line for line in self.events[0] if name_of(line) in _SPAN}
        start = _ordinal(lines.get("DTSTART", ""))
        end = _ordinal(lines["DTEND"]) if "DTEND" in lines else start
        if start is None or end is None or start > end or "DURATION" in lines:
            return False
        return end + _MARGIN < first.toordinal() or start - _MARGIN >= until.toordinal()


def name_of(line: str) -> str:
    """Return the name of a property line."""
    return re.split("[;:]", line, maxsplit=1)[0]


def value_of(line: str) -> str:
    """Return the value of a property line whose parameters hold no colon."""
    return line.partition(":")[2].strip()


def uid_of(lines: Iterable[str]) -> str:
    """Return an event's UID, or one made from what it is if it has none.

    One that is too long keeps its beginning, and gets a hash for an end.
    """
    uid = next((value_of(line) for line in lines if name_of(line) == "UID"), "")
    if not uid:
        named = "\n".join(sorted(line for line in lines if name_of(line) in _NAMING))
        return f"no-uid-{_hash(named)}"
    return uid if len(uid) <= MAX_UID else f"{uid[: MAX_UID - 17]}-{_hash(uid)}"


def _ordinal(line: str) -> int | None:
    match = _TIME.fullmatch(value_of(line))
    try:
        return date(*map(int, match.groups()[:3])).toordinal() if match else None
    except ValueError:
        return None


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
