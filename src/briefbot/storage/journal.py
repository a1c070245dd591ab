"""What happened, one row each: the rows that `why` tells a posting's story from."""

import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert

from briefbot.storage.tables import event

#: PostgreSQL's `text` takes no NUL, and no driver a lone surrogate.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LONGEST = 2_000
_ADD = insert(event)


class What(StrEnum):
    """Everything that can happen to a posting or delivery; `due` is told from the posting's row."""

    DUE = "due"
    DECIDED = "decided"
    HELD_BY_QUIET_HOURS = "held-by-quiet-hours"
    COMPOSED = "composed"
    MERGED = "merged"
    SKIPPED = "skipped"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNCLEAR = "unclear"
    LOOKED_BACK = "looked-back"
    RETRY = "retry"
    REFUSED = "refused"
    HELD = "held"
    EXPIRED = "expired"
    DEAD = "dead"
    EDIT_PLANNED = "edit-planned"
    EDITED = "edited"
    UNCHANGED = "unchanged"
    RETRACT_PLANNED = "retract-planned"
    RETRACTED = "retracted"
    RESOLVED = "resolved"
    PAUSED = "paused"
    RESUMED = "resumed"


def storable(text: str) -> str:
    """Return a text that both databases take, of at most 2,000 characters."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text[:_LONGEST]) if text else ""


def entry(  # noqa: PLR0913 - the columns of a row
    at: datetime,
    what: What,
    *,
    posting: int | None = None,
    delivery: int | None = None,
    reason: str = "",
    slugs: str = "",
) -> dict[str, Any]:
    """Return a row of `event`; `slugs` are the briefs that a planned correction is about."""
    return {
        "at": at,
        "what": what.value,
        "posting": posting,
        "delivery": delivery,
        "reason": storable(reason),
        "slugs": slugs,
    }


def note(conn: Connection, entries: Iterable[dict[str, Any]]) -> None:
    """Add rows to `event`, in one statement."""
    rows = list(entries)
    if rows:
        conn.execute(_ADD, rows)
