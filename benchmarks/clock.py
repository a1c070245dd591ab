"""10,000 schedules due at one instant: for how long nothing else runs while they become rows.

The planner does one pass as in `briefbot run`: ticks become postings, and postings deliveries, each
with the document of an edition. Meanwhile a task wakes every millisecond. The stall is the longest
time by the wall between two of its wakings, as somebody who waits for an answer has it: the median
of several rounds is limited, each with a database of its own. It depends on what else the machine
does, so the load is printed, and the most processor time that the program, all its threads
together, took between two wakings of each round.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import func, select

from briefbot.app.briefs import brief_reader
from briefbot.app.running.memory import no_long_collections
from briefbot.core.delivery.records import BriefRow, DestinationEntry, Session
from briefbot.core.digest import DigestPlan
from briefbot.core.programme import Channel, DigestSchedule, Programme
from briefbot.core.schedule import parse_rule
from briefbot.core.visibility import Audience, Place
from briefbot.services.planning import Planner, World
from briefbot.services.shelf import KnownBrief
from briefbot.storage.database import Database
from briefbot.storage.store import Store
from briefbot.storage.tables import delivery

DIGESTS, DESTINATIONS = 100, 100
ROUNDS = 5
AT_MOST_MS = 50
DUE = datetime(2024, 12, 2, 9, tzinfo=UTC)
BEGIN = DUE - timedelta(minutes=1)
EXAMPLES = Path(__file__).parent.parent / "briefs" / "2024"


@dataclass
class SetClock:
    """Shows what it was set to."""

    time: datetime

    def now(self) -> datetime:
        """Return that time."""
        return self.time

    def elapsed(self) -> float:
        """Return that time in seconds."""
        return self.time.timestamp()


@dataclass
class Stall:
    """The longest that the event loop stood still, in milliseconds."""

    processor: float = 0
    wall: float = 0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch the running loop for as long as this is entered."""
        task = asyncio.create_task(self._watch())
        yield
        task.cancel()

    async def _watch(self) -> None:
        while True:
            processor, wall = time.process_time(), time.perf_counter()
            await asyncio.sleep(0.001)
            self.processor = max(self.processor, (time.process_time() - processor) * 1e3)
            self.wall = max(self.wall, (time.perf_counter() - wall) * 1e3)


def world() -> World:
    """Return a world where every digest is due at every destination at nine, with news."""
    names = [f"desk{number}" for number in range(DESTINATIONS)]
    place = Place(audience=Audience.CHANNEL)
    rule = parse_rule("0 9 * * *")
    return World(
        programme=Programme(
            channels={name: Channel(name=name, place=place, zone="Europe/Kyiv") for name in names},
            digests={
                name: DigestSchedule(
                    plan=DigestPlan(name=name), rule=rule, zone="UTC", destinations=tuple(names)
                )
                for name in (f"digest{number}" for number in range(DIGESTS))
            },
        ),
        briefs={known.brief.slug: known for known in news()},
        connected=frozenset(names),
        zone_data="2026a",
    )


def news() -> Iterator[KnownBrief]:
    """Yield the example briefs, as if they had come out just before."""
    reader = brief_reader()
    for path in sorted(EXAMPLES.glob("*.md")):
        brief = reader.read(path).brief
        if brief is not None:
            row = BriefRow(
                slug=brief.slug,
                path=path.name,
                number=1,
                hash="",
                first_seen=BEGIN,
                baseline=False,
                gone_at=None,
            )
            new = replace(brief, published_at=DUE - timedelta(hours=1))
            yield KnownBrief(brief=new, revision=1, row=row)


async def plan_at_once(database: Database) -> tuple[Stall, float]:
    """Let everything be due in one pass; return the stall, and how many seconds it took."""
    store, clock, known = Store(database), SetClock(BEGIN), world()
    places = [
        DestinationEntry(name=name, account="desk", platform="test", channel=name)
        for name in known.connected
    ]
    await store.put_destinations(places, now=BEGIN)
    planner = Planner(store, clock=clock, world=lambda: known, reader=brief_reader())
    with no_long_collections():
        await planner.start(Session(id="one", started_at=BEGIN, before=None))
        await planner.plan()
    clock.time = DUE
    stall = Stall()
    start = time.perf_counter()
    with stall.watching():
        await planner.plan()
    return stall, time.perf_counter() - start


def one_round() -> tuple[Stall, float, int]:
    """Let everything be due in a new database; return stall, seconds taken, deliveries made."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "briefbot.db")
        database.prepare()
        stall, taken = asyncio.run(plan_at_once(database))
        with database.engine.connect() as conn:
            made = conn.scalar(select(func.count()).select_from(delivery)) or 0
        database.close()
    return stall, taken, made


def load() -> str:
    """Return how many processes wanted a processor in the last minute, and how many there are."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


def main() -> int:
    """Print the stalls."""
    before = load()
    rounds = [one_round() for _ in range(ROUNDS)]
    stalls = [stall for stall, _, _ in rounds]
    made = min(each for _, _, each in rounds)
    wall = median(stall.wall for stall in stalls)
    processor = median(stall.processor for stall in stalls)
    taken = median(each for _, each, _ in rounds)
    print(f"{DIGESTS * DESTINATIONS:,} due at once: {made:,} deliveries in {taken:.1f} s,")
    print(f"  longest stall of {ROUNDS} rounds, median {wall:.0f} ms by the wall", end="")
    print(f" (at most {AT_MOST_MS}): {_each(stall.wall for stall in stalls)}")
    print(f"  of processor time in the same rounds, median {processor:.0f} ms:", end="")
    print(f" {_each(stall.processor for stall in stalls)}")
    print(f"  load of the machine {before} before, {load()} after")
    return 0 if made == DIGESTS * DESTINATIONS and wall <= AT_MOST_MS else 1


def _each(figures: Iterable[float]) -> str:
    return ", ".join(f"{figure:.0f}" for figure in figures)


if __name__ == "__main__":
    raise SystemExit(main())
