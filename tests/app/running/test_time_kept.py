"""The guard of the clock while the program runs."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefbot.app.running.time_kept import TimeKept
from briefbot.storage.database import Database
from briefbot.storage.store import Store

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    wall: datetime = START
    steady: float = 0.0

    def now(self) -> datetime:
        return self.wall

    def elapsed(self) -> float:
        return self.steady


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    database = Database(tmp_path / "briefbot.db", inline=True)
    database.prepare()
    yield Store(database)
    database.close()


def test_a_time_that_the_clock_jumped_to_is_never_noted(store: Store) -> None:
    async def scenario() -> datetime | None:
        clock = Clock()
        kept = TimeKept(store=store, clock=clock)
        await store.open_session("one", host="h", pid=1, version="0", now=START)
        await kept.begin("one")
        await kept.beat()
        clock.wall, clock.steady = START + timedelta(days=1461), 15.0
        await kept.beat()  # comes before anybody has looked at the clock
        return await store.high_water()

    assert asyncio.run(scenario()) == START


def test_what_is_sent_meanwhile_goes_by_the_time_that_was_believed_last(store: Store) -> None:
    async def scenario() -> tuple[datetime, datetime]:
        clock = Clock()
        kept = TimeKept(store=store, clock=clock)
        await kept.begin("one")
        clock.wall, clock.steady = START + timedelta(days=1461), 15.0
        before_a_look = kept.now()
        await kept.look()
        clock.wall, clock.steady = clock.wall + timedelta(seconds=15), 30.0
        return before_a_look, kept.now()

    seconds = timedelta(seconds=15)
    assert asyncio.run(scenario()) == (START + seconds, START + 2 * seconds)


def test_a_clock_that_jumps_after_it_was_accepted_is_not_the_one_that_was_meant(
    store: Store,
) -> None:
    async def scenario() -> list[bool]:
        clock = Clock()
        kept = TimeKept(store=store, clock=clock)
        await kept.begin("one")
        await store.accept_clock(actor="cli:root", now=START)
        clock.wall, clock.steady = START + timedelta(days=1461), 15.0
        found = [await kept.look(), kept.believed]
        clock.wall, clock.steady = START + timedelta(seconds=30), 30.0
        return [*found, await kept.look(), kept.believed]

    assert asyncio.run(scenario()) == [False, False, True, True]
