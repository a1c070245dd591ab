"""The alarm wakes jobs; late or failing ones stop nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from briefbot.scheduling import Alarm


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not done():  # noqa: ASYNC110 - what is waited for is counted by a job, not by an event
            await asyncio.sleep(0.005)


def test_a_job_is_woken_again_and_again_and_one_that_fails_too() -> None:
    calls: list[str] = []

    async def steady() -> None:
        calls.append("steady")

    async def failing() -> None:
        calls.append("failing")
        raise RuntimeError("a fault of its own")

    def failing_later() -> Awaitable[None]:  # no coroutine function, but it makes a coroutine
        return failing()

    async def run() -> None:
        alarm = Alarm()
        alarm.start()
        alarm.every(timedelta(milliseconds=20), steady, name="steady")
        alarm.every(timedelta(milliseconds=20), failing_later, name="failing")
        await until(lambda: calls.count("steady") > 2 and calls.count("failing") > 2)
        alarm.stop()

    asyncio.run(run())


def test_a_moment_that_is_over_is_now_and_replaces_one_that_was_to_come() -> None:
    calls: list[str] = []

    async def job() -> None:
        calls.append("woken")

    async def run() -> None:
        alarm = Alarm()
        alarm.start()
        now = datetime.now(UTC)
        alarm.at(now + timedelta(days=400), job, name="planner")
        alarm.at(now - timedelta(hours=3), job, name="planner")
        await until(lambda: bool(calls))
        await asyncio.sleep(0.05)
        alarm.stop()

    asyncio.run(run())

    assert calls == ["woken"]


def test_a_job_that_takes_long_is_not_started_twice() -> None:
    running = 0
    most = 0

    async def slow() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.1)
        running -= 1

    async def run() -> None:
        alarm = Alarm()
        alarm.start()
        alarm.every(timedelta(milliseconds=10), slow, name="slow")
        await asyncio.sleep(0.3)
        alarm.stop()

    asyncio.run(run())

    assert most == 1
