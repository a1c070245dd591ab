"""Taking up deliveries: the first of each destination that can go now."""

from collections import namedtuple
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
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
from briefbot.storage.lists import any_of
from briefbot.storage.moments import Moment
from briefbot.storage.postings import KEY_COLUMNS, AnyRow, key_of
from briefbot.storage.queue import WAITING, end, expire, firsts, may_leave
from briefbot.storage.tables import account, delivery, destination, posting
from briefbot.storage.values import StoredValueError, load

#: Statements that every claim makes are built once, for that takes longer than asking.
_ACCOUNT = select(account.c.paused_reason, account.c.blocked_until).where(
    account.c.name == bindparam("at")
)
_TAKE = (
    update(delivery)
    .where(any_of(delivery.c.id, "ids"))
    .values(
        state=DeliveryState.CLAIMED.value,
        fence=bindparam("new_fence"),
        claims=delivery.c.claims + 1,
    )
)
#: It stays as it is; for as long as the courier may have it in hand, nobody else looks at it.
_TAKE_UNCLEAR = (
    update(delivery)
    .where(any_of(delivery.c.id, "ids"))
    .values(fence=bindparam("new_fence"), next_try_at=bindparam("until", type_=Moment))
)
_SERVE = (
    update(destination)
    .where(any_of(destination.c.name, "names"))
    .values(
        served=func.coalesce(
            select(func.max(destination.c.served) + 1)
            .where(destination.c.account == bindparam("at"))
            .scalar_subquery(),
            1,
        )
    )
)

#: What a task is made of, and nothing more: these are read for everything that is sent.
_COLUMNS = (
    delivery.c.id,
    delivery.c.posting,
    delivery.c.destination,
    delivery.c.operation,
    delivery.c.page,
    delivery.c.target,
    delivery.c.apart,
    delivery.c.channel,
    delivery.c.state,
    delivery.c.due,
    delivery.c.expires_at,
    delivery.c.claims,
    delivery.c.attempts,
    delivery.c.first_try,
    delivery.c.last_try,
    delivery.c.unknown_since,
    delivery.c.nonce,
    delivery.c.payload,
)

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
    tasks: dict[int, Task] = {}
    dead: dict[int, str] = {}
    suspected = False
    for row in rows:
        if row.state == DeliveryState.PENDING and row.claims >= timing.claims:
            dead[row.id] = f"taken up {row.claims} times without ever being sent"
            continue
        # One by one: of those that a process had in hand when it ended, one may have ended it.
        if _is_suspect(row) and suspected:
            continue
        suspected = suspected or _is_suspect(row)
        try:
            tasks[row.id] = _task(row, session)
        except StoredValueError as error:
            dead[row.id] = f"what it says cannot be read: {error}"
    end(conn, now, dead, state=DeliveryState.DEAD)
    _take(conn, now, lease, [row for row in rows if row.id in tasks], timing)
    return list(tasks.values())


def clear_suspects(conn: Connection, lease: Lease, tasks: Collection[int]) -> None:
    """Forget the claims of tasks before this one; see `ports.DeliveryStore`."""
    conn.execute(
        update(delivery)
        .where(
            delivery.c.id.in_(tasks),
            delivery.c.account == lease.account,
            delivery.c.fence == lease.fence,
            delivery.c.state == DeliveryState.CLAIMED.value,
        )
        .values(claims=1)
    )


def _is_suspect(row: AnyRow) -> bool:
    """Tell whether it was taken up before, and nothing is known to have come of it."""
    return bool(row.state == DeliveryState.PENDING and row.claims)


def _account_is_free(conn: Connection, now: datetime, name: str) -> bool:
    row = conn.execute(_ACCOUNT, {"at": name}).first()
    if row is None or row.paused_reason:
        return False
    return row.blocked_until is None or bool(row.blocked_until <= now)


def _next(
    conn: Connection, now: datetime, name: str, *, limit: int, busy: Collection[str]
) -> list[int]:
    """Return the rows to take up, in order."""
    # Few of the busy ones are found: what is in hand there is first, and does not wait.
    found = conn.execute(_queue(name), {"at": now, "most": limit + len(busy)}).all()
    return [row.id for row in found if row.name not in busy][:limit]


@lru_cache(maxsize=64)
def _queue(name: str) -> Select[int, str]:
    """Return the query of `_next`: made once, too."""
    blocked, at = destination.c.blocked_until, bindparam("at", type_=Moment)
    return (
        select(delivery.c.id, destination.c.name)
        .select_from(firsts(name))
        .where(
            may_leave(),
            or_(blocked.is_(None), blocked <= at),
            delivery.c.next_try_at <= at,
        )
        .order_by(delivery.c.rank, destination.c.served, delivery.c.due, destination.c.name)
        .limit(bindparam("most", type_=Integer))
    )


def _locked(conn: Connection, ids: Sequence[int]) -> list[AnyRow]:
    """Return what makes tasks of rows, in the order given, but not what another is changing."""
    if not ids:
        return []
    found = conn.execute(_whole(), {"ids": list(ids)}).all()
    rows = {row.id: row for row in map(_plain()._make, found)}
    return [rows[row] for row in ids if row in rows]


@cache
def _plain() -> type[Any]:
    """Return a class for the rows of `_whole`: SQLAlchemy's find a name ten times as slowly."""
    return namedtuple("_Plain", _whole().selected_columns.keys())  # noqa: PYI024 - the query names them


@cache
def _whole() -> Select[Any]:
    """Return the query of `_locked`: made once, too."""
    return (
        select(
            *_COLUMNS,
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
        .where(any_of(delivery.c.id, "ids"), delivery.c.state.in_(WAITING))
        .with_for_update(skip_locked=True, of=delivery)
    )


def _task(row: AnyRow, session: datetime) -> Task:
    unclear = row.state == DeliveryState.UNKNOWN
    operation = Operation(row.operation)
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
        target=None if operation is Operation.SEND else _at_target(row),
        thread=_thread(row) if operation is Operation.SEND else None,
        moved=(row.target_at or row.channel or row.channel_now) != row.channel_now,
        refusals=row.refusals,
    )


#: What goes to many destinations at once is read once: a document takes longer than its row.
@lru_cache(maxsize=32)
def _document(text: str) -> Document:
    return load(Document, text)


def _is_late(row: AnyRow, session: datetime) -> bool:
    """Tell whether the database may have been put back since a message was sent."""
    if row.last_try is None and PostingKind(row.kind) in _DUE_WHEN_NOTICED:
        return True
    last: datetime = row.last_try or _due(row)
    return last < session


def _due(row: AnyRow) -> datetime:
    """Return when a message was due: a page that a correction added, with its posting.

    Put back, the database forgets the page, and the correction is made anew.
    """
    due: datetime = row.due if row.page == 1 else min(row.due, row.posting_due)
    return due


def _thread(row: AnyRow) -> Receipt | None:
    """Return the message under which one is sent: the followed one, else its own first page's."""
    apart = _goes_apart(row) if row.target is None else row.target_apart
    followed = None if apart else _at_followed(row)
    return followed or _at_target(row)


def _goes_apart(row: AnyRow) -> bool:
    """Tell whether a first page goes in the channel; once it was tried, that stays as it was."""
    if row.apart or row.first_try is not None:
        return bool(row.apart)
    return not row.followed_stands or row.followed_at not in {"", row.channel or row.channel_now}


def _at_target(row: AnyRow) -> Receipt | None:
    """Return where the message stands that a row is about, or in whose thread it goes."""
    if row.target_message is None:
        return None
    thread = row.target_thread or ""
    return Receipt(channel=row.target_channel, message=row.target_message, thread=thread)


def _at_followed(row: AnyRow) -> Receipt | None:
    """Return where the message stands that the posting of a row follows."""
    if row.followed_message is None:
        return None
    thread = row.followed_thread or ""
    return Receipt(channel=row.followed_channel, message=row.followed_message, thread=thread)


def _take(
    conn: Connection, now: datetime, lease: Lease, rows: Iterable[AnyRow], timing: Timing
) -> None:
    """Note that rows are taken up, and that their destinations were served."""
    rows = list(rows)
    if not rows:
        return
    sure = [row.id for row in rows if row.state == DeliveryState.PENDING]
    unclear = [row.id for row in rows if row.state == DeliveryState.UNKNOWN]
    if sure:
        conn.execute(_TAKE, {"ids": sure, "new_fence": lease.fence})
    apart = [row.id for row in rows if row.follows is not None and _goes_apart(row)]
    if apart:
        conn.execute(update(delivery).where(delivery.c.id.in_(apart)).values(apart=True))
    if unclear:
        until = now + timing.lease
        conn.execute(_TAKE_UNCLEAR, {"ids": unclear, "new_fence": lease.fence, "until": until})
    places = {row.destination for row in rows}
    conn.execute(_SERVE, {"names": list(places), "at": lease.account})
