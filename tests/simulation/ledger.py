"""The ledger as an auditor reads it: plain SQL, on a connection of its own for every question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Select, create_engine, func, select
from sqlalchemy.pool import NullPool

from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.storage import tables


@dataclass(frozen=True, slots=True)
class PostingRow:
    """A posting, its deliveries and its events, in the order in which they were written."""

    id: int
    key: PostingKey
    state: str
    due: datetime
    release_at: datetime
    merged_into: int | None
    follows: int | None
    deliveries: tuple[Row[Any], ...]
    events: tuple[Row[Any], ...]

    def first(self, what: str) -> Row[Any] | None:
        """Return the first event of a kind."""
        return next((each for each in self.events if each.what == what), None)

    @property
    def last_reason(self) -> str:
        """What was said last, in a sentence."""
        return next((each.reason for each in reversed(self.events) if each.reason), "")


class Ledger:
    """Reads; nothing here is code that it audits but the definition of the tables."""

    def __init__(self, where: str | Path) -> None:
        url = f"sqlite:///{where}" if isinstance(where, Path) else where
        self._engine = create_engine(url, poolclass=NullPool)

    def newest_intent(self, nonce: str = "", operation: str = "") -> int:
        """Return the newest attempt that was written down: of one delivery, or of all; or 0."""
        event, delivery = tables.event, tables.delivery
        newest = select(func.max(event.c.id).label("id")).where(event.c.what == "sending")
        if nonce:
            newest = newest.join(delivery, delivery.c.id == event.c.delivery).where(
                delivery.c.nonce == nonce, delivery.c.operation == operation
            )
        return self._rows(newest)[0].id or 0

    def blocked_until(self, *, destination: str = "", account: str = "") -> datetime | None:
        """Return until when the ledger says that a destination or an account has to wait."""
        table = tables.destination if destination else tables.account
        name = destination or account
        rows = self._rows(select(table.c.blocked_until).where(table.c.name == name))
        return rows[0].blocked_until if rows else None

    def receipts(self) -> set[str]:
        """Return every message that is known to stand."""
        delivery = tables.delivery
        rows = self._rows(select(delivery.c.receipt_message).where(delivery.c.state == "sent"))
        return {row.receipt_message for row in rows}

    def refused(self) -> list[str]:
        """Return the destinations that are said to refuse."""
        place = tables.destination
        return [row.name for row in self._rows(select(place.c.name).where(place.c.refusals > 0))]

    def postings(self) -> list[PostingRow]:
        """Return everything."""
        by_posting: dict[int, tuple[list[Row[Any]], list[Row[Any]]]] = {}
        rows = self._rows(select(tables.posting).order_by(tables.posting.c.id))
        for row in rows:
            by_posting[row.id] = ([], [])
        for each in self._rows(select(tables.delivery).order_by(tables.delivery.c.id)):
            by_posting[each.posting][0].append(each)
        for each in self._rows(select(tables.event).order_by(tables.event.c.id)):
            if each.posting is not None:
                by_posting[each.posting][1].append(each)
        return [
            PostingRow(
                id=row.id,
                key=PostingKey(
                    destination=row.destination,
                    kind=PostingKind(row.kind),
                    subject=row.subject,
                    occurrence=row.occurrence,
                    step=row.step,
                    generation=row.generation,
                ),
                state=row.state,
                due=row.due,
                release_at=row.release_at,
                merged_into=row.merged_into,
                follows=row.follows,
                deliveries=tuple(by_posting[row.id][0]),
                events=tuple(by_posting[row.id][1]),
            )
            for row in rows
        ]

    def _rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        with self._engine.connect() as conn:
            return conn.execute(query).all()
