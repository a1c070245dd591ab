"""A real ledger whose transactions can be made to fail, for services that remember in one."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from briefbot.errors import StoreError
from briefbot.storage.database import Database, Point
from briefbot.storage.store import Store
from briefbot.storage.tables import metadata

T = TypeVar("T")

START = datetime(2026, 1, 15, 12, tzinfo=UTC)


@dataclass
class SetClock:
    """Shows what it was set to."""

    time: datetime = START

    def now(self) -> datetime:
        return self.time

    def elapsed(self) -> float:
        return self.time.timestamp()


@dataclass
class Broken:
    """The transactions, by the name of their function, that fail before their commit."""

    names: set[str] = field(default_factory=set)

    def __call__(self, name: str, point: Point) -> None:
        if point == "inside" and name in self.names:
            raise StoreError("the disk is full")


@contextmanager
def ledger_in(folder: Path, broken: Broken) -> Iterator[Store]:
    """Yield a store in a folder that its transactions do not block the event loop of."""
    database = Database(folder / "briefbot.db", watch=broken)
    try:
        metadata.create_all(database.engine)
        yield Store(database)
    finally:
        database.close()


def wait_for(call: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(call)
