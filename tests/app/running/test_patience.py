"""The start waits for a database that is busy, says so once, and does not wait for ever."""

import asyncio
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from briefbot.app.running.patience import patiently
from briefbot.errors import StoreBusyError, StoreError
from services.ledgers import START
from simulation.virtual_time import SimClock, VirtualLoop

BUSY = StoreBusyError("the database is locked", next_step="end the other program")


class Work:
    """Work of the start in virtual time, which raises what it is given before it succeeds."""

    def __init__(self) -> None:
        self.loop = VirtualLoop()
        self.clock = SimClock(self.loop, START)
        self.stop = asyncio.Event()
        self.faults: list[StoreError] = []
        self.tries = 0

    async def try_once(self) -> str:
        self.tries += 1
        if self.faults:
            raise self.faults.pop(0)
        return "done"

    def run(self) -> str:
        done: str = self.loop.run_until_complete(
            patiently(self.try_once, clock=self.clock, stop=self.stop, longest=60.0)
        )
        return done


@pytest.fixture
def work() -> Iterator[Work]:
    made = Work()
    yield made
    made.loop.close()


def test_a_busy_database_is_waited_for_and_told_once(work: Work) -> None:
    work.faults = [BUSY] * 5
    with capture_logs() as lines:
        assert work.run() == "done"
    assert work.tries == 6
    assert [line["event"] for line in lines] == ["waits for the database"]
    assert lines[0]["reason"] == "the database is locked -- end the other program"


def test_one_that_stays_busy_is_given_up(work: Work) -> None:
    work.faults = [BUSY] * 1_000
    with pytest.raises(StoreBusyError):
        work.run()
    assert 60 <= work.loop.time() < 65


def test_any_other_fault_is_told_at_once(work: Work) -> None:
    work.faults = [StoreError("the disk is full")]
    with pytest.raises(StoreError, match="disk is full"):
        work.run()
    assert work.tries == 1


def test_nobody_waits_for_a_start_that_was_stopped(work: Work) -> None:
    work.faults = [BUSY] * 1_000
    work.loop.call_later(5, work.stop.set)
    with pytest.raises(StoreBusyError):
        work.run()
    assert work.loop.time() == pytest.approx(5, abs=1)
