"""The guard of the clock while the program runs."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from briefbot.app.running.reported_time import ReportedTime
from briefbot.app.running.time_kept import FAULT, TimeKept
from briefbot.core.delivery.records import Fault
from briefbot.errors import StoreError
from briefbot.storage.database import Database
from briefbot.storage.store import Store

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


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


def set_ahead(clock: Clock, *, passed: timedelta) -> None:
    """Let the clock be an hour ahead, so long after the start."""
    clock.wall, clock.steady = START + HOUR + passed, passed.total_seconds()


def test_a_time_ahead_is_noted_before_anything_goes_by_it(store: Store) -> None:
    async def scenario() -> None:
        clock = Clock()
        kept = TimeKept(store=store, clock=clock)
        await kept.begin("one")
        set_ahead(clock, passed=MINUTE)
        await kept.look()
        set_ahead(clock, passed=HOUR)
        assert (kept.now(), kept.right) == (START + HOUR, False)
        await kept.look()
        assert (kept.now(), kept.right) == (START + 2 * HOUR, True)
        assert await store.high_water() == START + 2 * HOUR

        # It is killed at once, and somebody has put the clock right meanwhile.
        clock.wall = START + HOUR
        after = TimeKept(store=store, clock=clock)
        await after.begin("two")
        assert (after.now(), after.believed) == (START + 2 * HOUR, False)

    asyncio.run(scenario())


async def told_by_platforms(
    store: Store, wall: datetime = START
) -> tuple[Clock, ReportedTime, TimeKept]:
    """Begin to keep the time by a clock, beside what platforms report."""
    clock = Clock(wall)
    reported = ReportedTime(clock)
    kept = TimeKept(store=store, clock=clock, reported=reported)
    await kept.begin("one")
    return clock, reported, kept


def said(reported: ReportedTime, moment: datetime) -> None:
    """Have a platform answer at once, with the time by its own clock."""
    reported.asked()(format_datetime(moment, usegmt=True))


def test_a_clock_that_a_platform_contradicts_is_told_and_right_again_once_it_is_set(
    store: Store,
) -> None:
    async def scenario() -> None:
        clock, reported, kept = await told_by_platforms(store, START + 2 * HOUR)
        await store.open_session("one", host="h", pid=1, version="0", now=clock.now())
        said(reported, START)
        assert (await kept.look(), kept.believed) == (False, False)
        assert "platform" in (await store.faults())[0].message

        clock.wall, clock.steady = START + MINUTE, 60.0
        assert await kept.look()  # as if an operator had accepted it: what lies ahead is taken back
        assert (kept.believed, kept.now()) == (True, START + MINUTE)
        assert await store.faults() == []
        assert await store.high_water() == START + MINUTE
        clock.wall, clock.steady = START + 2 * MINUTE, 120.0
        assert not await kept.look()
        assert kept.believed

    asyncio.run(scenario())


def test_what_a_platform_confirms_needs_no_operator(store: Store) -> None:
    async def scenario() -> None:
        clock, reported, kept = await told_by_platforms(store)
        clock.wall, clock.steady = START - HOUR, 15.0
        assert (await kept.look(), kept.believed) == (False, False)
        said(reported, START - HOUR)
        assert (await kept.look(), kept.believed) == (True, True)
        assert await store.clock_accepted() == 1

    asyncio.run(scenario())


def test_an_operators_word_stands_against_a_platform_whose_own_clock_is_wrong(store: Store) -> None:
    async def scenario() -> None:
        clock, reported, kept = await told_by_platforms(store)
        said(reported, START + HOUR)
        assert (await kept.look(), kept.believed) == (False, False)
        await store.accept_clock(actor="cli:root", now=clock.now())
        assert (await kept.look(), kept.believed) == (True, True)
        said(reported, START + HOUR)
        assert (await kept.look(), kept.believed) == (False, True)

    asyncio.run(scenario())


class Failing(Store):
    """Fails where it is to note something."""

    fails = False

    async def heartbeat(self, session: str, *, now: datetime) -> datetime:
        self._may_fail()
        return await super().heartbeat(session, now=now)

    async def put_fault(self, fault: Fault) -> None:
        self._may_fail()
        await super().put_fault(fault)

    def _may_fail(self) -> None:
        if self.fails:
            raise StoreError("the disk is full")


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Failing]:
    database = Database(tmp_path / "failing.db", inline=True)
    database.prepare()
    yield Failing(database)
    database.close()


def test_a_time_ahead_that_cannot_be_noted_is_not_believed(failing: Failing) -> None:
    async def scenario() -> None:
        clock = Clock()
        kept = TimeKept(store=failing, clock=clock)
        await kept.begin("one")
        set_ahead(clock, passed=MINUTE)
        await kept.look()
        set_ahead(clock, passed=HOUR)
        failing.fails = True
        with pytest.raises(StoreError):
            await kept.look()
        assert (kept.believed, kept.now()) == (False, START + HOUR)
        failing.fails = False
        await kept.look()
        assert (kept.believed, kept.now()) == (True, START + 2 * HOUR)

    asyncio.run(scenario())


def test_a_doubt_is_told_once_the_store_works_again(failing: Failing) -> None:
    async def scenario() -> None:
        clock = Clock()
        kept = TimeKept(store=failing, clock=clock)
        await kept.begin("one")
        set_ahead(clock, passed=MINUTE)
        failing.fails = True
        with pytest.raises(StoreError):
            await kept.look()
        assert not kept.believed
        failing.fails = False
        await kept.look()
        assert [fault.kind for fault in await failing.faults()] == [FAULT]

    asyncio.run(scenario())
