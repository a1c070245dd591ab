"""Direct messages that never reached their person, who is told of them instead."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.records import Missed
from briefbot.core.delivery.state import DeliveryState, Operation
from briefbot.core.document import Document
from briefbot.core.planning.personal import direct
from briefbot.storage.journal import What, entry, note, storable
from briefbot.storage.pauses import resume
from briefbot.storage.people import CANCELLED
from briefbot.storage.postings import AnyRow
from briefbot.storage.tables import delivery, destination, posting
from briefbot.storage.values import StoredValueError, load

_TOLD = "it could not be sent, and its person was told of it"
_GIVEN_UP = [DeliveryState.PENDING.value, DeliveryState.DEAD.value, DeliveryState.EXPIRED.value]


def undelivered(conn: Connection, now: datetime, person: str, *, told_in: str) -> list[Missed]:
    """Return the direct messages that a person could not be sent, by due time.

    Those are what was refused, and of a destination that is paused also what waits or has become
    too late meanwhile. They are dropped, and the destination is no longer paused. What was told in
    the same interaction before is told again: nobody may have read it.
    """
    place = conn.execute(
        select(destination).where(destination.c.name == direct(person)).with_for_update()
    ).one_or_none()
    if place is None:
        return []
    told = storable(f"{_TOLD}: {told_in}")
    rows = _missed(conn, or_(_never_came(place), delivery.c.last_error == told), at=place.name)
    _drop(conn, now, [row for row in rows if row.last_error != told], told=told)
    if place.paused_reason:
        resume(conn, now, destination_name=place.name, account_name="")
    return [_told(row) for row in rows]


def _missed(conn: Connection, which: ColumnElement[bool], *, at: str) -> Sequence[AnyRow]:
    return conn.execute(
        select(
            delivery.c.id,
            delivery.c.posting,
            delivery.c.last_error,
            posting.c.subject,
            posting.c.due,
            posting.c.document,
        )
        .join(posting, posting.c.id == delivery.c.posting)
        .where(
            posting.c.destination == at,
            posting.c.kind == PostingKind.PERSONAL.value,
            delivery.c.operation == Operation.SEND.value,
            delivery.c.page == 1,
            which,
        )
        .order_by(posting.c.due, posting.c.id)
        .with_for_update(of=delivery)
    ).all()


def _never_came(place: AnyRow) -> ColumnElement[bool]:
    state = delivery.c.state
    refused = state == DeliveryState.DEAD.value
    if not place.paused_reason:
        return refused
    too_late = and_(
        state == DeliveryState.EXPIRED.value,
        delivery.c.settled_at >= place.paused_at,
        ~delivery.c.last_error.startswith(_TOLD),
        delivery.c.last_error != CANCELLED,
    )
    return or_(refused, too_late, state == DeliveryState.PENDING.value)


def _drop(conn: Connection, now: datetime, rows: Sequence[AnyRow], *, told: str) -> None:
    """Give up every page of what a person is told of."""
    conn.execute(
        update(delivery)
        .where(
            delivery.c.posting.in_([row.posting for row in rows]),
            delivery.c.operation == Operation.SEND.value,
            delivery.c.state.in_(_GIVEN_UP),
        )
        .values(state=DeliveryState.EXPIRED.value, settled_at=now, last_error=told)
    )
    note(
        conn,
        (
            entry(now, What.EXPIRED, posting=row.posting, delivery=row.id, reason=_TOLD)
            for row in rows
        ),
    )


def _told(row: AnyRow) -> Missed:
    try:
        title = load(Document, row.document).meta.title
    except StoredValueError:
        title = row.subject
    return Missed(title=title, meeting=row.subject, due=row.due)
