"""A ledger with a document ready to go at many destinations, and a courier that delivers it."""

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from benchmarks.outbox import edition

from briefbot.clock import SystemClock
from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import Composed, NewPosting
from briefbot.core.delivery.records import DestinationEntry
from briefbot.core.delivery.state import Looked, Outcome, Promises, Verdict
from briefbot.core.delivery.work import Outgoing
from briefbot.core.document import Document, Priority
from briefbot.ports import Sender
from briefbot.services.delivering import Account, Courier, Surroundings
from briefbot.storage.database import Database
from briefbot.storage.store import Store

CLOCK = SystemClock()
BEFORE = CLOCK.now() - timedelta(days=1)
#: Long after anything here should have ended, in seconds.
_PATIENCE = 600.0

Opened = Callable[[Mapping[str, str]], AbstractAsyncContextManager[Account]]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is to be delivered: the channel of each destination, and the keys in their order."""

    database: Database
    places: Mapping[str, str]
    keys: Sequence[PostingKey]


@contextmanager
def ledger() -> Iterator[Database]:
    """Have an empty one, on disk as that of `briefbot run`."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "briefbot.db")
        database.prepare()
        yield database
        database.close()


async def fill(  # noqa: PLR0913 - what a backlog is made of
    database: Database,
    account: str,
    channels: Sequence[str],
    *,
    of_each: int,
    urgent: frozenset[int] = frozenset(),
    document: Document | None = None,
) -> Ledger:
    """Have a document, or else an edition, ready to go several times at each channel.

    All are due at the same minute. `urgent` are the numbers of the channels whose postings have a
    higher priority.
    """
    store, now = Store(database), CLOCK.now()
    places = {f"desk{number}": channel for number, channel in enumerate(channels)}
    entries = [
        DestinationEntry(name=name, account=account, platform=account, channel=channel)
        for name, channel in places.items()
    ]
    await store.put_destinations(entries, now=BEFORE)
    first = {f"desk{number}" for number in urgent}
    made = [
        NewPosting(
            key=PostingKey(
                destination=name, kind=PostingKind.DIGEST, subject="morning", occurrence=str(turn)
            ),
            due=now,
            release_at=now,
            priority=Priority.URGENT if name in first else Priority.ROUTINE,
        )
        for turn in range(of_each)
        for name in places
    ]
    rows = await store.announce(made, now=now)
    said = document or edition()
    await store.compose([Composed(posting=row, document=said) for row in rows], now=now)
    return Ledger(database, places, [each.key for each in made])


async def deliver(full: Ledger, opened: Opened) -> float:
    """Let a courier deliver everything; return the seconds from its start to the last receipt.

    Raises TimeoutError where that never comes.
    """
    async with opened(full.places) as account:
        world = Surroundings(
            store=Store(full.database),
            clock=CLOCK,
            random=Random(1),  # noqa: S311 - for pauses that there are none of
            owner="courier",
            session=BEFORE,
        )
        sender = _Counting(account.sender, len(full.keys), lambda: courier.stop())  # noqa: PLW0108 - it comes after this
        courier = Courier(replace(account, sender=sender), world)
        start = time.perf_counter()
        async with asyncio.timeout(_PATIENCE):
            await courier.run()
        return time.perf_counter() - start


class _Counting:
    """A sender, and what is to be done when everything is delivered (`ports.Sender`)."""

    def __init__(self, sender: Sender, expected: int, then: Callable[[], None]) -> None:
        self._sender = sender
        self._left = expected
        self._then = then

    @property
    def promises(self) -> Promises:
        return self._sender.promises

    async def send(self, message: Outgoing) -> Outcome:
        outcome = await self._sender.send(message)
        self._left -= outcome.verdict is Verdict.DELIVERED
        if not self._left:
            self._then()
        return outcome

    async def edit(self, message: Outgoing) -> Outcome:
        return await self._sender.edit(message)

    async def delete(self, message: Outgoing) -> Outcome:
        return await self._sender.delete(message)

    async def look_back(self, message: Outgoing) -> Looked:
        return await self._sender.look_back(message)
