"""The running program: every part started, supervised, and stopped in order."""

import asyncio
import os
import secrets
import signal
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import structlog

from briefbot import __version__
from briefbot.app.briefs import brief_reader
from briefbot.app.running.connections import Connections, entries, join_platforms
from briefbot.app.running.knowledge import Knowledge
from briefbot.app.running.lacking import Lacking
from briefbot.app.running.memory import no_long_collections
from briefbot.app.running.patience import patiently
from briefbot.app.running.platforms.joint import Chat, Surface
from briefbot.app.running.reported_time import ReportedTime
from briefbot.app.running.site import Part, Site
from briefbot.app.running.time_kept import TimeKept
from briefbot.core.delivery.records import DestinationEntry, Retention, Session
from briefbot.errors import StoreError
from briefbot.scheduling import Alarm
from briefbot.services.answering import Answerer
from briefbot.services.delivering import Account, Courier, Surroundings
from briefbot.services.planning import Planner
from briefbot.services.supervise import FAULT as PART_FAULT
from briefbot.services.supervise import Supervisor
from briefbot.settings import Settings
from briefbot.sources.watch import watch
from briefbot.storage.database import Database, Stamp
from briefbot.storage.store import Store

_log = structlog.get_logger()

#: How often files are looked at, for mounts that tell nothing of changes.
_LOOK = timedelta(seconds=30)
#: How soon they are looked at again when what they say could not be noted.
_TRY_AGAIN = timedelta(seconds=5)
_HEARTBEAT = timedelta(seconds=15)
_HOUSEKEEPING = timedelta(hours=6)
#: Soon after the start, too, for programs that are stopped every evening.
_HOUSEKEEPING_AT_FIRST = timedelta(minutes=5)


class Program:
    """All parts, over one database. `run` returns after `stop`, or a signal to end."""

    def __init__(
        self,
        settings: Settings,
        *,
        config: Path | None,
        surface: Surface,
        database: Database,
        served: Callable[[str], None] = lambda _address: None,
    ) -> None:
        self._settings = settings
        self._surface = surface
        self._clock = surface.clock
        self._timing = surface.timing
        self._database = database
        self._store = Store(database)
        self._is_alone = not settings.store.url.get_secret_value()
        self._stop = asyncio.Event()
        self._changed = asyncio.Event()
        self._lacking = Lacking(store=self._store, clock=self._clock)
        reported = ReportedTime(self._clock)
        self._chat = Chat(
            answering=Answerer(
                self._store,
                library=lambda: self._knowledge.library,
                clock=self._clock,
                changed=self._changed.set,
            ),
            people=lambda: self._knowledge.people,
            once=lambda event: self._store.once(event, now=self._clock.now()),
            lacks=self._lacking.note,
            dates=reported.asked,
        )
        self._connections: Connections = join_platforms(settings, surface, self._chat)
        self._site = Site(
            settings.http,
            routes=self._connections.routes,
            alive=lambda: self._time.beats,
            parts=self._parts,
            served=served if "local" in self._connections.joined else None,
        )
        self._knowledge = Knowledge(
            settings,
            config=config,
            store=self._store,
            clock=self._clock,
            connections=self._connections,
            progress=_told_of_reading,
        )
        self._time = TimeKept(store=self._store, clock=self._clock, reported=reported)
        self._couriers: dict[str, Courier] = {}
        self._destinations: tuple[DestinationEntry, ...] = ()
        self._alarm = Alarm()
        self._planning = asyncio.Lock()
        #: What the database was like at the last glance.
        self._stamp: Stamp | None = None
        #: The newest posting that a pass has found waiting.
        self._seen = 0
        self._planner = Planner(
            self._store,
            clock=self._time,
            world=lambda: self._knowledge.world,
            reader=brief_reader(),
            timing=self._timing,
            clock_ok=lambda: self._time.believed,
            wake=self._wake_couriers,
        )
        self._patiently = partial(patiently, clock=self._clock, stop=self._stop)
        self._supervisor = Supervisor(store=self._store, clock=self._clock, stop=self._stop)

    def stop(self) -> None:
        """Let `run` come to its end: within 8 seconds, with nothing lost."""
        self._stop.set()
        self._knowledge.stop()
        for link in self._connections.links.values():
            link.stop()
        self._site.stop()
        for courier in self._couriers.values():
            courier.stop()

    async def run(self) -> None:
        """Start everything, and wait for the end. Raises StoreError if it cannot begin."""
        with self._signals():
            try:
                if self._connections.routes:
                    # Without its page or its requests it would run for nobody; health can wait.
                    self._site.check()
                async with self._session() as session, self._watching():
                    if await self._unless_stopped(self._begin(session)):
                        await self._work(session)
            finally:
                await self._connections.close()

    async def _work(self, session: Session) -> None:
        world = Surroundings(
            store=self._store,
            clock=self._time,
            random=Random(secrets.randbits(64)),  # noqa: S311 - the jitter of pauses
            owner=session.id,
            session=session.started_at,
            clock_ok=lambda: self._time.right,
        )
        async with asyncio.TaskGroup() as group:
            for account in self._connections.accounts.values():
                part = partial(self._deliver, account, world)
                group.create_task(self._supervisor.keep(f"courier {account.name}", part))
            for name, link in self._connections.links.items():
                group.create_task(self._supervisor.keep(f"link {name}", link.run))
            group.create_task(self._supervisor.keep("refresh", self._refreshing))
            group.create_task(self._supervisor.keep("site", self._site.run))
            group.create_task(self._supervisor.keep("glance", self._glancing))
            self._set_alarms()
            # From now on it has lived: what changes while it is down counts from here.
            await self._supervisor.once("heartbeat", self._time.beat)
            await self._stop.wait()
            self._alarm.stop()
            self.stop()

    async def _deliver(self, account: Account, world: Surroundings) -> None:
        """Deliver for an account until the end; after a fault, a new courier clears up."""
        courier = Courier(account, world, force=self._is_alone)
        self._couriers[account.name] = courier
        if self._stop.is_set():
            courier.stop()
        await courier.run()

    def _parts(self) -> tuple[Part, ...]:
        """Return what listens, and why it does not."""
        links = self._connections.links.items()
        return tuple(Part(f"link {name}", link.trouble) for name, link in links)

    def _wake_couriers(self) -> None:
        for courier in self._couriers.values():
            courier.notify()

    # --- begin and end ---

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[Session]:
        name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        await self._patiently(lambda: self._time.begin(name))
        session = await self._patiently(
            lambda: self._store.open_session(
                name,
                host=socket.gethostname(),
                pid=os.getpid(),
                version=__version__,
                now=self._clock.now(),
            )
        )
        _log.info("started", version=__version__, process=os.getpid())
        try:
            yield session
        finally:
            with suppress(StoreError):
                await self._store.close_session(name, now=self._clock.now())
            _log.info("ended")

    async def _unless_stopped(self, work: Coroutine[object, object, object]) -> bool:
        """Do some work, and leave it when the program is to end; return whether it was done."""
        task = asyncio.create_task(work)
        stopped = asyncio.create_task(self._stop.wait())
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if task.done():
            task.result()
            return True
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return False

    async def _begin(self, session: Session) -> None:
        await self._patiently(lambda: self._store.clear_faults(PART_FAULT))
        await self._patiently(lambda: self._lacking.begin(self._connections.joined))
        with no_long_collections():
            await self._patiently(self._knowledge.begin)
            await self._patiently(self._put_destinations)
            await self._patiently(lambda: self._planner.start(session))
        world = self._knowledge.world
        self._tell_unconnected()
        _log.info(
            "ready",
            briefs=len(world.briefs),
            destinations=len(world.connected),
            digests=len(world.programme.digests),
        )

    def _tell_unconnected(self) -> None:
        for name, each in self._settings.destinations.items():
            if name not in self._knowledge.world.connected:
                _log.warning("not connected", destination=name, platform=each.platform)

    async def _put_destinations(self) -> None:
        """Note the destinations, if they are others than before."""
        now_there = entries(self._settings, self._knowledge.world.programme)
        if now_there != self._destinations:
            await self._store.put_destinations(now_there, now=self._clock.now())
            self._destinations = now_there

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        actions = {
            signal.SIGTERM: self.stop,
            signal.SIGINT: self.stop,
            signal.SIGHUP: self._changed.set,
        }
        for number, action in actions.items():
            loop.add_signal_handler(number, action)
        try:
            yield
        finally:
            for number in actions:
                loop.remove_signal_handler(number)

    # --- the clock ---

    def _set_alarms(self) -> None:
        self._alarm.start()
        every, once = self._alarm.every, self._supervisor.once
        every(self._timing.wake, lambda: once("planner", self._plan), name="plan")
        every(_HEARTBEAT, lambda: once("heartbeat", self._time.beat), name="heartbeat")
        every(_LOOK, self._look, name="look")
        at_first = self._clock.now() + _HOUSEKEEPING_AT_FIRST
        self._alarm.at(at_first, lambda: once("housekeeping", self._keep_house), name="tidy")
        every(_HOUSEKEEPING, lambda: once("housekeeping", self._keep_house), name="housekeeping")
        self._alarm.at(self._clock.now(), lambda: once("planner", self._plan), name="next")

    async def _plan(self) -> None:
        """Make what is due, and wake when the next thing is."""
        if self._planning.locked():
            return
        self._seen = await self._store.newest_waiting(now=self._clock.now())
        async with self._planning:
            if await self._time.look():
                await self._planner.clock_accepted()
            wake = await self._planner.plan()
        job = lambda: self._supervisor.once("planner", self._plan)  # noqa: E731 - it has no name of its own
        # Alarms go by the clock of the machine, and the planner by the time that is believed.
        pause = min(wake - self._time.now(), self._timing.wake)
        self._alarm.at(self._clock.now() + pause, job, name="next")

    async def _glancing(self) -> None:
        """Glance every second: so often that an alarm for it would cost more than the glance."""
        while not self._stop.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._timing.idle.total_seconds()):
                    await self._stop.wait()
                    return
            stamp = self._database.stamp
            is_new = stamp is None or stamp != self._stamp
            if is_new and not self._planning.locked():
                done = await self._supervisor.once("planner", self._glance)
                self._stamp = stamp if done else None

    async def _glance(self) -> None:
        """See what another process, such as `briefbot post`, has left in the ledger.

        What a pass has seen and could not compose, because its destination is not connected, waits
        for the next pass of the clock.
        """
        if await self._store.newest_waiting(now=self._clock.now()) > self._seen:
            await self._plan()

    async def _look(self) -> None:
        self._changed.set()

    async def _keep_house(self) -> None:
        if not self._time.believed:
            return  # by a clock that is years ahead, everything would be old
        kept = self._knowledge.settings.retention
        retention = Retention(
            postings=kept.postings,
            revisions=kept.revisions,
            audit=kept.audit,
            inbound=kept.inbound,
        )
        removed = Counter[str]()
        # One transaction takes so many postings; others have their turn between two of them.
        while (part := await self._store.prune(retention, now=self._clock.now()))["posting"]:
            removed.update(part)
        removed.update(part)
        if removed.total():
            _log.info("old rows removed", **+removed)

    # --- files ---

    @asynccontextmanager
    async def _watching(self) -> AsyncIterator[None]:
        """Watch the files, from before they are read for the first time: no change is missed."""
        watching = asyncio.create_task(self._supervisor.keep("watching", self._watch))
        try:
            yield
        finally:
            self.stop()
            await watching

    async def _watch(self) -> None:
        """Watch the files until the program ends; those of a new configuration at the next look."""
        await watch(
            folders=[self._knowledge.settings.briefs.path],
            files=self._knowledge.files,
            notify=self._changed.set,
            stop=self._stop,
        )

    async def _refreshing(self) -> None:
        while await self._unless_stopped(self._changed.wait()):
            self._changed.clear()
            await self._unless_stopped(self._refresh_or_try_again())

    async def _refresh_or_try_again(self) -> None:
        if not await self._supervisor.once("refresh", self._refresh):
            self._alarm.at(self._clock.now() + _TRY_AGAIN, self._look, name="look again")

    async def _refresh(self) -> None:
        await self._knowledge.refresh()
        settings = self._knowledge.settings
        if settings != self._settings:
            self._connections.follow(settings, self._surface, self._chat)
            self._settings = settings
            self._tell_unconnected()
        await self._put_destinations()
        async with self._planning:
            await self._planner.refreshed()
        await self._supervisor.once("planner", self._plan)


def _told_of_reading(done: int, total: int) -> None:
    if total >= 500 and (done == total or done % 500 == 0):
        _log.info("reading briefs", done=done, of=total)
