"""The loop of the simulation: time jumps, stops and suspensions act as the real ones do."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from simulation.virtual_time import Killed, NothingLeftError, Process, SimClock, VirtualLoop

T = TypeVar("T")
EPOCH = datetime(2026, 3, 1, tzinfo=UTC)


def played(script: Callable[[VirtualLoop], Coroutine[Any, Any, T]]) -> tuple[VirtualLoop, T]:
    loop = VirtualLoop()
    result: T = loop.run_until_complete(script(loop))
    return loop, result


def test_time_jumps_to_the_next_timer() -> None:
    async def script(loop: VirtualLoop) -> float:
        await asyncio.sleep(3 * 86_400)
        return loop.time()

    assert played(script)[1] == 3 * 86_400


def test_timers_of_one_moment_run_in_the_order_in_which_they_were_set() -> None:
    async def script(_: VirtualLoop) -> list[int]:
        seen: list[int] = []

        async def wait(number: int) -> None:
            await asyncio.sleep(1)
            seen.append(number)

        await asyncio.gather(*(wait(number) for number in range(50)))
        return seen

    assert played(script)[1] == list(range(50))


def test_asyncio_s_own_means_work() -> None:
    async def script(loop: VirtualLoop) -> list[float]:
        marks = []
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(10):
                await asyncio.Event().wait()
        marks.append(loop.time())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(asyncio.sleep(60)), 5)
        marks.append(loop.time())
        tasks = {asyncio.create_task(asyncio.sleep(n, n)) for n in range(5)}
        done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        assert {task.result() for task in done} == {0}
        await asyncio.wait(rest)
        marks.append(loop.time())
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(2))
        marks.append(loop.time())
        return marks

    assert played(script)[1] == [10, 15, 19, 21]


def test_waiting_for_what_never_comes_is_an_error() -> None:
    with pytest.raises(NothingLeftError):
        played(lambda _: asyncio.Event().wait())


def test_no_thread_is_ever_started() -> None:
    async def script(_: VirtualLoop) -> None:
        await asyncio.to_thread(print)

    with pytest.raises(RuntimeError, match="no threads"):
        played(script)


def ticking(loop: VirtualLoop, seen: list[float]) -> Coroutine[Any, Any, None]:
    async def tick() -> None:
        while True:
            await asyncio.sleep(10)
            seen.append(loop.time())

    return tick()


def test_a_killed_process_does_nothing_more_and_others_go_on() -> None:
    async def script(loop: VirtualLoop) -> tuple[list[float], list[float]]:
        first, second = Process("first"), Process("second")
        seen: tuple[list[float], list[float]] = ([], [])
        loop.start(first, lambda: ticking(loop, seen[0]))
        loop.start(second, lambda: ticking(loop, seen[1]))
        await asyncio.sleep(25)
        loop.kill(first)
        with pytest.raises(Killed):
            first.check()
        await asyncio.sleep(10)
        loop.kill(second)
        return seen

    assert played(script)[1] == ([10, 20], [10, 20, 30])


def test_timers_run_out_while_a_process_is_stopped() -> None:
    async def script(loop: VirtualLoop) -> list[float]:
        process, seen = Process("stopped"), list[float]()
        loop.start(process, lambda: ticking(loop, seen))
        await asyncio.sleep(15)
        loop.freeze(process)
        await asyncio.sleep(60)
        loop.thaw(process)
        await asyncio.sleep(16)
        loop.kill(process)
        return seen

    assert played(script)[1] == [10, 75, 85]


def test_timers_stand_still_while_a_machine_is_suspended() -> None:
    async def script(loop: VirtualLoop) -> list[float]:
        process, seen = Process("suspended"), list[float]()
        loop.start(process, lambda: ticking(loop, seen))
        await asyncio.sleep(15)
        loop.freeze(process, suspend=True)
        await asyncio.sleep(3600)
        loop.thaw(process)
        await asyncio.sleep(16)
        loop.kill(process)
        return seen

    assert played(script)[1] == [10, 3620, 3630]


def test_a_clock_may_be_wrong_about_the_day_but_not_about_seconds() -> None:
    async def script(loop: VirtualLoop) -> tuple[datetime, float, datetime]:
        clock = SimClock(loop, EPOCH)
        await asyncio.sleep(60)
        clock.off = timedelta(hours=-1)
        return clock.now(), clock.elapsed(), clock.true()

    minute = timedelta(minutes=1)
    result = played(script)[1]
    assert result == (EPOCH + minute - timedelta(hours=1), 60, EPOCH + minute)


def test_what_nobody_caught_is_kept() -> None:
    async def script(loop: VirtualLoop) -> None:
        loop.call_soon(lambda: 1 / 0)
        await asyncio.sleep(1)

    loop, _ = played(script)
    assert len(loop.unhandled) == 1
    assert "ZeroDivisionError" in loop.unhandled[0]
