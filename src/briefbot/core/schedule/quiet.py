"""Quiet hours: what is due in them is held, and goes out together when they end."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from briefbot.core.schedule.zone import zone_named

#: Monday is 0, as `date.weekday()` counts.
EVERY_DAY = frozenset(range(7))

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Local times between which nothing goes out, in the IANA `zone`.

    The span begins at `start` on each of `days` and ends at `end`, on the next day when that is
    not later than `start`: 22:00 to 07:00 crosses midnight, 00:00 to 00:00 is a whole day. The
    start belongs to the span, the end does not.

    Raises ValueError for an unknown zone or weekday, and when no time would be left to post in.
    """

    start: time
    end: time
    zone: str
    days: frozenset[int] = EVERY_DAY

    def __post_init__(self) -> None:
        """Refuse what could never be told apart from silence."""
        zone_named(self.zone)
        if not self.days <= EVERY_DAY:
            raise ValueError("a day of the week is a number from 0, Monday, to 6")
        if self.start == self.end and self.days == EVERY_DAY:
            raise ValueError("the quiet hours leave no time to post in")


def release(instant: datetime, quiet: QuietHours) -> datetime:
    """Return when a posting due at `instant` (aware) goes out: then, or at the end of the span.

    The answer is in UTC and outside every span, so everything held in one stretch of quiet has the
    same release, and that is how it is merged. Spans that adjoin are one stretch.
    """
    moment = instant.astimezone(UTC)
    zone = zone_named(quiet.zone)
    while True:
        today = moment.astimezone(zone).date()
        # A date line that moves puts the end of a span up to two dates after its beginning.
        nearby = (today + shift * _DAY for shift in (-2, -1, 0, 1))
        spans = (_span(quiet, day) for day in nearby if day.weekday() in quiet.days)
        ends = [end for start, end in spans if start <= moment < end]
        if not ends:
            return moment
        moment = max(ends)


def _span(quiet: QuietHours, day: date) -> tuple[datetime, datetime]:
    """Return the span that begins on a local date, in UTC, by the rule of ticks.

    A time in a gap is read with the offset before it, of a repeated one the first pass counts.
    """
    last = day if quiet.start < quiet.end else day + _DAY
    zone = zone_named(quiet.zone)
    return (
        datetime.combine(day, quiet.start, zone).astimezone(UTC),
        datetime.combine(last, quiet.end, zone).astimezone(UTC),
    )
