"""The courier of an account: holds its lease, and delivers while it does."""

import asyncio
from contextlib import suppress

import structlog

from briefbot.core.delivery.work import sender_lease
from briefbot.errors import StoreError
from briefbot.services.delivering.account import Account, Surroundings
from briefbot.services.delivering.tenure import Tenure

_log = structlog.get_logger()


class Courier:
    """Takes an account's deliveries to its platform, one courier of all processes at a time.

    `force` takes the lease from whoever has it, the first time: for the holder of the run lock.
    """

    def __init__(self, account: Account, world: Surroundings, *, force: bool = False) -> None:
        self._account = account
        self._world = world
        self._force = force
        self._tenure: Tenure | None = None
        self._stop = asyncio.Event()

    def notify(self) -> None:
        """Say that there may be work, which would be seen within `timing.idle` anyway."""
        if self._tenure:
            self._tenure.notify()

    def stop(self) -> None:
        """Let `run` come to its end within `timing.shutdown`; calls that take longer stay open."""
        self._stop.set()
        if self._tenure:
            self._tenure.stop()

    async def run(self) -> None:
        """Deliver until stopped.

        Faults of the store are waited out. Anything else that is raised is a mistake in the
        program; what was on its way is then cleared up by the next `run`, of a new courier.
        """
        while not self._stop.is_set():
            self._tenure = await self._take()
            if self._tenure is None:
                await self._rest()
                continue
            _log.info("courier started", account=self._account.name)
            if not await self._tenure.run():
                _log.warning("lease lost to another process", account=self._account.name)

    async def _take(self) -> Tenure | None:
        world, timing = self._world, self._account.timing
        asked = world.clock.elapsed()
        try:
            lease = await world.store.take_lease(
                sender_lease(self._account.name),
                owner=world.owner,
                now=world.clock.now(),
                span=timing.lease,
                force=self._force,
            )
        except StoreError as error:
            _log.warning("no lease yet", account=self._account.name, reason=str(error))
            return None
        if lease is None:
            return None
        self._force = False
        tenure = Tenure(self._account, world, lease, renewed=asked)
        if self._stop.is_set():
            tenure.stop()
        return tenure

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._account.timing.renew.total_seconds()):
                await self._stop.wait()
