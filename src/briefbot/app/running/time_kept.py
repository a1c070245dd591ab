"""The guard of the clock while the program runs: looks, notes, and tells."""

from datetime import datetime, timedelta

import structlog

from briefbot.app.running.reported_time import ReportedTime
from briefbot.core.clock_guard import (
    Belief,
    ClockDoubt,
    Reading,
    accepted,
    confirms,
    first_belief,
    goes_on,
    held,
    leaps,
    look,
    stands,
)
from briefbot.core.delivery.records import Fault
from briefbot.ports import Clock
from briefbot.storage.store import Store

_log = structlog.get_logger()

#: The kind of the fault that stands for the clock.
FAULT = "clock"

#: Clocks are looked at whenever the program plans, which it does at least every minute.
_STUCK = timedelta(minutes=5)

#: Who accepts the clock when nobody has to.
_PLATFORM = "a platform's answer"
_NEXT_STEP = "no schedule runs; set the clock right, or if it is right: briefbot clock accept"


class TimeKept:
    """Whether the wall clock is believed (`core.clock_guard`), by all that was noted of it.

    It is a `Clock` itself, for what must not go by a time that is not believed.
    """

    def __init__(self, *, store: Store, clock: Clock, reported: ReportedTime | None = None) -> None:
        self._store = store
        self._clock = clock
        self._reported = reported or ReportedTime(clock)
        self._belief: Belief | None = None
        # The doubt that the store tells of.
        self._told: ClockDoubt | None = None
        # How often the clock was accepted, and when that was last looked at, by `elapsed`.
        self._accepted = 0
        self._counted = 0.0
        self._session = ""
        self._looked: float | None = None

    def now(self) -> datetime:
        """Return the time that is believed: in doubt it is counted on from the last that was."""
        reading = self._reading()
        return reading.wall if self._belief is None else held(self._belief, reading)

    def elapsed(self) -> float:
        """Return seconds of the clock that nobody sets."""
        return self._clock.elapsed()

    @property
    def beats(self) -> bool:
        """Whether the clocks were looked at not long ago: the program is not stuck."""
        if self._looked is None:
            return False
        return self._clock.elapsed() - self._looked < _STUCK.total_seconds()

    @property
    def believed(self) -> bool:
        """Whether what is due may be worked out."""
        return self._belief is None or self._belief.believed

    @property
    def right(self) -> bool:
        """Whether what the clocks show at this moment is believed, also between two looks."""
        return self._belief is None or stands(self._belief, self._reading())

    async def begin(self, session: str) -> None:
        """Compare the clock with the latest time that was ever noted, and note it from now on."""
        self._session = session
        self._accepted, self._counted = await self._store.clock_accepted(), self._clock.elapsed()
        self._belief = first_belief(self._reading(), high_water=await self._store.high_water())
        await self._store.clear_faults(FAULT)
        self._told = None
        await self._tell()

    async def look(self) -> bool:
        """Look at the clocks; return whether the clock was accepted since the last time.

        By an operator, or by what platforms' answers say the time is.
        """
        self._looked = self._clock.elapsed()
        before = self._belief
        reading, reported = self._reading(), self._reported.now()
        was_accepted = await self._was_accepted(reading)
        if was_accepted:
            self._reported.overruled(reading.wall)
        elif before and reported and confirms(before, reading, reported=reported):
            await self._store.accept_clock(actor=_PLATFORM, now=reading.wall)
            was_accepted = await self._was_accepted(reading)
        if before is None or was_accepted:
            self._belief = accepted(reading)
        else:
            found = look(before, reading, reported=reported)
            if leaps(before, found):
                await self._store.heartbeat(self._session, now=reading.wall)
            self._belief = found
        await self._tell()
        return was_accepted

    async def _was_accepted(self, reading: Reading) -> bool:
        """Tell whether an operator has accepted the clock as it is read, and take note of that.

        One that has jumped since then, before anybody looked, is not the one that they meant.
        """
        count = await self._store.clock_accepted()
        if count == self._accepted:
            self._counted = reading.steady
            return False
        vouched = await self._store.high_water()
        ago = timedelta(seconds=reading.steady - self._counted)
        if vouched is None or not goes_on(vouched, reading, ago=ago):
            return False
        self._accepted, self._counted = count, reading.steady
        return True

    async def beat(self) -> None:
        """Note that the process is alive, while its clock is believed.

        It is looked at first: a wrong time that was noted would be held against the right one.
        """
        if self._belief is not None and self.right:
            await self._store.heartbeat(self._session, now=self._clock.now())

    def _reading(self) -> Reading:
        return Reading(self._clock.now(), self._clock.elapsed())

    async def _tell(self) -> None:
        """Tell of a doubt and of its end; where the store fails, the next look tells."""
        doubt = self._belief.doubt if self._belief else None
        if doubt is self._told:
            return
        if doubt is None:
            _log.info("the clock is believed again")
            await self._store.clear_faults(FAULT)
            self._told = None
            return
        _log.error("the clock is not believed", reason=doubt.value, next_step=_NEXT_STEP)
        await self._store.put_fault(
            Fault(
                kind=FAULT,
                subject="",
                message=f"{doubt.value} -- {_NEXT_STEP}",
                since=self._clock.now(),
            )
        )
        self._told = doubt
