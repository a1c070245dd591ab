"""What ticks should be, from first principles: every UTC minute of a window is asked for its clock.

Shares nothing with the code it judges: it goes from UTC to local time only, matches the five
fields with a matcher of its own, and knows a gap by the minutes nobody's clock showed.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
#: How far the walk goes beyond the window asked for: no gap is longer.
MARGIN = DAY + timedelta(hours=1)

ZONES = (
    "UTC",
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/New_York",
    "America/Nuuk",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Antarctica/Vostok",
    "Asia/Amman",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Europe/Istanbul",
    "Europe/Kyiv",
    "Europe/Lisbon",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Fakaofo",
    "Pacific/Kwajalein",
    "Pacific/Norfolk",
)
FIRST, LAST = datetime(1993, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """Return the first UTC minute of every new offset between FIRST and LAST."""
    step = timedelta(days=2)
    days = [FIRST + number * step for number in range((LAST - FIRST) // step)]
    return tuple(
        change_between(early, late, zone)
        for early, late in pairwise(days)
        if offset(early, zone) != offset(late, zone)
    )


def change_between(early: datetime, late: datetime, zone: str) -> datetime:
    while late - early > MINUTE:
        middle = early + (late - early) // 2 // MINUTE * MINUTE
        if offset(middle, zone) == offset(early, zone):
            early = middle
        else:
            late = middle
    return late


def offset(moment: datetime, zone: str) -> timedelta:
    return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def wall_of(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@dataclass(frozen=True)
class Walk:
    """The clock of a zone, minute by minute: when it showed each wall time, and what it skipped."""

    shown: dict[datetime, list[datetime]]
    #: For each skipped wall time, the instant it would have been, had the clock not jumped.
    skipped: dict[datetime, datetime]


@lru_cache(maxsize=8)
def walk(zone: str, start: datetime, end: datetime) -> Walk:
    shown: dict[datetime, list[datetime]] = {}
    skipped: dict[datetime, datetime] = {}
    moment, before = start, wall_of(start, zone)
    while moment <= end:
        wall = wall_of(moment, zone)
        missing = before + MINUTE
        while missing < wall:
            skipped[missing] = moment - MINUTE + (missing - before)
            missing += MINUTE
        shown.setdefault(wall, []).append(moment)
        before = wall
        moment += MINUTE
    return Walk(shown, {wall: at for wall, at in skipped.items() if wall not in shown})


def values(field: str, low: int, high: int) -> set[int]:
    """Return the numbers a cron field of stars, numbers, ranges, lists and steps allows."""
    allowed: set[int] = set()
    for term in field.split(","):
        span, _, step = term.partition("/")
        first, _, last = (str(low), "-", str(high)) if span == "*" else span.partition("-")
        top = int(last) if last else high if step else int(first)
        allowed |= set(range(int(first), top + 1, int(step or 1)))
    return allowed


@lru_cache(maxsize=1024)
def is_day_of(fields: str, day: date) -> bool:
    """Return whether `day` is one on which a rule of five fields fires, as Debian's cron has it."""
    _, _, dates, months, weekdays = fields.split()
    if day.month not in values(months, 1, 12):
        return False
    by_date = day.day in values(dates, 1, 31)
    by_weekday = day.isoweekday() % 7 in {number % 7 for number in values(weekdays, 0, 7)}
    if dates.startswith("*") or weekdays.startswith("*"):
        return by_date and by_weekday
    return by_date or by_weekday


def expected(
    fields: str, zone: str, after: datetime, until: datetime
) -> list[tuple[str, datetime]]:
    """Return label and instant of every tick in (after, until]."""
    seen = walk(zone, after - MARGIN, until + MARGIN)
    minute, hour, *_ = fields.split()
    minutes, hours = values(minute, 0, 59), values(hour, 0, 23)
    dates = {wall.date() for wall in seen.shown}

    def fires(wall: datetime) -> bool:
        return wall.minute in minutes and wall.hour in hours and is_day_of(fields, wall.date())

    real: dict[datetime, str] = {}
    for wall in filter(fires, seen.shown):
        label = wall.isoformat(timespec="minutes")
        first, *again = seen.shown[wall]
        real[first] = label
        if hour.startswith("*"):
            real |= dict.fromkeys(again, f"{label}f")
    read_on = {
        instant: wall.isoformat(timespec="minutes")
        for wall, instant in seen.skipped.items()
        if fires(wall) and wall.date() in dates
    }
    return sorted(
        ((label, at) for at, label in (read_on | real).items() if after < at <= until),
        key=lambda tick: tick[1],
    )
