"""Why the ledger has nothing of a digest at a time: worked out from its rule."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from briefbot.core.delivery.posting import ScheduleRow
from briefbot.core.programme import DigestSchedule
from briefbot.core.schedule import Tick, next_ticks, ticks, zone_named
from briefbot.core.schedule.ticks import FIRST_YEAR, LAST_YEAR

_LABEL = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::00)?(f?))?", re.ASCII)
_DAY = timedelta(days=1)


class Absence(StrEnum):
    """Why there is no record of a tick; the value is a sentence for people."""

    NOT_DUE = "it is not due then"
    AHEAD = "it lies ahead"
    NOT_BEGUN = "briefbot has not run with this schedule yet"
    UNDECIDED = "it is due, and is decided as soon as briefbot runs and believes the clock"
    NOT_KEPT = "it is longer ago than records are kept"
    BEFORE = "it was before the schedule began here, or got the rule it has now"
    NO_RECORD = "nothing was recorded then"


@dataclass(frozen=True, slots=True)
class Asked:
    """A local day or minute that somebody asks about, as labels begin, and its first instant."""

    label: str
    start: datetime

    @property
    def is_day(self) -> bool:
        """Whether it is a day, and not a minute."""
        return "T" not in self.label

    def is_of(self, tick: Tick) -> bool:
        """Tell whether a tick is meant: by its label, or because it came at this very minute."""
        at_once = not self.is_day and tick.instant == self.start
        return at_once or tick.label.startswith(self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecorded:
    """A time of a schedule of which nothing is recorded, and why.

    `tick` is the one meant; with NOT_DUE there is none, and `following` is the next one after it.
    """

    schedule: str
    destination: str
    asked: str
    reason: Absence
    tick: Tick | None = None
    following: Tick | None = None


def asked_for(text: str, *, zone: str) -> Asked | None:
    """Return the day or time that a text names: a label, or ISO 8601; None if it names none.

    A day and a time without an offset are those of clocks in `zone`.
    """
    written = _LABEL.fullmatch(text.strip())
    try:
        if written is None:
            moment = datetime.fromisoformat(text.strip())
            local = moment.astimezone(zone_named(zone)) if moment.tzinfo else moment
            label = f"{local:%Y-%m-%dT%H:%M}{'f' if local.fold else ''}"
        else:
            day, minute, second_pass = written.groups()
            label = f"{day}T{minute}{second_pass}" if minute else day
        start = datetime.fromisoformat(label.removesuffix("f"))
    except (ValueError, OverflowError):
        return None
    if not FIRST_YEAR < start.year < LAST_YEAR:
        return None
    fold = int(label.endswith("f"))
    return Asked(label, start.replace(tzinfo=zone_named(zone), fold=fold).astimezone(UTC))


def ticks_of(digest: DigestSchedule, asked: Asked) -> tuple[Tick, ...]:
    """Return the ticks of a digest that are asked for, in order of time."""
    around = ticks(
        digest.rule, zone=digest.zone, after=asked.start - _DAY, until=asked.start + 2 * _DAY
    )
    return tuple(tick for tick in around if asked.is_of(tick))


def unrecorded(  # noqa: PLR0913 - a schedule, a time, and what is recorded
    name: str,
    digest: DigestSchedule,
    asked: Asked,
    *,
    destination: str,
    row: ScheduleRow | None,
    recorded: Collection[str],
    kept: timedelta,
    now: datetime,
) -> tuple[Unrecorded, ...]:
    """Return the ticks asked for that are not `recorded` (labels), each with its reason.

    `row` is the schedule's at the destination, None before it began; `kept` is how long records
    are kept. For a time that has no tick and no record, it is one without a tick.
    """
    meant = ticks_of(digest, asked)
    if not meant and not recorded:
        following = next_ticks(digest.rule, zone=digest.zone, after=asked.start, count=1)
        return (
            Unrecorded(
                schedule=name,
                destination=destination,
                asked=asked.label,
                reason=Absence.NOT_DUE,
                following=next(iter(following), None),
            ),
        )
    return tuple(
        Unrecorded(
            schedule=name,
            destination=destination,
            asked=asked.label,
            reason=_reason(tick, row, kept=kept, now=now),
            tick=tick,
        )
        for tick in meant
        if tick.label not in recorded
    )


def _reason(tick: Tick, row: ScheduleRow | None, *, kept: timedelta, now: datetime) -> Absence:
    if tick.instant > now:
        return Absence.AHEAD
    if row is None:
        return Absence.NOT_BEGUN
    if tick.instant > row.cursor:
        return Absence.UNDECIDED
    return Absence.NOT_KEPT if tick.instant < now - kept else Absence.BEFORE
