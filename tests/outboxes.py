"""An outbox to try: postings are made through the store, and a clock that only tests move."""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select

from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import Composed, NewPosting, Revision
from briefbot.core.delivery.records import DestinationEntry
from briefbot.core.delivery.state import DeliveryState, Operation, Proof, Receipt
from briefbot.core.delivery.timing import Timing
from briefbot.core.delivery.work import Intent, Lease, Settlement, Task, sender_lease
from briefbot.core.document import Document, DocumentKind, Meta, Priority
from briefbot.storage.store import Store
from briefbot.storage.tables import delivery, event

T = TypeVar("T")

ACCOUNT = "discord"
START = datetime(2026, 1, 10, 9, 0, tzinfo=UTC)
TIMING = Timing()


def wait_for(call: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(call)


def document(title: str = "The council met") -> Document:
    return Document(meta=Meta(kind=DocumentKind.DIGEST, title=title))


def receipt(message: int | str) -> Receipt:
    return Receipt(channel="100", message=str(message))


@dataclass
class Outbox:
    """A store with one account and some destinations, as a courier and a planner use it."""

    store: Store
    now: datetime = START
    subjects: Iterable[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.destinations("newsroom", "council", "energy")

    def destinations(self, *names: str, channel: str = "100") -> None:
        entries = [
            DestinationEntry(name=name, account=ACCOUNT, platform="discord", channel=channel)
            for name in names
        ]
        wait_for(self.store.put_destinations(entries, now=self.now))

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)

    def post(
        self,
        destination: str = "newsroom",
        *,
        priority: Priority = Priority.ROUTINE,
        kind: PostingKind = PostingKind.DIGEST,
        **fields: Any,
    ) -> int:
        """Make a posting and compose it; return its row."""
        key = PostingKey(
            destination=destination,
            kind=kind,
            subject=f"subject-{next(iter(self.subjects))}",
            occurrence="2026-01-10T09:00",
        )
        times = {"due": self.now, "release_at": self.now} | fields
        new = NewPosting(key=key, priority=priority, **times)
        [row] = wait_for(self.store.announce([new], now=self.now))
        composed = Composed(posting=row, document=document())
        assert wait_for(self.store.compose([composed], now=self.now)) == {row}
        return row

    def revise(self, posting: int, title: str) -> None:
        revision = Revision(
            posting=posting, document=document(title), shown=(), reason="corrected: a date"
        )
        wait_for(self.store.revise([revision], now=self.now))

    def lease(self, owner: str = "one", *, force: bool = True) -> Lease:
        found = wait_for(
            self.store.take_lease(
                sender_lease(ACCOUNT), owner=owner, now=self.now, span=TIMING.lease, force=force
            )
        )
        assert found is not None
        return found

    def claim(
        self,
        lease: Lease,
        *,
        limit: int = 8,
        busy: Iterable[str] = (),
        session: datetime = START - timedelta(days=1),
    ) -> list[Task]:
        claimed = self.store.claim(
            lease, limit=limit, busy=set(busy), session=session, now=self.now, timing=TIMING
        )
        return list(wait_for(claimed))

    def intend(self, lease: Lease, task: int, *pages: str) -> bool:
        intent = Intent(task=task, pages=pages)
        done = wait_for(self.store.commit_intents(lease, [intent], now=self.now))
        return done == {task}

    def settle(self, lease: Lease, task: int, state: DeliveryState, **fields: Any) -> bool:
        settlement = Settlement(task=task, state=state, **fields)
        done = wait_for(self.store.settle(lease, [settlement], now=self.now))
        return done == {task}

    def sent(self, lease: Lease, task: int, message: int | str = "") -> None:
        assert self.settle(
            lease,
            task,
            DeliveryState.SENT,
            receipt=receipt(message or task),
            proof=Proof.ANSWER,
        )

    def send_all(self, lease: Lease, pages: Mapping[int, tuple[str, ...]]) -> list[Task]:
        """Send what there is, one after the other; `pages` are the bodies by posting."""
        done = []
        while tasks := self.claim(lease):
            for task in tasks:
                rendered = task.payload is not None or task.operation is Operation.DELETE
                if self.intend(lease, task.id, *(() if rendered else pages[task.posting])):
                    self.sent(lease, task.id)
                    done.append(task)
        return done

    def row(self, number: int) -> Any:
        with self.store._db.engine.connect() as conn:
            return conn.execute(select(delivery).where(delivery.c.id == number)).one()

    def state(self, number: int) -> DeliveryState:
        return DeliveryState(self.row(number).state)

    def rows(self, posting: int) -> list[tuple[str, int, str]]:
        """Return operation, page and state of a posting's deliveries, in the order of making."""
        with self.store._db.engine.connect() as conn:
            found = conn.execute(
                select(delivery.c.operation, delivery.c.page, delivery.c.state)
                .where(delivery.c.posting == posting)
                .order_by(delivery.c.id)
            )
            return [(row.operation, row.page, row.state) for row in found]

    def story(self, posting: int) -> list[str]:
        with self.store._db.engine.connect() as conn:
            found = conn.execute(
                select(event.c.what).where(event.c.posting == posting).order_by(event.c.id)
            )
            return list(found.scalars())
