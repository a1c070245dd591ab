"""Whether the wall clock may be believed, decided from values.

A clock that jumps makes posts too early or, worse, marks those of years as done. So what is due is
worked out only while the wall clock and the steady clock agree
(docs/decisions/0015-clock-guard.md).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

#: How far the wall clock may move against the steady one between two looks.
TOLERANCE = timedelta(minutes=10)
#: How far it may be from the time that a platform's answer names.
REPORTED_TOLERANCE = timedelta(minutes=2)
#: After so long without another jump, a new time is believed, unless it is too far off.
STABLE_FOR = timedelta(minutes=10)
#: A jump beyond this is never believed by itself.
BELIEVABLE = timedelta(days=1)


class ClockDoubt(StrEnum):
    """Why the clock is not believed; the value is a sentence for people."""

    JUMPED = "the clock of this machine jumped"
    BEHIND = "the clock of this machine shows a time before one it has shown already"
    CONTRADICTED = "the clock of this machine differs from the one of a platform"


@dataclass(frozen=True, slots=True)
class Reading:
    """Both clocks at one moment: the wall clock, and seconds of one that never jumps."""

    wall: datetime
    steady: float


@dataclass(frozen=True, slots=True)
class Belief:
    """What is held of the clock.

    `trusted` is the last reading that was believed. `doubt` says why none is believed now, `seen`
    is the reading that began it, or the last jump since then.
    """

    trusted: Reading
    doubt: ClockDoubt | None = None
    seen: Reading | None = None

    @property
    def believed(self) -> bool:
        """Whether what is due may be worked out."""
        return self.doubt is None


def first_belief(reading: Reading, *, high_water: datetime | None) -> Belief:
    """Return what is held of the clock at the start.

    `high_water` is the latest time that any process noted. A clock ahead of it is believed: the
    program was off for some time.
    """
    if high_water is not None and high_water - reading.wall > TOLERANCE:
        return Belief(Reading(high_water, reading.steady), ClockDoubt.BEHIND, reading)
    return Belief(reading)


def confirms(belief: Belief, reading: Reading, *, reported: datetime) -> bool:
    """Tell whether a reported time vouches for a reading that would not be believed by itself.

    That is as good as an operator's word, and what was decided by another time is undone as well.
    """
    agrees = abs(reading.wall - reported) <= REPORTED_TOLERANCE
    return agrees and not look(belief, reading).believed


def look(belief: Belief, reading: Reading, *, reported: datetime | None = None) -> Belief:
    """Return what is held of the clock after another reading.

    `reported` is the time that a platform's answer named just now, if any: it decides.
    """
    if reported is not None:
        if abs(reading.wall - reported) <= REPORTED_TOLERANCE:
            return Belief(reading)
        return replace(belief, doubt=ClockDoubt.CONTRADICTED, seen=belief.seen or reading)
    if belief.doubt is None or belief.seen is None:
        if abs(_shift(belief.trusted, reading)) <= TOLERANCE:
            return Belief(reading)
        return Belief(belief.trusted, ClockDoubt.JUMPED, reading)
    return _look_in_doubt(belief, belief.seen, reading)


def held(belief: Belief, reading: Reading) -> datetime:
    """Return the time to go by at a reading: in doubt, the steady clock counts on from the last.

    What is decided then would otherwise wait for a time that may be years away.
    """
    if stands(belief, reading):
        return reading.wall
    trusted = belief.trusted
    return trusted.wall + timedelta(seconds=reading.steady - trusted.steady)


def stands(belief: Belief, reading: Reading) -> bool:
    """Tell whether a reading is believed between two looks: one that leaps is to be noted first."""
    found = look(belief, reading)
    return found.believed and not leaps(belief, found)


def leaps(before: Belief, after: Belief) -> bool:
    """Tell whether a time is believed from now on that is ahead of the one that was until then.

    It may be wrong, and the process may end at once: nothing goes by it before it is noted, or the
    next process would not know that what was decided by it lies ahead.
    """
    return after.believed and _shift(before.trusted, after.trusted) > TOLERANCE


def accepted(reading: Reading) -> Belief:
    """Return the belief after an operator has said that the clock is right."""
    return Belief(reading)


def goes_on(vouched: datetime, reading: Reading, *, ago: timedelta) -> bool:
    """Tell whether a reading goes on from a time that was vouched for, at most so long ago."""
    return -TOLERANCE <= reading.wall - vouched <= ago + TOLERANCE


def _look_in_doubt(belief: Belief, seen: Reading, reading: Reading) -> Belief:
    if belief.doubt is ClockDoubt.CONTRADICTED:
        return belief  # only another report can tell
    if abs(_shift(belief.trusted, reading)) <= TOLERANCE:
        return Belief(reading)  # it came back by itself
    if abs(_shift(seen, reading)) > TOLERANCE:
        return replace(belief, seen=reading)  # it jumped again: wait anew
    stable = timedelta(seconds=reading.steady - seen.steady) >= STABLE_FOR
    forward = timedelta() < _shift(belief.trusted, reading) <= BELIEVABLE
    return Belief(reading) if stable and forward else belief


def _shift(before: Reading, after: Reading) -> timedelta:
    """Return how much more the wall clock moved than the steady one."""
    return (after.wall - before.wall) - timedelta(seconds=after.steady - before.steady)
