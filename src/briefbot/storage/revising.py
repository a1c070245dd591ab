"""New content for what is posted: in place while nothing has left, else as edits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from briefbot.core.actions import buttons_of
from briefbot.core.delivery.posting import Revision
from briefbot.core.delivery.state import DeliveryState, Operation, PostingState
from briefbot.storage.buttons import remember
from briefbot.storage.journal import What, entry, note
from briefbot.storage.postings import AnyRow, first_page
from briefbot.storage.tables import delivery, posting, shown
from briefbot.storage.values import dump

_UNKNOWN_MESSAGE = "it is not known which message it is, so it cannot be edited"


def revise(conn: Connection, now: datetime, revisions: Sequence[Revision]) -> None:
    """Give postings new content: in place while nothing has left, else by an EDIT of each page.

    An EDIT that waits already takes the new content with it. Nothing is done for what does not
    stand any more, nor by a revision that is older than what is shown. A message that may stand but
    is not known, as after HELD, gets an EDIT that is DEAD at once: it needs a follow-up.
    """
    for each in sorted(revisions, key=lambda each: each.posting):
        row = _composed(conn, each.posting)
        pages = _first_pages(conn, each.posting)
        if row is not None and _stands(pages):
            _revise(conn, now, each, row, pages)
    remember(conn, now, [button for each in revisions for button in buttons_of(each.document)])


def _composed(conn: Connection, number: int) -> AnyRow | None:
    return conn.execute(
        select(posting)
        .where(posting.c.id == number, posting.c.state == PostingState.COMPOSED.value)
        .with_for_update(key_share=True)
    ).one_or_none()


def _first_pages(conn: Connection, number: int) -> Sequence[AnyRow]:
    """Return what was ever planned for a posting's first message, the SEND first."""
    return conn.execute(
        select(
            delivery.c.id,
            delivery.c.operation,
            delivery.c.number,
            delivery.c.state,
            delivery.c.due,
            delivery.c.account,
            delivery.c.receipt_message,
            delivery.c.payload.is_not(None).label("rendered"),
        )
        .where(delivery.c.posting == number, delivery.c.page == 1)
        .order_by(delivery.c.id)
        .with_for_update(key_share=True)
    ).all()


def _stands(pages: Sequence[AnyRow]) -> bool:
    """Tell whether the first message is there or soon will be, and nobody wants it removed."""
    never = {DeliveryState.DEAD.value, DeliveryState.EXPIRED.value}
    removal = Operation.DELETE.value
    return (
        bool(pages)
        and pages[0].state not in never
        and all(
            each.operation != removal or each.state == DeliveryState.DEAD.value for each in pages
        )
    )


def _revise(
    conn: Connection, now: datetime, revision: Revision, row: AnyRow, pages: Sequence[AnyRow]
) -> None:
    changed = _changed(conn, revision)
    if changed is None:
        return
    _show(conn, revision)
    text = dump(revision.document)
    if text == row.document:
        return
    taking = _still_taking(pages, row.number)
    number = row.number if taking else row.number + 1
    conn.execute(update(posting).where(posting.c.id == row.id).values(document=text, number=number))
    edit = _take_back(conn, now, taking) if taking else _edit(conn, now, row.id, pages)
    events = [
        entry(
            now,
            What.EDIT_PLANNED,
            posting=row.id,
            delivery=edit,
            reason=revision.reason,
            slugs=" ".join(sorted(changed)),
        )
    ]
    if not taking and _lost(pages[0]):
        events.append(entry(now, What.DEAD, posting=row.id, delivery=edit, reason=_UNKNOWN_MESSAGE))
    note(conn, events)


def _changed(conn: Connection, revision: Revision) -> set[str] | None:
    """Return the briefs that differ from what is shown, None if the revision is an older one."""
    rows = conn.execute(select(shown).where(shown.c.posting == revision.posting))
    before = {row.slug: row.revision for row in rows}
    after = {one.slug: one.revision for one in revision.shown}
    if any(after.get(slug, number) < number for slug, number in before.items()):
        return None
    return {slug for slug in before | after if before.get(slug) != after.get(slug)}


def _show(conn: Connection, revision: Revision) -> None:
    conn.execute(delete(shown).where(shown.c.posting == revision.posting))
    rows = [
        {"posting": revision.posting, "slug": slug, "revision": number}
        for slug, number in {one.slug: one.revision for one in revision.shown}.items()
    ]
    if rows:
        conn.execute(insert(shown), rows)


def _still_taking(pages: Sequence[AnyRow], number: int) -> AnyRow | None:
    """Return the delivery that brings the latest content and was not rendered yet, if any."""
    unsent = {DeliveryState.PENDING.value, DeliveryState.CLAIMED.value}
    waiting = (
        each
        for each in pages
        if each.operation != Operation.DELETE.value
        and each.number == number
        and each.state in unsent
        and not each.rendered
    )
    return next(waiting, None)


def _take_back(conn: Connection, now: datetime, taking: AnyRow) -> int | None:
    """Take a delivery from the courier who may hold the old content; return it if it is an EDIT.

    Its claim does not count: it did not come to nothing by itself.
    """
    claimed = delivery.c.state == DeliveryState.CLAIMED.value
    conn.execute(
        update(delivery)
        .where(delivery.c.id == taking.id, claimed)
        .values(state=DeliveryState.PENDING.value, claims=delivery.c.claims - 1, next_try_at=now)
    )
    row: int = taking.id
    return row if taking.operation == Operation.EDIT.value else None


def _edit(conn: Connection, now: datetime, number: int, pages: Sequence[AnyRow]) -> int:
    send = pages[0]
    row = conn.execute(select(posting).where(posting.c.id == number)).one()
    # Never before an older version, which another process may have planned by a clock that is a
    # little ahead: what that one still removes, this one may bring again.
    due = max(now, *(each.due for each in pages))
    values = first_page(row, Operation.EDIT, account=send.account, due=due, now=now)
    values["target"] = send.id
    if _lost(send):
        values |= {
            "state": DeliveryState.DEAD.value,
            "settled_at": now,
            "last_error": _UNKNOWN_MESSAGE,
        }
    made: int = conn.execute(insert(delivery).values(values).returning(delivery.c.id)).scalar_one()
    return made


def _lost(send: AnyRow) -> bool:
    """Tell whether a message may stand somewhere without anybody knowing which one it is."""
    held = send.state == DeliveryState.HELD.value
    return held or (send.state == DeliveryState.SENT.value and send.receipt_message is None)
