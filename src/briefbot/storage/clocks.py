"""What is noted of the clock: the latest time it has shown, and that an operator vouched for it."""

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection, Insert, Table, select, update

from briefbot.core.clock_guard import TOLERANCE
from briefbot.core.delivery.backoff import LONGEST_WISH
from briefbot.core.delivery.records import AuditEntry
from briefbot.core.delivery.state import OPEN_STATES
from briefbot.storage.people import add_audit
from briefbot.storage.tables import account, among, clock, delivery, destination, schedule
from briefbot.storage.upsert import insert_into, insert_of

_CLOCK = 1
_NONE = timedelta(0)
_HIGH_WATER = select(clock.c.high_water)


def note_time(conn: Connection, now: datetime) -> datetime:
    """Note a time that the clock shows; return the latest one ever noted."""
    conn.execute(_raised(conn.dialect.name), {"id": _CLOCK, "high_water": now})
    latest: datetime = conn.execute(_HIGH_WATER).scalar_one()
    return latest


@cache
def _raised(dialect: str) -> Insert:
    """Return the statement of `note_time`: made once, for every heartbeat notes a time."""
    highest = insert_of(dialect, clock)
    return highest.on_conflict_do_update(
        index_elements=[clock.c.id],
        set_={"high_water": highest.excluded.high_water},
        where=clock.c.high_water < highest.excluded.high_water,
    )


def high_water(conn: Connection) -> datetime | None:
    """Return the latest time ever noted, None for a new database."""
    latest: datetime | None = conn.scalar(_HIGH_WATER)
    return latest


def clock_accepted(conn: Connection) -> int:
    """Return how often an operator has said that the clock is right."""
    return conn.scalar(select(clock.c.accepted)) or 0


def accept_clock(conn: Connection, now: datetime, *, actor: str) -> None:
    """Note that an operator says the clock is right, and undo what a clock far ahead has left.

    Schedules that were decided up to a later time go back to now. No edition comes twice by that:
    a posting's key holds the time it was meant for. Nothing waits longer than it may.
    """
    noted = high_water(conn) or now
    vouched = insert_into(conn, clock).values(id=_CLOCK, high_water=now, accepted=1)
    conn.execute(
        vouched.on_conflict_do_update(
            index_elements=[clock.c.id],
            set_={"high_water": now, "accepted": clock.c.accepted + 1},
        )
    )
    _rewind_schedules(conn, now)
    _wait_from(conn, now)
    for table in (account, destination):
        _block_less(conn, table, now, by=max(noted - now, _NONE))
    too_long = delivery.c.next_try_at > now + LONGEST_WISH
    conn.execute(
        update(delivery)
        .where(too_long, among(delivery.c.state, OPEN_STATES))
        .values(next_try_at=now + LONGEST_WISH)
    )
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


def _wait_from(conn: Connection, now: datetime) -> None:
    """Let what was tried by a clock ahead wait from now on as long as it was to wait from then."""
    tried = delivery.c.last_try
    ahead = select(delivery).where(among(delivery.c.state, OPEN_STATES), tried > now + TOLERANCE)
    for row in conn.execute(ahead).all():
        values = {"last_try": now, "next_try_at": now + max(row.next_try_at - row.last_try, _NONE)}
        if row.unknown_since is not None:
            values["unknown_since"] = min(row.unknown_since, now)
        conn.execute(update(delivery).where(delivery.c.id == row.id).values(values))


def _block_less(conn: Connection, table: Table, now: datetime, *, by: timedelta) -> None:
    """Let blocks end as much sooner as the clock that set them was ahead, and not too late."""
    blocked = table.c.blocked_until
    for row in conn.execute(select(table.c.name, blocked).where(blocked > now)).all():
        until = min(row.blocked_until - by, now + LONGEST_WISH)
        conn.execute(update(table).where(table.c.name == row.name).values(blocked_until=until))
