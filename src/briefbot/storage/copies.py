"""Posted copies of briefs: which there are, and which of them could not be edited."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select

from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.posting import Copy, Shown
from briefbot.core.delivery.state import (
    OPEN_STATES,
    DeliveryState,
    Operation,
    PostingState,
)
from briefbot.core.document import Document
from briefbot.storage.journal import What, storable
from briefbot.storage.postings import AnyRow, posting_of, receipt_of
from briefbot.storage.tables import among, delivery, event, posting, revision, shown
from briefbot.storage.values import load

_send = delivery.alias("send")
_other = delivery.alias("other")
_dead, _first, _later = (delivery.alias(name) for name in ("dead", "first", "later"))

_FIRST_SEND = and_(
    _send.c.posting == posting.c.id,
    _send.c.operation == Operation.SEND.value,
    _send.c.page == 1,
)
#: It is on the platform, or soon will be, and is not to be taken away.
_STANDS = and_(
    posting.c.state == PostingState.COMPOSED.value,
    _send.c.state.not_in([DeliveryState.DEAD.value, DeliveryState.EXPIRED.value]),
    _send.c.retracted_at.is_(None),
    ~exists().where(
        _other.c.target == _send.c.id,
        _other.c.operation == Operation.DELETE.value,
        _other.c.state != DeliveryState.DEAD.value,
    ),
)


def copies(conn: Connection, slug: str) -> list[Copy]:
    """Return the postings that show a brief and stand, or soon will; not those retracted."""
    showing = select(shown.c.posting).where(shown.c.slug == slug)
    return _copies(conn, posting.c.id.in_(showing))


def briefs_in(conn: Connection, reference: str) -> list[str]:
    """Return the briefs that the postings of a reference show, or correct."""
    named = posting.c.reference == storable(reference).lower()
    correcting = posting.c.kind == PostingKind.CORRECTION.value
    rows = conn.execute(
        select(shown.c.slug)
        .join(posting, posting.c.id == shown.c.posting)
        .where(named)
        .union(select(posting.c.subject).where(named, correcting))
        .order_by("slug")
    )
    return list(rows.scalars())


def outdated(conn: Connection) -> list[str]:
    """Return the briefs of which a copy that stands, or soon will, shows an older revision."""
    latest = (
        select(revision.c.slug, func.max(revision.c.number).label("number"))
        .group_by(revision.c.slug)
        .subquery()
    )
    rows = conn.execute(
        select(shown.c.slug)
        .distinct()
        .join(latest, and_(latest.c.slug == shown.c.slug, latest.c.number > shown.c.revision))
        .join(posting, posting.c.id == shown.c.posting)
        .join(_send, _FIRST_SEND)
        .where(_STANDS)
        .order_by(shown.c.slug)
    )
    return list(rows.scalars())


def refused_edits(conn: Connection) -> list[Copy]:
    """Return copies whose EDIT is DEAD and that have no follow-up yet.

    `Copy.shown` are the briefs that were to be corrected. The follow-up of one is a CORRECTION at
    the same destination whose subject is its slug and whose occurrence the number of its revision.
    """
    refused = _refused(conn)
    if not refused:
        return []
    found = _copies(conn, posting.c.id.in_(refused))
    destinations = {copy.posting.key.destination for copy in found}
    told = _follow_ups(conn, destinations)
    left = []
    for copy in found:
        place = copy.posting.key.destination
        open_ones = tuple(
            one
            for one in copy.shown
            if one.slug in refused[copy.posting.id]
            and (place, one.slug, str(one.revision)) not in told
        )
        if open_ones:
            left.append(replace(copy, shown=open_ones))
    return left


#: Asked by every pass of the planner, and so built once.
_REFUSED = (
    select(event.c.posting, event.c.slugs)
    .join(_first, event.c.delivery == _first.c.id)
    .join(_dead, and_(_dead.c.posting == _first.c.posting, _dead.c.number == _first.c.number))
    .where(
        event.c.posting == _dead.c.posting,
        among(event.c.what, [What.EDIT_PLANNED]),
        _first.c.operation == Operation.EDIT.value,
        _first.c.page == 1,
        _dead.c.operation == Operation.EDIT.value,
        # Both, as in the index of those that are looked after.
        among(_dead.c.state, [DeliveryState.DEAD, DeliveryState.HELD]),
        _dead.c.state == DeliveryState.DEAD.value,
        ~exists().where(
            _later.c.posting == _dead.c.posting,
            _later.c.operation == Operation.EDIT.value,
            _later.c.state == DeliveryState.SENT.value,
            _later.c.number > _dead.c.number,
        ),
    )
)


def _refused(conn: Connection) -> dict[int, set[str]]:
    """Return the briefs, by posting, whose correction was refused and not made since."""
    refused: dict[int, set[str]] = defaultdict(set)
    for row in conn.execute(_REFUSED):
        refused[row.posting] |= set(row.slugs.split())
    return refused


def _follow_ups(conn: Connection, destinations: Iterable[str]) -> set[tuple[str, str, str]]:
    corrections = conn.execute(
        select(posting.c.destination, posting.c.subject, posting.c.occurrence).where(
            posting.c.destination.in_(destinations),
            posting.c.kind == PostingKind.CORRECTION.value,
        )
    )
    return {(row.destination, row.subject, row.occurrence) for row in corrections}


def _copies(conn: Connection, which: ColumnElement[bool]) -> list[Copy]:
    rows = conn.execute(
        select(posting).join(_send, _FIRST_SEND).where(_STANDS, which).order_by(posting.c.id)
    ).all()
    ids = [row.id for row in rows]
    briefs = _shown(conn, ids)
    deliveries = _deliveries(conn, ids)
    return [_copy(row, briefs[row.id], deliveries[row.id]) for row in rows]


def _shown(conn: Connection, ids: Collection[int]) -> dict[int, tuple[Shown, ...]]:
    briefs: dict[int, tuple[Shown, ...]] = defaultdict(tuple)
    for row in conn.execute(
        select(shown).where(shown.c.posting.in_(ids)).order_by(shown.c.posting, shown.c.slug)
    ):
        briefs[row.posting] += (Shown(slug=row.slug, revision=row.revision),)
    return briefs


def _deliveries(conn: Connection, ids: Collection[int]) -> dict[int, list[AnyRow]]:
    columns = delivery.c
    found: dict[int, list[AnyRow]] = defaultdict(list)
    for row in conn.execute(
        select(
            columns.posting,
            columns.operation,
            columns.state,
            columns.payload.is_not(None).label("rendered"),
            columns.retracted_at,
            columns.receipt_channel,
            columns.receipt_message,
            columns.receipt_thread,
        )
        .where(columns.posting.in_(ids))
        .order_by(columns.posting, columns.page)
    ):
        found[row.posting].append(row)
    return found


def _copy(row: AnyRow, briefs: tuple[Shown, ...], deliveries: list[AnyRow]) -> Copy:
    sends = [each for each in deliveries if each.operation == Operation.SEND.value]
    return Copy(
        posting=posting_of(row),
        document=load(Document, row.document),
        shown=briefs,
        composed_at=row.composed_at,
        started=any(each.rendered for each in sends),
        settled=not any(DeliveryState(each.state) in OPEN_STATES for each in deliveries),
        receipts=tuple(
            receipt
            for each in sends
            if each.retracted_at is None and (receipt := receipt_of(each)) is not None
        ),
    )
