"""The ledger of what is due: schedules, their ticks, and postings until they are composed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Integer, and_, bindparam, func, or_, select, update

from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.posting import Advance, NewPosting, Posting, SaidRow, ScheduleRow
from briefbot.core.delivery.state import DeliveryState, Operation, PostingState
from briefbot.core.when import When
from briefbot.storage.moments import Moment
from briefbot.storage.postings import (
    KEY_COLUMNS,
    WAITING,
    AnyRow,
    add,
    key_of,
    posting_of,
    skip_waiting,
)
from briefbot.storage.tables import delivery, posting, schedule
from briefbot.storage.upsert import insert_into
from briefbot.storage.values import load

#: The end of a first page that never got there.
_NEVER_THERE = (DeliveryState.DEAD.value, DeliveryState.EXPIRED.value)
_RELEASED = WAITING & (posting.c.release_at <= bindparam("at", type_=Moment))

#: Statements that every pass of the planner makes are built once: that takes longer than asking.
_SCHEDULES = select(schedule).where(schedule.c.removed_at.is_(None)).order_by(schedule.c.id)
_OLDEST_WAITING = (
    select(posting)
    .where(_RELEASED)
    .order_by(posting.c.release_at, posting.c.due, posting.c.id)
    .limit(bindparam("most", type_=Integer))
)
_NEWEST_WAITING = select(func.max(posting.c.id)).where(_RELEASED)
_NEXT_RELEASE = select(func.min(posting.c.release_at)).where(WAITING)
#: What went out within another posting is as far as that one.
_FIRST_PAGE = and_(
    delivery.c.posting == func.coalesce(posting.c.merged_into, posting.c.id),
    delivery.c.page == 1,
    delivery.c.operation == Operation.SEND.value,
)
_SAID = (
    select(
        *KEY_COLUMNS,
        posting.c.when,
        posting.c.state,
        func.coalesce(delivery.c.settled_at, posting.c.release_at).label("at"),
    )
    .select_from(posting.outerjoin(delivery, _FIRST_PAGE))
    .where(
        posting.c.destination == bindparam("there"),
        posting.c.kind.in_([PostingKind.REMINDER.value, PostingKind.NOTICE.value]),
        posting.c.state != PostingState.SKIPPED.value,
        posting.c.when.is_not(None),
        or_(delivery.c.state.is_(None), delivery.c.state.not_in(_NEVER_THERE)),
    )
    .order_by(posting.c.id)
)


#: Every pass of the planner reads the same ones again.
@lru_cache(maxsize=1_024)
def _when(text: str) -> When:
    return load(When, text)


def schedules(conn: Connection) -> list[ScheduleRow]:
    """Return every schedule that is not removed."""
    return [_schedule_of(row) for row in conn.execute(_SCHEDULES)]


def _schedule_of(row: AnyRow) -> ScheduleRow:
    return ScheduleRow(
        id=row.id,
        name=row.name,
        destination=row.destination,
        fingerprint=row.fingerprint,
        cursor=row.cursor,
        next_at=row.next_at,
        covered_until=row.covered_until,
        paused=row.paused,
        removed=row.removed_at is not None,
    )


def put_schedules(
    conn: Connection, now: datetime, rows: Sequence[ScheduleRow], *, removed: Collection[str]
) -> None:
    """Add or replace schedules, and mark others as removed.

    A row with an older cursor than the stored one was computed from what has changed since: the
    stored cursor, next tick and fingerprint stay. The end of the last window never moves back.

    Raises ValueError for a next tick that is not after the cursor.
    """
    ids = [row.id for row in rows]
    existing = {
        row.id: _schedule_of(row)
        for row in conn.execute(
            select(schedule).where(schedule.c.id.in_(ids)).order_by(schedule.c.id).with_for_update()
        )
    }
    values = [_merged_schedule(row, existing.get(row.id)) for row in rows]
    if values:
        statement = insert_into(conn, schedule)
        conn.execute(
            statement.on_conflict_do_update(
                index_elements=[schedule.c.id],
                set_={name: statement.excluded[name] for name in values[0] if name != "id"},
            ),
            values,
        )
    if removed:
        gone = schedule.c.id.in_(removed)
        conn.execute(
            update(schedule).where(gone, schedule.c.removed_at.is_(None)).values(removed_at=now)
        )
        reason = "its schedule was removed from the configuration"
        skip_waiting(conn, now, posting.c.schedule.in_(removed), reason=reason)


def _merged_schedule(row: ScheduleRow, existing: ScheduleRow | None) -> dict[str, Any]:
    _check_next(row.cursor, row.next_at)
    told = row
    covered = [row.covered_until]
    if existing is not None:
        told = row if row.cursor >= existing.cursor else existing
        covered.append(existing.covered_until)
    return {
        "id": row.id,
        "name": row.name,
        "destination": row.destination,
        "fingerprint": told.fingerprint,
        "cursor": told.cursor,
        "next_at": told.next_at,
        "covered_until": max((each for each in covered if each is not None), default=None),
        "paused": row.paused,
        "removed_at": None,
    }


def _check_next(cursor: datetime, next_at: datetime | None) -> None:
    if next_at is not None and next_at <= cursor:
        raise ValueError(f"the next tick, {next_at}, is not after the cursor, {cursor}")


def advance(conn: Connection, now: datetime, advances: Sequence[Advance]) -> frozenset[str]:
    """Make postings of ticks and move the cursors, together; return the schedules moved.

    A schedule that another process is just advancing is left to it.

    Raises ValueError for a cursor that would go back, or a next tick that is not after it.
    """
    for each in advances:
        _check_next(each.cursor, each.next_at)
        if each.cursor < each.expected:
            raise ValueError(f"the cursor of {each.schedule} would go back to {each.cursor}")
    standing = schedule.c.removed_at.is_(None)
    rows = conn.execute(
        select(schedule.c.id, schedule.c.cursor)
        .where(schedule.c.id.in_([each.schedule for each in advances]), standing)
        .order_by(schedule.c.id)
        .with_for_update(skip_locked=True)
    )
    cursors = {row.id: row.cursor for row in rows}
    moving = {
        each.schedule: each for each in advances if cursors.get(each.schedule) == each.expected
    }
    if moving:
        conn.execute(
            update(schedule)
            .where(schedule.c.id == bindparam("row"))
            .values(cursor=bindparam("to"), next_at=bindparam("next")),
            [
                {"row": each.schedule, "to": each.cursor, "next": each.next_at}
                for each in moving.values()
            ],
        )
    add(
        conn,
        now,
        [made for each in moving.values() for made in each.postings],
        [(each.schedule, tick) for each in moving.values() for tick in each.skipped],
    )
    return frozenset(moving)


def announce(conn: Connection, now: datetime, postings: Sequence[NewPosting]) -> list[int]:
    """Make postings that no schedule brings; return the rows of those that were new."""
    return add(conn, now, postings)


def waiting(conn: Connection, now: datetime, *, limit: int) -> list[Posting]:
    """Return postings to compose now: WAITING, released, oldest first."""
    rows = conn.execute(_OLDEST_WAITING, {"at": now, "most": limit})
    return [posting_of(row) for row in rows]


def newest_waiting(conn: Connection, now: datetime) -> int:
    """Return the row of the newest posting that waits and may go out; 0 for none."""
    return conn.scalar(_NEWEST_WAITING, {"at": now}) or 0


def next_release_at(conn: Connection) -> datetime | None:
    """Return when the next waiting posting may go out."""
    first: datetime | None = conn.scalar(_NEXT_RELEASE)
    return first


def said(conn: Connection, destination: str) -> list[SaidRow]:
    """Return the reminders and notices of a destination, but not those that never got there."""
    return [
        SaidRow(
            key=key_of(row),
            when=_when(row.when),
            at=row.at,
            state=PostingState(row.state),
        )
        for row in conn.execute(_SAID, {"there": destination})
    ]
