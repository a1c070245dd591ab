"""What is noted of the clock: the latest time it has shown, and that an operator vouched for it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, select, update

from briefbot.core.delivery.backoff import LONGEST_WISH
from briefbot.core.delivery.records import AuditEntry
from briefbot.core.delivery.state import OPEN_STATES
from briefbot.storage.people import add_audit
from briefbot.storage.tables import account, among, clock, delivery, destination, schedule
from briefbot.storage.upsert import insert_into

_CLOCK = 1


def note_time(conn: Connection, now: datetime) -> datetime:
    """Note a time that the clock shows; return the latest one ever noted."""
    highest = insert_into(conn, clock).values(id=_CLOCK, high_water=now)
    conn.execute(
        highest.on_conflict_do_update(
            index_elements=[clock.c.id],
            set_={"high_water": highest.excluded.high_water},
            where=clock.c.high_water < highest.excluded.high_water,
        )
    )
    latest: datetime = conn.execute(select(clock.c.high_water)).scalar_one()
    return latest


def high_water(conn: Connection) -> datetime | None:
    """Return the latest time ever noted, None for a new database."""
    latest: datetime | None = conn.scalar(select(clock.c.high_water))
    return latest


def clock_accepted(conn: Connection) -> int:
    """Return how often an operator has said that the clock is right."""
    return conn.scalar(select(clock.c.accepted)) or 0


def accept_clock(conn: Connection, now: datetime, *, actor: str) -> None:
    """Note that an operator says the clock is right, and undo what a clock far ahead has left.

    Schedules that were decided up to a later time go back to now. No edition comes twice by that:
    a posting's key holds the time it was meant for. Nothing waits longer than it may.
    """
    vouched = insert_into(conn, clock).values(id=_CLOCK, high_water=now, accepted=1)
    conn.execute(
        vouched.on_conflict_do_update(
            index_elements=[clock.c.id],
            set_={"high_water": now, "accepted": clock.c.accepted + 1},
        )
    )
    _rewind_schedules(conn, now)
    longest = now + LONGEST_WISH
    for table in (account, destination):
        _bring_back(conn, table, "blocked_until", longest)
    _bring_back(conn, delivery, "next_try_at", longest, among(delivery.c.state, OPEN_STATES))
    detail = f"the clock is right at {now:%Y-%m-%d %H:%M:%S} UTC"
    add_audit(conn, AuditEntry(at=now, actor=actor, verb="clock accept", detail=detail))


def _rewind_schedules(conn: Connection, now: datetime) -> None:
    """Let the planner work out the next tick of each schedule that is ahead: it comes up at once.

    A next tick is always after the cursor, hence the smallest step.
    """
    ahead = schedule.c.cursor > now
    soon = now + timedelta.resolution
    conn.execute(update(schedule).where(ahead, schedule.c.next_at > soon).values(next_at=soon))
    conn.execute(update(schedule).where(ahead).values(cursor=now))
    conn.execute(update(schedule).where(schedule.c.covered_until > now).values(covered_until=now))


def _bring_back(
    conn: Connection, table: Table, name: str, longest: datetime, *which: ColumnElement[bool]
) -> None:
    column: ColumnElement[Any] = table.c[name]
    conn.execute(update(table).where(and_(column > longest, *which)).values({name: longest}))
