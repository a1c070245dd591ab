"""From a waiting posting to a document with its first delivery, or to a reason against it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from briefbot.core.actions import buttons_of
from briefbot.core.delivery.posting import Composed, NewPosting
from briefbot.core.delivery.state import Operation, PostingState
from briefbot.storage.buttons import remember
from briefbot.storage.journal import What, entry, note
from briefbot.storage.postings import WAITING, AnyRow, add, first_page, skip_waiting
from briefbot.storage.tables import delivery, destination, posting, schedule, shown
from briefbot.storage.values import dump


def compose(conn: Connection, now: datetime, composed: Sequence[Composed]) -> frozenset[int]:
    """Write documents and make their first deliveries; return the postings it was done for.

    Only where the posting and all that it takes in are WAITING still, or the same would be said
    twice. Where the destination is none any more, they are skipped instead.
    """
    rows = _locked(conn, composed)
    accounts = _accounts(conn, {row.destination for row in rows.values()})
    free = set(rows)
    written: list[Composed] = []
    for each in composed:
        taken = {each.posting, *each.merged}
        if not taken <= free:
            continue
        free -= taken
        name = rows[each.posting].destination
        if name in accounts:
            written.append(each)
        else:
            reason = f"the destination {name} was removed from the configuration"
            skip_waiting(conn, now, posting.c.id.in_(taken), reason=reason)
    if written:
        _write(conn, now, written, {each.posting: rows[each.posting] for each in written}, accounts)
        _cover(conn, written, rows)
    return frozenset(each.posting for each in written)


def share(conn: Connection, now: datetime, made: NewPosting, composed: Composed) -> bool:
    """Make a posting with its document in one; False where there is no such destination.

    Nobody finds it waiting in between, and one that is there already stays as it is.
    """
    if not _accounts(conn, {made.key.destination}):
        return False
    for row in add(conn, now, [made]):
        compose(conn, now, [replace(composed, posting=row)])
    return True


def skip(conn: Connection, now: datetime, reasons: Mapping[int, str]) -> None:
    """Skip waiting postings, each with its reason."""
    for reason in sorted(set(reasons.values())):
        rows = [row for row, its in reasons.items() if its == reason]
        skip_waiting(conn, now, posting.c.id.in_(rows), reason=reason)


def _locked(conn: Connection, composed: Sequence[Composed]) -> dict[int, AnyRow]:
    wanted = {row for each in composed for row in (each.posting, *each.merged)}
    rows = conn.execute(
        select(posting)
        .where(WAITING, posting.c.id.in_(wanted))
        .order_by(posting.c.id)
        .with_for_update(key_share=True)
    )
    return {row.id: row for row in rows}


def _accounts(conn: Connection, names: set[str]) -> dict[str, str]:
    there = destination.c.name.in_(names) & destination.c.removed_at.is_(None)
    rows = conn.execute(select(destination.c.name, destination.c.account).where(there))
    return {row.name: row.account for row in rows}


def _write(
    conn: Connection,
    now: datetime,
    composed: Sequence[Composed],
    rows: Mapping[int, AnyRow],
    accounts: Mapping[str, str],
) -> None:
    conn.execute(
        update(posting)
        .where(posting.c.id == bindparam("row"))
        .values(state=PostingState.COMPOSED.value, composed_at=now, document=bindparam("said")),
        [{"row": each.posting, "said": dump(each.document)} for each in composed],
    )
    conn.execute(insert(delivery), [_delivery(row, accounts, now) for row in rows.values()])
    _show(conn, composed)
    _merge(conn, composed)
    remember(conn, now, [each for one in composed for each in buttons_of(one.document)])
    note(conn, (event for each in composed for event in _events(each, rows, now)))


def _delivery(row: AnyRow, accounts: Mapping[str, str], now: datetime) -> dict[str, Any]:
    account = accounts[row.destination]
    page = first_page(row, Operation.SEND, account=account, due=row.due, now=now)
    return page | {"expires_at": row.expires_at}


def _show(conn: Connection, composed: Sequence[Composed]) -> None:
    rows = [
        {"posting": each.posting, "slug": slug, "revision": revision}
        for each in composed
        for slug, revision in {one.slug: one.revision for one in each.shown}.items()
    ]
    if rows:
        conn.execute(insert(shown), rows)


def _merge(conn: Connection, composed: Sequence[Composed]) -> None:
    members = [
        {"row": member, "whole": each.posting} for each in composed for member in each.merged
    ]
    if members:
        conn.execute(
            update(posting)
            .where(posting.c.id == bindparam("row"))
            .values(state=PostingState.MERGED.value, merged_into=bindparam("whole")),
            members,
        )


def _cover(conn: Connection, composed: Sequence[Composed], rows: Mapping[int, AnyRow]) -> None:
    ends = [
        {"row": rows[row].schedule, "until": each.covered_until}
        for each in composed
        if each.covered_until is not None
        for row in (each.posting, *each.merged)
        if rows[row].schedule
    ]
    if ends:
        so_far = schedule.c.covered_until
        conn.execute(
            update(schedule)
            .where(
                schedule.c.id == bindparam("row"),
                or_(so_far.is_(None), so_far < bindparam("until")),
            )
            .values(covered_until=bindparam("until")),
            ends,
        )


def _events(each: Composed, rows: Mapping[int, AnyRow], now: datetime) -> list[dict[str, Any]]:
    within = f"in {rows[each.posting].reference}"
    return [
        entry(now, What.COMPOSED, posting=each.posting, reason=" ".join(each.notes)),
        *(entry(now, What.MERGED, posting=member, reason=within) for member in each.merged),
    ]
