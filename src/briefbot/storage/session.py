"""The program's own rows: its runs, the places it posts to, and what is wrong now."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from briefbot.core.delivery.records import DestinationEntry, Fault, Session
from briefbot.core.delivery.state import DeliveryState, Operation
from briefbot.core.planning.personal import DIRECT, direct_entry
from briefbot.storage.clocks import note_time
from briefbot.storage.journal import What, entry, note, storable
from briefbot.storage.postings import expire_unsent, skip_waiting
from briefbot.storage.tables import (
    account,
    among,
    delivery,
    destination,
    fault,
    posting,
    process,
)
from briefbot.storage.upsert import insert_into


def open_session(  # noqa: PLR0913 - the columns of a row
    conn: Connection, now: datetime, session: str, *, host: str, pid: int, version: str
) -> Session:
    """Note that a process begins, and return it with when any was last seen alive.

    It may have other tokens, so accounts that were refused are tried again.
    """
    conn.execute(update(account).values(paused_reason="", paused_at=None))
    before: datetime | None = conn.scalar(select(func.max(process.c.seen_at)))
    conn.execute(
        insert(process).values(
            id=session, host=host, pid=pid, version=version, started_at=now, seen_at=now
        )
    )
    return Session(id=session, started_at=now, before=before)


def heartbeat(conn: Connection, now: datetime, session: str) -> datetime:
    """Note that a process is alive; return the latest time ever noted."""
    conn.execute(update(process).where(process.c.id == session).values(seen_at=now))
    return note_time(conn, now)


def close_session(conn: Connection, now: datetime, session: str) -> None:
    """Note that a process ended in order."""
    ended = update(process).where(process.c.id == session)
    conn.execute(ended.values(seen_at=now, ended_at=now))


# --- where it posts ---


def put_destinations(conn: Connection, now: datetime, entries: Sequence[DestinationEntry]) -> None:
    """Add or change destinations and accounts; those not named are removed, never deleted.

    What waits for a destination that is removed will not go out. What may have been posted there
    already is cleared up as ever. A delivery that was not rendered yet follows its destination to
    another account.
    """
    rows = sorted(entries, key=lambda each: each.name)
    _put(conn, rows)
    _follow(conn)
    _remove_others(conn, now, [each.name for each in rows])


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
    skip_waiting(conn, now, posting.c.destination.in_(gone), reason=reason)
    expire_unsent(conn, now, delivery.c.destination.in_(gone), reason=reason)


def pause(
    conn: Connection, now: datetime, *, name: str, reason: str, until: datetime | None
) -> bool:
    """Pause a destination until a moment, or until it is resumed; False when there is none.

    One that is paused already keeps its reason.
    """
    standing = (destination.c.name == name) & destination.c.removed_at.is_(None)
    if conn.execute(select(destination.c.name).where(standing)).first() is None:
        return False
    if until is None:
        paused = update(destination).where(standing, destination.c.paused_reason == "")
        conn.execute(paused.values(paused_reason=storable(reason), paused_at=now))
    else:
        conn.execute(update(destination).where(standing).values(blocked_until=until))
    note(conn, [entry(now, What.PAUSED, reason=f"destination {name}: {reason}")])
    return True


def resume(conn: Connection, now: datetime, *, destination_name: str, account_name: str) -> bool:
    """End a pause; return whether there was one.

    Of a destination also one that has an end; how long an account waits is its platform's wish.
    """
    ended = False
    for table, name in ((destination, destination_name), (account, account_name)):
        stands = table.c.paused_reason != ""
        values: dict[str, object] = {"paused_reason": "", "paused_at": None}
        if table is destination:
            stands = or_(stands, table.c.blocked_until > now)
            values["blocked_until"] = None
        resumed = update(table).where(table.c.name == name, stands).values(values)
        if conn.execute(resumed.returning(table.c.name)).first() is not None:
            note(conn, [entry(now, What.RESUMED, reason=f"{table.name} {name}")])
            ended = True
    return ended


# --- what is wrong ---


def put_fault(conn: Connection, given: Fault) -> None:
    """Note what is wrong; one of that kind and subject that is there keeps its `since`."""
    statement = insert_into(conn, fault).values(
        kind=given.kind,
        subject=given.subject,
        message=storable(given.message),
        since=given.since,
        told_at=given.told_at,
    )
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=[fault.c.kind, fault.c.subject],
            set_={"message": statement.excluded.message},
        )
    )


def clear_faults(conn: Connection, kind: str, *, keep: Collection[str]) -> None:
    """Remove the faults of a kind, except those of the subjects to keep."""
    conn.execute(delete(fault).where(fault.c.kind == kind, fault.c.subject.not_in(keep)))


def faults(conn: Connection) -> list[Fault]:
    """Return what is wrong now, the oldest first."""
    rows = conn.execute(select(fault).order_by(fault.c.since, fault.c.kind, fault.c.subject))
    return [
        Fault(
            kind=row.kind,
            subject=row.subject,
            message=row.message,
            since=row.since,
            told_at=row.told_at,
        )
        for row in rows
    ]


def told(conn: Connection, now: datetime, kind: str, subject: str) -> None:
    """Note that the operator was told of a fault."""
    it = (fault.c.kind == kind) & (fault.c.subject == subject)
    conn.execute(update(fault).where(it).values(told_at=now))
