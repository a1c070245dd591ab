"""The queue of an account: which delivery of each destination is first, and what ends unsent."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Join,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)

from briefbot.core.delivery.state import OPEN_STATES, DeliveryState, Operation
from briefbot.storage.journal import What, entry, note
from briefbot.storage.moments import Moment
from briefbot.storage.postings import expire_unsent
from briefbot.storage.tables import account, among, delivery, destination

#: A delivery in one of these states may be taken up.
WAITING = (DeliveryState.PENDING.value, DeliveryState.UNKNOWN.value)
#: A page in one of these states may be there for people to see.
_LEFT = [
    state.value
    for state in (
        DeliveryState.SENDING,
        DeliveryState.UNKNOWN,
        DeliveryState.SENT,
        DeliveryState.HELD,
    )
]


#: As many accounts as a configuration may well have.
@lru_cache(maxsize=64)
def firsts(name: str) -> Join:
    """Return destinations with the first open delivery of each, of an account.

    Left out is what waits for its target, the message that it is about or in whose thread it goes:
    a target that is open comes first anyway, and one that is held must not hold up the rest. Found
    by one search in the index for each destination, however long its queue.
    """
    queued, target = delivery.alias("queued"), delivery.alias("target")
    first = (
        select(queued.c.id)
        .outerjoin(target, target.c.id == queued.c.target)
        .where(
            queued.c.account == name,
            queued.c.destination == destination.c.name,
            among(queued.c.state, OPEN_STATES),
            or_(queued.c.target.is_(None), target.c.state == DeliveryState.SENT.value),
        )
        .order_by(queued.c.rank, queued.c.due, queued.c.posting, queued.c.number, queued.c.page)
        .limit(1)
    )
    return destination.join(
        delivery,
        and_(
            delivery.c.id == first.scalar_subquery(),
            # Says nothing new, but tells PostgreSQL that these are few among all.
            among(delivery.c.state, OPEN_STATES),
        ),
    )


def may_leave() -> ColumnElement[bool]:
    """Return the condition that nothing and nobody holds up the first of a destination.

    What may have been posted to a destination that is removed by now is still cleared up. One that
    its platform refuses is tried again with its first delivery whenever its block ends.
    """
    return and_(
        or_(destination.c.paused_reason == "", destination.c.refusals > 0),
        or_(destination.c.removed_at.is_(None), delivery.c.state == DeliveryState.UNKNOWN.value),
        delivery.c.state.in_(WAITING),
    )


def next_work_at(conn: Connection, name: str, *, expires: bool = True) -> datetime | None:
    """Return when the next delivery of an account may be taken up, or is too late."""
    row = conn.execute(_outlook(name)).first()
    if row is None or row.paused_reason:
        return None
    next_try = row.next_try
    if next_try and row.blocked_until:
        next_try = max(next_try, row.blocked_until)
    too_late = row.too_late if expires else None
    return min((moment for moment in (next_try, too_late) if moment), default=None)


@lru_cache(maxsize=64)
def _outlook(name: str) -> Select[Any]:
    """Return the query of `next_work_at`: one, made once, for it is asked every second."""
    blocked, next_try_at = destination.c.blocked_until, delivery.c.next_try_at
    first = func.min(case((blocked > next_try_at, blocked), else_=next_try_at))
    next_try = select(first).select_from(firsts(name)).where(may_leave())
    expires_at = delivery.c.expires_at
    # Not the least of all: in the order of their index, it is enough to find one.
    too_late = select(expires_at).where(_expires(name)).order_by(expires_at).limit(1)
    return select(
        account.c.paused_reason,
        account.c.blocked_until,
        next_try.scalar_subquery().label("next_try"),
        too_late.scalar_subquery().label("too_late"),
    ).where(account.c.name == name)


def expire(conn: Connection, now: datetime, name: str) -> None:
    """End what is too late, unless a page of its posting has left."""
    late = conn.execute(_late(name), {"at": now}).all()
    if not late:
        return
    reasons = {row.id: f"too late after {row.expires_at:%Y-%m-%d %H:%M} UTC" for row in late}
    end(conn, now, reasons, state=DeliveryState.EXPIRED)


@lru_cache(maxsize=64)
def _late(name: str) -> Select[int, datetime | None]:
    """Return the query of `expire`."""
    return (
        select(delivery.c.id, delivery.c.expires_at)
        .where(_expires(name), delivery.c.expires_at <= bindparam("at", type_=Moment))
        .with_for_update(skip_locked=True, of=delivery)
    )


def end(
    conn: Connection, now: datetime, reasons: Mapping[int, str], *, state: DeliveryState
) -> None:
    """End deliveries that were never sent as DEAD or EXPIRED, and what waits for them."""
    if not reasons:
        return
    for reason in sorted(set(reasons.values())):
        ended = conn.execute(
            update(delivery)
            .where(delivery.c.id.in_([row for row, why in reasons.items() if why == reason]))
            .values(state=state.value, settled_at=now, last_error=reason)
            .returning(delivery.c.id, delivery.c.posting)
        ).all()
        what = What(state.value)
        note(
            conn,
            (
                entry(now, what, posting=row.posting, delivery=row.id, reason=reason)
                for row in sorted(ended)
            ),
        )
    end_followers(conn, now, reasons.keys())


def end_followers(conn: Connection, now: datetime, gone: Collection[int]) -> None:
    """Let what waits for messages that are not there, and will not be, expire."""
    if gone:
        reason = "the message that it belongs to is not there"
        expire_unsent(conn, now, delivery.c.target.in_(gone), reason=reason)


@lru_cache(maxsize=64)
def _expires(name: str) -> ColumnElement[bool]:
    """Return the condition that a delivery ends when it is too late."""
    page = delivery.alias("page")
    has_left = exists().where(
        page.c.posting == delivery.c.posting,
        page.c.operation == Operation.SEND.value,
        page.c.state.in_(_LEFT),
    )
    return and_(
        delivery.c.account == name,
        among(delivery.c.state, [DeliveryState.PENDING]),
        delivery.c.operation == Operation.SEND.value,
        delivery.c.expires_at.is_not(None),
        ~has_left,
    )
