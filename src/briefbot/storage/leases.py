"""Who may post with an account: leases, their fences, and what changes hands with them."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    func,
    literal,
    select,
    update,
)

from briefbot.core.delivery.state import DeliveryState
from briefbot.core.delivery.work import Lease
from briefbot.storage.journal import What, entry, note
from briefbot.storage.moments import Moment
from briefbot.storage.tables import among, delivery, lease
from briefbot.storage.upsert import insert_into

#: Statements that every claim or settlement makes are built once, which takes longer than asking.
_MINE = (
    lease.c.name == bindparam("held"),
    lease.c.owner == bindparam("holder"),
    lease.c.fence == bindparam("held_fence"),
)
_HELD = select(lease.c.fence).where(*_MINE).with_for_update(read=True)
_PROLONG = update(lease).where(*_MINE).values(until=bindparam("end", type_=Moment))
_LOCKED = select(lease).where(lease.c.name == bindparam("wanted")).with_for_update()
_IN_HAND = among(delivery.c.state, [DeliveryState.CLAIMED, DeliveryState.SENDING])
_TAKEN_AT = select(delivery.c.destination).where(delivery.c.account == bindparam("at"), _IN_HAND)

_NOBODY = ""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def take_lease(  # noqa: PLR0913 - what decides who has it
    conn: Connection,
    now: datetime,
    name: str,
    *,
    owner: str,
    span: timedelta,
    force: bool = False,
) -> Lease | None:
    """Take a lease that is free, run out, one's own, or any with `force`; see `ports.LeaseStore`.

    Taking it always raises the fence, one's own too: whatever was taken up before is put right.
    """
    row = _locked(conn, name)
    moment = present(conn, now)
    taken_over = row.owner not in {_NOBODY, owner}
    if taken_over and row.until > moment and not force:
        return None
    fence = row.fence + 1
    conn.execute(
        update(lease)
        .where(lease.c.name == name)
        .values(owner=owner, until=moment + span, fence=fence)
    )
    found = Lease(name=name, owner=owner, fence=fence, until=moment + span, taken_over=taken_over)
    put_right(conn, now, found, reason="the sender was interrupted")
    return found


def renew_lease(conn: Connection, now: datetime, held: Lease, *, span: timedelta) -> Lease | None:
    """Prolong a lease, also one that has run out while nobody took it; None when one did."""
    until = present(conn, now) + span
    done = conn.execute(_PROLONG, {**_of(held), "end": until})
    if not done.rowcount:
        return None
    return Lease(name=held.name, owner=held.owner, fence=held.fence, until=until)


def release_lease(conn: Connection, now: datetime, held: Lease) -> None:
    """Give a lease back, and put what is CLAIMED under it back to PENDING, its claim not counted.

    What is SENDING stays so until somebody takes the lease: its calls may still run.
    """
    ended = update(lease).where(*_MINE).values(owner=_NOBODY, until=present(conn, now))
    if not conn.execute(ended, _of(held)).rowcount:
        return
    _give_back(conn, held, claims=delivery.c.claims - 1)


def holds(conn: Connection, held: Lease) -> bool:
    """Tell whether a lease still has its fence, and keep it so to the end of the transaction."""
    return conn.execute(_HELD, _of(held)).first() is not None


def present(conn: Connection, now: datetime) -> datetime:
    """Return the time that leases go by.

    The clocks of hosts differ; those that share a PostgreSQL server go by its clock.
    """
    if conn.dialect.name == "sqlite" or conn.get_execution_options()["caller_clock"]:
        return now
    moment: datetime = conn.execute(select(func.clock_timestamp())).scalar_one()
    return moment


def _locked(conn: Connection, name: str) -> Row[Any]:
    """Return a lease's row, made if need be; nobody else can take it meanwhile."""
    wanted = {"wanted": name}
    row = conn.execute(_LOCKED, wanted).first()
    if row is not None:
        return row
    free = {"name": name, "owner": _NOBODY, "until": _LONG_AGO, "fence": 0}
    conn.execute(insert_into(conn, lease).on_conflict_do_nothing(), free)
    return conn.execute(_LOCKED, wanted).one()


def _of(held: Lease) -> dict[str, str | int]:
    return {"held": held.name, "holder": held.owner, "held_fence": held.fence}


def put_right(
    conn: Connection, now: datetime, held: Lease, *, reason: str, busy: Collection[str] = ()
) -> None:
    """Take up what nobody has in hand any more: CLAIMED has not left, SENDING may have.

    What goes to a `busy` destination is in hand.
    """
    places = set(conn.execute(_TAKEN_AT, {"at": held.account}).scalars().all()).difference(busy)
    if not places:
        return
    taken = and_(_taken(held.account), delivery.c.destination.in_(places))
    _give_back(conn, held, taken)
    unclear = conn.execute(
        update(delivery)
        .where(taken, delivery.c.state == DeliveryState.SENDING.value)
        .values(
            state=DeliveryState.UNKNOWN.value,
            unknown_since=func.coalesce(delivery.c.unknown_since, literal(now, Moment)),
            next_try_at=now,
            fence=held.fence,
        )
        .returning(delivery.c.id, delivery.c.posting)
    ).all()
    note(
        conn,
        (
            entry(now, What.UNCLEAR, posting=row.posting, delivery=row.id, reason=reason)
            for row in sorted(unclear)
        ),
    )


def _give_back(
    conn: Connection, held: Lease, *which: ColumnElement[bool], **values: object
) -> None:
    """Put what is CLAIMED back to PENDING."""
    claimed = delivery.c.state == DeliveryState.CLAIMED.value
    conn.execute(
        update(delivery)
        .where(_taken(held.account), claimed, *which)
        .values(state=DeliveryState.PENDING.value, fence=held.fence, **values)
    )


def _taken(account: str) -> ColumnElement[bool]:
    return and_(delivery.c.account == account, _IN_HAND)
