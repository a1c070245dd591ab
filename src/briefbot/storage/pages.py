"""The pages of a posting as deliveries: those after the first, and those that an edit changes."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, update

from briefbot.core.delivery.state import DeliveryState, Operation
from briefbot.storage.postings import key_of
from briefbot.storage.tables import delivery

#: The rank of every page of a posting that has begun: it comes before everything else.
BEGUN = 0


def fingerprint(payload: str) -> str:
    """Return the hash by which bodies are compared."""
    return hashlib.sha256(payload.encode("utf-8", "surrogatepass")).hexdigest()


def following(row: Row[Any], pages: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the deliveries of the second page and those after it; the first one's row is given."""
    for page, payload in enumerate(pages[1:], 2):
        yield _page(row, Operation.SEND, page, target=row.id, payload=payload)


def page_edits(conn: Connection, row: Row[Any], pages: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield what an edit takes besides that of the first page, whose row is given.

    What stands there is edited where it differs, and deleted where it is too much; what is missing
    is sent, in the first page's thread. A page that is held takes its new text with it.
    """
    sends = conn.execute(
        select(delivery)
        .where(
            delivery.c.posting == row.posting,
            delivery.c.operation == Operation.SEND.value,
            delivery.c.page > 1,
            delivery.c.retracted_at.is_(None),
            delivery.c.state.in_([DeliveryState.SENT.value, DeliveryState.HELD.value]),
        )
        .order_by(delivery.c.page, delivery.c.number)
    )
    there = {send.page: send for send in sends}
    for page in range(2, max(len(pages), *there, 1) + 1):
        payload = pages[page - 1] if page <= len(pages) else None
        send = there.get(page)
        if send is None:
            if payload is not None:  # else it never stood there, and need not
                yield _page(row, Operation.SEND, page, target=row.target, payload=payload)
        elif send.state == DeliveryState.HELD.value:
            kept = payload or send.payload
            conn.execute(
                update(delivery)
                .where(delivery.c.id == send.id)
                .values(payload=kept, payload_hash=fingerprint(kept))
            )
        elif payload is None:
            yield _page(row, Operation.DELETE, page, target=send.id)
        elif fingerprint(payload) != send.payload_hash:
            yield _page(row, Operation.EDIT, page, target=send.id, payload=payload)


def _page(
    row: Row[Any], operation: Operation, page: int, *, target: int, payload: str | None = None
) -> dict[str, Any]:
    return {
        "posting": row.posting,
        "operation": operation.value,
        "page": page,
        "number": row.number,
        "target": target,
        "account": row.account,
        "destination": row.destination,
        "channel": row.channel or row.channel_now,
        "state": DeliveryState.PENDING.value,
        "rank": BEGUN,
        "due": row.due,
        "expires_at": row.expires_at,
        "nonce": key_of(row).nonce(page, number=row.number),
        "payload": payload,
        "payload_hash": None if payload is None else fingerprint(payload),
    }
