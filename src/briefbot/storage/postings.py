"""Postings as rows, and what every change of one has in common."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, update

from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import NewPosting, Posting, SkippedTick
from briefbot.core.delivery.state import DeliveryState, Operation, PostingState, Receipt
from briefbot.core.document import Priority
from briefbot.core.when import When
from briefbot.storage.journal import What, entry, note, storable
from briefbot.storage.tables import among, delivery, posting
from briefbot.storage.upsert import insert_into
from briefbot.storage.values import dump, load

AnyRow: TypeAlias = Row[*tuple[Any, ...]]

KEY_COLUMNS = (
    posting.c.destination,
    posting.c.kind,
    posting.c.subject,
    posting.c.occurrence,
    posting.c.step,
    posting.c.generation,
)
WAITING = among(posting.c.state, [PostingState.WAITING])
#: Digests and the like can wait a little longer than what somebody has to act on.
_UNHURRIED = frozenset({PostingKind.DIGEST, PostingKind.SUMMARY, PostingKind.MERGED})


def key_of(row: AnyRow) -> PostingKey:
    """Return the key of a row that has the key's columns."""
    return PostingKey(
        destination=row.destination,
        kind=PostingKind(row.kind),
        subject=row.subject,
        occurrence=row.occurrence,
        step=row.step,
        generation=row.generation,
    )


def posting_of(row: AnyRow) -> Posting:
    """Return a row of `posting` as a value, without its document."""
    return Posting(
        id=row.id,
        key=key_of(row),
        state=PostingState(row.state),
        due=row.due,
        release_at=row.release_at,
        expires_at=row.expires_at,
        priority=Priority(row.priority),
        label=row.label,
        schedule=row.schedule,
        covers=tuple(json.loads(row.covers)),
        when=None if row.when is None else load(When, row.when),
        number=row.number,
    )


def receipt_of(row: AnyRow) -> Receipt | None:
    """Return where the message of a row of `delivery` stands, None if that is not known."""
    if row.receipt_message is None:
        return None
    return Receipt(
        channel=row.receipt_channel, message=row.receipt_message, thread=row.receipt_thread or ""
    )


def rank_of(priority: Priority, kind: PostingKind) -> int:
    """Return the place of a new delivery in its queue: 1 goes first, 5 last."""
    ranks = {Priority.FLASH: 1, Priority.URGENT: 2, Priority.LOW: 5}
    return ranks.get(priority, 4 if kind in _UNHURRIED else 3)


def first_page(
    row: AnyRow, operation: Operation, *, account: str, due: datetime, now: datetime
) -> dict[str, Any]:
    """Return the delivery of page 1 of a row of `posting`, ready to be taken up."""
    key = key_of(row)
    return {
        "posting": row.id,
        "operation": operation.value,
        "page": 1,
        "number": row.number,
        "account": account,
        "destination": key.destination,
        "state": DeliveryState.PENDING.value,
        "rank": rank_of(Priority(row.priority), key.kind),
        "due": due,
        "next_try_at": now,
        "nonce": key.nonce(1, number=row.number),
    }


def add(
    conn: Connection,
    now: datetime,
    made: Sequence[NewPosting],
    skipped: Sequence[tuple[str, SkippedTick]] = (),
) -> list[int]:
    """Add the postings whose keys are new, and ticks without one; return the rows of all.

    A skipped tick comes with the id of its schedule.
    """
    rows = {tick.key: _row_of_tick(schedule, tick) for schedule, tick in skipped}
    stories: dict[PostingKey, tuple[tuple[What, str], ...]] = {
        tick.key: ((What.SKIPPED, tick.reason),) for _, tick in skipped
    }
    rows |= {each.key: _row_of(each) for each in made}
    stories |= {each.key: _beginning(each, now) for each in made}
    if not rows:
        return []
    statement = insert_into(conn, posting).on_conflict_do_nothing(index_elements=KEY_COLUMNS)
    added = conn.execute(
        statement.returning(posting.c.id, *KEY_COLUMNS),
        [_key_values(key) | {"created_at": now} | row for key, row in rows.items()],
    )
    ids = {row.id: key_of(row) for row in added}
    note(
        conn,
        (
            entry(now, what, posting=row, reason=reason)
            for row, key in sorted(ids.items())
            for what, reason in stories[key]
        ),
    )
    return sorted(ids)


def _key_values(key: PostingKey) -> dict[str, Any]:
    return {
        "destination": key.destination,
        "kind": key.kind.value,
        "subject": key.subject,
        "occurrence": key.occurrence,
        "step": key.step,
        "generation": key.generation,
        "reference": key.reference,
    }


def _row_of(each: NewPosting) -> dict[str, Any]:
    return {
        "schedule": each.schedule,
        "label": storable(each.label),
        "priority": each.priority.value,
        "state": PostingState.WAITING.value,
        "due": each.due,
        "release_at": each.release_at,
        "expires_at": each.expires_at,
        "covers": json.dumps(each.covers),
        "when": None if each.when is None else dump(each.when),
        "follows": each.follows,
    }


def _row_of_tick(schedule: str, tick: SkippedTick) -> dict[str, Any]:
    return {
        "schedule": schedule,
        "label": storable(tick.label),
        "priority": Priority.ROUTINE.value,
        "state": PostingState.SKIPPED.value,
        "due": tick.due,
        "release_at": tick.due,
        "expires_at": None,
        "covers": "[]",
        "when": None,
        "follows": None,
    }


def _beginning(each: NewPosting, now: datetime) -> tuple[tuple[What, str], ...]:
    decided = (What.DECIDED, each.reason)
    if each.release_at <= max(each.due, now):
        return (decided,)
    return decided, (What.HELD_BY_QUIET_HOURS, f"until {each.release_at:%Y-%m-%d %H:%M} UTC")


def skip_waiting(
    conn: Connection, now: datetime, which: ColumnElement[bool], *, reason: str
) -> list[int]:
    """Skip the waiting postings among these; return their rows."""
    statement = update(posting).where(WAITING, which).values(state=PostingState.SKIPPED.value)
    rows = sorted(conn.execute(statement.returning(posting.c.id)).scalars())
    note(conn, (entry(now, What.SKIPPED, posting=row, reason=reason) for row in rows))
    return rows


def expire_unsent(
    conn: Connection, now: datetime, which: ColumnElement[bool], *, reason: str
) -> list[int]:
    """Make the deliveries EXPIRED, among these, that surely have not left; return their rows."""
    unsent = among(delivery.c.state, [DeliveryState.PENDING, DeliveryState.CLAIMED])
    expired = (
        update(delivery)
        .where(unsent, which)
        .values(state=DeliveryState.EXPIRED.value, settled_at=now, last_error=storable(reason))
    )
    rows = conn.execute(expired.returning(delivery.c.id, delivery.c.posting)).all()
    note(
        conn,
        (
            entry(now, What.EXPIRED, posting=row.posting, delivery=row.id, reason=reason)
            for row in sorted(rows, key=lambda row: row.id)
        ),
    )
    return sorted(row.id for row in rows)
