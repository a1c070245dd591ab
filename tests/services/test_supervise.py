"""Parts of the program: a fault is told once, tried again, and taken back when it is over."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from briefbot.errors import StoreError, UnreadableError
from briefbot.services.supervise import Supervisor
from briefbot.storage.database import Database, Point
from briefbot.storage.store import Store
from briefbot.storage.tables import metadata
from services.ledgers import START
from simulation.virtual_time import SimClock, VirtualLoop

FULL = UnreadableError("the folder is gone", where="briefs", next_step="put it back")


class Parts:
    """A supervisor in virtual time, and a part that ends as it is told to."""

    def __init__(self, folder: Path) -> None:
        self.loop = VirtualLoop()
        self.clock = SimClock(self.loop, START)
        self.stop = asyncio.Event()
        self.store_works = True
        self.database = Database(folder / "briefbot.db", inline=True, watch=self._watch)
        metadata.create_all(self.database.engine)
        self.store = Store(self.database)
        self.supervisor = Supervisor(store=self.store, clock=self.clock, stop=self.stop)
        self.faults: list[Exception] = []
        self.began: list[float] = []

    async def part(self) -> None:
        """Raise the next fault; without one, run until the end."""
        self.began.append(self.loop.time())
        if self.faults:
            raise self.faults.pop(0)
        await self.stop.wait()

    async def job(self) -> None:
        if self.faults:
            raise self.faults.pop(0)

    def keep(self, seconds: float) -> None:
        """Have the part kept running for so long."""

        async def scenario() -> None:
            kept = asyncio.create_task(self.supervisor.keep("part", self.part))
            await asyncio.sleep(seconds)
            self.told = [fault.message for fault in await self.store.faults()]
            self.stop.set()
            await kept

        self.loop.run_until_complete(scenario())

    def once(self) -> bool:
        ended: bool = self.loop.run_until_complete(self.supervisor.once("part", self.job))
        return ended

    def messages(self) -> list[str]:
        return [f.message for f in self.loop.run_until_complete(self.store.faults())]

    def _watch(self, _: str, point: Point) -> None:
        if point == "before" and not self.store_works:
            raise StoreError("the disk is full")


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    made = Parts(tmp_path)
    yield made
    made.database.close()


def test_a_part_that_raises_is_run_again_after_longer_and_longer_pauses(parts: Parts) -> None:
    parts.faults = [FULL] * 8
    parts.keep(300)

    pauses = [after - before for before, after in zip(parts.began, parts.began[1:], strict=False)]
    assert [round(pause) for pause in pauses] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_part_that_ends_by_itself_is_run_again(parts: Parts) -> None:
    async def short() -> None:
        parts.began.append(parts.loop.time())

    async def scenario() -> None:
        kept = asyncio.create_task(parts.supervisor.keep("part", short))
        await asyncio.sleep(2)
        parts.stop.set()
        await kept

    parts.loop.run_until_complete(scenario())
    assert len(parts.began) == 2


def test_the_fault_of_a_part_stands_until_it_has_run_for_a_while(parts: Parts) -> None:
    parts.faults = [FULL]
    parts.keep(30)
    assert parts.told == ["briefs: the folder is gone -- put it back"]


def test_the_fault_of_a_part_that_runs_again_is_taken_back(parts: Parts) -> None:
    parts.faults = [FULL]
    parts.keep(90)
    assert parts.told == []


def test_a_job_that_fails_is_told_once_and_taken_back_when_it_works(parts: Parts) -> None:
    parts.faults = [FULL, FULL]
    with capture_logs() as lines:
        assert not parts.once()
        assert not parts.once()
        assert parts.messages() == ["briefs: the folder is gone -- put it back"]
        assert parts.once()
        assert parts.once()
    assert parts.messages() == []
    told = [line["event"] for line in lines if line["log_level"] != "debug"]
    assert told == ["faulty", "works again"]


def test_another_fault_of_the_same_job_is_told_as_well(parts: Parts) -> None:
    parts.faults = [FULL, StoreError("the disk is full")]
    parts.once()
    parts.once()
    assert parts.messages() == ["the disk is full"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_mistake_of_ours_is_told_once_and_asked_to_be_reported(parts: Parts, count: int) -> None:
    parts.faults = [ValueError("secret")] * count
    with capture_logs() as lines:
        for _ in range(count):
            parts.once()
    assert parts.messages() == ["ValueError in part -- please report it"]
    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["faulty"]


def test_of_a_group_what_is_in_it_is_told(parts: Parts) -> None:
    full, mistake = StoreError("the disk is full"), ValueError("secret")
    parts.faults = [ExceptionGroup("1", [full]), ExceptionGroup("2", [full, mistake])]
    parts.once()
    assert parts.messages() == ["the disk is full"]
    parts.once()
    assert parts.messages() == ["StoreError, ValueError in part -- please report it"]


def test_a_store_that_fails_does_not_end_what_is_supervised(parts: Parts) -> None:
    parts.faults = [StoreError("the disk is full")]
    parts.store_works = False
    assert not parts.once()
    assert parts.once()
    parts.store_works = True
    with capture_logs() as lines:
        assert parts.once()
    assert [line["event"] for line in lines] == ["works again"]
    assert parts.messages() == []
