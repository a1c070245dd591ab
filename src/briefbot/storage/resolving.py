"""What an operator decides about a delivery that is held or dead."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from briefbot.core.delivery.records import AuditEntry, Resolution
from briefbot.core.delivery.state import DeliveryState, Operation, Proof
from briefbot.storage.held import forget_held
from briefbot.storage.journal import What, entry, note
from briefbot.storage.people import add_audit
from briefbot.storage.postings import AnyRow, expire_unsent, key_of
from briefbot.storage.tables import delivery, event, posting

_PARKED = {DeliveryState.HELD.value, DeliveryState.DEAD.value}
_UNSENT = [DeliveryState.PENDING.value, DeliveryState.CLAIMED.value]


def resolve(conn: Connection, now: datetime, row: int, *, how: Resolution, actor: str) -> bool:
    """Decide about a HELD or DEAD delivery; False when it is neither, or cannot be done again.

    A first page that is sent again is rendered again, from the content as it is now, if no other
    page has left; it is too late when it was before, unless that is over already: then it goes out
    all the same. An edit is not made again when a later one was planned.
    """
    found = conn.execute(
        select(delivery).where(delivery.c.id == row).with_for_update(key_share=True)
    ).one_or_none()
    if found is None or found.state not in _PARKED:
        return False
    whole = conn.execute(select(posting).where(posting.c.id == found.posting)).one()
    if how is Resolution.AGAIN and not _can_be_repeated(conn, found, whole):
        return False
    {
        Resolution.POSTED: _posted,
        Resolution.AGAIN: _again,
        Resolution.DROP: _drop,
    }[how](conn, now, found, whole)
    forget_held(conn, found.destination)
    told = f"{how.value}, by {actor}"
    note(
        conn,
        [entry(now, What.RESOLVED, posting=whole.id, delivery=found.id, reason=told)],
    )
    detail = f"delivery {row} of {whole.reference}: {how.value}"
    add_audit(conn, AuditEntry(at=now, actor=actor, verb="resolve", detail=detail))
    return True


def _posted(conn: Connection, now: datetime, found: AnyRow, whole: AnyRow) -> None:
    _change(
        conn, found.id, state=DeliveryState.SENT.value, proof=Proof.OPERATOR.value, settled_at=now
    )
    if found.operation == Operation.DELETE.value and found.target is not None:
        _change(conn, found.target, retracted_at=now)
    if found.operation == Operation.SEND.value:
        _give_up_changes(conn, now, found, whole)


def _give_up_changes(conn: Connection, now: datetime, send: AnyRow, whole: AnyRow) -> None:
    """Make edits and removals of a message DEAD, since nobody knows which message it is."""
    reason = "it is not known which message it is, so it cannot be changed"
    dead = (
        update(delivery)
        .where(
            delivery.c.target == send.id,
            delivery.c.operation != Operation.SEND.value,
            delivery.c.state.in_(_UNSENT),
        )
        .values(state=DeliveryState.DEAD.value, settled_at=now, last_error=reason)
    )
    rows = conn.execute(dead.returning(delivery.c.id)).scalars()
    note(
        conn,
        (entry(now, What.DEAD, posting=whole.id, delivery=row, reason=reason) for row in rows),
    )


def _drop(conn: Connection, now: datetime, found: AnyRow, whole: AnyRow) -> None:
    _change(conn, found.id, state=DeliveryState.EXPIRED.value, settled_at=now)
    if found.operation == Operation.SEND.value and found.page == 1:
        reason = "its first page was dropped"
        expire_unsent(conn, now, delivery.c.posting == whole.id, reason=reason)


def _can_be_repeated(conn: Connection, found: AnyRow, whole: AnyRow) -> bool:
    if found.operation == Operation.SEND.value:
        return True
    known = select(delivery.c.receipt_message).where(delivery.c.id == found.target)
    if conn.scalar(known) is None:
        return False
    is_latest: bool = found.number == whole.number
    return is_latest or found.operation == Operation.DELETE.value


def _again(conn: Connection, now: datetime, found: AnyRow, whole: AnyRow) -> None:
    times = conn.execute(
        select(func.count()).where(
            event.c.posting == whole.id,
            event.c.delivery == found.id,
            event.c.what == What.RESOLVED.value,
        )
    ).scalar_one()
    key = key_of(whole)
    # Of no posting's own: another generation of this posting has nonces, too.
    key = replace(key, step=f"{key.step} again {times + 1}")
    may_be_late = found.expires_at is None or found.expires_at <= now
    values: dict[str, Any] = {
        "state": DeliveryState.PENDING.value,
        "claims": 0,
        "attempts": 0,
        "first_try": None,
        "last_try": None,
        "unknown_since": None,
        "settled_at": None,
        "expires_at": None if may_be_late else found.expires_at,
        "last_error": "",
        "due": now,
        "next_try_at": now,
        "nonce": key.nonce(found.page, number=found.number),
    }
    if _may_render_again(conn, found):
        values |= {
            "payload": None,
            "payload_hash": None,
            "number": whole.number,
            "channel": "",
        }
        _forget_pages(conn, now, found, whole)
    _change(conn, found.id, **values)


def _may_render_again(conn: Connection, found: AnyRow) -> bool:
    """Tell whether a first page stands alone: nothing else of its posting was ever rendered."""
    if found.operation != Operation.SEND.value or found.page != 1:
        return False
    others = conn.execute(
        select(
            delivery.c.operation, delivery.c.attempts, delivery.c.payload.is_not(None).label("r")
        ).where(delivery.c.posting == found.posting, delivery.c.id != found.id)
    )
    send = Operation.SEND.value
    return not any(each.attempts or (each.r and each.operation != send) for each in others)


def _forget_pages(conn: Connection, now: datetime, found: AnyRow, whole: AnyRow) -> None:
    """Remove later pages, which never left, and edits: the new rendering brings them all."""
    its = (delivery.c.posting == whole.id) & (delivery.c.id != found.id)
    conn.execute(delete(delivery).where(its, delivery.c.operation == Operation.SEND.value))
    reason = "the post itself brings this content"
    expire_unsent(conn, now, its & (delivery.c.operation == Operation.EDIT.value), reason=reason)


def _change(conn: Connection, row: int, **values: object) -> None:
    conn.execute(update(delivery).where(delivery.c.id == row).values(**values))
