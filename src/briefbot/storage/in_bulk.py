"""The usual intents and settlements: many at once, in a few statements whatever their number.

What is usual is said by the conditions here; the rest is left as it is, for `intents` and `settle`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Insert,
    Integer,
    Text,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.types import TypeEngine

from briefbot.core.delivery.state import OPEN_STATES, DeliveryState, Operation
from briefbot.core.delivery.work import Intent, Lease, Settlement
from briefbot.storage.journal import What, storable
from briefbot.storage.lists import any_of, as_pieces, as_rows, piece_of, rows_of
from briefbot.storage.moments import Moment
from briefbot.storage.pages import BEGUN, fingerprint
from briefbot.storage.tables import among, delivery, destination, event

#: States of a delivery that a courier has in hand: before its intent, and until it is settled.
READY = (DeliveryState.CLAIMED.value, DeliveryState.UNKNOWN.value)
TAKEN_UP = (*READY, DeliveryState.SENDING.value)
_AT = bindparam("at", type_=Moment)
_MINE = (
    delivery.c.fence == bindparam("held_fence"),
    delivery.c.account == bindparam("held_account"),
)
_STORY = ("posting", "delivery", "at", "what", "reason", "slugs")
_TELL_SENDING = insert(event).from_select(
    _STORY,
    select(
        delivery.c.posting,
        delivery.c.id,
        _AT,
        literal(What.SENDING.value),
        case(
            (
                delivery.c.attempts > 1,
                literal("claimed for attempt ") + cast(delivery.c.attempts, Text),
            ),
            else_="claimed",
        ),
        literal(""),
    )
    .where(any_of(delivery.c.id, "ids"))
    .order_by(delivery.c.id),
)
#: A posting that has begun comes before everything else of its destination.
_GO_FIRST = (
    update(delivery)
    .where(
        delivery.c.posting.in_(select(delivery.c.posting).where(any_of(delivery.c.id, "ids"))),
        among(delivery.c.state, OPEN_STATES),
        delivery.c.rank != BEGUN,
    )
    .values(rank=BEGUN)
)


def begin(
    conn: Connection, now: datetime, lease: Lease, intents: Sequence[Intent]
) -> frozenset[int]:
    """Make intents of single pages durable; return those for which it was done.

    Left is what makes further deliveries: a posting of several pages, an edit rendered just now.
    """
    short = [each for each in intents if len(each.pages) <= 1]
    if not short:
        return frozenset()
    bodies = [each.pages[0] if each.pages else None for each in short]
    texts, places = as_pieces(bodies)
    rows = [
        {
            "id": each.task,
            "start": start,
            "length": length,
            "hash": None if body is None else fingerprint(body),
        }
        for each, body, (start, length) in zip(short, bodies, places, strict=True)
    ]
    mine = {"at": now, "held_fence": lease.fence, "held_account": lease.account}
    sent = {"sent": as_rows(rows), "bodies": texts, **mine}
    done = conn.execute(_send(conn.dialect.name), sent).scalars().all()
    if done:
        tell_sending(conn, now, done)
    return frozenset(done)


def tell_sending(conn: Connection, now: datetime, ids: Sequence[int]) -> None:
    """Tell the story of deliveries that are on their way, and let their postings go first."""
    conn.execute(_TELL_SENDING, {"at": now, "ids": ids})
    conn.execute(_GO_FIRST, {"ids": ids})


@cache
def _send(dialect: str) -> ReturningUpdate[int]:
    sent = rows_of(
        dialect,
        "sent",
        {"id": Integer(), "start": Integer(), "length": Integer(), "hash": Text()},
    )
    body = piece_of("bodies", sent.c.start, sent.c.length)
    rendered, is_given = delivery.c.payload.is_not(None), sent.c.start.is_not(None)
    where = select(destination.c.channel).where(destination.c.name == delivery.c.destination)
    return (
        update(delivery)
        .where(
            delivery.c.id == sent.c.id,
            *_MINE,
            delivery.c.state.in_(READY),
            or_(rendered, delivery.c.operation != Operation.EDIT.value),
            or_(rendered, is_given, delivery.c.operation == Operation.DELETE.value),
        )
        .values(
            state=DeliveryState.SENDING.value,
            rank=BEGUN,
            channel=case(
                (delivery.c.channel != "", delivery.c.channel), else_=where.scalar_subquery()
            ),
            claims=0,
            attempts=delivery.c.attempts + 1,
            first_try=func.coalesce(delivery.c.first_try, _AT),
            last_try=_AT,
            payload=func.coalesce(delivery.c.payload, body),
            payload_hash=func.coalesce(delivery.c.payload_hash, sent.c.hash),
        )
        .returning(delivery.c.id)
    )


def settle_sent(
    conn: Connection, now: datetime, lease: Lease, settlements: Sequence[Settlement]
) -> frozenset[int]:
    """Write what was sent, and is there; return the deliveries for which it was done.

    Left is everything that did not just go well, and what changes messages that are there.
    """
    plain = [each for each in settlements if _is_plain(each)]
    if not plain:
        return frozenset()
    rows = [_row(each) for each in plain]
    mine = {"at": now, "held_fence": lease.fence, "held_account": lease.account}
    settled = _settle(conn.dialect.name)
    done = frozenset(conn.execute(settled, {"ended": as_rows(rows), **mine}).scalars())
    told = as_rows([row for row in rows if row["id"] in done])
    conn.execute(_tell_sent(conn.dialect.name), {"ended": told, "at": now})
    return done


def _is_plain(settlement: Settlement) -> bool:
    sent = settlement.state is DeliveryState.SENT
    special = settlement.pages or settlement.apart or settlement.surely_not or settlement.as_text
    return sent and not special


def _row(settlement: Settlement) -> dict[str, object]:
    receipt, proof = settlement.receipt, settlement.proof
    return {
        "id": settlement.task,
        "channel": receipt.channel if receipt else None,
        "message": receipt.message if receipt else None,
        "thread": receipt.thread if receipt else None,
        "proof": proof.value if proof else None,
        "reason": storable(settlement.reason),
    }


_ENDED: Mapping[str, TypeEngine[Any]] = {
    "id": Integer(),
    "channel": Text(),
    "message": Text(),
    "thread": Text(),
    "proof": Text(),
    "reason": Text(),
}


@cache
def _settle(dialect: str) -> ReturningUpdate[int]:
    ended = rows_of(dialect, "ended", _ENDED)
    return (
        update(delivery)
        .where(
            delivery.c.id == ended.c.id,
            *_MINE,
            delivery.c.state.in_(TAKEN_UP),
            delivery.c.operation == Operation.SEND.value,
        )
        .values(
            state=DeliveryState.SENT.value,
            next_try_at=_AT,
            receipt_channel=func.coalesce(ended.c.channel, delivery.c.receipt_channel),
            receipt_message=func.coalesce(ended.c.message, delivery.c.receipt_message),
            receipt_thread=func.coalesce(ended.c.thread, delivery.c.receipt_thread),
            proof=func.coalesce(ended.c.proof, delivery.c.proof),
            settled_at=_AT,
            last_error="",
        )
        .returning(delivery.c.id)
    )


@cache
def _tell_sent(dialect: str) -> Insert:
    ended = rows_of(dialect, "ended", _ENDED)
    told = select(
        delivery.c.posting,
        delivery.c.id,
        _AT,
        literal(What.SENT.value),
        ended.c.reason,
        literal(""),
    )
    return insert(event).from_select(
        _STORY, told.where(delivery.c.id == ended.c.id).order_by(delivery.c.id)
    )
