"""Taking up deliveries: the first of each destination that can go now."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Row,
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

from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.state import DeliveryState, Operation, Receipt
from briefbot.core.delivery.timing import Timing
from briefbot.core.delivery.work import Lease, Task
from briefbot.core.document import Document
from briefbot.storage.engines import session_began
from briefbot.storage.leases import holds, put_right
from briefbot.storage.moments import Moment
from briefbot.storage.postings import KEY_COLUMNS, key_of
from briefbot.storage.queue import WAITING, end, expire, firsts, may_leave
from briefbot.storage.tables import account, delivery, destination, posting
from briefbot.storage.values import StoredValueError, load

_target = delivery.alias("target")
#: Made anew after the database was put back, these are due anew: only a look tells.
_DUE_WHEN_NOTICED = frozenset({PostingKind.NOTICE, PostingKind.OPERATOR})
#: The first message of the posting that a follow-up is a reply to, and its removal.
_followed = delivery.alias("followed")
_removal = delivery.alias("removal")
_FOLLOWED = and_(
    _followed.c.posting == posting.c.follows,
    _followed.c.operation == Operation.SEND.value,
    _followed.c.page == 1,
)
_STANDS = and_(
    _followed.c.state == DeliveryState.SENT.value,
    _followed.c.receipt_message.is_not(None),
    _followed.c.retracted_at.is_(None),
    ~exists().where(
        _removal.c.target == _followed.c.id,
        _removal.c.operation == Operation.DELETE.value,
        _removal.c.state != DeliveryState.DEAD.value,
    ),
)


def claim(  # noqa: PLR0913 - what decides which deliveries are next
    conn: Connection,
    now: datetime,
    lease: Lease,
    *,
    limit: int,
    busy: Collection[str],
    session: datetime,
    timing: Timing,
    expires: bool = True,
) -> list[Task]:
    """Take up the next deliveries of an account; see `ports.DeliveryStore`."""
    if not holds(conn, lease):
        return []
    put_right(conn, now, lease, reason="the answer to its intent was lost", busy=busy)
    if expires:
        expire(conn, now, lease.account)
    if not _account_is_free(conn, now, lease.account):
        return []
    ids = _next(conn, now, lease.account, limit=limit, busy=busy)
    rows = _locked(conn, ids)
    session = max(session, session_began(conn))
    tasks, dead = [], {}
    for row in rows:
        if row.state == DeliveryState.PENDING and row.claims >= timing.claims:
            dead[row.id] = f"taken up {row.claims} times without ever being sent"
            continue
        try:
            tasks.append(_task(row, session))
        except StoredValueError as error:
            dead[row.id] = f"what it says cannot be read: {error}"
    end(conn, now, dead, state=DeliveryState.DEAD)
    _take(conn, now, lease, [row for row in rows if row.id not in dead], timing)
    return tasks


def _account_is_free(conn: Connection, now: datetime, name: str) -> bool:
    row = conn.execute(select(account).where(account.c.name == name)).first()
    if row is None or row.paused_reason:
        return False
    return row.blocked_until is None or bool(row.blocked_until <= now)


def _next(
    conn: Connection, now: datetime, name: str, *, limit: int, busy: Collection[str]
) -> list[int]:
    """Return the rows to take up, in order."""
    found = conn.execute(_queue(name), {"busy": list(busy), "at": now, "most": limit})
    return list(found.scalars())


@lru_cache(maxsize=64)
def _queue(name: str) -> Select[int]:
    """Return the query of `_next`: made once, for that takes longer than asking it."""
    blocked, at = destination.c.blocked_until, bindparam("at", type_=Moment)
    return (
        select(delivery.c.id)
        .select_from(firsts(name))
        .where(
            destination.c.name.not_in(bindparam("busy", expanding=True)),
            may_leave(),
            or_(blocked.is_(None), blocked <= at),
            delivery.c.next_try_at <= at,
        )
        .order_by(delivery.c.rank, destination.c.served, delivery.c.due, destination.c.name)
        .limit(bindparam("most", type_=Integer))
    )


def _locked(conn: Connection, ids: Sequence[int]) -> list[Row[Any]]:
    """Return what makes tasks of rows, in the order given, but not what another is changing."""
    if not ids:
        return []
    rows = {row.id: row for row in conn.execute(_whole(), {"ids": list(ids)})}
    return [rows[row] for row in ids if row in rows]


@cache
def _whole() -> Select[Any]:
    """Return the query of `_locked`: made once, too."""
    return (
        select(
            delivery,
            *KEY_COLUMNS[1:],  # the destination is the delivery's, too
            posting.c.follows,
            posting.c.due.label("posting_due"),
            case((delivery.c.payload.is_(None), posting.c.document)).label("document"),
            destination.c.channel.label("channel_now"),
            destination.c.refusals,
            _target.c.channel.label("target_at"),
            _target.c.receipt_channel.label("target_channel"),
            _target.c.receipt_message.label("target_message"),
            _target.c.receipt_thread.label("target_thread"),
            _target.c.apart.label("target_apart"),
            _followed.c.channel.label("followed_at"),
            _followed.c.receipt_channel.label("followed_channel"),
            _followed.c.receipt_message.label("followed_message"),
            _followed.c.receipt_thread.label("followed_thread"),
            _STANDS.label("followed_stands"),
        )
        .join(posting, posting.c.id == delivery.c.posting)
        .join(destination, destination.c.name == delivery.c.destination)
        .outerjoin(_target, _target.c.id == delivery.c.target)
        .outerjoin(_followed, _FOLLOWED)
        .where(delivery.c.id.in_(bindparam("ids", expanding=True)), delivery.c.state.in_(WAITING))
        .with_for_update(skip_locked=True, of=delivery)
    )


def _task(row: Row[Any], session: datetime) -> Task:
    unclear = row.state == DeliveryState.UNKNOWN
    operation = Operation(row.operation)
    about = _receipt(row, "target")
    return Task(
        id=row.id,
        posting=row.posting,
        key=key_of(row),
        page=row.page,
        operation=operation,
        was=DeliveryState.UNKNOWN if unclear else DeliveryState.PENDING,
        channel=row.channel or row.channel_now,
        due=row.due,
        expires_at=row.expires_at,
        attempts=row.attempts,
        first_try=row.first_try,
        last_try=row.last_try,
        unknown_since=row.unknown_since,
        late=_is_late(row, session),
        nonce=row.nonce,
        claims=row.claims + (not unclear),
        document=None if row.document is None else _document(row.document),
        payload=row.payload,
        target=None if operation is Operation.SEND else about,
        thread=_thread(row) if operation is Operation.SEND else None,
        moved=(row.target_at or row.channel or row.channel_now) != row.channel_now,
        refusals=row.refusals,
    )


#: What goes to many destinations at once is read once: a document takes longer than its row.
@lru_cache(maxsize=32)
def _document(text: str) -> Document:
    return load(Document, text)


def _is_late(row: Row[Any], session: datetime) -> bool:
    """Tell whether the database may have been put back since a message was sent."""
    if row.last_try is None and PostingKind(row.kind) in _DUE_WHEN_NOTICED:
        return True
    last: datetime = row.last_try or _due(row)
    return last < session


def _due(row: Row[Any]) -> datetime:
    """Return when a message was due: a page that a correction added, with its posting.

    Put back, the database forgets the page, and the correction is made anew.
    """
    due: datetime = row.due if row.page == 1 else min(row.due, row.posting_due)
    return due


def _thread(row: Row[Any]) -> Receipt | None:
    """Return the message under which one is sent: the followed one, else its own first page's."""
    apart = _goes_apart(row) if row.target is None else row.target_apart
    followed = None if apart else _receipt(row, "followed")
    return followed or _receipt(row, "target")


def _goes_apart(row: Row[Any]) -> bool:
    """Tell whether a first page goes in the channel; once it was tried, that stays as it was."""
    if row.apart or row.first_try is not None:
        return bool(row.apart)
    return not row.followed_stands or row.followed_at not in {"", row.channel or row.channel_now}


def _receipt(row: Row[Any], of: str) -> Receipt | None:
    channel, message, thread = (
        getattr(row, f"{of}_{part}") for part in ("channel", "message", "thread")
    )
    if message is None:
        return None
    return Receipt(channel=channel, message=message, thread=thread or "")


def _take(
    conn: Connection, now: datetime, lease: Lease, rows: Iterable[Row[Any]], timing: Timing
) -> None:
    """Note that rows are taken up, and that their destinations were served."""
    rows = list(rows)
    if not rows:
        return
    sure = [row.id for row in rows if row.state == DeliveryState.PENDING]
    unclear = [row.id for row in rows if row.state == DeliveryState.UNKNOWN]
    conn.execute(
        update(delivery)
        .where(delivery.c.id.in_(sure))
        .values(state=DeliveryState.CLAIMED.value, fence=lease.fence, claims=delivery.c.claims + 1)
    )
    apart = [row.id for row in rows if row.follows is not None and _goes_apart(row)]
    if apart:
        conn.execute(update(delivery).where(delivery.c.id.in_(apart)).values(apart=True))
    # It stays as it is; for as long as the courier may have it in hand, nobody else looks at it.
    conn.execute(
        update(delivery)
        .where(delivery.c.id.in_(unclear))
        .values(fence=lease.fence, next_try_at=now + timing.lease)
    )
    turns = select(func.max(destination.c.served) + 1).where(destination.c.account == lease.account)
    conn.execute(
        update(destination)
        .where(destination.c.name.in_({row.destination for row in rows}))
        .values(served=func.coalesce(turns.scalar_subquery(), 1))
    )
