"""Occurrences: what a calendar says will happen, one value for each happening of a series."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from briefbot.core.meeting import MeetingStatus
from briefbot.core.reasons import lines_by_reason
from briefbot.core.when import Precision, When

#: A year and a month: beyond that, nobody plans a reminder, and series grow without end.
MAX_DAYS = 400
#: Beyond these, offsets from UTC lead out of the years that dates can have, or are guesses.
FIRST_YEAR, LAST_YEAR = 1900, 2200

#: How often a calendar is read anew when it does not say, and within which bounds it may say so.
DEFAULT_REFRESH = timedelta(hours=1)
SHORTEST_REFRESH, LONGEST_REFRESH = timedelta(minutes=15), timedelta(hours=24)

_KEY_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarQuery:
    """Which days of a calendar are asked for: from `first`, without `until`.

    `calendar` is its name in the configuration, part of every occurrence's key. The days are those
    of `zone`, else of the calendar's own zone, else of `default_zone` (IANA names). Times without a
    zone are read in the calendar's own, else in `zone`, else in `default_zone`. With `alarms`, the
    alarms of events are read too, as lead times.

    Raises ValueError when there is no day between the two, more than MAX_DAYS, or when they are
    not in the years from FIRST_YEAR to LAST_YEAR.
    """

    first: date
    until: date
    calendar: str = ""
    zone: str = ""
    default_zone: str = "UTC"
    alarms: bool = False

    def __post_init__(self) -> None:
        """Refuse a span that is empty, too long or too far away."""
        if self.first.year < FIRST_YEAR or self.until.year > LAST_YEAR:
            raise ValueError(f"a calendar is asked for days from {FIRST_YEAR} to {LAST_YEAR}")
        if not 0 < (self.until - self.first).days <= MAX_DAYS:
            raise ValueError(f"a calendar is asked for 1 to {MAX_DAYS} days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One happening of an event.

    `start` and `end` are both dates, for an all-day event (`end` excluded), or both aware
    datetimes. `original` names it within its series: where the rule put it, in UTC, as a date, or
    without any zone where the file gives none; None for an event that happens once. `tz` is an IANA
    name, empty for all-day events and for a zone that only the file itself defines; it is assumed
    if the file gives no zone, or an unknown one. `moved_from` is its first start, if it was moved.
    A private event has no other texts than its title, `busy`. `leads` are the lead times that its
    alarms ask for, longest first.
    """

    calendar: str
    uid: str
    title: str
    start: date
    end: date
    original: date | None = None
    tz: str = ""
    tz_assumed: bool = False
    status: MeetingStatus = MeetingStatus.CONFIRMED
    moved_from: date | None = None
    place: str = ""
    url: str = ""
    sequence: int = 0
    private: bool = False
    leads: tuple[timedelta, ...] = ()

    @property
    def all_day(self) -> bool:
        """Whether it takes whole days; these stay dates and never become instants."""
        return not isinstance(self.start, datetime)

    @property
    def name(self) -> str:
        """What people call it by: `calendar/uid`, in a series `calendar/uid@original-start`."""
        if self.original is None:
            return f"{self.calendar}/{self.uid}"
        return f"{self.calendar}/{self.uid}@{_stamp(self.original)}"

    @property
    def key(self) -> str:
        """Sixteen hexadecimal digits of the name's hash: 64 bits, the same on every machine."""
        return sha256(self.name.encode()).hexdigest()[:_KEY_LENGTH]

    @property
    def when(self) -> When:
        """Its date and precision, the last day included as people say it."""
        return when_of(self.start, self.end, zone=self.tz)


@dataclass(frozen=True, slots=True, order=True)
class SkippedSeries:
    """A series, or part of one, that is left out of a reading, and the reason."""

    uid: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarReading:
    """What was read of a calendar: occurrences by start, what was skipped, what is doubtful.

    `zone` is the IANA zone of the days asked for. `refresh` is how often the calendar asks to be
    read anew, from SHORTEST_REFRESH to LONGEST_REFRESH, or None if it does not say.
    """

    occurrences: tuple[Occurrence, ...] = ()
    skipped: tuple[SkippedSeries, ...] = ()
    notes: tuple[str, ...] = ()
    zone: str = "UTC"
    refresh: timedelta | None = None


def refresh_within_bounds(asked: timedelta) -> timedelta:
    """Return how often to read a calendar that asks for this."""
    return min(max(asked, SHORTEST_REFRESH), LONGEST_REFRESH)


def stale_after(refresh: timedelta | None) -> timedelta:
    """Return how old the last good reading of a calendar may become: two intervals."""
    return 2 * (refresh or DEFAULT_REFRESH)


def describe_skipped(skipped: Iterable[SkippedSeries]) -> tuple[str, ...]:
    """Return a line "uid: reason" for each series; of very many with one reason, the number."""
    return lines_by_reason((one.uid, one.reason) for one in skipped)


def when_of(start: date, end: date | None = None, *, zone: str = "") -> When:
    """Return a start and an end (excluded) as a date with its precision."""
    if isinstance(start, datetime):
        later = end if isinstance(end, datetime) and end > start else None
        return When(precision=Precision.EXACT, instant=start, end=later, zone=zone)
    last = end - timedelta(days=1) if end is not None else start
    if last <= start:
        return When.on(start, zone=zone)
    return When(precision=Precision.RANGE, day=start, last_day=last, zone=zone)


def _stamp(original: date) -> str:
    if not isinstance(original, datetime):
        return original.isoformat()
    if original.tzinfo is None:
        return original.isoformat()
    return f"{original.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"
