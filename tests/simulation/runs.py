"""Runs by name: how each is set up, how it is run and judged, and what a failure prints."""

import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import structlog

from briefbot.core.delivery.timing import Timing
from simulation.faults import ESSENTIAL, around
from simulation.invariants import Verdict, judge
from simulation.platforms import ROUGH
from simulation.points import Odds
from simulation.programme import Density
from simulation.world import UNHURRIED, Setup, World

#: Mean hours between two troubles of a kind: everything, and often.
ALL_TROUBLES: Mapping[str, float] = MappingProxyType(
    {
        "kill": 3,
        "outage": 24,
        "freeze": 4,
        "suspend": 8,
        "terminate": 4,
        "drift": 6,
        "disk_fails": 4,
        "restore_backup": 8,
        "power_loss": 12,
        "database_crash": 2,
        "storm": 24,
        "refusing_channel": 10,
        "unauthorized": 12,
        "moderate": 3,
        "reconfigure": 4,
        "move_channel": 6,
        "new_zone_data": 8,
        "revise": 1,
        "change_meeting": 2,
        "retract": 4,
        "repeated_event": 1,
    }
)
#: The same over many days, most of whose hours are quiet.
SELDOM: Mapping[str, float] = MappingProxyType(
    {name: hours * 16 for name, hours in ALL_TROUBLES.items()}
)
ODDS = Odds(kill=0.0008, freeze=0.0003, fail=0.0003)


def leisurely(idle: timedelta) -> Timing:
    """Return spans with which idling costs almost nothing: for runs over many days."""
    return replace(
        UNHURRIED, lease=4 * idle, renew=idle, write_until=2 * idle, idle=idle, wake=3 * idle
    )


#: The spans as they are by default, but for the pause between two looks at an idle ledger.
CLOSE = Timing(idle=timedelta(seconds=4))

EVERYTHING = Setup(seed=0, days=0.5, odds=ODDS, troubles=ALL_TROUBLES, all_surely=True)
DAYS = Setup(
    seed=0,
    days=4,
    schedules=32,
    density=Density.SPARSE,
    odds=replace(ODDS, kill=0.0004),
    troubles=SELDOM,
    timing=leisurely(timedelta(minutes=10)),
)
#: The same over more days with less in each: what takes time there is keeping leases.
WEEK = replace(DAYS, days=6, schedules=8, timing=leisurely(timedelta(minutes=30)))
WRONG_CLOCK = Setup(
    seed=0, days=0.5, replicas=1, odds=ODDS, troubles={"clock_step": 3, "kill": 4, "drift": 3}
)
AS_THEY_ARE = Setup(
    seed=0,
    days=0.03,
    replicas=3,
    density=Density.DENSE,
    timing=CLOSE,
    odds=Odds(kill=0.003, freeze=0.003, fail=0.001),
    weather=replace(ROUGH, late=0.1),
    calm=timedelta(minutes=30),
)
EVERY_MOMENT = Setup(
    seed=0,
    days=0.7,
    odds=Odds(every=3, only=ESSENTIAL, eager=0.5),
    weather=replace(EVERYTHING.weather, limited=0.08),
    troubles={"revise": 1, "reconfigure": 6, "change_meeting": 2},
)
#: Every moment there is, also those that few runs come to.
ALL_MOMENTS = replace(
    EVERY_MOMENT,
    days=1.5,
    odds=Odds(every=3),
    troubles={
        "revise": 0.5,
        "change_meeting": 1,
        "retract": 2,
        "reconfigure": 1,
        "terminate": 1,
        "moderate": 2,
        "refusing_channel": 6,
        "disk_fails": 12,
        "repeated_event": 2,
    },
)
#: What few runs come to, and then seldom: of a run of all moments, others take nearly every kill.
RARE = frozenset(
    around(
        "once",
        "skip",
        "revise",
        "copies",
        "revision_text",
        "put_schedules",
        "release_lease",
        "close_session",
    )
)
RARE_MOMENTS = replace(
    DAYS,
    odds=replace(DAYS.odds, every=1, only=RARE, eager=1.0),
    troubles={**SELDOM, "revise": 3, "reconfigure": 12, "terminate": 12},
)
#: A fault is noted where a clock is doubted, and hardly anywhere else.
DOUBTED_CLOCK = replace(
    WRONG_CLOCK,
    days=1.0,
    odds=replace(ODDS, every=1, only=frozenset(around("put_fault")), eager=1.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A run that is over, and what was found."""

    setup: Setup
    verdict: Verdict
    world: World

    @property
    def told(self) -> str:
        """What to know of a failure in a test: see `told_with`."""
        # Which test it is, pytest says; for its setup is that test's alone.
        test = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0].partition("[")[0]
        asked = f"ARGS={test or 'tests/simulation/test_runs.py'}"
        return self.told_with(f"BRIEFBOT_SIMULATION_SEED={self.setup.seed} make test-long {asked}")

    def told_with(self, replay: str) -> str:
        """Say the seed, the command that runs this again, and the end of the trace."""
        lines = (
            f"{len(self.verdict.violations)} violations with seed {self.setup.seed}; to replay:",
            replay,
            *self.verdict.violations[:20],
            "the end of the trace:",
            *self.world.trace.lines[-40:],
        )
        return "\n".join(lines)


def seeds(*usual: int) -> tuple[int, ...]:
    """Return the seeds to run: the usual ones, or the one that is to be replayed."""
    asked = os.environ.get("BRIEFBOT_SIMULATION_SEED", "")
    return (int(asked),) if asked else usual


def run(setup: Setup, *, postgresql: str = "", crash: Callable[[], None] | None = None) -> Result:
    """Run and judge; the database is a file that is gone afterwards, or the one at an address.

    `crash` has the server at that address crash and start again.
    """
    structlog.configure(processors=[_drop])
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        file = Path(folder, "briefbot.db")
        world = World(setup, postgresql or file, zones=Path(folder, "zones"), crash=crash)
        try:
            world.run()
            return Result(setup=setup, verdict=judge(world), world=world)
        finally:
            structlog.reset_defaults()


def _memory() -> Path | None:
    """Return a folder that syncs at once, where there is one: no power is really lost here."""
    memory = Path("/dev/shm")  # noqa: S108 - a fresh folder is made in it
    return memory if memory.is_dir() and os.access(memory, os.W_OK) else None


def _drop(*_: object) -> str:
    raise structlog.DropEvent
