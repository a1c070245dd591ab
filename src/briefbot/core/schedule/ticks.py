"""Ticks: when a rule fires in a zone, right on the days that are shorter or longer than others.

A library with a zone gets some such day wrong, so cronsim only names the days of a rule, on the
calendar, and the zone is applied here (docs/decisions/0010-schedules.md):

- a local time that does not exist is read with the offset before the gap, as RFC 5545 does for
  meetings (https://www.rfc-editor.org/rfc/rfc5545#section-3.3.5): 02:30 becomes 03:30;
- a local time that comes twice fires in the first pass; in the second one, too, only where the
  rule's hour field begins with `*`;
- of two local times with one instant, the one that exists that day gives the tick;
- a date that does not exist (Pacific/Apia, 30 December 2011) has no tick.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from briefbot.core.schedule.effect import Effect
from briefbot.core.schedule.rule import Rule
from briefbot.core.schedule.zone import zone_named

#: The years a span may lie in. Within them every rule that is no error has a next tick.
FIRST_YEAR, LAST_YEAR = 1900, 2199

#: The most ticks `next_ticks` looks for: even those of 29 February are then within the calendar.
MAX_COUNT = 100

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tick:
    """One firing of a rule.

    `label` is the local time it was meant for, `YYYY-MM-DDTHH:MM`, with `f` appended in the second
    pass of a repeated hour: the tick's identity, which a new edition of the zone database leaves
    as it is. `instant` is in UTC. `effect` is GAP, FOLD (either pass) or NONE.
    """

    label: str
    instant: datetime
    effect: Effect = Effect.NONE

    @property
    def day(self) -> date:
        """The local date the tick was meant for."""
        return date.fromisoformat(self.label[:10])


def ticks(rule: Rule, *, zone: str, after: datetime, until: datetime) -> Iterator[Tick]:
    """Return the ticks later than `after`, up to and including `until`, in order of time.

    Each instant comes once, and spans that adjoin give together what the whole gives: a cursor may
    stop at any moment. For a span with its start included and its end left out, take
    `timedelta.resolution` off both. At most 288 ticks a day, twice that where a day repeats.

    Raises ValueError for an unknown zone, a naive datetime, or one outside 1900 to 2199.
    """
    start, end = _checked(after), _checked(until)
    return takewhile(lambda tick: tick.instant <= end, _onward(rule, zone_named(zone), start))


def next_ticks(rule: Rule, *, zone: str, after: datetime, count: int) -> tuple[Tick, ...]:
    """Return the next `count` ticks after `after`, at most `MAX_COUNT`.

    Raises ValueError as `ticks` does, or when `count` is out of bounds.
    """
    start = _checked(after)
    if not 0 <= count <= MAX_COUNT:
        raise ValueError(f"the count of ticks must be 0 to {MAX_COUNT}")
    return tuple(islice(_onward(rule, zone_named(zone), start), count))


def is_holiday(tick: Tick, holidays: AbstractSet[date]) -> bool:
    """Return whether the local date of a tick is one of `holidays`."""
    return tick.day in holidays


def _checked(moment: datetime) -> datetime:
    """Return a moment in UTC, where sums are of real time and not of what a clock shows."""
    if moment.tzinfo is None:
        raise ValueError("a span's ends need a UTC offset")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"a span must lie in the years {FIRST_YEAR} to {LAST_YEAR}")
    return moment.astimezone(UTC)


def _onward(rule: Rule, zone: ZoneInfo, after: datetime) -> Iterator[Tick]:
    """Return every tick after `after`, without end."""
    clock = [(_since_midnight(moment), f"T{moment:%H:%M}") for moment in rule.times]
    start = datetime.combine(_first_day(zone, after), time())
    # Ticks that a later local time may precede or replace: those of a gap and of a second pass.
    held: dict[datetime, Tick] = {}
    for midnight in rule.days_after(start - timedelta(seconds=1)):
        name = midnight.date().isoformat()
        first = _instant(midnight, zone)
        if not held and _instant(midnight + _DAY, zone, fold=1) - first == _DAY:
            # No offset changes on this day, as on all but about two in a year.
            for since, label in clock:
                if (instant := first + since) > after:
                    yield Tick(name + label, instant)
            continue
        last = None
        for since, label in clock:
            last = _place(rule, zone, midnight + since, name + label, held) or last
        for instant in sorted(at for at in held if last is not None and at <= last):
            tick = held.pop(instant)
            if instant > after:
                yield tick


def _place(
    rule: Rule, zone: ZoneInfo, wall: datetime, label: str, held: dict[datetime, Tick]
) -> datetime | None:
    """Add the ticks of one local time to `held`; return its instant unless it is in a gap.

    PEP 495 (https://peps.python.org/pep-0495/): the two folds of a local time differ in a gap and
    in a repeated hour, and `fold=0` is the offset before the change in both.
    """
    first, second = _instant(wall, zone), _instant(wall, zone, fold=1)
    if second < first:
        if _exists(wall.date(), zone):
            held[first] = Tick(label, first, Effect.GAP)  # until a real time comes to this instant
        return None
    repeated = second > first
    held[first] = Tick(label, first, Effect.FOLD if repeated else Effect.NONE)
    if repeated and rule.both_passes:
        held[second] = Tick(f"{label}f", second, Effect.FOLD)
    return first


def _first_day(zone: ZoneInfo, after: datetime) -> date:
    """Return the earliest local date that may have a tick after `after`.

    No change of offset in the zone database exceeds 24 hours, and none follows another within five
    days: a look one day back and one ahead finds the change whose gap or repeated hour is going on.
    """
    moments = (after - _DAY, after + _DAY)
    offsets = [moment.astimezone(zone).utcoffset() or timedelta() for moment in moments]
    return (after + min(offsets)).date()


def _exists(day: date, zone: ZoneInfo) -> bool:
    """Return whether a local date has any moment at all; only a date-line change takes a whole."""
    ends = (datetime.combine(day, time.min), datetime.combine(day, time.max))
    return any(_instant(end, zone, fold=1) >= _instant(end, zone) for end in ends)


def _instant(wall: datetime, zone: ZoneInfo, *, fold: int = 0) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute)
