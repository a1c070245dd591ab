"""Taking a post away: what has left is removed, what has not never will."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from briefbot.core.delivery.records import AuditEntry
from briefbot.core.delivery.state import DeliveryState, Operation, PostingState
from briefbot.core.document import Priority
from briefbot.storage.journal import What, entry, note
from briefbot.storage.people import add_audit
from briefbot.storage.postings import AnyRow, expire_unsent, key_of, rank_of, skip_waiting
from briefbot.storage.tables import delivery, posting

_UNCLEAR = {DeliveryState.SENDING.value, DeliveryState.UNKNOWN.value}


def retract(conn: Connection, now: datetime, row: int, *, actor: str, reason: str) -> int:
    """Plan the removal of every message of a posting; return how many.

    What has not left yet never will. What may have been posted is removed when that is known.
    """
    whole = conn.execute(
        select(posting).where(posting.c.id == row).with_for_update(key_share=True)
    ).one_or_none()
    if whole is None:
        return 0
    why = f"retracted by {actor}: {reason}"
    skip_waiting(conn, now, posting.c.id == row, reason=why)
    planned = 0
    if whole.state == PostingState.COMPOSED.value:
        its = (delivery.c.posting == row) & (delivery.c.operation != Operation.DELETE.value)
        expire_unsent(conn, now, its, reason=why)
        planned = _remove(conn, now, whole, reason=why)
    detail = f"{whole.reference}: {reason}"
    add_audit(conn, AuditEntry(at=now, actor=actor, verb="retract", detail=detail))
    return planned


def _remove(conn: Connection, now: datetime, whole: AnyRow, *, reason: str) -> int:
    rows = conn.execute(
        select(delivery)
        .where(delivery.c.posting == whole.id)
        .order_by(delivery.c.id)
        .with_for_update(key_share=True)
    ).all()
    removals = {each.target: each for each in rows if each.operation == Operation.DELETE.value}
    targets = [each for each in rows if _may_stand(each)]
    planned = []
    for target in targets:
        removal = removals.get(target.id)
        if removal is None:
            planned.append(_plan_removal(conn, now, whole, target))
        elif removal.state == DeliveryState.DEAD.value:
            _change(conn, removal.id, **_fresh(now))
            planned.append(removal.id)
        if target.state in _UNCLEAR:
            # Should it turn out not to have left, it is too late for it.
            _change(conn, target.id, expires_at=now)
    note(
        conn,
        (
            entry(now, What.RETRACT_PLANNED, posting=whole.id, delivery=each, reason=reason)
            for each in planned
        ),
    )
    return len(planned)


def _may_stand(row: AnyRow) -> bool:
    """Tell whether a delivery brought a message that stands, or may soon be known to."""
    if row.operation != Operation.SEND.value or row.retracted_at is not None:
        return False
    known = row.state == DeliveryState.SENT.value and row.receipt_message is not None
    return known or row.state in _UNCLEAR


def _plan_removal(conn: Connection, now: datetime, whole: AnyRow, target: AnyRow) -> int:
    key = key_of(whole)
    made: int = conn.execute(
        insert(delivery)
        .values(
            posting=whole.id,
            operation=Operation.DELETE.value,
            page=target.page,
            number=whole.number,
            target=target.id,
            account=target.account,
            destination=target.destination,
            channel=target.channel,
            rank=rank_of(Priority(whole.priority), key.kind),
            nonce=key.nonce(target.page, number=target.number),
            **_fresh(now),
        )
        .returning(delivery.c.id)
    ).scalar_one()
    return made


def _fresh(now: datetime) -> dict[str, Any]:
    return {
        "state": DeliveryState.PENDING.value,
        "claims": 0,
        "attempts": 0,
        "due": now,
        "next_try_at": now,
        "settled_at": None,
        "last_error": "",
    }


def _change(conn: Connection, row: int, **values: object) -> None:
    conn.execute(update(delivery).where(delivery.c.id == row).values(**values))
