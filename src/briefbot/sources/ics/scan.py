"""Cutting the text of a calendar into series, without understanding what they say.

One pass of one regular expression over the lines (RFC 5545, section 3.1). Only properties that
briefbot shows or computes with are taken: attendees, descriptions and attachments go no further
than this module, alarms only if they are asked for. Parsing costs far more than this, and is done
for what the days need.
"""

import re
from dataclasses import dataclass, field
from typing import Final, NoReturn

from briefbot.core.occurrence import SkippedSeries
from briefbot.errors import UnreadableError
from briefbot.sources.ics.series import Series, uid_of, value_of

MAX_OCTETS: Final = 5 * 1024 * 1024
MAX_COMPONENTS: Final = 20_000
#: An alarm in an event in a calendar is 3; RFC 9073 adds one or two.
MAX_DEPTH: Final = 16

_FOLD = re.compile(rb"\r?\n[ \t]")
_TOKEN = re.compile(
    r"^(?:(BEGIN|END):([A-Z0-9-]+)[ \t]*\r?$"
    r"|(UID|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|EXRULE|RECURRENCE-ID|SEQUENCE|SUMMARY|LOCATION|URL"
    r"|STATUS|CLASS|ACTION|TRIGGER|REPEAT|X-WR-TIMEZONE|REFRESH-INTERVAL|X-PUBLISHED-TTL)([;:].*))",
    re.MULTILINE | re.IGNORECASE,
)
_DATED = frozenset({"DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID"})
_DAYS = re.compile(r"\d{8}(,\d{8})*", re.ASCII)
#: What an alarm says of when it goes off, and how.
_OF_ALARMS = frozenset({"ACTION", "TRIGGER", "REPEAT", "DURATION"})
#: Two names of one thing, the one of RFC 7986 (5.7) first.
_REFRESH = ("REFRESH-INTERVAL", "X-PUBLISHED-TTL")
#: What follows the name of a property that says nothing; a value may end in a colon.
_EMPTY = re.compile(r"(?:;[^\":]*(?:\"[^\"]*\"[^\":]*)*)?:")
_ZONE = re.compile(r";TZID=(?:\"[^\"]*\"|[^;:\"]*)", re.IGNORECASE)

_UNENDED = "an event is broken: its END:VEVENT is missing"
_BEYOND = f"it is not among the first {MAX_COMPONENTS:,} components of the calendar"


@dataclass(slots=True)
class Scanned:
    """A calendar cut up: its own zone as written, its VTIMEZONEs, and its series.

    `refresh` are its statements of how often to read it, as written, the first to be believed.
    """

    zone: str = ""
    refresh: list[str] = field(default_factory=list)
    timezones: list[str] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    skipped: list[SkippedSeries] = field(default_factory=list)


def scan(data: bytes, *, where: str, alarms: bool = False) -> Scanned:
    """Cut the octets of a calendar into series, ordered by UID and not by their place in the file.

    With `alarms`, each alarm is one of its event's lines, which then holds several. A series that
    goes on after the first MAX_COMPONENTS is skipped as a whole: its later events may call off the
    earlier ones. `where` names the file in errors. Raises UnreadableError for what is no calendar,
    is cut off, or is too large.
    """
    if len(data) > MAX_OCTETS:
        what = f"is larger than {MAX_OCTETS // 1024**2} MiB"
        raise UnreadableError(what, where=where, next_step="split the calendar")
    # A fold may part the octets of one letter: unfolding comes before decoding.
    text = _FOLD.sub(b"", data).decode("utf-8", "replace").removeprefix("\ufeff").lstrip()
    if text[:15].upper() != "BEGIN:VCALENDAR":
        advice = "give the path of an iCalendar file (.ics)"
        raise UnreadableError("is not a calendar", where=where, next_step=advice)
    return _Scanner(text, where, alarms=alarms).scanned()


class _Scanner:
    """The state of one pass: what is open, and the lines of the innermost event."""

    def __init__(self, text: str, where: str, *, alarms: bool) -> None:
        self.text = text
        self.where = where
        self.alarms = alarms
        self.result = Scanned()
        self.open: list[str] = []
        self.begun = 0
        self.timezone_at = 0
        self.lines: list[str] = []
        self.alarm: list[str] = []
        self.refresh: dict[str, str] = {}
        self.events: dict[str, list[tuple[str, ...]]] = {}
        self.beyond: set[str] = set()

    def scanned(self) -> Scanned:
        for token in _TOKEN.finditer(self.text):
            edge, component, name, rest = token.groups()
            if name is not None:
                self._property(name.upper(), rest.rstrip())
            elif edge.upper() == "BEGIN":
                self._begin(component.upper(), token.start())
            else:
                self._end(component.upper(), token.end())
        if self.open:
            what = f"is cut off: END:{self.open[0]} is missing"
            raise UnreadableError(what, where=self.where, next_step="fetch or export it again")
        self.result.series = [
            # An event that is in the file twice is one.
            Series(uid, tuple(sorted(set(events))))
            for uid, events in sorted(self.events.items())
            if uid not in self.beyond
        ]
        self.result.skipped += (SkippedSeries(uid, _BEYOND) for uid in sorted(self.beyond))
        self.result.refresh = [self.refresh[name] for name in _REFRESH if name in self.refresh]
        return self.result

    def _begin(self, name: str, start: int) -> None:
        self.begun += 1
        if name == "VEVENT" and name in self.open:
            self._close_all_within(name)
            self._skip_unended()
            self.open.pop()
        if len(self.open) == MAX_DEPTH:
            self._refuse(f"nests components more than {MAX_DEPTH} deep")
        self.open.append(name)
        if name == "VEVENT":
            self.lines = []
        elif name == "VALARM":
            self.alarm = []
        elif name == "VTIMEZONE":
            self.timezone_at = start

    def _end(self, name: str, end: int) -> None:
        if name not in self.open:
            return
        self._close_all_within(name)
        self.open.pop()
        if name == "VEVENT":
            self._keep_event()
        elif name == "VALARM" and self.alarms and self.open[-1:] == ["VEVENT"]:
            self.lines.append("\n".join(("BEGIN:VALARM", *self.alarm, "END:VALARM")))
        elif name == "VTIMEZONE":
            self.result.timezones.append(self.text[self.timezone_at : end])

    def _keep_event(self) -> None:
        uid = uid_of(self.lines)
        if self.begun > MAX_COMPONENTS:
            self.beyond.add(uid)
        else:
            event = sorted(line for line in self.lines if not line.startswith("UID"))
            self.events.setdefault(uid, []).append(tuple(event))

    def _close_all_within(self, name: str) -> None:
        while self.open[-1] != name:
            if self.open.pop() == "VEVENT":
                self._skip_unended()

    def _skip_unended(self) -> None:
        self.result.skipped.append(SkippedSeries(uid_of(self.lines), _UNENDED))

    def _property(self, name: str, rest: str) -> None:
        if _EMPTY.fullmatch(rest):
            return
        if self.open[-1:] == ["VEVENT"]:
            if name not in _OF_ALARMS or name == "DURATION":
                self.lines.append(name + (_without_zone(rest) if name in _DATED else rest))
        elif self.open[-1:] == ["VALARM"]:
            if name in _OF_ALARMS:
                self.alarm.append(name + rest)
        elif name in _REFRESH and len(self.open) == 1:
            self.refresh.setdefault(name, value_of(rest))
        elif name == "X-WR-TIMEZONE" and len(self.open) == 1:
            self.result.zone = self.result.zone or value_of(rest)

    def _refuse(self, what: str) -> NoReturn:
        raise UnreadableError(what, where=self.where, next_step="split the calendar")


def _without_zone(rest: str) -> str:
    """Return what follows a property's name, days without a TZID: with one they would be times."""
    parameters, colon, value = rest.rpartition(":")
    if _DAYS.fullmatch(value):
        return _ZONE.sub("", parameters) + colon + value
    return rest
