"""Schedules as rows: kept as configured, and advanced when they are due."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from briefbot.core.delivery.posting import Advance, ScheduleRow
from briefbot.core.planning.ticks import adapted, advance, begun, row_id
from briefbot.core.programme import Channel, DigestSchedule
from briefbot.ports import PlanStore
from briefbot.services.planning.world import World

#: One transaction takes this many rows, some more when a schedule has missed a lot.
ROWS_AT_ONCE = 100
#: After so many schedules (100 microseconds each), others get their turn.
_BREATH = 25


async def synchronize(
    store: PlanStore, world: World, *, since: datetime | None, now: datetime
) -> None:
    """Make the rows of schedules what is configured.

    New ones begin now, once their destination is connected. One whose rule or zone is another goes
    on by it from `since`; None keeps its cursor, and so does another zone database.
    """
    rows = {row.id: row for row in await store.schedules()}
    changed: list[ScheduleRow] = []
    configured: set[str] = set()
    for count, (row, digest) in enumerate(_configured(world, now)):
        configured.add(row.id)
        before = rows.get(row.id)
        if before is not None and digest is not None:
            after = adapted(before, digest, zone_data=world.zone_data, since=since)
            if after != before:
                changed.append(after)
        elif before is None and row.destination in world.connected:
            changed.append(_beginning(row, digest, world, now))
        if count % _BREATH == 0:
            await asyncio.sleep(0)
    removed = sorted(rows.keys() - configured)
    for start in range(0, len(changed), ROWS_AT_ONCE):
        await store.put_schedules(changed[start : start + ROWS_AT_ONCE], removed=(), now=now)
    if removed:
        await store.put_schedules((), removed=removed, now=now)


def _configured(world: World, now: datetime) -> Iterator[tuple[ScheduleRow, DigestSchedule | None]]:
    """Yield a row for each digest, and for each table of reminders and summaries, at each place.

    The rows of the latter have no ticks; their cursor is when the program first knew of them.
    """
    programme = world.programme
    tables = (
        ("digest", programme.digests),
        ("reminders", programme.reminders),
        ("summaries", programme.summaries),
    )
    for kind, named in tables:
        for name, each in named.items():
            for destination in each.destinations:
                row = ScheduleRow(
                    id=row_id(kind, name, destination),
                    name=name,
                    destination=destination,
                    fingerprint="",
                    cursor=now,
                    next_at=None,
                )
                yield row, each if isinstance(each, DigestSchedule) else None


def _beginning(
    row: ScheduleRow, digest: DigestSchedule | None, world: World, now: datetime
) -> ScheduleRow:
    if digest is None:
        return row
    zone_data = world.zone_data
    return begun(row.name, digest, destination=row.destination, zone_data=zone_data, now=now)


async def decide_ticks(store: PlanStore, world: World, *, now: datetime) -> dict[str, ScheduleRow]:
    """Turn every due tick into a posting or a reason, and return the rows as they are then.

    In transactions of about a hundred rows, with a breath in between: 10,000 that are due at once
    neither freeze the program nor block the database.
    """
    rows = {row.id: row for row in await store.schedules()}
    due = [row for row in rows.values() if _is_due(row, world, now)]
    batch: list[Advance] = []
    for count, row in enumerate(due):  # grows while a schedule has more to decide
        digest, channel = _parts(row, world)
        if digest is None or channel is None:
            continue
        step = advance(row, digest, channel, now=now)
        rows[row.id] = moved = replace(row, cursor=step.cursor, next_at=step.next_at)
        batch.append(step)
        if _is_due(moved, world, now):
            # Its next step needs this one to be written.
            await _write(store, batch, now=now)
            due.append(moved)
        elif sum(_size(each) for each in batch) >= ROWS_AT_ONCE:
            await _write(store, batch, now=now)
        elif count % _BREATH == 0:
            await asyncio.sleep(0)
    await _write(store, batch, now=now)
    return rows


async def _write(store: PlanStore, batch: list[Advance], *, now: datetime) -> None:
    # What another process has advanced meanwhile is left to it; the next pass reads its rows.
    if batch:
        await store.advance(tuple(batch), now=now)
        batch.clear()


def _size(step: Advance) -> int:
    return max(1, len(step.postings) + len(step.skipped))


def _is_due(row: ScheduleRow, world: World, now: datetime) -> bool:
    at = row.next_at
    return at is not None and at <= now and row.destination in world.connected


def _parts(row: ScheduleRow, world: World) -> tuple[DigestSchedule | None, Channel | None]:
    digest = world.programme.digests.get(row.name)
    return digest, world.programme.channels.get(row.destination)


def next_tick(rows: dict[str, ScheduleRow], world: World, *, now: datetime) -> datetime | None:
    """Return when the next tick of a connected destination is due."""
    return min(
        (
            row.next_at
            for row in rows.values()
            if row.next_at is not None and row.next_at > now and row.destination in world.connected
        ),
        default=None,
    )
