"""What the ledger tells an operator: a posting's story, and the corrections."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, or_, select

from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.records import CorrectionLine, DeliveryLine, Happened, Story
from briefbot.core.delivery.state import DeliveryState, Operation, PostingState, Proof
from briefbot.storage.journal import What, storable
from briefbot.storage.postings import AnyRow, key_of, receipt_of
from briefbot.storage.tables import among, delivery, event, posting

#: Postings in one answer, the latest ones: more than anybody reads.
_MOST = 100


def stories(
    conn: Connection,
    *,
    reference: str = "",
    delivery_id: int | None = None,
    schedule: str = "",
    day: str = "",
) -> list[Story]:
    """Return postings by all that is given, by due time: the latest 100, none for nothing given.

    A tick that another edition made up for is found as well, by its label.
    """
    which: list[ColumnElement[bool]] = []
    if reference:
        which.append(posting.c.reference == storable(reference).lower())
    if delivery_id is not None:
        of = select(delivery.c.posting).where(delivery.c.id == delivery_id)
        which.append(posting.c.id.in_(of))
    if schedule:
        name = storable(schedule)
        which.append(or_(posting.c.schedule == name, posting.c.subject == name))
    if day:
        label = storable(day)
        covered = posting.c.covers.contains(f'"{label}', autoescape=True)
        which.append(or_(posting.c.label.startswith(label, autoescape=True), covered))
    return told(conn, *which) if which else []


def told(conn: Connection, *which: ColumnElement[bool], limit: int = _MOST) -> list[Story]:
    """Return the stories of the latest of these postings, by due time."""
    latest = select(posting).where(*which).order_by(posting.c.due.desc(), posting.c.id.desc())
    rows = conn.execute(latest.limit(limit)).all()[::-1]
    ids = [row.id for row in rows]
    events = _events(conn, ids)
    deliveries = _deliveries(conn, ids)
    return [_story(row, events[row.id], deliveries[row.id]) for row in rows]


def _story(row: AnyRow, events: Sequence[AnyRow], deliveries: Sequence[AnyRow]) -> Story:
    due = Happened(at=row.due, what=What.DUE.value, reason=row.label)
    happened = [
        Happened(at=each.at, what=each.what, reason=each.reason, page=each.page) for each in events
    ]
    return Story(
        posting=row.id,
        reference=row.reference,
        key=key_of(row),
        state=PostingState(row.state),
        label=row.label,
        due=row.due,
        release_at=row.release_at,
        happened=tuple(sorted([due, *happened], key=lambda each: each.at)),
        deliveries=tuple(_line(each) for each in deliveries),
    )


def _line(row: AnyRow) -> DeliveryLine:
    return DeliveryLine(
        id=row.id,
        operation=Operation(row.operation),
        page=row.page,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        receipt=receipt_of(row),
        proof=None if row.proof is None else Proof(row.proof),
        last_error=row.last_error,
    )


def _events(conn: Connection, ids: Collection[int]) -> dict[int, list[AnyRow]]:
    found: dict[int, list[AnyRow]] = defaultdict(list)
    for row in conn.execute(
        select(event.c.posting, event.c.at, event.c.what, event.c.reason, delivery.c.page)
        .select_from(event.outerjoin(delivery, event.c.delivery == delivery.c.id))
        .where(event.c.posting.in_(ids))
        .order_by(event.c.id)
    ):
        found[row.posting].append(row)
    return found


def _deliveries(conn: Connection, ids: Collection[int]) -> dict[int, list[AnyRow]]:
    columns = [each for each in delivery.c if each.name not in {"payload", "payload_hash"}]
    found: dict[int, list[AnyRow]] = defaultdict(list)
    for row in conn.execute(
        select(*columns)
        .where(delivery.c.posting.in_(ids))
        .order_by(delivery.c.posting, delivery.c.number, delivery.c.page, delivery.c.id)
    ):
        found[row.posting].append(row)
    return found


def corrections(conn: Connection, *, limit: int) -> list[CorrectionLine]:
    """Return the corrections of posted copies, newest first.

    `state` is of the edit that brings it, None where it was put right before anything left.
    """
    rows = conn.execute(
        select(
            event.c.at,
            event.c.reason,
            event.c.slugs,
            posting.c.reference,
            posting.c.destination,
            posting.c.kind,
            delivery.c.state,
        )
        .select_from(
            event.join(posting, event.c.posting == posting.c.id).outerjoin(
                delivery, event.c.delivery == delivery.c.id
            )
        )
        .where(among(event.c.what, [What.EDIT_PLANNED]))
        .order_by(event.c.id.desc())
        .limit(limit)
    )
    return [
        CorrectionLine(
            at=row.at,
            reference=row.reference,
            destination=row.destination,
            kind=PostingKind(row.kind).value,
            slugs=tuple(row.slugs.split()),
            reason=row.reason,
            state=None if row.state is None else DeliveryState(row.state),
        )
        for row in rows
    ]
