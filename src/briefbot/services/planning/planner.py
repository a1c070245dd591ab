"""The planner: in every pass, what is due becomes postings, and postings become documents."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from briefbot.core.delivery.records import Session
from briefbot.core.delivery.timing import Timing
from briefbot.core.programme import Programme
from briefbot.ports import BriefReader, Clock
from briefbot.services.planning.composing import Composer
from briefbot.services.planning.corrections import Corrections
from briefbot.services.planning.faults import announce_faults
from briefbot.services.planning.knowledge import Knowledge, Pass, PlannerStore
from briefbot.services.planning.personal import Personal
from briefbot.services.planning.reminders import Reminders
from briefbot.services.planning.schedules import decide_ticks, next_tick, synchronize
from briefbot.services.planning.summaries import Summaries
from briefbot.services.planning.world import World


class Planner:
    """Turns time and news into what the couriers send.

    Everything that must not be forgotten is in the store, each step in one transaction under a key
    that names it for good: wherever a process ends, the next one makes the same postings.

    `world` returns the configuration and knowledge as they are now; `clock_ok` tells whether the
    clock can be trusted: while it cannot, nothing is planned. `wake` is called when there is work
    for couriers.
    """

    def __init__(  # noqa: PLR0913 - the seams of the planner
        self,
        store: PlannerStore,
        *,
        clock: Clock,
        world: Callable[[], World],
        reader: BriefReader,
        timing: Timing | None = None,
        clock_ok: Callable[[], bool] = lambda: True,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._current = world
        self._timing = timing or Timing()
        self._clock_ok = clock_ok
        self._wake = wake
        self._world = World()
        self._is_behind = False
        self._known: Knowledge | None = None
        self._turn = asyncio.Lock()
        self._summaries = Summaries(store)
        self._reminders = Reminders(store)
        self._personal = Personal(store)
        self._corrections = Corrections(store, reader, rest=self._timing.rest)
        self._composer = Composer(store, reader)

    async def start(self, session: Session) -> None:
        """Take the world as it is, and make the schedules what is configured.

        A rule that was changed while the program was down counts from when it was last alive.
        """
        async with self._turn:
            self._world = self._current()
            self._summaries.start(self._world.briefs.keys(), before=session.before)
            await synchronize(self._store, self._world, since=session.before, now=self._clock.now())

    async def clock_accepted(self) -> None:
        """Go on after an operator has said that the clock is right, however far it was moved.

        Cursors that lay ahead were set back with that (`accept_clock`); their next ticks are
        computed here. What was posted is not posted again: its key has the tick's label.
        """
        async with self._turn:
            await synchronize(self._store, self._world, since=None, now=self._clock.now())

    async def refreshed(self) -> None:
        """Take over a new world: briefs, calendars or the configuration changed. Then `plan`.

        While the clock cannot be trusted it is left for later: a schedule must not begin at a
        moment that never was.
        """
        async with self._turn:
            self._is_behind = True
            if self._clock_ok():
                await self._take_over(self._clock.now())

    async def _take_over(self, now: datetime) -> None:
        """Take the world as it is now; what was due by the schedules before is decided first."""
        before, after = self._world, self._current()
        if before != after:
            if _schedules(before) != _schedules(after):
                await decide_ticks(self._store, before, now=now)
                await synchronize(self._store, after, since=now, now=now)
            self._corrections.note(before, after, now=now)
            self._world = after
        self._is_behind = False

    async def plan(self) -> datetime:
        """Do one pass, and return when the next one has to be, at the latest."""
        async with self._turn:
            now = self._clock.now()
            latest = now + self._timing.wake
            if not self._clock_ok():
                return latest
            if self._is_behind:
                await self._take_over(now)
            rows = await decide_ticks(self._store, self._world, now=now)
            people = {person.id: person for person in await self._store.people()}
            at = Pass(now, self._knowledge(now), rows, people)
            await self._summaries.announce(at)
            moments = [
                latest,
                next_tick(rows, self._world, now=now),
                at.knowledge.changes_at,
                await self._reminders.announce(at),
                await self._personal.announce(at),
                await self._corrections.plan(at),
                await announce_faults(self._store, at, every=self._timing.faults),
            ]
            if await self._composer.compose(at, titles=self._reminders.titles):
                self._wake()
            moments.append(await self._store.next_release_at())
            return min(moment for moment in moments if moment is not None and moment > now)

    def _knowledge(self, now: datetime) -> Knowledge:
        known = self._known
        over = known is not None and known.changes_at is not None and known.changes_at <= now
        if known is None or known.world is not self._world or over:
            known = self._known = Knowledge(self._world, now=now)
        return known


def _schedules(world: World) -> tuple[Programme, frozenset[str], str]:
    return world.programme, world.connected, world.zone_data
