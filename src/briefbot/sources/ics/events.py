"""One VEVENT: parsed, its zones settled, its faults refused."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from icalendar import Alarm, Component, Event
from icalendar.prop import vDDDLists, vDDDTypes

from briefbot.core.meeting import MeetingStatus
from briefbot.sources.ics.alarms import read_alarms, without_alarms
from briefbot.sources.ics.guards import RefusedError, checked_rules, mend_until
from briefbot.sources.ics.zones import zone_name

_STATUS = {
    "CANCELLED": MeetingStatus.CANCELLED,
    "CANCELED": MeetingStatus.CANCELLED,
    "TENTATIVE": MeetingStatus.TENTATIVE,
}
_TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID")
_PUBLIC = frozenset({"", "PUBLIC"})


Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Length:
    """How long an event is: days on the calendar, then elapsed time (RFC 5545, 3.3.6)."""

    days: int = 0
    elapsed: timedelta = timedelta()

    def after(self, start: date) -> date:
        """Return the end of what begins at `start`, a day or an aware datetime."""
        later = start + timedelta(days=self.days)
        if not isinstance(later, datetime) or not self.elapsed:
            return later
        return (later.astimezone(UTC) + self.elapsed).astimezone(later.tzinfo)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEvent:
    """A component whose times are days or aware datetimes, and what is worked out from it.

    `values` are its properties by name, as icalendar has them, a list where there are several.
    `replaces` is its RECURRENCE-ID: the occurrence of its series in whose place it stands.
    """

    component: Component
    values: Values
    start: date
    length: Length
    zone_assumed: bool
    replaces: date | None
    sequence: int
    alarms: tuple[Alarm, ...] = ()

    @property
    def repeats(self) -> bool:
        """Whether it has a rule, further dates or exceptions."""
        return not self.values.keys().isdisjoint(("RRULE", "RDATE", "EXDATE"))

    @property
    def status(self) -> MeetingStatus:
        """Whether it will happen."""
        word = self.text("STATUS").strip().upper()
        return _STATUS.get(word, MeetingStatus.CONFIRMED)

    @property
    def private(self) -> bool:
        """Whether only its time may be shown: for PRIVATE, CONFIDENTIAL and words unknown here."""
        return self.text("CLASS").strip().upper() not in _PUBLIC

    def text(self, name: str) -> str:
        """Return the first text of a property, or nothing."""
        return next(map(str, _all(self.values, name)), "")


def read_event(
    lines: Sequence[str], *, assumed_zone: tzinfo, calendar_zone: tzinfo | None
) -> ReadEvent:
    """Parse the lines of an event.

    A time without a zone, or with an unknown one, is in the zone of the event's start or end, else
    in `assumed_zone`. In a calendar that has a zone of its own, UTC is only how it writes times:
    they become local ones, so that a series keeps its hour when clocks change.

    Raises RefusedError, and whatever icalendar raises for lines that are none.
    """
    own = without_alarms(lines)
    component = Event.from_ical("\n".join(("BEGIN:VEVENT", *own, "END:VEVENT")))
    values: Values = dict(component.items())  # its own look-up is slow, ignoring case
    if "EXRULE" in values:
        raise RefusedError("its EXRULE is not supported")
    written = _time(values, "DTSTART")
    zones = [_zone(_time(values, name)) for name in _TIMES]
    own_zone = next(filter(None, zones), assumed_zone)
    for value in _dated(values):
        value.dt = _settled(value.dt, own_zone=own_zone, calendar_zone=calendar_zone)
    start = _time(values, "DTSTART")
    if start is None:
        raise RefusedError("an event has no start (DTSTART)")
    for rule in checked_rules(_all(values, "RRULE")):
        mend_until(rule, start)
    sequence = values.get("SEQUENCE")
    return ReadEvent(
        component=component,
        values=values,
        start=start,
        length=_length(values, start),
        zone_assumed=isinstance(start, datetime) and _zone(written) is None,
        replaces=_time(values, "RECURRENCE-ID"),
        sequence=sequence if isinstance(sequence, int) else 0,
        alarms=read_alarms(lines),
    )


def _length(values: Values, start: date) -> Length:
    """Return how long it is: at least a day if it takes whole days. Raises RefusedError."""
    end = _time(values, "DTEND")
    all_day = not isinstance(start, datetime)
    if end is None:
        length = _stated_length(values)
    elif isinstance(start, datetime) and isinstance(end, datetime):
        length = Length(elapsed=end.astimezone(UTC) - start.astimezone(UTC))
    elif all_day and not isinstance(end, datetime):
        length = Length(days=(end - start).days)
    else:
        raise RefusedError("of an event's start and end, one has a time and one has none")
    if length.days < 0 or length.elapsed < timedelta():
        raise RefusedError("an event ends before it starts")
    if all_day and length.elapsed:
        raise RefusedError("an event of whole days has a length in hours")
    return Length(days=max(1, length.days)) if all_day else length


def _stated_length(values: Values) -> Length:
    value = values.get("DURATION")
    if value is None:
        return Length()
    if not isinstance(value, vDDDTypes) or not isinstance(value.dt, timedelta):
        raise RefusedError("its DURATION cannot be read")
    return Length(value.dt.days, timedelta(seconds=value.dt.seconds))


def _time(values: Values, name: str) -> date | None:
    """Return a day or a time, None for none. Raises RefusedError."""
    value = values.get(name)
    if value is None:
        return None
    if not isinstance(value, vDDDTypes) or not isinstance(value.dt, date):
        raise RefusedError(f"its {name} cannot be read")
    return value.dt


def _dated(values: Values) -> Iterator[vDDDTypes]:
    """Yield every value with a time, to be changed in place. Raises RefusedError."""
    for name in _TIMES:
        yield from _all(values, name)
    for name in ("RDATE", "EXDATE"):
        for several in _all(values, name):
            if not isinstance(several, vDDDLists):
                raise RefusedError(f"its {name} cannot be read")
            yield from several.dts


def _settled(value: Any, *, own_zone: tzinfo, calendar_zone: tzinfo | None) -> Any:  # noqa: ANN401 - icalendar's union of times, days, lengths and pairs of them
    """Return a time, or those of a period, aware; all else as it is."""
    if isinstance(value, tuple):
        return tuple(
            _settled(part, own_zone=own_zone, calendar_zone=calendar_zone) for part in value
        )
    if not isinstance(value, datetime):
        return value
    aware = value if value.tzinfo else value.replace(tzinfo=own_zone)
    if calendar_zone is not None and zone_name(aware.tzinfo) == "UTC":
        return aware.astimezone(calendar_zone)
    return aware


def _all(values: Values, name: str) -> list[Any]:
    """Return every value of a property that may stand several times."""
    value = values.get(name, [])
    return value if isinstance(value, list) else [value]


def _zone(value: date | None) -> tzinfo | None:
    return value.tzinfo if isinstance(value, datetime) else None
