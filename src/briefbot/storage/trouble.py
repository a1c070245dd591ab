"""What is wrong now, until it is not."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from briefbot.core.delivery.records import Fault
from briefbot.storage.journal import storable
from briefbot.storage.tables import fault
from briefbot.storage.upsert import insert_into


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


def clear_fault(conn: Connection, kind: str, subject: str) -> None:
    """Remove a fault, if it is there."""
    conn.execute(delete(fault).where(fault.c.kind == kind, fault.c.subject == subject))


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
