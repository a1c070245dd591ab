"""What befalls machines, disks, platforms, clocks and the configuration; each ends by itself.

Each counts as befallen when it has an effect.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from simulation.befallen import DISKS
from simulation.meetings import NOTHING_LEFT
from simulation.platforms import LATEST_EFFECT, Platform
from simulation.points import Span
from simulation.power import Files

if TYPE_CHECKING:
    from simulation.replica import Replica
    from simulation.world import World

Trouble = Callable[["World", Random], Coroutine[Any, Any, None]]

#: How far back a restored backup may lie.
OLDEST_BACKUP = timedelta(hours=1)
#: A moderator removes what has stood so long: the bot has surely looked by then.
_STANDS = 20 * 60.0
#: Seconds after the longest sleep of a process by which it has surely looked at its clock.
_NOTICED = 60.0


# --- machines ---


async def kill(world: "World", random: Random) -> None:
    """Kill a process at any moment; it may stay down for long."""
    replica = _running(world, random)
    if replica is not None:
        world.befallen["kill"] += 1
        world.kill(replica)


async def outage(world: "World", random: Random) -> None:
    """Keep every machine down over one, three or many occurrences."""
    async with world.alone:
        hours = random.choice((0.3, 1.2, 7.0))
        world.befallen["outage"] += 1
        world.excuse("outage", hours * 3600)
        _kill_all(world)
        world.hold.clear()
        await asyncio.sleep(hours * 3600)
        world.hold.set()


async def freeze(world: "World", random: Random) -> None:
    """Stop a process for about twice its lease."""
    replica = _running(world, random)
    if replica is not None and not replica.process.frozen:
        world.befallen["freeze"] += 1
        lease = world.setup.timing.lease.total_seconds()
        world.freeze(replica, random.uniform(0.1, 3) * lease)


async def suspend(world: "World", random: Random) -> None:
    """Suspend a machine for up to an hour: its timers stand still, the clocks go on."""
    replica = _running(world, random)
    if replica is None or replica.process.frozen:
        return
    world.befallen["suspend"] += 1
    span = random.uniform(60, 3600)
    world.excuse("suspended", span)
    world.loop.freeze(replica.process, suspend=True)
    await asyncio.sleep(span)
    world.loop.thaw(replica.process)


async def terminate(world: "World", random: Random) -> None:
    """Ask a process to end; kill it when it does not within 10 seconds."""
    replica = _running(world, random)
    if replica is None:
        return
    world.befallen["terminate"] += 1
    world.excuse("terminated", 10)
    world.trace.add(replica.process.name, "SIGTERM")
    replica.terminated.set()
    await asyncio.sleep(10)
    if any(not task.done() for task in replica.process.tasks) and not replica.process.frozen:
        world.slow_ends.append(replica.process.name)
        world.kill(replica)


def _running(world: "World", random: Random) -> "Replica | None":
    running = [r for r in world.replicas.values() if not r.process.dead]
    return random.choice(running) if running else None


def _kill_all(world: "World") -> None:
    for replica in world.replicas.values():
        if not replica.process.dead:
            world.kill(replica)


# --- clocks ---


async def clock_step(world: "World", random: Random) -> None:
    """Set a machine's clock wrong for a while; it is vouched for only where that is asked for."""
    machine = random.randrange(len(world.clocks))
    clock = world.clocks[machine]
    off = random.choice((timedelta(hours=1), timedelta(hours=-1), timedelta(days=4 * 365)))
    span = random.uniform(60, 1800)
    world.excuse("wrong clock", span)
    world.trace.add("world", f"clock of m{machine} is off by {off}")
    world.befallen["clock_step"] += 1
    clock.off = off
    await asyncio.sleep(span)
    clock.off = timedelta(0)
    right = world.loop.time()
    await asyncio.sleep(world.setup.timing.wake.total_seconds() + _NOTICED)
    if await world.operator.accept_clock():
        world.excuses.append(Span("doubted clock", right, world.loop.time()))


async def drift(world: "World", random: Random) -> None:
    """Let a clock gain or lose 200 seconds a million."""
    world.befallen["drift"] += 1
    clock = random.choice(world.clocks)
    clock.drift, clock.since = random.uniform(-2e-4, 2e-4), world.loop.time()
    await asyncio.sleep(3600)
    clock.drift = 0.0


# --- the database ---


async def disk_fails(world: "World", random: Random) -> None:
    """Let the disk be full and read-only, and the file locked by another program, for a while."""
    if world.disk.path is None:
        return
    async with world.alone:
        world.befallen["disk_fails"] += 1
        for how in random.sample(DISKS, len(DISKS)):
            span = random.uniform(5, 120) if how != "locked" else random.uniform(5, 40)
            world.excuse(f"disk {how}", span)
            world.trace.add("world", f"disk {how} for {span:.0f} s")
            world.befallen[f"disk: {how}"] += 1
            world.disk.fail(how)
            await asyncio.sleep(span)
            world.disk.heal()


async def restore_backup(world: "World", random: Random) -> None:
    """Put the database back by up to an hour, with the program down; what was posted stays."""
    if world.disk.path is None:
        return
    async with world.alone:
        copy = world.disk.copy()
        taken = world.loop.time()
        span = random.uniform(60, OLDEST_BACKUP.total_seconds())
        await asyncio.sleep(span)
        world.hold.clear()
        _kill_all(world)
        # What is on its way lands before anybody looks: the operator restores a quiet system.
        await asyncio.sleep(LATEST_EFFECT)
        world.excuses.append(Span("restored", taken, world.loop.time()))
        world.befallen["restore_backup"] += 1
        world.restore(copy)
        world.intents.forget()
        world.rewound.append((taken, world.loop.time()))
        world.hold.set()


async def power_loss(world: "World", random: Random) -> None:
    """Cut the power within a commit: of what was not synced then, anything may be gone."""
    if world.disk.path is None:
        return
    async with world.alone:
        gone = asyncio.Event()

        def cut(left: Files) -> None:
            world.hold.clear()
            _kill_all(world)
            world.restore(left)
            gone.set()

        world.disk.cut_power(cut, random)
        await gone.wait()
        world.befallen["power_loss"] += 1
        world.excuse("power", 30)
        await asyncio.sleep(30)
        world.hold.set()


async def database_crash(world: "World", random: Random) -> None:  # noqa: ARG001 - as all troubles
    """Let the database server crash and come back, where there is one."""
    if world.crash is not None:
        world.befallen["database_crash"] += 1
        world.excuse("database crash", 0)
        world.crash()


# --- platforms ---


async def storm(world: "World", random: Random) -> None:
    """Let a platform answer 503 for half an hour."""
    platform = _platform(world, random)
    world.excuse("storm", 1800)
    platform.storm_until = world.loop.time() + 1800
    async with _if_met(world, "storm", platform):
        await asyncio.sleep(1800)


async def refusing_channel(world: "World", random: Random) -> None:
    """Let a channel refuse for a while; that it works again is found out by trying."""
    destination = random.choice(sorted(world.channels))
    channel = world.channels[destination]
    platform = world.platforms[world.platform_of(destination)]
    platform.refusing.add(channel)
    world.excuse("refused", 5400)
    async with _if_met(world, "refusing_channel", platform):
        await asyncio.sleep(random.uniform(600, 3600))
    platform.refusing.discard(channel)


async def unauthorized(world: "World", random: Random) -> None:
    """Let a token be refused, until the operator repairs that."""
    platform = _platform(world, random)
    platform.unauthorized = True
    world.excuse("unauthorized", 3600)
    async with _if_met(world, "unauthorized", platform):
        await asyncio.sleep(random.uniform(300, 1800))
    platform.unauthorized = False
    await world.operator.resume(account=f"{platform.name}_main")


async def moderate(world: "World", random: Random) -> None:
    """Remove a post that has stood for a while, as a moderator may."""
    settled = world.loop.time() - _STANDS
    platform = _platform(world, random)
    # Nobody can tell a post that was removed before the bot looked for it from one that never was.
    known = world.ledger.receipts()
    standing = [
        post
        for post in platform.posts
        if post.deleted is None and post.landed < settled and post.message in known
    ]
    if standing:
        post = random.choice(standing[-20:])
        post.deleted = world.loop.time()
        world.moderated.add(post.message)
        world.befallen["moderate"] += 1


@asynccontextmanager
async def _if_met(world: "World", name: str, platform: Platform) -> AsyncIterator[None]:
    """Count a trouble of a platform as befallen if a request met it meanwhile."""
    before = platform.fates[name]
    yield
    world.befallen[name] += platform.fates[name] > before


def _platform(world: "World", random: Random) -> Platform:
    return world.platforms[random.choice(sorted(world.platforms))]


# --- the configuration, the briefs, the operator ---


async def reconfigure(world: "World", random: Random) -> None:
    """Change, remove or add a schedule."""
    world.befallen["reconfigure"] += 1
    what = world.configured.change(random, at=world.now, alive=world.planned_at)
    world.trace.add("world", what)
    world.version += 1


async def new_zone_data(world: "World", random: Random) -> None:
    """Install another edition of the zone database; programs read it when they are started."""
    async with world.alone:
        # What was posted since a backup, and has another time by the new rules, nobody would know.
        if world.rewound and world.planned_at < world.at(world.rewound[-1][1]):
            return
        world.hold.clear()
        _kill_all(world)
        zone = world.zones.change(random, world.configured.zones)
        world.befallen["new_zone_data"] += zone in world.configured.zones
        rules = world.zones.rules.get(zone, zone)
        world.configured.give_rules(zone, rules, at=world.now, alive=world.planned_at)
        world.trace.add("world", f"{zone} has the rules of {rules}")
        world.hold.set()


async def move_channel(world: "World", random: Random) -> None:
    """Move a destination to another channel; what was tried stays where it was tried."""
    world.befallen["move_channel"] += 1
    name = random.choice(sorted(world.channels))
    before = world.channels[name]
    world.channels[name] = f"C-{name}-{int(before.rpartition('-')[2]) + 1}"
    world.version += 1


async def revise(world: "World", random: Random) -> None:
    """Publish a brief, or correct one that was posted."""
    world.befallen["revise"] += 1
    world.trace.add("world", world.library.change(random, at=world.now))
    world.version += 1


async def change_meeting(world: "World", random: Random) -> None:
    """Move or cancel a meeting."""
    what = world.diary.change(random, at=world.now)
    world.trace.add("world", what)
    if what != NOTHING_LEFT:
        world.befallen["change_meeting"] += 1
        world.version += 1


async def retract(world: "World", random: Random) -> None:
    """Let the operator take back a posting."""
    world.befallen["retract"] += await world.operator.retract(random)


async def repeated_event(world: "World", random: Random) -> None:
    """Deliver one interaction three times; it takes effect once."""
    world.befallen["repeated_event"] += await world.operator.repeat_event(random)


TROUBLES: Mapping[str, Trouble] = MappingProxyType(
    {
        each.__name__: each
        for each in (
            kill,
            outage,
            freeze,
            suspend,
            terminate,
            clock_step,
            drift,
            disk_fails,
            restore_backup,
            power_loss,
            database_crash,
            storm,
            refusing_channel,
            unauthorized,
            moderate,
            reconfigure,
            move_channel,
            new_zone_data,
            revise,
            change_meeting,
            retract,
            repeated_event,
        )
    }
)
