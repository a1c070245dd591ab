"""What to do with ticks that came while nobody was there to post."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice

from briefbot.core.schedule.ticks import Tick

#: The most ticks one decision looks at; after a long absence, decide again from `through`.
MAX_STEPS = 1_000

#: A tick found within this span is on time, whatever the policy: nobody was away.
ON_TIME = timedelta(minutes=5)


class CatchUp(StrEnum):
    """Which of the missed ticks still run."""

    LATEST = "latest"
    ALL = "all"
    SKIP = "skip"


class MissedReason(StrEnum):
    """Why a tick does not run; the value is a sentence for people."""

    TOO_LATE = "it is later than the schedule allows"
    SKIPPED = "the schedule skips what was missed"
    SUPERSEDED = "a later one runs in its place"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUpDecision:
    """What runs, what does not and why, and which missed ticks the run stands for.

    `covers` are the missed ticks before the one that LATEST runs; what it posts should say so.
    `through` is the instant of the last tick decided, None when there was none. `complete` is
    False when ticks that are due remain: decide again with those after `through`.
    """

    run: tuple[Tick, ...] = ()
    missed: tuple[tuple[Tick, MissedReason], ...] = ()
    covers: tuple[Tick, ...] = ()
    through: datetime | None = None
    complete: bool = True


def catch_up(
    due: Iterable[Tick], *, policy: CatchUp, max_lateness: timedelta, now: datetime
) -> CatchUpDecision:
    """Decide which ticks run at `now` (aware), of those `due` in order of time.

    Takes no more than `MAX_STEPS` ticks and one from `due`, so that it may be without end; ticks
    later than `now` are not due. A tick within `ON_TIME` runs under every policy but LATEST, which
    runs the last one alone. `max_lateness` is the age beyond which a tick never runs.
    """
    found = [tick for tick in islice(due, MAX_STEPS + 1) if tick.instant <= now]
    decided, complete = found[:MAX_STEPS], len(found) <= MAX_STEPS
    run: list[Tick] = []
    missed: list[tuple[Tick, MissedReason]] = []
    for tick in decided:
        last = complete and tick is decided[-1]
        reason = _reason(now - tick.instant, policy=policy, max_lateness=max_lateness, last=last)
        if reason is None:
            run.append(tick)
        else:
            missed.append((tick, reason))
    return CatchUpDecision(
        run=tuple(run),
        missed=tuple(missed),
        covers=tuple(tick for tick, _ in missed) if run and policy is CatchUp.LATEST else (),
        through=decided[-1].instant if decided else None,
        complete=complete,
    )


def _reason(
    age: timedelta, *, policy: CatchUp, max_lateness: timedelta, last: bool
) -> MissedReason | None:
    if age > max_lateness:
        return MissedReason.TOO_LATE
    if policy is CatchUp.SKIP and age > ON_TIME:
        return MissedReason.SKIPPED
    if policy is CatchUp.LATEST and not last:
        return MissedReason.SUPERSEDED
    return None
