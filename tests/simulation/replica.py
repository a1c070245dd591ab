"""One process: the real planner, couriers and store, put together as `briefbot run` does."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from briefbot.app.running.time_kept import TimeKept
from briefbot.core.delivery.pacing import Pace, Rate
from briefbot.core.delivery.records import DestinationEntry, Session
from briefbot.core.rehearsal import Listed
from briefbot.errors import StoreError
from briefbot.services.delivering import Account, Courier, Surroundings
from briefbot.services.planning import Planner
from briefbot.services.planning import World as View
from briefbot.services.shelf import KnownBrief
from briefbot.sources.zones import zone_data
from briefbot.storage.store import Store
from simulation.database import SimDatabase
from simulation.library import FakeReader
from simulation.meetings import CALENDAR
from simulation.pages import SimPages
from simulation.platforms import LATEST_EFFECT, FakeSender
from simulation.points import Fate, stream
from simulation.programme import ACCOUNTS
from simulation.virtual_time import Killed, Process, SimClock

if TYPE_CHECKING:
    from simulation.world import World

T = TypeVar("T")

#: Seconds before what failed is tried again.
_AGAIN = 5.0
_PACES = {
    "discord": Pace(Rate(40, burst=7)),
    "slack": Pace(Rate(4, burst=4), channel=Rate(1)),
}


class Replica:
    """A run of the program on a machine, until it ends or is killed."""

    def __init__(self, world: "World", *, machine: int, boot: int, clock: SimClock) -> None:
        self.world = world
        self.clock = clock
        self.process = Process(f"m{machine}.{boot}")
        self.random = stream(world.setup.seed, self.process.name)
        self.terminated = asyncio.Event()
        self._couriers: list[Courier] = []
        self._known: dict[str, KnownBrief] = {}
        self._database = SimDatabase(
            world.where,
            clock=clock,
            process=self.process,
            points=world.points,
            disk=world.disk,
            trace=world.trace,
            random=self.random,
            struck=self._struck,
            fenced_off=world.fenced_off,
        )
        self.store = Store(self._database)
        self._time = TimeKept(store=self.store, clock=clock)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    async def main(self) -> None:
        """Start, run until told to end, and end in order."""
        session = await self._patiently(self._open)
        await self._patiently(self._read_briefs)
        planner = Planner(
            self.store,
            clock=self._time,
            world=self._view,
            reader=FakeReader(self.world.library),
            timing=self.world.setup.timing,
            clock_ok=lambda: self._time.believed,
            wake=self._notify,
        )
        await self._patiently(lambda: planner.start(session))
        self._couriers = [
            self._courier(account.name, account.platform, session) for account in ACCOUNTS
        ]
        async with asyncio.TaskGroup() as group:
            background = [
                group.create_task(self._plan(planner)),
                group.create_task(self._beat()),
            ]
            running = [group.create_task(courier.run()) for courier in self._couriers]
            await self.terminated.wait()
            for task in background:
                task.cancel()
            for courier in self._couriers:
                courier.stop()
            await asyncio.wait(running)
        with suppress(StoreError):
            await self.store.close_session(session.id, now=self.clock.now())

    # --- its parts ---

    async def _open(self) -> Session:
        name = f"{self.process.name} {self.random.getrandbits(32):x}"
        await self._time.begin(name)
        now = self.clock.now()
        session = await self.store.open_session(
            name, host=self.process.name, pid=1, version="0", now=now
        )
        await self.store.put_destinations(self._destinations(), now=now)
        return session

    def _destinations(self) -> list[DestinationEntry]:
        return [
            DestinationEntry(
                name=name,
                account=account.name,
                platform=account.platform,
                channel=self.world.channels[name],
            )
            for account in ACCOUNTS
            for name in account.destinations
        ]

    def _courier(self, name: str, platform: str, session: Session) -> Courier:
        account = Account(
            name=name,
            sender=FakeSender(self.world.platforms[platform], self._moment),
            pages=SimPages(self._rendering),
            pace=_PACES[platform],
            timing=self.world.setup.timing,
        )
        surroundings = Surroundings(
            store=self.store,
            clock=self._time,
            random=self.random,
            owner=session.id,
            session=session.started_at,
            clock_ok=lambda: self._time.right,
        )
        # With one process, it has the run lock.
        return Courier(account, surroundings, force=self.world.setup.replicas == 1)

    async def _plan(self, planner: Planner) -> None:
        seen, fresh = self.world.version, True
        while True:
            began = self.world.loop.time()
            try:
                if seen != self.world.version or not fresh:
                    fresh = False
                    await self.store.put_destinations(self._destinations(), now=self.clock.now())
                    seen = self.world.version
                    await self._read_briefs()
                    await planner.refreshed()
                    fresh = True
                await self._time.look()
                wake = await planner.plan()
            except StoreError:
                await asyncio.sleep(_AGAIN)
                continue
            self.world.planned_at = self.clock.true()
            self.world.began = min(self.world.began, self.world.planned_at)
            if self._time.believed:
                self.world.passes.append(began)
            await asyncio.sleep(self._pause(wake))

    def _notify(self) -> None:
        for courier in self._couriers:
            courier.notify()

    def _pause(self, wake: datetime) -> float:
        longest = self.world.setup.timing.wake.total_seconds()
        return min(longest, max(0.1, (wake - self._time.now()).total_seconds()))

    async def _beat(self) -> None:
        while True:
            with suppress(StoreError):
                await self._time.beat()
            await asyncio.sleep(self.world.setup.timing.wake.total_seconds())

    async def _read_briefs(self) -> None:
        """Take over what the folder of briefs holds."""
        seen = self.world.library.seen()
        await self.store.record_briefs(seen, gone=(), now=self.clock.now())
        rows = {row.slug: row for row in await self.store.briefs()}
        texts = self.world.library.revisions
        self._known = {
            each.slug: KnownBrief(
                brief=texts[each.text], revision=rows[each.slug].number, row=rows[each.slug]
            )
            for each in seen
        }

    def _view(self) -> View:
        """Return what the planner plans with."""
        programme = self.world.configured.programme
        return View(
            programme=programme,
            briefs=self._known,
            listed=Listed(occurrences=self.world.diary.occurrences),
            well_read=frozenset({CALENDAR}),
            connected=frozenset(self.world.channels),
            zone_data=zone_data(each.zone for each in programme.digests.values()),
        )

    async def _patiently(self, act: Callable[[], Awaitable[T]]) -> T:
        """Try until the store works."""
        while True:
            try:
                return await act()
            except StoreError as error:
                self.world.trace.add(self.process.name, str(error))
                await asyncio.sleep(_AGAIN)

    # --- being struck ---

    def _struck(self, fate: Fate) -> None:
        if fate is Fate.KILL:
            self.world.kill(self)
        elif fate is Fate.FREEZE:
            self.world.freeze(self)

    async def _moment(self, name: str) -> None:
        """Be struck within a call to a platform."""
        self.process.check()
        fate = self.world.points.draw(f"call: {name}")
        if fate:
            self.world.trace.add(self.process.name, f"{fate} at call: {name}")
            if fate is Fate.FREEZE:
                # Between its last look at the lease and the write nobody can help a process that
                # stands still for longer than requests may take.
                self.world.freeze(self, self.random.uniform(1, LATEST_EFFECT - 10))
            else:
                self._struck(fate)
            await asyncio.sleep(0)
        self.process.check()

    def _rendering(self, deadly: bool) -> None:  # noqa: FBT001 - one of two kinds of document
        """Be struck while a document is rendered."""
        fate = Fate.KILL if deadly else self.world.points.draw("render")
        if fate is Fate.KILL:
            self.world.trace.add(self.process.name, "kill at render")
            self.world.kill(self)
            raise Killed(self.process.name)
