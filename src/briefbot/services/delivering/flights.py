"""The deliveries under way in a tenure: render, pace, commit the intent, call, settle.

Each holds one of the account's slots, and its destination for itself, from its claim until its
settlement is written.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from briefbot.core.delivery.decide import Step, next_step, not_sent
from briefbot.core.delivery.outcomes import after_look_back, after_render_failure, after_send
from briefbot.core.delivery.pacing import Buckets, take
from briefbot.core.delivery.state import DeliveryState, Looked, Sighting, Verdict
from briefbot.core.delivery.work import Intent, Lease, Settlement, Task, is_reply, is_suspect
from briefbot.errors import StoreError
from briefbot.services.delivering.account import Account, Surroundings
from briefbot.services.delivering.calling import deliver, look, outgoing
from briefbot.services.delivering.settling import Settler

_log = structlog.get_logger()

#: How a settlement is told in the log: what somebody has to look at is a warning.
_LOUD = {DeliveryState.DEAD, DeliveryState.HELD}


@dataclass(frozen=True, slots=True)
class _Ready:
    """A task that only waits for a permit; `pages` were rendered just now, if any were.

    `requests` is how many it makes.
    """

    task: Task
    step: Step
    pages: tuple[str, ...] = ()
    requests: int = 1

    @property
    def channel(self) -> str:
        """The channel whose pace it counts in; reading a history counts in the account's only."""
        return "" if self.step is Step.LOOK_BACK else self.task.channel


class Flights:
    """The slots of an account, and what is in them.

    `may_write` tells whether the lease is young enough for a request that was decided at a moment
    of `Clock.elapsed`; `freed` is called when there is a free slot, or something to launch.
    """

    def __init__(
        self,
        account: Account,
        world: Surroundings,
        lease: Lease,
        *,
        may_write: Callable[[float], bool],
        freed: Callable[[], None],
    ) -> None:
        self._account = account
        self._world = world
        self._lease = lease
        self._rules = account.rules
        self._may_write = may_write
        self._freed = freed
        self._settler = Settler(
            world,
            lease,
            timing=account.timing,
            written=self._written,
            under_way=lambda: self._under_way,
        )
        self._buckets = Buckets(account=world.clock.elapsed())
        self._slots: dict[int, str] = {}
        self._ready: list[_Ready] = []
        self._calls: set[asyncio.Task[None]] = set()
        # How many of them wait for their platform.
        self._under_way = 0
        # Until when a request may still take effect, by the clock that nobody sets.
        self._landing: dict[int, float] = {}
        # Settlements not written yet that keep the whole account from posting, and until when.
        self._closing: dict[int, datetime] = {}
        # What was in hand when that began, and stays so: a look back may last longer than it does.
        self._stopped: set[int] = set()

    @property
    def free(self) -> int:
        """How many deliveries may be taken up now."""
        return 0 if self._closing else self._account.in_flight - len(self._slots)

    @property
    def busy(self) -> frozenset[str]:
        """The destinations that have something under way."""
        return frozenset(self._slots.values())

    async def settle(self) -> None:
        """Write the ends of calls, until cancelled."""
        await self._settler.run()

    def take_up(self, task: Task, pages: tuple[str, ...] = ()) -> None:
        """Take up a task that was claimed; `pages` are what it was rendered to."""
        self._slots[task.id] = task.key.destination
        left = self._landing.get(task.id, 0) - self._world.clock.elapsed()
        landing = timedelta(seconds=max(left, 0))
        step = next_step(
            task,
            rules=self._rules,
            now=self._world.clock.now(),
            landing=landing,
            is_rendered=bool(pages),
        )
        if isinstance(step, Settlement):
            self._put(task, step)
        elif step is Step.RENDER:
            self._render(task)
        else:
            self._ready.append(_Ready(task, step, pages, self._requests(task, step, pages)))

    async def clear_suspects(self, tasks: Sequence[Task]) -> None:
        """Note which of some tasks are ready to go, though they came to nothing before.

        A process may end while they wait for their permit, as often as it likes: that was not they.
        """
        ready = {each.task.id for each in self._ready}
        cleared = [task.id for task in tasks if is_suspect(task) and task.id in ready]
        try:
            if cleared:
                await self._world.store.clear_suspects(self._lease, cleared)
        except StoreError as error:
            _log.warning("suspects not cleared", account=self._account.name, reason=str(error))

    async def launch(self, group: asyncio.TaskGroup) -> float | None:
        """Let go what has a permit; return when the next permit is there, None if none is wanted.

        No byte leaves before the intent of it is durable. What could not be made so was not sent.
        """
        if self._closing:
            self._put_back_waiting()
        decided = self._world.clock.elapsed()
        permits = take(
            self._buckets,
            [ready.channel for ready in self._ready],
            self._account.pace,
            now=decided,
            requests=[ready.requests for ready in self._ready],
        )
        self._buckets = permits.buckets
        going = [ready for place, ready in enumerate(self._ready) if place in permits.granted]
        self._ready = [r for place, r in enumerate(self._ready) if place not in permits.granted]
        looks = [ready for ready in going if ready.step is Step.LOOK_BACK]
        calls = [ready for ready in going if ready.step is not Step.LOOK_BACK]
        for ready in looks:
            self._start(group, self._look(ready))
        committed = await self._commit(calls)
        for ready in calls:
            if ready.task.id in committed:
                self._start(group, self._call(ready, decided))
            else:
                self._put_back(ready.task, "the intent was not written")
        return permits.wait_until

    async def finish(self) -> None:
        """Give running calls their time; what takes longer stays SENDING, to be cleared up."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._account.timing.shutdown.total_seconds()):
                if self._calls:
                    await asyncio.wait(self._calls)
                await self._settler.flushed()
        for call in self._calls:
            call.cancel()

    # --- on the way out ---

    def _render(self, task: Task) -> None:
        try:
            pages = self._pages(task)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other deliveries go on
            # Only its kind is told: its text may hold what was to be posted.
            failure = after_render_failure(
                task,
                type(error).__name__,
                rules=self._rules,
                now=self._world.clock.now(),
                jitter=self._world.random.random(),
            )
            self._put(task, failure)
        else:
            self.take_up(task, pages)

    def _pages(self, task: Task) -> tuple[str, ...]:
        if task.document is None:
            raise ValueError("there is neither a document nor a body")
        place, reference = task.key.destination, task.key.reference
        pages = self._account.pages.render(task.document, destination=place, reference=reference)
        if not pages:
            raise ValueError("a document has at least one page")
        return tuple(pages)

    def _requests(self, task: Task, step: Step, pages: tuple[str, ...]) -> int:
        if step is Step.LOOK_BACK:
            return 1
        return self._account.requests(outgoing(task, pages))

    async def _commit(self, calls: Sequence[_Ready]) -> frozenset[int]:
        if not calls:
            return frozenset()
        intents = [Intent(task=ready.task.id, pages=ready.pages) for ready in calls]
        try:
            return await self._world.store.commit_intents(
                self._lease, intents, now=self._world.clock.now()
            )
        except StoreError as error:
            _log.warning("intents not written", account=self._account.name, reason=str(error))
            return frozenset()

    def _start(self, group: asyncio.TaskGroup, call: Coroutine[Any, Any, None]) -> None:
        running = group.create_task(call)
        self._calls.add(running)
        running.add_done_callback(self._calls.discard)

    async def _call(self, ready: _Ready, decided: float) -> None:
        task, clock, timing = ready.task, self._world.clock, self._account.timing
        message = outgoing(task, ready.pages)
        if task.id in self._stopped or not self._may_write(decided):
            self._put_back(task, "the account may not post any more")
            return
        # Nothing waits between that check and the call.
        self._under_way += 1
        try:
            outcome = await deliver(self._account.sender, ready.step, message, limit=timing.call)
        finally:
            self._under_way -= 1
        if outcome.verdict is Verdict.UNCLEAR:
            self._landing[task.id] = clock.elapsed() + timing.settle.total_seconds()
        now, jitter = clock.now(), self._world.random.random()
        self._put(task, after_send(task, outcome, rules=self._rules, now=now, jitter=jitter))

    async def _look(self, ready: _Ready) -> None:
        task = ready.task
        self._under_way += 1
        try:
            looked, apart = await self._looked(task, ready.pages)
        finally:
            self._under_way -= 1
        now, jitter = self._world.clock.now(), self._world.random.random()
        settlement = after_look_back(task, looked, rules=self._rules, now=now, jitter=jitter)
        if settlement is None:
            if looked.sighting is Sighting.UNREADABLE:
                reference, reason = task.key.reference, looked.reason
                _log.warning("sent without a look back", reference=reference, reason=reason)
            self.take_up(replace(task, late=False), ready.pages)
            self._freed()
        elif settlement.state is DeliveryState.SENT:
            self._put(task, replace(settlement, pages=ready.pages, apart=apart))
        else:
            self._put(task, settlement)

    async def _looked(self, task: Task, pages: tuple[str, ...]) -> tuple[Looked, bool]:
        """Look for a message; for a follow-up that is not in its thread, in the channel as well.

        A database that was put back may not know that it had to go there. Return whether it did.
        """
        sender, limit = self._account.sender, self._account.timing.call
        message = outgoing(task, pages)
        looked = await look(sender, message, limit=limit)
        if looked.sighting is not Sighting.ABSENT or not is_reply(task):
            return looked, False
        return await look(sender, replace(message, thread=None), limit=limit), True

    # --- on the way back ---

    def _put_back(self, task: Task, reason: str) -> None:
        """Return a task of which surely nothing left this time."""
        later = self._world.clock.now() + self._account.timing.idle
        until = max(self._closing.values(), default=later)
        self._put(task, not_sent(task, reason, until=until))

    def _put_back_waiting(self) -> None:
        waiting, self._ready = self._ready, []
        for ready in waiting:
            self._put_back(ready.task, "the account has to wait")

    def _put(self, task: Task, settlement: Settlement) -> None:
        self._tell(task, settlement)
        self._settler.put(settlement)
        until = settlement.block_account_until
        if settlement.pause_account:
            until = self._world.clock.now()
        if until is not None:
            self._closing[task.id] = until
            self._stopped |= self._slots.keys()
            self._put_back_waiting()

    def _written(self, settlements: Sequence[Settlement]) -> None:
        elapsed = self._world.clock.elapsed()
        self._landing = {task: at for task, at in self._landing.items() if at > elapsed}
        for settlement in settlements:
            self._slots.pop(settlement.task, None)
            self._closing.pop(settlement.task, None)
        self._stopped &= self._slots.keys()
        self._freed()

    def _tell(self, task: Task, settlement: Settlement) -> None:
        stops = settlement.pause_destination or settlement.pause_account
        tell = _log.warning if stops or settlement.state in _LOUD else _log.info
        tell(
            f"delivery {settlement.state}",
            delivery=task.id,
            reference=task.key.reference,
            destination=task.key.destination,
            page=task.page,
            operation=task.operation.value,
            reason=settlement.reason,
        )
