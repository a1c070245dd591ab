"""Dates with the precision they are known to, never more.

A meeting announced for "the evening of 3 December" has no clock time, and none is invented here:
only `EXACT` and `HOUR` carry an instant. The zone stays beside the date, because a day is a
different span in every zone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Precision(StrEnum):
    """How exactly a date is known; the words are those of the front matter."""

    EXACT = "exact"
    HOUR = "hour"
    PART_OF_DAY = "part-of-day"
    DAY = "day"
    RANGE = "range"
    WEEK = "week"
    APPROX = "approx"
    TBA = "tba"


class PartOfDay(StrEnum):
    """A named part of a local day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


#: Precisions that carry an instant, and so may become a platform's native timestamp.
INSTANT_PRECISIONS = frozenset({Precision.EXACT, Precision.HOUR})


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A moment or span, to a stated precision.

    `instant` and `end` are aware datetimes and present only for EXACT and HOUR (`end` optional).
    `day` is the first local day, `last_day` the last one, inclusive, for RANGE. `part` belongs to
    PART_OF_DAY. `zone` is an IANA name, or empty when the source names none.

    Raises ValueError when the parts contradict the precision.
    """

    precision: Precision
    instant: datetime | None = None
    end: datetime | None = None
    day: date | None = None
    last_day: date | None = None
    part: PartOfDay | None = None
    zone: str = ""

    def __post_init__(self) -> None:
        """Refuse a value that claims more, or less, than its precision."""
        if (self.instant is not None) != (self.precision in INSTANT_PRECISIONS):
            raise ValueError(f"precision {self.precision} and an instant do not go together")
        for instant in (self.instant, self.end):
            if instant is not None and instant.tzinfo is None:
                raise ValueError("an instant needs a UTC offset")
        if self.precision is Precision.TBA:
            return
        if self.instant is None and self.day is None:
            raise ValueError(f"precision {self.precision} needs a day")
        if (self.last_day is not None) != (self.precision is Precision.RANGE):
            raise ValueError("only a range has a last day, and every range has one")
        if self.last_day is not None and self.day is not None and self.last_day < self.day:
            raise ValueError("the last day is before the first")
        if (self.part is not None) != (self.precision is Precision.PART_OF_DAY):
            raise ValueError("only a part of a day names the part, and every one does")

    @classmethod
    def at(cls, instant: datetime, *, zone: str = "") -> "When":
        """Return an exact moment."""
        return cls(precision=Precision.EXACT, instant=instant, zone=zone)

    @classmethod
    def on(cls, day: date, *, zone: str = "") -> "When":
        """Return a whole local day."""
        return cls(precision=Precision.DAY, day=day, zone=zone)
