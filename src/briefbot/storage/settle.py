"""Settlements: how calls ended, and what follows for the delivery, its place and its account."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, bindparam, case, or_, select, update

from briefbot.core.delivery.state import DeliveryState, Operation, Proof
from briefbot.core.delivery.work import Lease, Settlement
from briefbot.storage.held import tell_held
from briefbot.storage.in_bulk import TAKEN_UP, settle_sent
from briefbot.storage.intents import keep_pages
from briefbot.storage.journal import What, entry, note, storable
from briefbot.storage.leases import holds
from briefbot.storage.lists import any_of
from briefbot.storage.pauses import refuse_account, refuse_place, take_again
from briefbot.storage.queue import end_followers
from briefbot.storage.tables import account, delivery, destination

_SETTLED = {DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.EXPIRED}
#: The platform has just taken something: that a message was found says only that it once did.
_ANSWERED = {Proof.ANSWER, Proof.NONCE}
_NEVER_THERE = {DeliveryState.DEAD, DeliveryState.EXPIRED}
_DONE = {
    Operation.SEND: What.SENT,
    Operation.EDIT: What.EDITED,
    Operation.DELETE: What.RETRACTED,
}
#: Where it is not named by the state that it leads to.
_STORY = {
    (DeliveryState.CLAIMED, DeliveryState.PENDING): What.CLAIMED,
    (DeliveryState.CLAIMED, DeliveryState.UNKNOWN): What.UNCLEAR,
    (DeliveryState.SENDING, DeliveryState.PENDING): What.RETRY,
    (DeliveryState.SENDING, DeliveryState.UNKNOWN): What.UNCLEAR,
    (DeliveryState.SENDING, DeliveryState.DEAD): What.REFUSED,
    (DeliveryState.UNKNOWN, DeliveryState.PENDING): What.LOOKED_BACK,
    (DeliveryState.UNKNOWN, DeliveryState.UNKNOWN): What.RETRY,
}

#: Built once, for that takes longer than to have it done.
_SETTLE = (
    update(delivery)
    .where(delivery.c.id == bindparam("row"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in (
                "state",
                "claims",
                "attempts",
                "channel",
                "apart",
                "next_try_at",
                "unknown_since",
                "receipt_channel",
                "receipt_message",
                "receipt_thread",
                "proof",
                "settled_at",
                "last_error",
            )
        }
    )
)

Ended = tuple[Row[Any], Settlement]


def settle(
    conn: Connection, now: datetime, lease: Lease, settlements: Sequence[Settlement]
) -> frozenset[int]:
    """Write the ends of calls; see `ports.DeliveryStore`."""
    if not settlements or not holds(conn, lease):
        return frozenset()
    done = settle_sent(conn, now, lease, settlements)
    left = [each for each in settlements if each.task not in done]
    answered = [each.task for each in settlements if each.proof in _ANSWERED and each.task in done]
    if answered:
        take_again(conn, now, answered)
    return done | _settle_with_care(conn, now, lease, left) if left else done


def _settle_with_care(
    conn: Connection, now: datetime, lease: Lease, settlements: Sequence[Settlement]
) -> frozenset[int]:
    """Write the ends of calls from which more follows than that a message is there."""
    by_task = {each.task: each for each in settlements}
    ended = [(row, by_task[row.id]) for row in _locked(conn, lease, by_task)]
    if not ended:
        return frozenset()
    settlements = [settlement for _, settlement in ended]
    rendered = {each.task: each.pages for each in settlements if each.pages}
    if rendered:
        keep_pages(conn, now, lease, rendered)
    _write(conn, now, ended)
    _follow(conn, now, ended)
    _stop(conn, now, lease.account, ended)
    held = {r.destination: s.reason for r, s in ended if s.state is DeliveryState.HELD}
    tell_held(conn, now, held)
    return frozenset(row.id for row, _ in ended)


def _locked(conn: Connection, lease: Lease, ids: Iterable[int]) -> list[Row[Any]]:
    which = {"ids": list(ids), "held_fence": lease.fence, "held_account": lease.account}
    return list(conn.execute(_whole(), which).all())


@cache
def _whole() -> Select[Any]:
    """Return the query of `_locked`: made once, for that takes longer than asking it."""
    return (
        select(
            delivery.c.id,
            delivery.c.posting,
            delivery.c.destination,
            delivery.c.operation,
            delivery.c.page,
            delivery.c.target,
            delivery.c.apart,
            delivery.c.channel,
            delivery.c.state,
            delivery.c.claims,
            delivery.c.attempts,
            delivery.c.unknown_since,
            delivery.c.receipt_channel,
            delivery.c.receipt_message,
            delivery.c.receipt_thread,
            delivery.c.proof,
            # An edit's body is its target's from now on; of others none is needed.
            case((delivery.c.operation == Operation.EDIT.value, delivery.c.payload)).label("body"),
            delivery.c.payload_hash,
        )
        .where(
            any_of(delivery.c.id, "ids"),
            delivery.c.fence == bindparam("held_fence"),
            delivery.c.account == bindparam("held_account"),
            delivery.c.state.in_(TAKEN_UP),
        )
        .order_by(delivery.c.id)
        .with_for_update()
    )


def _write(conn: Connection, now: datetime, ended: Sequence[Ended]) -> None:
    """Write the new states, in one statement, and the story."""
    conn.execute(_SETTLE, [_values(now, row, settlement) for row, settlement in ended])
    note(
        conn,
        (
            entry(
                now,
                _what(row, settlement),
                posting=row.posting,
                delivery=row.id,
                reason=settlement.reason,
            )
            for row, settlement in ended
        ),
    )


def _values(now: datetime, row: Row[Any], settlement: Settlement) -> dict[str, Any]:
    """Return the parameters of a delivery's new row."""
    state, receipt = settlement.state, settlement.receipt
    comes_to_nothing = row.state == DeliveryState.CLAIMED.value and state is DeliveryState.PENDING
    return {
        "row": row.id,
        "new_state": state.value,
        "new_claims": row.claims - (comes_to_nothing and not settlement.claim_counts),
        "new_attempts": row.attempts - settlement.surely_not,
        "new_channel": "" if settlement.surely_not and row.page == 1 else row.channel,
        "new_apart": row.apart or settlement.apart,
        "new_next_try_at": settlement.next_try_at or now,
        "new_unknown_since": _unknown_since(now, row, state),
        "new_receipt_channel": receipt.channel if receipt else row.receipt_channel,
        "new_receipt_message": receipt.message if receipt else row.receipt_message,
        "new_receipt_thread": receipt.thread if receipt else row.receipt_thread,
        "new_proof": settlement.proof.value if settlement.proof else row.proof,
        "new_settled_at": now if state in _SETTLED else None,
        "new_last_error": "" if state is DeliveryState.SENT else storable(settlement.reason),
    }


def _unknown_since(now: datetime, row: Row[Any], state: DeliveryState) -> datetime | None:
    if state is DeliveryState.PENDING:
        return None
    since: datetime | None = row.unknown_since
    return since or (now if state is DeliveryState.UNKNOWN else None)


def _what(row: Row[Any], settlement: Settlement) -> What:
    """Return what happened, by the state before and after."""
    before, after = DeliveryState(row.state), settlement.state
    if after is DeliveryState.SENT:
        return _DONE[Operation(row.operation)]
    if after is DeliveryState.PENDING and settlement.claim_counts:
        return What.RETRY
    return _STORY.get((before, after)) or What(after.value)


def _follow(conn: Connection, now: datetime, ended: Sequence[Ended]) -> None:
    """Carry over what deliveries have done to the messages that they are about."""
    done = [row for row, settlement in ended if settlement.state is DeliveryState.SENT]
    edits = [row for row in done if row.operation == Operation.EDIT.value]
    if edits:
        conn.execute(
            update(delivery)
            .where(delivery.c.id == bindparam("row"))
            .values(payload=bindparam("body"), payload_hash=bindparam("hash")),
            [{"row": row.target, "body": row.body, "hash": row.payload_hash} for row in edits],
        )
    removed = [row.target for row in done if row.operation == Operation.DELETE.value]
    if removed:
        conn.execute(update(delivery).where(delivery.c.id.in_(removed)).values(retracted_at=now))
    never_there = [row.id for row, settlement in ended if settlement.state in _NEVER_THERE]
    end_followers(conn, now, never_there)


def _stop(conn: Connection, now: datetime, name: str, ended: Sequence[Ended]) -> None:
    """Write pauses and blocks of destinations and of the account, and end what is over."""
    for row, settlement in ended:
        place, token = settlement.pause_destination, settlement.pause_account
        until = settlement.block_destination_until
        new = bool(place) and refuse_place(conn, now, row.destination, place, until=until)
        new |= bool(token) and refuse_account(conn, now, name, token)
        if until:
            _block(conn, destination, row.destination, until)
        if settlement.block_account_until:
            _block(conn, account, name, settlement.block_account_until)
        if new:
            told = entry(
                now, What.PAUSED, posting=row.posting, delivery=row.id, reason=place or token
            )
            note(conn, [told])
    taken = [row.id for row, settlement in ended if settlement.proof in _ANSWERED]
    as_text = {row.destination: each.reason for row, each in ended if each.as_text}
    if taken:
        take_again(conn, now, taken, as_text=as_text)


def _block(conn: Connection, table: Table, name: str, until: datetime) -> None:
    """Block a destination or account, unless it is for longer already."""
    blocked = table.c.blocked_until
    conn.execute(
        update(table)
        .where(table.c.name == name, or_(blocked.is_(None), blocked < until))
        .values(blocked_until=until)
    )
