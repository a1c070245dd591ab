"""What the buttons of posts and answers mean, for as long as anybody may press them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from briefbot.core.actions import action_key
from briefbot.core.document import CommandButton
from briefbot.storage.journal import storable
from briefbot.storage.tables import button
from briefbot.storage.upsert import insert_into

#: A button that was noted within a day is not noted again.
_OFTEN = timedelta(days=1)


def remember(conn: Connection, now: datetime, buttons: Sequence[CommandButton]) -> None:
    """Note buttons by their keys; one of a subject that no database takes is left out."""
    rows = {
        action_key(each): {"verb": each.verb, "subject": each.subject}
        for each in buttons
        if storable(each.subject) == each.subject
    }
    if not rows:
        return
    made = insert_into(conn, button)
    conn.execute(
        made.on_conflict_do_update(
            index_elements=[button.c.key],
            set_={"seen_at": made.excluded.seen_at},
            where=button.c.seen_at < now - _OFTEN,
        ),
        # In one order, so that two who note the same never wait for each other.
        [{"key": key, "seen_at": now, **rows[key]} for key in sorted(rows)],
    )


def find(conn: Connection, key: str) -> CommandButton | None:
    """Return the button of a key, without its label; None for one that is not known."""
    row = conn.execute(select(button).where(button.c.key == storable(key))).one_or_none()
    return None if row is None else CommandButton("", row.verb, row.subject)
