"""The outbox as the courier sees it: leases, claims, intents and settlements."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from briefbot.core.delivery.timing import Timing
from briefbot.core.delivery.work import Intent, Lease, Settlement, Task
from briefbot.storage.claim import claim, clear_suspects
from briefbot.storage.database import Database, Stamp
from briefbot.storage.intents import commit_intents
from briefbot.storage.leases import release_lease, renew_lease, take_lease
from briefbot.storage.queue import next_work_at
from briefbot.storage.settle import settle


class OutboxMethods:
    """`ports.DeliveryStore`, each method in one transaction."""

    _db: Database
    _told: dict[tuple[str, bool], tuple[Stamp | None, datetime | None]]

    async def take_lease(
        self, name: str, *, owner: str, now: datetime, span: timedelta, force: bool = False
    ) -> Lease | None:
        """Take a lease that is free, run out or one's own; None while another holds it."""
        return await self._db.run(take_lease, now, name, owner=owner, span=span, force=force)

    async def renew_lease(self, lease: Lease, *, now: datetime, span: timedelta) -> Lease | None:
        """Prolong a lease; None when it is somebody else's by now."""
        return await self._db.run(renew_lease, now, lease, span=span)

    async def release_lease(self, lease: Lease, *, now: datetime) -> None:
        """Give a lease back, and put CLAIMED deliveries of the account back to PENDING."""
        await self._db.run(release_lease, now, lease)

    async def claim(  # noqa: PLR0913 - what decides which deliveries are next
        self,
        lease: Lease,
        *,
        limit: int,
        busy: Collection[str],
        session: datetime,
        now: datetime,
        timing: Timing,
        expires: bool = True,
    ) -> Sequence[Task]:
        """Take up the next deliveries of an account."""
        return await self._db.run(
            claim,
            now,
            lease,
            limit=limit,
            busy=busy,
            session=session,
            timing=timing,
            expires=expires,
        )

    async def clear_suspects(self, lease: Lease, tasks: Collection[int]) -> None:
        """Forget the claims of tasks before this one."""
        await self._db.run(clear_suspects, lease, tasks)

    async def commit_intents(
        self, lease: Lease, intents: Sequence[Intent], *, now: datetime
    ) -> frozenset[int]:
        """Make intents durable; return the tasks to send."""
        return await self._db.run(commit_intents, now, lease, intents)

    async def settle(
        self, lease: Lease, settlements: Sequence[Settlement], *, now: datetime
    ) -> frozenset[int]:
        """Write the ends of calls; return the tasks for which it was done."""
        return await self._db.run(settle, now, lease, settlements)

    async def next_work_at(self, account: str, *, expires: bool = True) -> datetime | None:
        """Return when the next delivery of an account may be taken up, or expires.

        It is asked every second, by each account: while nothing is committed the answer stays.
        """
        stamp, asked = self._db.stamp, (account, expires)
        told = self._told.get(asked)
        if stamp is not None and told is not None and told[0] == stamp:
            return told[1]
        answer = await self._db.run(next_work_at, account, expires=expires)
        self._told[asked] = (stamp, answer)
        return answer
