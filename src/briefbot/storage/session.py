"""The program's own rows: its runs, and the places it posts to."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
    update,
)

from briefbot.core.delivery.records import DestinationEntry, Session
from briefbot.core.delivery.state import DeliveryState, Operation
from briefbot.core.planning.personal import DIRECT, direct_entry
from briefbot.storage.clocks import note_time
from briefbot.storage.moments import Moment
from briefbot.storage.pauses import ACCOUNT, forget
from briefbot.storage.postings import expire_unsent, skip_waiting
from briefbot.storage.tables import (
    account,
    among,
    delivery,
    destination,
    posting,
    process,
)
from briefbot.storage.trouble import clear_faults
from briefbot.storage.upsert import insert_into

_SEEN = (
    update(process)
    .where(process.c.id == bindparam("session"))
    .values(seen_at=bindparam("at", type_=Moment))
)


def has_lived(run: FromClause = process) -> ColumnElement[bool]:
    """Return whether a process was seen after it began: once its schedules are as configured.

    One that was killed before that, or is just starting beside another, has decided nothing.
    """
    seen_again: ColumnElement[bool] = run.c.seen_at != run.c.started_at
    return seen_again


def open_session(  # noqa: PLR0913 - the columns of a row
    conn: Connection, now: datetime, session: str, *, host: str, pid: int, version: str
) -> Session:
    """Note that a process begins, and when; return it with when any was last seen alive.

    It may have other tokens, so accounts that were refused are tried again.
    """
    conn.execute(update(account).values(paused_reason="", paused_at=None))
    clear_faults(conn, ACCOUNT, keep=())
    lived = select(func.max(process.c.seen_at)).where(has_lived())
    before: datetime | None = conn.scalar(lived)
    conn.execute(
        insert(process).values(
            id=session, host=host, pid=pid, version=version, started_at=now, seen_at=now
        )
    )
    note_time(conn, now)
    return Session(id=session, started_at=now, before=before)


def heartbeat(conn: Connection, now: datetime, session: str) -> datetime:
    """Note that a process is alive, and plans; return the latest time ever noted."""
    conn.execute(_SEEN, {"session": session, "at": now})
    return note_time(conn, now)


def close_session(conn: Connection, now: datetime, session: str) -> None:
    """Note that a process ended in order."""
    ended = update(process).where(process.c.id == session)
    seen_at = case((has_lived(), literal(now, Moment)), else_=process.c.seen_at)
    conn.execute(ended.values(seen_at=seen_at, ended_at=now))


# --- where it posts ---


def put_destinations(conn: Connection, now: datetime, entries: Sequence[DestinationEntry]) -> None:
    """Add or change destinations and accounts; those not named are removed, never deleted.

    What waits for a destination that is removed will not go out. What may have been posted there
    already is cleared up as ever. A delivery that was not rendered yet follows its destination to
    another account. A place that refused is no longer one that does when it was changed.
    """
    rows = sorted(entries, key=lambda each: each.name)
    forget(conn, _changed(conn, rows))
    _put(conn, rows)
    _follow(conn)
    _remove_others(conn, now, [each.name for each in rows])


def _changed(conn: Connection, rows: Sequence[DestinationEntry]) -> list[str]:
    """Return the destinations that their platform refuses, and that are another place from now."""
    now = {each.name: (each.account, each.channel) for each in rows}
    refused = conn.execute(select(destination).where(destination.c.refusals > 0))
    return [row.name for row in refused if now.get(row.name) != (row.account, row.channel)]


def put_direct(conn: Connection, _now: datetime, person: str) -> None:
    """Have a destination for a person's direct messages."""
    _put(conn, [direct_entry(person)])


def _put(conn: Connection, rows: Sequence[DestinationEntry]) -> None:
    _put_accounts(conn, rows)
    statement = insert_into(conn, destination)
    columns = ("account", "channel", "removed_at")
    if rows:
        conn.execute(
            statement.on_conflict_do_update(
                index_elements=[destination.c.name],
                set_={name: statement.excluded[name] for name in columns},
            ),
            [
                {
                    "name": each.name,
                    "account": each.account,
                    "channel": each.channel,
                    "removed_at": None,
                }
                for each in rows
            ],
        )


def _put_accounts(conn: Connection, entries: Sequence[DestinationEntry]) -> None:
    platforms = {each.account: each.platform for each in entries}
    if platforms:
        statement = insert_into(conn, account)
        conn.execute(
            statement.on_conflict_do_update(
                index_elements=[account.c.name],
                set_={"platform": statement.excluded.platform},
            ),
            [{"name": name, "platform": platforms[name]} for name in sorted(platforms)],
        )


def _follow(conn: Connection) -> None:
    now_posts = (
        select(destination.c.account)
        .where(destination.c.name == delivery.c.destination)
        .scalar_subquery()
    )
    conn.execute(
        update(delivery)
        .where(
            among(delivery.c.state, [DeliveryState.PENDING]),
            delivery.c.operation == Operation.SEND.value,
            delivery.c.payload.is_(None),
            delivery.c.account != now_posts,
        )
        .values(account=now_posts)
    )


def _remove_others(conn: Connection, now: datetime, names: Collection[str]) -> None:
    removed = (
        update(destination)
        .where(
            destination.c.name.not_in(names),
            ~destination.c.name.startswith(DIRECT),
            destination.c.removed_at.is_(None),
        )
        .values(removed_at=now)
    )
    gone = conn.execute(removed.returning(destination.c.name)).scalars().all()
    if not gone:
        return
    reason = "its destination was removed from the configuration"
    forget(conn, gone)
    skip_waiting(conn, now, posting.c.destination.in_(gone), reason=reason)
    expire_unsent(conn, now, delivery.c.destination.in_(gone), reason=reason)
