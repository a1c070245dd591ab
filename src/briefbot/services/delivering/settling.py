"""Writing the ends of calls: one writer, which takes all that has come in meanwhile."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

import structlog

from briefbot.core.delivery.timing import Timing
from briefbot.core.delivery.work import Lease, Settlement
from briefbot.errors import StoreError
from briefbot.services.delivering.account import Surroundings

_log = structlog.get_logger()


class Settler:
    """Writes settlements, each until it is written: a receipt is known only here until then.

    `written` is told of each batch once it is in the ledger, where a row that is somebody else's by
    now stays as it is. `under_way` returns how many calls have not ended yet.
    """

    def __init__(
        self,
        world: Surroundings,
        lease: Lease,
        *,
        timing: Timing,
        written: Callable[[Sequence[Settlement]], None],
        under_way: Callable[[], int],
    ) -> None:
        self._store, self._clock = world.store, world.clock
        self._lease = lease
        self._timing = timing
        self._written = written
        self._under_way = under_way
        self._waiting: list[Settlement] = []
        self._come = asyncio.Event()
        self._enough = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()

    def put(self, settlement: Settlement) -> None:
        """Take a settlement to be written as soon as can be."""
        self._waiting.append(settlement)
        self._empty.clear()
        self._come.set()
        if not self._under_way():
            self._enough.set()

    async def flushed(self) -> None:
        """Wait until everything is written."""
        await self._empty.wait()

    async def run(self) -> None:
        """Write what comes, until cancelled."""
        while True:
            await self._come.wait()
            await self._gather()
            self._come.clear()
            self._enough.clear()
            batch, self._waiting = self._waiting, []
            await self._write(batch)
            self._written(batch)
            if not self._waiting:
                self._empty.set()

    async def _gather(self) -> None:
        """Wait a moment for the other calls that are under way.

        A transaction for each would cost more than all that it writes.
        """
        if self._under_way():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._timing.gather.total_seconds()):
                    await self._enough.wait()

    async def _write(self, batch: Sequence[Settlement]) -> None:
        pause = self._timing.idle
        while True:
            try:
                await self._store.settle(self._lease, batch, now=self._clock.now())
            except StoreError as error:
                _log.warning("receipts wait for the store", count=len(batch), reason=str(error))
                await asyncio.sleep(pause.total_seconds())
                pause = min(pause * 2, self._timing.wake)
            else:
                return
