"""The alarm clock: APScheduler wakes the services, and means nothing more.

What is due is worked out from rules and the ledger at every wake-up; a wake-up that comes late,
twice or not at all changes nothing but the minute. So there is one scheduler in memory, without
its own truth (docs/decisions/0010-schedules.md).
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

Job = Callable[[], Awaitable[object]]


class Alarm:
    """Wakes jobs at intervals and at single moments, on the running event loop.

    A job that still runs is not started again; one that raises is the job's own matter, so each
    should handle what it can.
    """

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            executors={"default": AsyncIOExecutor()},
            # Late is no reason to stay away, and many missed wake-ups are one.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        """Begin to wake."""
        self._scheduler.start()

    def stop(self) -> None:
        """Wake nobody any more, and cancel the jobs that run."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def every(self, span: timedelta, job: Job, *, name: str) -> None:
        """Wake a job at an interval; another of that name is replaced."""
        self._add(job, IntervalTrigger(seconds=span.total_seconds(), timezone="UTC"), name=name)

    def at(self, moment: datetime, job: Job, *, name: str) -> None:
        """Wake a job once; another of that name is replaced. A moment that is over is now."""
        self._add(job, DateTrigger(moment, timezone="UTC"), name=name)

    def _add(self, job: Job, trigger: IntervalTrigger | DateTrigger, *, name: str) -> None:
        async def wake() -> None:  # APScheduler awaits what is plainly a coroutine function
            # `stop` cancels what runs, which is no fault to be logged as one.
            with suppress(asyncio.CancelledError):
                await job()

        self._scheduler.add_job(wake, trigger, id=name, name=name, replace_existing=True)
