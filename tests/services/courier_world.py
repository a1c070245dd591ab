"""A courier with a real ledger, a platform that does as it is told, and virtual time."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from sqlalchemy import event

from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.pacing import Pace, Rate
from briefbot.core.delivery.posting import Composed, NewPosting, Revision
from briefbot.core.delivery.records import DeliveryLine, DestinationEntry
from briefbot.core.delivery.state import (
    DeliveryState,
    Looked,
    Outcome,
    Promises,
    Receipt,
    Sighting,
    Verdict,
)
from briefbot.core.delivery.timing import Timing
from briefbot.core.delivery.work import Outgoing
from briefbot.core.document import Document, DocumentKind, Meta
from briefbot.errors import StoreError
from briefbot.services.delivering import Account, Courier, Surroundings, one_request
from briefbot.storage.database import Database, Point
from briefbot.storage.store import Store
from briefbot.storage.tables import metadata
from simulation.virtual_time import SimClock, VirtualLoop

T = TypeVar("T")

START = datetime(2026, 1, 10, 9, 0, tzinfo=UTC)
_LABEL = START.isoformat()
FAST = Pace(Rate(1000, burst=100))
Answer = Outcome | Looked | BaseException | float


@dataclass
class Platform:
    """A sender that posts, or ends its next calls as `answers` say: a number of seconds is a wait.

    A call that is to answer UNCLEAR has posted all the same when its payload is in `lands`.
    """

    clock: SimClock
    promises: Promises = field(default_factory=Promises)
    answers: list[Answer] = field(default_factory=list)
    calls: list[tuple[float, str, str]] = field(default_factory=list)
    posted: dict[str, str] = field(default_factory=dict)
    #: In whose thread each stands, by nonce.
    threads: dict[str, Receipt | None] = field(default_factory=dict)
    at_once: int = 0
    most_at_once: int = 0
    lands: bool = False

    async def send(self, message: Outgoing) -> Outcome:
        return await self._answer("send", message, lambda: self._post(message))

    async def edit(self, message: Outgoing) -> Outcome:
        return await self._answer("edit", message, lambda: self._put(message, message.payload))

    async def delete(self, message: Outgoing) -> Outcome:
        return await self._answer("delete", message, lambda: self._put(message, "gone"))

    async def look_back(self, message: Outgoing) -> Looked:
        self._note("look", message)
        told = await self._told()
        if isinstance(told, Looked):
            return told
        if message.nonce in self.posted and self.threads[message.nonce] == message.thread:
            return Looked(sighting=Sighting.FOUND, receipt=_receipt(message))
        return Looked(sighting=Sighting.ABSENT)

    def texts(self) -> list[str]:
        return list(self.posted.values())

    def kinds(self) -> list[str]:
        return [kind for _, kind, _ in self.calls]

    async def _answer(self, kind: str, message: Outgoing, effect: Callable[[], None]) -> Outcome:
        self._note(kind, message)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.lands:
                effect()
            told = await self._told()
        finally:
            self.at_once -= 1
        if isinstance(told, Outcome):
            return told
        effect()
        return Outcome(verdict=Verdict.DELIVERED, receipt=_receipt(message))

    async def _told(self) -> Answer | None:
        told = self.answers.pop(0) if self.answers else None
        if isinstance(told, BaseException):
            raise told
        if isinstance(told, float):
            await asyncio.sleep(told)
        return told

    def _post(self, message: Outgoing) -> None:
        self.posted.setdefault(message.nonce, message.payload)
        self.threads.setdefault(message.nonce, message.thread)

    def _put(self, message: Outgoing, payload: str) -> None:
        assert message.target is not None
        self.posted[message.target.message] = payload

    def _note(self, kind: str, message: Outgoing) -> None:
        self.calls.append((self.clock.elapsed(), kind, message.payload))


def _receipt(message: Outgoing) -> Receipt:
    return Receipt(channel=message.channel, message=message.nonce)


class _Killed(BaseException):
    """The end of the process."""


class Titles:
    """Renders a document as its title, a page for each word; "broken" ones not at all.

    "deadly" ones end the process.
    """

    def render(self, document: Document, *, destination: str, reference: str) -> Sequence[str]:
        assert destination
        assert reference
        if "broken" in document.meta.title:
            raise KeyError("a secret of the document")
        if "deadly" in document.meta.title:
            raise _Killed
        return document.meta.title.split()


def document(title: str) -> Document:
    return Document(meta=Meta(kind=DocumentKind.DIGEST, title=title, summary=""))


class LeapingClock(SimClock):
    """A clock whose machine can be made to have stood still for a while."""

    leapt = 0.0

    def elapsed(self) -> float:
        return super().elapsed() + self.leapt


class World:
    """The ledger, the platform and a courier, in virtual time."""

    def __init__(self, folder: Path) -> None:
        self.loop = VirtualLoop()
        self.clock = LeapingClock(self.loop, START)
        self.platform = Platform(self.clock)
        self.timing = Timing()
        self.pace = FAST
        self.in_flight = 8
        self.requests: Callable[[Outgoing], int] = one_request
        self.clock_is_right = True
        #: Transactions by name that fail as long as they are in here.
        self.broken: set[tuple[str, Point]] = set()
        self.transactions: list[str] = []
        #: Done once after the transaction of this name.
        self.then: dict[str, Callable[[], None]] = {}
        self.session = START - timedelta(days=1)
        self.database = database = Database(
            folder / "briefbot.db",
            clock=lambda: START,
            caller_clock=True,
            inline=True,
            watch=self._watch,
        )
        # Nothing here survives a loss of power; that is proven elsewhere.
        event.listen(
            database.engine, "connect", lambda conn, _: conn.execute("PRAGMA synchronous = OFF")
        )
        metadata.create_all(database.engine)
        self.store = Store(database)

    def run(self, scenario: Coroutine[Any, Any, T]) -> T:
        found: T = self.loop.run_until_complete(scenario)
        assert self.loop.unhandled == []
        return found

    async def prepare(self, *destinations: str) -> None:
        entries = [
            DestinationEntry(name=name, account="desk", platform="test", channel=f"c_{name}")
            for name in destinations
        ]
        await self.store.put_destinations(entries, now=self.clock.now())

    async def post(
        self,
        destination: str,
        title: str,
        *,
        ago: float = 0,
        follows: int | None = None,
        expires_in: timedelta | None = None,
    ) -> int:
        """Have a posting of this title ready to go; return its row."""
        now = self.clock.now()
        key = PostingKey(
            destination=destination,
            kind=PostingKind.DIGEST,
            subject=title.replace(" ", "-"),
            occurrence=now.isoformat(),
        )
        due = now - timedelta(seconds=ago)
        new = NewPosting(
            key=key,
            due=due,
            release_at=due,
            expires_at=None if expires_in is None else due + expires_in,
            label=_LABEL,
            follows=follows,
        )
        (posting,) = await self.store.announce([new], now=now)
        await self.store.compose([Composed(posting=posting, document=document(title))], now=now)
        return posting

    async def revise(self, posting: int, title: str) -> None:
        revision = Revision(posting=posting, document=document(title), shown=(), reason="corrected")
        await self.store.revise([revision], now=self.clock.now())

    def courier(self, owner: str = "one", *, force: bool = False) -> Courier:
        account = Account(
            name="desk",
            sender=self.platform,
            pages=Titles(),
            pace=self.pace,
            timing=self.timing,
            in_flight=self.in_flight,
            requests=self.requests,
        )
        world = Surroundings(
            store=self.store,
            clock=self.clock,
            random=Random(1),  # noqa: S311 - for jitter
            owner=owner,
            session=self.session,
            clock_ok=lambda: self.clock_is_right,
        )
        return Courier(account, world, force=force)

    async def deliver(self, seconds: float) -> None:
        """Let a courier work for so long, and end in order."""
        courier = self.courier()
        running = asyncio.create_task(courier.run())
        await asyncio.sleep(seconds)
        courier.stop()
        await running

    async def lines(self) -> list[DeliveryLine]:
        """Return every delivery, in the order of their making."""
        stories = await self.store.stories(day=_LABEL)
        return sorted((line for story in stories for line in story.deliveries), key=lambda d: d.id)

    async def states(self) -> list[DeliveryState]:
        return [line.state for line in await self.lines()]

    def _watch(self, name: str, point: Point) -> None:
        if point == "before":
            self.transactions.append(name)
        if point == "after" and name in self.then:
            self.then.pop(name)()
        if (name, point) in self.broken:
            raise StoreError("the disk is full")


UNCLEAR = Outcome(verdict=Verdict.UNCLEAR, reason="no answer")


@contextmanager
def world_in(folder: Path) -> Iterator[World]:
    world = World(folder)
    yield world
    world.database.close()
