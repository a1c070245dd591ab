"""One tenure of an account's lease: it is renewed, and deliveries are claimed as slots are free."""

import asyncio
from contextlib import suppress

import structlog

from briefbot.core.delivery.work import Lease, is_suspect
from briefbot.errors import StoreError
from briefbot.services.delivering.account import Account, Surroundings
from briefbot.services.delivering.flights import Flights

_log = structlog.get_logger()


class _LeaseLostError(Exception):
    """Another process has the account by now."""


class Tenure:
    """Delivers under one lease until it is stopped or the lease is lost.

    `renewed` is when the lease was asked for, in seconds of `Clock.elapsed`.
    """

    def __init__(
        self, account: Account, world: Surroundings, lease: Lease, *, renewed: float
    ) -> None:
        self._account = account
        self._world = world
        self._lease = lease
        self._renewed = renewed
        self._timing = account.timing
        self._wake = asyncio.Event()
        self._stopping = False
        # The answer to a claim was lost, and with it, perhaps, the tasks: only a claim finds them.
        self._in_doubt = False
        self._flights = Flights(
            account, world, lease, may_write=self._may_write, freed=self._wake.set
        )

    def notify(self) -> None:
        """Say that there may be something to do."""
        self._wake.set()

    def stop(self) -> None:
        """Claim nothing more, and come to an end."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> bool:
        """Deliver; return False when the lease was lost, and with it all that was under way."""
        held = True
        try:
            async with asyncio.TaskGroup() as group:
                background = [
                    group.create_task(self._keep_lease()),
                    group.create_task(self._flights.settle()),
                ]
                await self._work(group)
                await self._flights.finish()
                for each in background:
                    each.cancel()
        except* _LeaseLostError:
            held = False
        if held:
            with suppress(StoreError):  # it runs out by itself
                await self._world.store.release_lease(self._lease, now=self._world.clock.now())
        return held

    async def _keep_lease(self) -> None:
        """Renew the lease; while the store fails it grows old, and nothing is sent any more."""
        while True:
            await asyncio.sleep(self._timing.renew.total_seconds())
            asked = self._world.clock.elapsed()
            try:
                lease = await self._world.store.renew_lease(
                    self._lease, now=self._world.clock.now(), span=self._timing.lease
                )
            except StoreError as error:
                self._warn("lease not renewed", error)
                continue
            if lease is None:
                raise _LeaseLostError
            self._renewed = asked

    def _may_write(self, decided: float) -> bool:
        """Tell whether so little time has passed that nobody else can have taken the account."""
        age = self._world.clock.elapsed() - min(decided, self._renewed)
        return age < self._timing.write_until.total_seconds()

    async def _work(self, group: asyncio.TaskGroup) -> None:
        while not self._stopping:
            self._wake.clear()
            await self._claim()
            permit_at = await self._flights.launch(group)
            await self._rest(permit_at)

    async def _claim(self) -> None:
        limit = self._flights.free
        if limit <= 0 or not self._may_write(self._renewed):
            return
        try:
            tasks = await self._world.store.claim(
                self._lease,
                limit=limit,
                busy=self._flights.busy,
                session=self._world.session,
                now=self._world.clock.now(),
                timing=self._timing,
                expires=self._world.clock_ok(),
            )
        except StoreError as error:
            self._in_doubt = True
            self._warn("nothing can be claimed", error)
            return
        self._in_doubt = False
        for task in tasks:
            self._flights.take_up(task)
        if any(is_suspect(task) for task in tasks):
            await self._flights.clear_suspects(tasks)
            self._wake.set()  # of those only one is taken up at a time, so there may be more

    async def _rest(self, permit_at: float | None) -> None:
        """Sleep until a slot is free, a permit is there, or the ledger has something due."""
        elapsed, idle = self._world.clock.elapsed, self._timing.idle.total_seconds()
        pause = idle
        while True:
            if permit_at is not None:
                pause = min(pause, max(permit_at - elapsed(), 0))
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()
            if self._wake.is_set() or (permit_at is not None and permit_at <= elapsed()):
                return
            due_in = await self._due_in() if self._flights.free > 0 else idle
            if due_in <= 0:
                return
            pause = min(idle, due_in)

    async def _due_in(self) -> float:
        """Return in how many seconds something is due, `idle` at most."""
        if self._in_doubt:
            return 0
        idle = self._timing.idle.total_seconds()
        try:
            at = await self._world.store.next_work_at(
                self._account.name, expires=self._world.clock_ok()
            )
        except StoreError as error:
            self._warn("the store cannot be asked", error)
            return idle
        return idle if at is None else min(idle, (at - self._world.clock.now()).total_seconds())

    def _warn(self, what: str, error: StoreError) -> None:
        _log.warning(what, account=self._account.name, reason=str(error))
