"""What the contracts of the store are driven with: postings, documents, and a small courier."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import Composed, NewPosting, ScheduleRow, Shown
from briefbot.core.delivery.records import DestinationEntry
from briefbot.core.delivery.state import DeliveryState, Operation, Proof, Receipt
from briefbot.core.delivery.timing import Timing
from briefbot.core.delivery.work import Intent, Lease, Settlement, Task, sender_lease
from briefbot.core.document import Document, DocumentKind, Meta, Para, Part, Text
from briefbot.ports import (
    DeliveryStore,
    KnowledgeStore,
    OperatorStore,
    PeopleStore,
    PlanStore,
    SessionStore,
)

T = TypeVar("T")

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ACCOUNT = "screen"
MAIN = DestinationEntry(name="main", account=ACCOUNT, platform="terminal", channel="c1")
OTHER = DestinationEntry(name="other", account=ACCOUNT, platform="terminal", channel="c2")
SCHEDULE = ScheduleRow(
    id="digest/daily@main",
    name="daily",
    destination="main",
    fingerprint="f1",
    cursor=NOW - HOUR,
    next_at=NOW,
)


class AnyStore(
    DeliveryStore, PlanStore, KnowledgeStore, SessionStore, PeopleStore, OperatorStore, Protocol
):
    """A store of everything, as the program uses it."""


def done(call: Coroutine[Any, Any, T]) -> T:
    """Return the result of one call."""
    return asyncio.run(call)


def key(name: str = "2026-03-02T09:00", **fields: Any) -> PostingKey:
    made = PostingKey(destination="main", kind=PostingKind.DIGEST, subject="daily", occurrence=name)
    return replace(made, **fields)


def new(name: str = "2026-03-02T09:00", **fields: Any) -> NewPosting:
    """Return a posting that is due now; fields of its key may be given as well."""
    of_key = {each: fields.pop(each) for each in PostingKey.__slots__ if each in fields}
    made = NewPosting(key=key(name, **of_key), due=NOW, release_at=NOW, label=name)
    return replace(made, **fields)


def document(*texts: str) -> Document:
    part = Part(tuple(Para((Text(text),)) for text in texts))
    return Document(meta=Meta(kind=DocumentKind.DIGEST, title="Daily"), body=(part,))


def announce(store: AnyStore, *postings: NewPosting) -> list[int]:
    return list(done(store.announce(postings or (new(),), now=NOW)))


def compose(store: AnyStore, posting: int, *shown: Shown, text: str = "One.") -> None:
    composed = Composed(posting=posting, document=document(text), shown=shown)
    assert done(store.compose([composed], now=NOW)) == {posting}


def composed(store: AnyStore, *shown: Shown, **fields: Any) -> int:
    """Return the row of a posting whose document is written and that nobody has sent yet."""
    [row] = announce(store, new(**fields))
    compose(store, row, *shown)
    return row


class Courier:
    """Takes up what there is, and says how it ended."""

    def __init__(self, store: AnyStore, *, now: datetime = NOW, account: str = ACCOUNT) -> None:
        self.store = store
        self.now = now
        self.account = account
        self.lease = self.take()

    def take(self) -> Lease:
        lease = done(
            self.store.take_lease(
                sender_lease(self.account), owner="courier", now=self.now, span=HOUR, force=True
            )
        )
        assert lease is not None
        return lease

    def claim(self) -> list[Task]:
        return list(
            done(
                self.store.claim(
                    self.lease, limit=50, busy=(), session=NOW - DAY, now=self.now, timing=Timing()
                )
            )
        )

    def intend(self, *tasks: Task, pages: tuple[str, ...] = ('{"page":1}',)) -> frozenset[int]:
        fresh = [task for task in tasks if task.operation is not Operation.DELETE]
        intents = [
            Intent(task=task.id, pages=pages if task in fresh and not task.payload else ())
            for task in tasks
        ]
        return done(self.store.commit_intents(self.lease, intents, now=self.now))

    def settle(self, *tasks: Task, state: DeliveryState, reason: str = "") -> None:
        """Settle tasks; of one that is SENT the receipt names its delivery."""
        sent = state is DeliveryState.SENT
        ends = [
            Settlement(
                task=task.id,
                state=state,
                reason=reason,
                next_try_at=self.now + MINUTE,
                receipt=Receipt(channel=task.channel, message=f"m{task.id}") if sent else None,
                proof=Proof.ANSWER if sent else None,
            )
            for task in tasks
        ]
        assert done(self.store.settle(self.lease, ends, now=self.now)) == {t.id for t in tasks}

    def pause(self, task: Task, *, reason: str) -> None:
        """Let a task be refused for its destination as a whole."""
        end = Settlement(
            task=task.id, state=DeliveryState.DEAD, reason=reason, pause_destination=reason
        )
        assert done(self.store.settle(self.lease, [end], now=self.now)) == {task.id}

    def run(
        self,
        state: DeliveryState = DeliveryState.SENT,
        *,
        pages: tuple[str, ...] = ('{"page":1}',),
        reason: str = "",
    ) -> list[Task]:
        """Send everything that is due, one round after the other, with the same end for each."""
        seen: list[Task] = []
        while tasks := self.claim():
            assert len(seen) < 100, "the same work comes again and again"
            going = self.intend(*tasks, pages=pages)
            self.settle(*(t for t in tasks if t.id in going), state=state, reason=reason)
            seen += tasks
        return seen
