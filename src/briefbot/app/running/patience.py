"""Waiting, at the start, for a database that another program keeps busy."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

import structlog

from briefbot.errors import StoreBusyError
from briefbot.ports import Clock

_log = structlog.get_logger()

T = TypeVar("T")

#: PostgreSQL ends a session that stands still in a transaction after 30 s (`storage.engines`), and
#: a statement that waits for its locks after 15 s: this is enough for both, twice.
LONGEST = 90.0
_PAUSE = 1.0


async def patiently(
    work: Callable[[], Awaitable[T]],
    *,
    clock: Clock,
    stop: asyncio.Event,
    longest: float = LONGEST,
) -> T:
    """Do some work of the start, again while the database is busy, for so many seconds at most.

    The work has to be fit to be done again. It is said once that it waits.

    Raises StoreError, also when the database is busy for too long, or `stop` is set meanwhile.
    """
    began, told = clock.elapsed(), False
    while True:
        try:
            return await work()
        except StoreBusyError as error:
            if stop.is_set() or clock.elapsed() - began > longest:
                raise
            if not told:
                _log.warning("waits for the database", reason=str(error))
                told = True
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _PAUSE)
