"""Intents: what is about to be sent is durable, exactly as it will be, before any byte leaves."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)

from briefbot.core.delivery.state import DeliveryState, Operation
from briefbot.core.delivery.work import Intent, Lease
from briefbot.storage.in_bulk import READY, begin, tell_sending
from briefbot.storage.journal import What, entry, note
from briefbot.storage.leases import holds
from briefbot.storage.lists import any_of
from briefbot.storage.moments import Moment
from briefbot.storage.pages import BEGUN, fingerprint, following, page_edits
from briefbot.storage.postings import KEY_COLUMNS
from briefbot.storage.tables import delivery, destination, posting

#: Statements that every intent makes are built once, for that takes longer than asking.
_SEND = (
    update(delivery)
    .where(delivery.c.id == bindparam("row"))
    .values(
        state=DeliveryState.SENDING.value,
        rank=BEGUN,
        channel=bindparam("to"),
        claims=0,
        attempts=delivery.c.attempts + 1,
        first_try=func.coalesce(delivery.c.first_try, bindparam("at", type_=Moment)),
        last_try=bindparam("at", type_=Moment),
        payload=func.coalesce(delivery.c.payload, bindparam("body", type_=Text)),
        payload_hash=func.coalesce(delivery.c.payload_hash, bindparam("hash", type_=Text)),
    )
)

_target = delivery.alias("target")


def commit_intents(
    conn: Connection, now: datetime, lease: Lease, intents: Sequence[Intent]
) -> frozenset[int]:
    """Make intents durable; see `ports.DeliveryStore`.

    Not among the tasks returned is also an EDIT of a page that reads the same already: it is SENT.

    Raises ValueError for an intent without pages where none are kept.
    """
    if not intents or not holds(conn, lease):
        return frozenset()
    begun = begin(conn, now, lease, intents)
    left = [intent for intent in intents if intent.task not in begun]
    return begun | _begin_with_care(conn, now, lease, left) if left else begun


def _begin_with_care(
    conn: Connection, now: datetime, lease: Lease, intents: Sequence[Intent]
) -> frozenset[int]:
    """Make intents durable that make further deliveries: those of more pages, and of edits."""
    rendered = {intent.task: intent.pages for intent in intents}
    rows = _locked(conn, lease, rendered.keys())
    bodies: dict[int, str] = {}
    made: list[dict[str, Any]] = []
    for row in rows:
        if not row.is_rendered and row.operation != Operation.DELETE.value:
            pages = rendered[row.id]
            if not pages:
                raise ValueError(f"delivery {row.id} has no pages yet")
            bodies[row.id] = pages[0]
            is_send = row.operation == Operation.SEND.value
            made += following(row, pages) if is_send else page_edits(conn, row, pages)
    unchanged = {
        row.id
        for row in rows
        if row.id in bodies and row.target_hash == fingerprint(bodies[row.id])
    }
    _skip(conn, now, [row for row in rows if row.id in unchanged])
    sending = [row for row in rows if row.id not in unchanged]
    _begin(conn, now, sending, bodies)
    if made:
        conn.execute(insert(delivery), [{**each, "next_try_at": now} for each in made])
    return frozenset(row.id for row in sending)


def keep_pages(
    conn: Connection, now: datetime, lease: Lease, rendered: Mapping[int, Sequence[str]]
) -> None:
    """Keep the pages of postings whose first page was found standing before any intent had.

    That is so when the database was put back to an earlier state. The pages after the first become
    deliveries of their own, for they may be missing.
    """
    rows = [row for row in _locked(conn, lease, rendered.keys()) if not row.is_rendered]
    made: list[dict[str, Any]] = []
    for row in rows:
        pages = rendered[row.id]
        body = {"payload": pages[0], "payload_hash": fingerprint(pages[0])}
        conn.execute(update(delivery).where(delivery.c.id == row.id).values(body))
        made += following(row, pages)
    if made:
        conn.execute(insert(delivery), [{**each, "next_try_at": now} for each in made])


def _locked(conn: Connection, lease: Lease, ids: Collection[int]) -> list[Row[Any]]:
    which = {"ids": list(ids), "held_fence": lease.fence, "held_account": lease.account}
    return list(conn.execute(_whole(), which).all())


@cache
def _whole() -> Select[Any]:
    """Return the query of `_locked`: made once, for that takes longer than asking it."""
    return (
        select(
            delivery.c.id,
            delivery.c.posting,
            delivery.c.account,
            delivery.c.destination,
            delivery.c.operation,
            delivery.c.number,
            delivery.c.target,
            delivery.c.channel,
            delivery.c.due,
            delivery.c.expires_at,
            delivery.c.attempts,
            delivery.c.payload.is_not(None).label("is_rendered"),
            *KEY_COLUMNS[1:],  # the destination is the delivery's, too
            destination.c.channel.label("channel_now"),
            _target.c.payload_hash.label("target_hash"),
        )
        .join(posting, posting.c.id == delivery.c.posting)
        .join(destination, destination.c.name == delivery.c.destination)
        .outerjoin(_target, _target.c.id == delivery.c.target)
        .where(
            any_of(delivery.c.id, "ids"),
            delivery.c.fence == bindparam("held_fence"),
            delivery.c.account == bindparam("held_account"),
            delivery.c.state.in_(READY),
        )
        .order_by(delivery.c.id)
        .with_for_update(of=delivery)
    )


def _skip(conn: Connection, now: datetime, rows: Sequence[Row[Any]]) -> None:
    """Settle edits of pages that read the same already."""
    if not rows:
        return
    conn.execute(
        update(delivery)
        .where(delivery.c.id.in_([row.id for row in rows]))
        .values(state=DeliveryState.SENT.value, settled_at=now)
    )
    note(
        conn,
        (entry(now, What.UNCHANGED, posting=row.posting, delivery=row.id) for row in rows),
    )


def _begin(
    conn: Connection, now: datetime, rows: Sequence[Row[Any]], bodies: Mapping[int, str]
) -> None:
    """Note that rows are on their way, and the bodies of those that were rendered just now."""
    if not rows:
        return
    conn.execute(
        _SEND,
        [
            {
                "row": row.id,
                "at": now,
                "to": row.channel or row.channel_now,
                "body": bodies.get(row.id),
                "hash": fingerprint(bodies[row.id]) if row.id in bodies else None,
            }
            for row in rows
        ],
    )
    tell_sending(conn, now, [row.id for row in rows])
