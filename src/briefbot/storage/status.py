"""The whole state in one answer."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from briefbot.core.delivery.records import (
    AccountLine,
    DestinationLine,
    ScheduleLine,
    Status,
    Story,
)
from briefbot.core.delivery.state import OPEN_STATES, DeliveryState, Operation
from briefbot.core.delivery.work import sender_lease
from briefbot.core.planning.personal import DIRECT, person_at
from briefbot.storage.postings import WAITING, AnyRow
from briefbot.storage.stories import told
from briefbot.storage.tables import (
    account,
    among,
    brief,
    delivery,
    destination,
    lease,
    posting,
    process,
    schedule,
)
from briefbot.storage.trouble import faults

#: Postings held or refused that are told in full; the lines of accounts count them all.
_MOST_PARKED = 20


def status(conn: Connection, now: datetime) -> Status:
    """Return the whole state, as it is in one transaction."""
    running = conn.execute(
        select(process).order_by(process.c.seen_at.desc(), process.c.started_at.desc()).limit(1)
    ).one_or_none()
    counts = _counts(conn)
    return Status(
        now=now,
        running_since=None if running is None else running.started_at,
        seen_at=None if running is None else running.seen_at,
        ended_at=None if running is None else running.ended_at,
        briefs=conn.scalar(select(func.count()).where(brief.c.gone_at.is_(None))) or 0,
        accounts=_accounts(conn, counts, now),
        destinations=_destinations(conn, counts),
        schedules=_schedules(conn),
        faults=tuple(faults(conn)),
        held=_parked(conn, DeliveryState.HELD),
        dead=_parked(conn, DeliveryState.DEAD),
        waiting=conn.scalar(select(func.count()).select_from(posting).where(WAITING)) or 0,
    )


def _parked(conn: Connection, state: DeliveryState) -> tuple[Story, ...]:
    """Return the latest postings with a delivery that an operator has to look after.

    Of a direct message that was refused its person is told (`undelivered`).
    """
    which = select(delivery.c.posting).where(
        # Both, as in the index of those that are looked after.
        among(delivery.c.state, [DeliveryState.DEAD, DeliveryState.HELD]),
        delivery.c.state == state.value,
        *([~delivery.c.destination.startswith(DIRECT)] if state is DeliveryState.DEAD else []),
    )
    return tuple(told(conn, posting.c.id.in_(which), limit=_MOST_PARKED))


def _counts(conn: Connection) -> Sequence[AnyRow]:
    columns = (
        delivery.c.account,
        delivery.c.destination,
        delivery.c.state,
        delivery.c.operation,
    )
    many, last = func.count().label("many"), func.max(delivery.c.settled_at).label("last")
    return conn.execute(select(*columns, many, last).group_by(*columns)).all()


def _accounts(conn: Connection, counts: Iterable[AnyRow], now: datetime) -> tuple[AccountLine, ...]:
    by_state: dict[str, dict[DeliveryState, int]] = defaultdict(lambda: defaultdict(int))
    for row in counts:
        state = DeliveryState(row.state)
        if not (state is DeliveryState.DEAD and person_at(row.destination)):
            by_state[row.account][state] += row.many
    leases = select(lease.c.name, lease.c.owner).where(lease.c.until > now)
    owners = {row.name: row.owner for row in conn.execute(leases)}
    return tuple(
        AccountLine(
            name=row.name,
            platform=row.platform,
            owner=owners.get(sender_lease(row.name), ""),
            paused_reason=row.paused_reason,
            blocked_until=row.blocked_until,
            deliveries=dict(by_state[row.name]),
        )
        for row in conn.execute(select(account).order_by(account.c.name))
    )


def _destinations(conn: Connection, counts: Iterable[AnyRow]) -> tuple[DestinationLine, ...]:
    its: dict[str, list[AnyRow]] = defaultdict(list)
    for row in counts:
        its[row.destination].append(row)
    standing = select(destination).where(
        destination.c.removed_at.is_(None), ~destination.c.name.startswith(DIRECT)
    )
    return tuple(
        DestinationLine(
            name=row.name,
            account=row.account,
            channel=row.channel,
            paused_reason=row.paused_reason,
            blocked_until=row.blocked_until,
            open=_number(its[row.name], OPEN_STATES),
            held=_number(its[row.name], {DeliveryState.HELD}),
            last_sent_at=_last_sent_at(its[row.name]),
        )
        for row in conn.execute(standing.order_by(destination.c.name))
    )


def _number(counts: Iterable[AnyRow], states: Iterable[DeliveryState]) -> int:
    names = {state.value for state in states}
    return sum(row.many for row in counts if row.state in names)


def _last_sent_at(counts: Iterable[AnyRow]) -> datetime | None:
    sent = (DeliveryState.SENT.value, Operation.SEND.value)
    times = (row.last for row in counts if (row.state, row.operation) == sent and row.last)
    return max(times, default=None)


def _schedules(conn: Connection) -> tuple[ScheduleLine, ...]:
    standing = select(schedule).where(schedule.c.removed_at.is_(None)).order_by(schedule.c.id)
    return tuple(
        ScheduleLine(id=row.id, next_at=row.next_at, paused=row.paused)
        for row in conn.execute(standing)
    )
