"""Whatever couriers, planners and operators do, in any order: once, in order, under one fence.

`BRIEFBOT_EXAMPLES` is how many runs are drawn; `make soak` draws many.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from briefbot.core.delivery.records import Resolution
from briefbot.core.delivery.state import OPEN_STATES, DeliveryState, Operation
from briefbot.core.delivery.work import Lease, Task
from briefbot.core.document import Priority
from briefbot.storage.database import Database
from briefbot.storage.store import Store
from briefbot.storage.tables import account, delivery, destination, metadata
from outboxes import Outbox, receipt, wait_for

EXAMPLES = int(os.environ.get("BRIEFBOT_EXAMPLES", "12"))
NAMES = ("newsroom", "council")
PENDING, CLAIMED = DeliveryState.PENDING, DeliveryState.CLAIMED
SENDING, UNKNOWN = DeliveryState.SENDING, DeliveryState.UNKNOWN
SENT, DEAD, HELD = DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.HELD


@dataclass
class InHand:
    """A delivery that a courier has in hand, and whether its intent is written."""

    lease: Lease
    task: Task
    written: bool = False


class OutboxMachine(RuleBasedStateMachine):
    """Two owners take turns with one account; the platform knows no nonce and forgets nothing."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        with database.engine.begin() as conn:
            for table in reversed(metadata.sorted_tables):
                conn.execute(delete(table))
        self.outbox = Outbox(Store(database))
        self.lease = self.outbox.lease("one")
        self.hand: list[InHand] = []
        self.postings: list[int] = []
        self.numbers = count()
        #: The truth: how often each nonce was posted.
        self.posted: dict[str, int] = {}

    # --- planners and operators ---

    @rule(
        name=st.sampled_from(NAMES),
        priority=st.sampled_from([Priority.ROUTINE, Priority.FLASH]),
        minutes=st.sampled_from([None, 5]),
    )
    def post(self, name: str, priority: Priority, minutes: int | None) -> None:
        end = None if minutes is None else self.outbox.now + timedelta(minutes=minutes)
        self.postings.append(self.outbox.post(name, priority=priority, expires_at=end))

    @precondition(lambda self: self.postings)
    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        posting = data.draw(st.sampled_from(self.postings))
        self.outbox.revise(posting, f"Revision {next(self.numbers)}")

    @precondition(lambda self: self.postings)
    @rule(data=st.data())
    def retract(self, data: st.DataObject) -> None:
        posting = data.draw(st.sampled_from(self.postings))
        store = self.outbox.store
        wait_for(store.retract(posting, actor="desk", reason="wrong", now=self.outbox.now))

    @precondition(lambda self: self.rows(HELD))
    @rule(data=st.data())
    def resolve(self, data: st.DataObject) -> None:
        row = data.draw(st.sampled_from(self.rows(HELD)))
        how = Resolution.POSTED if self.posted.get(row.nonce) else Resolution.AGAIN
        wait_for(self.outbox.store.resolve(row.id, how=how, actor="desk", now=self.outbox.now))

    @rule(minutes=st.sampled_from([1, 6]))
    def pass_time(self, minutes: int) -> None:
        self.outbox.pass_time(minutes=minutes)

    # --- couriers ---

    @rule(owner=st.sampled_from(["one", "two"]), data=st.data())
    def take_over(self, owner: str, data: st.DataObject) -> None:
        """Another takes over; whatever is on the wire arrives or gets lost."""
        for each in self.hand:
            self.perhaps_arrive(each, data)
        self.lease = self.outbox.lease(owner)

    @rule(limit=st.integers(1, 3))
    def claim(self, limit: int) -> None:
        mine = [each for each in self.hand if each.lease == self.lease]
        busy = {each.task.key.destination for each in mine}
        before = self.rows()
        for task in self.outbox.claim(self.lease, limit=limit, busy=busy):
            assert task.key.destination not in busy
            assert self.is_first(task, before)
            self.hand.append(InHand(self.lease, task))

    @precondition(lambda self: self.hand)
    @rule(data=st.data())
    def forget(self, data: st.DataObject) -> None:
        """An answer of the store is lost, and with it what the courier had in hand."""
        each = data.draw(st.sampled_from(self.hand))
        self.perhaps_arrive(each, data)
        self.hand.remove(each)

    @precondition(lambda self: any(not each.written for each in self.hand))
    @rule(pages=st.integers(1, 3), data=st.data())
    def write(self, pages: int, data: st.DataObject) -> None:
        each = data.draw(st.sampled_from([each for each in self.hand if not each.written]))
        if each.task.was is UNKNOWN:
            self.clear_up(each)
            return
        bodies = [f"{next(self.numbers)}" for _ in range(pages)]
        each.written = self.fenced(
            each.lease, lambda: self.outbox.intend(each.lease, each.task.id, *bodies)
        )
        if not each.written:
            self.hand.remove(each)

    @precondition(lambda self: any(each.written for each in self.hand))
    @rule(state=st.sampled_from([SENT, SENT, SENT, PENDING, UNKNOWN, DEAD, HELD]), data=st.data())
    def call(self, state: DeliveryState, data: st.DataObject) -> None:
        each = data.draw(st.sampled_from([each for each in self.hand if each.written]))
        unclear = state in {UNKNOWN, HELD} and data.draw(st.booleans())
        if each.lease == self.lease and (state is SENT or unclear):
            self.arrive(each.task)
        self.settle(each, state)

    @rule()
    def release(self) -> None:
        """The courier stops in order: nothing of it is on the wire."""
        if not any(each.written for each in self.hand if each.lease == self.lease):
            wait_for(self.outbox.store.release_lease(self.lease, now=self.outbox.now))
            self.lease = self.outbox.lease("one")

    # --- what always holds ---

    @invariant()
    def what_always_holds(self) -> None:
        """Assert that nothing is posted twice, and that the rows say what is true.

        PENDING and CLAIMED are surely not posted, SENT is, SENDING has a durable intent, and at
        most one is on its way to a destination.
        """
        assert set(self.posted.values()) <= {1}
        taken = set()
        for row in self.rows(PENDING, CLAIMED, SENDING, SENT):
            state = DeliveryState(row.state)
            if row.operation == Operation.SEND and state is not SENDING:
                assert (row.nonce in self.posted) == (state is SENT)
            if state is SENDING:
                assert row.attempts
                assert row.last_try is not None
                assert row.payload is not None or row.operation == Operation.DELETE
            if state in {CLAIMED, SENDING}:
                assert row.destination not in taken
                taken.add(row.destination)

    # --- how it is done ---

    def rows(self, *states: DeliveryState) -> list[Any]:
        query = select(delivery).order_by(delivery.c.id)
        if states:
            query = query.where(delivery.c.state.in_([state.value for state in states]))
        with self.database.engine.connect() as conn:
            return list(conn.execute(query))

    def is_first(self, task: Task, rows: list[Any]) -> bool:
        """Tell whether a delivery is the first of its destination that does not wait."""
        by_id = {row.id: row for row in rows}
        left = {
            row.posting
            for row in rows
            if row.operation == Operation.SEND and row.state in {SENDING, UNKNOWN, SENT, HELD}
        }
        queue = [
            row
            for row in rows
            if row.destination == task.key.destination
            and row.state in OPEN_STATES
            and (row.target is None or by_id[row.target].state == SENT)
            and not self.is_over(row, left)
        ]
        queue.sort(key=lambda row: (row.rank, row.due, row.posting, row.number, row.page))
        return bool(queue[0].id == task.id)

    def is_over(self, row: Any, left: set[int]) -> bool:  # noqa: ANN401 - a row
        late = row.expires_at is not None and row.expires_at <= self.outbox.now
        surely_not_there = row.state in {PENDING, CLAIMED}
        return surely_not_there and (late and row.posting not in left)

    def arrive(self, task: Task) -> None:
        if task.operation is Operation.SEND:
            self.posted[task.nonce] = self.posted.get(task.nonce, 0) + 1

    def perhaps_arrive(self, each: InHand, data: st.DataObject) -> None:
        """Let what is on the wire arrive or not, once: when its courier loses sight of it."""
        if each.written and each.lease == self.lease and data.draw(st.booleans()):
            self.arrive(each.task)

    def settle(self, each: InHand, state: DeliveryState) -> None:
        self.hand.remove(each)
        message = receipt(each.task.nonce) if state is SENT else None
        self.fenced(
            each.lease,
            lambda: self.outbox.settle(each.lease, each.task.id, state, receipt=message),
        )

    def clear_up(self, each: InHand) -> None:
        there = self.posted.get(each.task.nonce)
        self.settle(each, SENT if there and each.task.operation is Operation.SEND else PENDING)

    def fenced(self, lease: Lease, change: Callable[[], bool]) -> bool:
        """Do something under a lease; nothing may come of it if the lease is an old one."""
        if lease == self.lease:
            return change()
        before = self.everything()
        assert not change()
        assert self.everything() == before
        return False

    def everything(self) -> list[Any]:
        with self.database.engine.connect() as conn:
            return [
                list(conn.execute(select(table).order_by(*table.primary_key)))
                for table in (delivery, destination, account)
            ]


def test_in_any_order_each_message_leaves_once_in_its_turn_and_under_one_fence(
    database: Database,
) -> None:
    class Machine(OutboxMachine):
        def __init__(self) -> None:
            super().__init__(database)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=40, report_multiple_bugs=False
        ),
    )
