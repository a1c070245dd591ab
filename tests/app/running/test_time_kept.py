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
