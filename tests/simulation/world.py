"""A seeded run: several processes, their platforms and disk, and everything that befalls them."""

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from briefbot.core.delivery.state import Operation
from briefbot.core.delivery.timing import Timing
from briefbot.core.delivery.work import Outgoing
from simulation.database import Disk
from simulation.heeding import Intents, is_written_down
from simulation.ledger import Ledger
from simulation.library import Library
from simulation.meetings import Diary
from simulation.operator import Operator
from simulation.pages import DEADLY, REFUSED, UNRENDERABLE
from simulation.platforms import CALM, ROUGH, FakeDiscord, FakeSlack, Platform, Weather
from simulation.points import Odds, Points, Span, Trace, stream
from simulation.power import Files
from simulation.programme import (
    ACCOUNTS,
    Configured,
    Density,
    bad_schedule,
    draw_schedule,
    draw_start,
)
from simulation.replica import Replica
from simulation.troubles import TROUBLES
from simulation.virtual_time import SimClock, VirtualLoop, as_world, current_process
from simulation.zones import ZoneEditions

#: Spans that let a simulated day pass in seconds. Those between a request and its settlement are as
#: they are by default, for they stand against what platforms do.
UNHURRIED = Timing(
    lease=timedelta(minutes=12),
    renew=timedelta(minutes=3),
    write_until=timedelta(minutes=6),
    idle=timedelta(minutes=3),
    wake=timedelta(minutes=10),
)
_SETTING_UP = timedelta(minutes=1)
#: Within which part of a run a trouble comes that has to come; hours before another try at one.
_FIRST, _AGAIN = 0.7, 0.2
#: How likely a request has a fate that has to come.
_EAGER = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a run is drawn from; `troubles` are mean hours between two of a kind."""

    seed: int
    days: float = 1.0
    replicas: int = 2
    schedules: int = 30
    #: How often schedules come.
    density: Density = Density.USUAL
    weather: Weather = ROUGH
    odds: Odds = field(default_factory=Odds)
    troubles: Mapping[str, float] = field(default_factory=dict)
    #: Whether everything that may befall does so once at least.
    all_surely: bool = False
    timing: Timing = UNHURRIED
    #: How long Discord knows a nonce, in seconds; drawn when None.
    nonce_window: float | None = None
    slack_readable: bool = True
    slack_scarce: bool = False
    #: Whether there are documents that cannot be rendered, that kill who renders them, and that the
    #: platform refuses.
    bad_documents: bool = False
    #: How long everything is well before the end is judged: longer than a storm and all back-offs.
    calm: timedelta = timedelta(minutes=75)
    start: datetime | None = None


class World:
    """Everything outside the processes.

    `where` is the database's file or URL; `crash` has its server crash and start again. `zones` is
    an empty folder, for editions of the zone database.
    """

    def __init__(
        self,
        setup: Setup,
        where: str | Path,
        *,
        zones: Path,
        crash: Callable[[], None] | None = None,
    ) -> None:
        self.setup = setup
        self.where = where
        self.crash = crash
        self.random = stream(setup.seed, "world")
        self.loop = VirtualLoop()
        self.trace = Trace(self.loop.time)
        self.points = Points(stream(setup.seed, "points"), setup.odds, self.loop.time)
        self.disk = Disk(where if isinstance(where, Path) else None)
        self.start = setup.start or draw_start(self.random)
        self.end = self.start + timedelta(days=setup.days)
        self.clocks = [SimClock(self.loop, self.start) for _ in range(setup.replicas)]
        self.replicas: dict[int, Replica] = {}
        self.platforms = self._platforms()
        self.channels = {
            name: f"C-{name}-1" for account in ACCOUNTS for name in account.destinations
        }
        self.configured = Configured()
        self.zones = ZoneEditions(zones)
        self.library = Library()
        self.diary = Diary()
        self.operator = Operator(self, where)
        self.ledger = Ledger(where)
        self.intents = Intents(self.ledger)
        #: Grows with every change of the configuration or the briefs.
        self.version = 0
        self.planned_at = self.start
        #: When the first pass of all came to its end.
        self.began = self.end
        #: When passes began that came to their end, by a clock that was believed.
        self.passes: list[float] = []
        self.excuses: list[Span] = []
        self.befallen: Counter[str] = Counter()
        self.kills = self.freezes = 0
        #: Findings, each a sentence: what must never be in any run.
        self.fenced_off: list[str] = []
        self.without_intent: list[str] = []
        self.slow_ends: list[str] = []
        self.broken: list[str] = []
        self.moderated: set[str] = set()
        self.rewound: list[tuple[float, float]] = []
        self.bad_schedules: set[str] = set()
        self.over = asyncio.Event()
        #: One thing at a time happens to the database and to all machines together.
        self.alone = asyncio.Lock()
        #: Machines that are not to be started again yet.
        self.hold = asyncio.Event()
        self.hold.set()

    def _platforms(self) -> dict[str, Platform]:
        random = stream(self.setup.seed, "platforms")
        discord = FakeDiscord(
            "discord",
            self.loop,
            stream(self.setup.seed, "discord"),
            self.setup.weather,
            lambda line: self.trace.add("discord", line),
            nonce_window=self.setup.nonce_window or random.uniform(60, 300),
        )
        slack = FakeSlack(
            "slack",
            self.loop,
            stream(self.setup.seed, "slack"),
            self.setup.weather,
            lambda line: self.trace.add("slack", line),
            lag=random.uniform(0, 2),
            readable=self.setup.slack_readable,
            scarce=self.setup.slack_scarce,
        )
        for account, platform in (("discord_main", discord), ("slack_main", slack)):
            platform.written_down = partial(self._is_written_down, account)
            platform.sending = self._sending
            platform.eager = _EAGER if self.setup.all_surely else 0.0
        return {"discord": discord, "slack": slack}

    # --- time ---

    @property
    def now(self) -> datetime:
        """The true time."""
        return self.at(self.loop.time())

    def at(self, moment: float) -> datetime:
        """Return the true time at a moment of the loop."""
        return self.start + timedelta(seconds=moment)

    def moment(self, at: datetime) -> float:
        """Return a true time in seconds of the loop."""
        return (at - self.start).total_seconds()

    def platform_of(self, destination: str) -> str:
        """Return the platform that a destination is on."""
        return next(each.platform for each in ACCOUNTS if destination in each.destinations)

    @staticmethod
    def destination_of(channel: str) -> str:
        """Return the destination that a channel is, or was, of."""
        return channel.split("-")[1]

    def _sending(self, message: Outgoing, operation: Operation) -> None:
        """Look whether what is being sent was written down first."""
        if not self.intents.use(message, operation):
            self.without_intent.append(f"{operation} {message.reference} page {message.page}")

    def _is_written_down(self, account: str, channel: str) -> bool:
        """Tell whether the ledger says that the process that runs now has to wait."""
        process = current_process()
        assert process is not None, "only processes make requests"
        clock = self.clocks[int(process.name[1:].partition(".")[0])]
        destination = self.destination_of(channel) if channel else ""
        return is_written_down(
            self.ledger, account=account, destination=destination, now=clock.now()
        )

    def excuse(self, what: str, seconds: float) -> None:
        """Note that something is wrong from now on, for so long."""
        self.excuses.append(Span(what, self.loop.time(), self.loop.time() + seconds))

    # --- the run ---

    def run(self) -> None:
        """Run from the beginning to the end, and to the calm after it."""
        with self.zones.in_use():
            self.loop.run_until_complete(self._run())
        self.broken += self.loop.unhandled
        self.operator.close()

    async def _run(self) -> None:
        self.operator.prepare()
        for number in range(self.setup.schedules):
            drawn = draw_schedule(self.random, f"digest_{number}", self.setup.density)
            self.configured.put(drawn, at=self.start)
        self.diary.fill(stream(self.setup.seed, "diary"), start=self.start, end=self.end)
        if self.setup.bad_documents:
            for title in (UNRENDERABLE, DEADLY, REFUSED):
                self.configured.put(bad_schedule(title, self.start), at=self.start)
                self.bad_schedules.add(title.replace("-", "_"))
        machines = [asyncio.create_task(self._machine(n)) for n in range(self.setup.replicas)]
        await asyncio.sleep(_SETTING_UP.total_seconds())
        watch = asyncio.create_task(self.operator.watch())
        troubles = [
            asyncio.create_task(self._befall(name, hours), name=name)
            for name, hours in sorted(self.setup.troubles.items())
        ]
        await asyncio.sleep(self.moment(self.end) - self.loop.time())
        for task in troubles:
            task.cancel()
        await asyncio.gather(*troubles, return_exceptions=True)
        await self._heal()
        await asyncio.sleep(self.setup.calm.total_seconds())
        watch.cancel()
        self.over.set()
        for replica in self.replicas.values():
            self.loop.thaw(replica.process)
            replica.terminated.set()
        await asyncio.wait(machines, timeout=600)
        self.broken += [f"{task.get_name()} does not end" for task in machines if not task.done()]

    async def _heal(self) -> None:
        """Let everything be well from now on."""
        self.points.calm = True
        self.disk.heal()
        self.hold.set()
        for clock in self.clocks:
            clock.off, clock.drift = timedelta(0), 0.0
        for replica in self.replicas.values():
            self.loop.thaw(replica.process)
        for platform in self.platforms.values():
            platform.weather = CALM
            platform.storm_until = -math.inf
            platform.refusing.clear()
            platform.unauthorized = False
        for account in ACCOUNTS:
            await self.operator.resume(account=account.name)

    async def _machine(self, number: int) -> None:
        """Start the program on a machine whenever it is not running."""
        boot = 0
        while not self.over.is_set():
            boot += 1
            # A clock goes wrong while a program runs; one that was wrong from its start, and ahead,
            # cannot be told from a program that was off for long.
            self.clocks[number].off = timedelta(0)
            replica = Replica(self, machine=number, boot=boot, clock=self.clocks[number])
            self.replicas[number] = replica
            task = self.loop.start(replica.process, replica.main)
            await asyncio.wait({task})
            self._note_end(replica, task)
            await self._unwound(replica)
            replica.close()
            if self.over.is_set():
                return
            pause = min(self.random.expovariate(1 / 20), 600)
            self.excuse("down", pause)
            await asyncio.sleep(pause)
            await self.hold.wait()

    def _note_end(self, replica: Replica, task: "asyncio.Task[None]") -> None:
        error = None if task.cancelled() else task.exception()
        if replica.process.dead:
            return
        self.trace.add(replica.process.name, f"ended: {error!r}")
        if error is not None:
            self.broken.append(f"{replica.process.name} ended by {_told(error)}")

    async def _unwound(self, replica: Replica) -> None:
        """Wait until a process is gone; it touches nothing any more."""
        self.loop.kill(replica.process)
        left = [task for task in replica.process.tasks if not task.done()]
        if left:
            _, left_over = await asyncio.wait(left, timeout=60)
            self.broken += [f"{task!r} outlives its process" for task in left_over]

    async def _befall(self, name: str, mean_hours: float) -> None:
        trouble = TROUBLES[name]
        random = stream(self.setup.seed, name)
        wait = random.expovariate(1 / mean_hours)
        if self.setup.all_surely:
            wait = min(wait, random.uniform(0, _FIRST * 24 * self.setup.days))
        while True:
            await asyncio.sleep(wait * 3600)
            self.trace.add("world", name)
            await trouble(self, random)
            wait = random.expovariate(1 / mean_hours)
            if self.setup.all_surely and not self.befallen[name]:
                wait = min(wait, _AGAIN)

    # --- what is done to processes and files ---

    def restore(self, files: Files) -> None:
        """Put the database's files back, while no process is alive."""
        self.operator.close()
        self.disk.restore(files)

    def kill(self, replica: Replica) -> None:
        """Kill a process as `kill -9` does."""
        self.kills += 1
        self.excuse("kill", 0)
        self.loop.kill(replica.process)

    def freeze(self, replica: Replica, seconds: float | None = None) -> None:
        """Stop a process for a while, as SIGSTOP does."""
        process = replica.process
        if process.frozen or process.dead:
            return
        lease = self.setup.timing.lease.total_seconds()
        span = seconds or self.random.uniform(0.2, 1.3) * lease + self.random.uniform(0, 150)
        self.freezes += 1
        self.excuse("freeze", span)
        self.loop.freeze(process)
        self.loop.call_later(span, self.loop.thaw, process, context=as_world())


def _told(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(_told(each) for each in error.exceptions)
    return repr(error)
