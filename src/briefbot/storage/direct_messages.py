"""Direct messages that never reached their person, who is told of them instead."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.records import Missed
from briefbot.core.delivery.state import DeliveryState, Operation
from briefbot.core.document import Document
from briefbot.core.planning.personal import direct
from briefbot.storage.journal import What, entry, note
from briefbot.storage.postings import AnyRow
from briefbot.storage.session import resume
from briefbot.storage.tables import delivery, destination, posting
from briefbot.storage.values import StoredValueError, load

_TOLD = "it could not be sent, and its person was told of it"


def undelivered(conn: Connection, now: datetime, person: str) -> list[Missed]:
    """Return the direct messages that a person could not be sent, each once, by due time.

    Those are what was refused, and of a destination that is paused also what waits or has become
    too late meanwhile. They are dropped, and the destination is no longer paused.
    """
    place = conn.execute(
        select(destination).where(destination.c.name == direct(person)).with_for_update()
    ).one_or_none()
    if place is None:
        return []
    rows = _missed(conn, place)
    if rows:
        _drop(conn, now, rows)
    if place.paused_reason:
        resume(conn, now, destination_name=place.name, account_name="")
    return [_told(row) for row in rows]


def _missed(conn: Connection, place: AnyRow) -> Sequence[AnyRow]:
    return conn.execute(
        select(
            delivery.c.id, delivery.c.posting, posting.c.subject, posting.c.due, posting.c.document
        )
        .join(posting, posting.c.id == delivery.c.posting)
        .where(
            posting.c.destination == place.name,
            posting.c.kind == PostingKind.PERSONAL.value,
            delivery.c.operation == Operation.SEND.value,
            delivery.c.page == 1,
            _never_came(place),
        )
        .order_by(posting.c.due, posting.c.id)
        .with_for_update(of=delivery)
    ).all()


def _never_came(place: AnyRow) -> ColumnElement[bool]:
    state = delivery.c.state
    refused = state == DeliveryState.DEAD.value
    if not place.paused_reason:
        return refused
    too_late = and_(state == DeliveryState.EXPIRED.value, delivery.c.settled_at >= place.paused_at)
    return or_(refused, too_late, state == DeliveryState.PENDING.value)


def _drop(conn: Connection, now: datetime, rows: Sequence[AnyRow]) -> None:
    conn.execute(
        update(delivery)
        .where(delivery.c.id.in_([row.id for row in rows]))
        .values(state=DeliveryState.EXPIRED.value, settled_at=now, last_error=_TOLD)
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
