"""The messages of the chat, in an SQLite file of their own.

Each change takes the next number of one counter: `change` is a message's latest, by which a page
that was away learns what it missed; `position` is its first, by which messages stand in order.
What was retracted leaves a mark without its words, so that it is never posted again.
https://www.sqlite.org/wal.html
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from briefbot.errors import StoreError

_VERSION: Final = 1
_SCHEMA: Final = (
    """CREATE TABLE message (
        position INTEGER PRIMARY KEY,
        change INTEGER NOT NULL UNIQUE,
        id TEXT NOT NULL UNIQUE,
        channel TEXT NOT NULL,
        thread TEXT NOT NULL,
        reference TEXT NOT NULL,
        page INTEGER NOT NULL,
        payload TEXT NOT NULL,
        at TEXT NOT NULL,
        edited_at TEXT,
        retracted_at TEXT
    ) STRICT""",
    "CREATE INDEX message_by_channel ON message (channel, position)",
    "CREATE INDEX message_by_thread ON message (thread, position)",
    """CREATE TABLE history (
        message TEXT NOT NULL REFERENCES message (id),
        change INTEGER NOT NULL,
        at TEXT NOT NULL,
        what TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        PRIMARY KEY (message, change)
    ) STRICT""",
)
_COLUMNS: Final = (
    "position, change, id, channel, thread, reference, page, payload, at, edited_at, retracted_at, "
    "(SELECT count(*) FROM message AS reply"
    " WHERE reply.thread = message.id AND reply.retracted_at IS NULL)"
)
#: What stands in a channel: no replies, except those that follow up an earlier post.
_IN_STREAM: Final = "(thread = '' OR page = 1)"
#: How long another process may hold the file; a call of the courier waits longer.
_PATIENCE = 5.0


class UncertainError(StoreError):
    """A change was made, but whether it lasts is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message to be posted; `id` is its nonce, `thread` the message that it stands under."""

    id: str
    channel: str
    payload: str
    thread: str = ""
    reference: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands; `replies` is how many stand under it."""

    position: int
    change: int
    id: str
    channel: str
    thread: str
    reference: str
    page: int
    payload: str
    at: str
    edited_at: str | None
    retracted_at: str | None
    replies: int

    @property
    def is_follow_up(self) -> bool:
        """Whether it is a post of its own about an earlier one."""
        return bool(self.thread) and self.page == 1


class ChatStore:
    """The file. Blocks, one call at a time; made when it is first used.

    Raises StoreError for whatever the disk or the file does.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        #: Whether nothing was ever posted when this program first opened it; None before that.
        self.was_empty: bool | None = None

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        with self._lock:
            self._disconnect()

    # --- changes ---

    def add(self, new: NewMessage, *, now: datetime) -> bool:
        """Post a message; False, and nothing happens, if one of its id is there already."""
        with self._writing() as connection:
            if self._one(connection, new.id) is not None:
                return False
            above = self._one(connection, new.thread) if new.thread else None
            number, at = _next(connection), _written(now)
            thread = above.id if above else ""
            place = (number, number, new.id, new.channel, thread, new.reference, new.page)
            connection.execute(
                "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
                (*place, new.payload, at),
            )
            _note(connection, new.id, number, (at, "sent", new.payload))
            _touch(connection, thread)
        return True

    def edit(self, identity: str, payload: str, *, now: datetime) -> bool:
        """Replace a message's body; False when it is gone. The same body again changes nothing."""
        with self._writing() as connection:
            found = self._one(connection, identity)
            if found is None or found.retracted_at:
                return False
            if found.payload != payload:
                number, at = _next(connection), _written(now)
                connection.execute(
                    "UPDATE message SET change = ?, payload = ?, edited_at = ? WHERE id = ?",
                    (number, payload, at, identity),
                )
                _note(connection, identity, number, (at, "edited", payload))
        return True

    def retract(self, identity: str, *, now: datetime) -> None:
        """Take a message back: its words go, the mark of it stays."""
        with self._writing() as connection:
            found = self._one(connection, identity)
            if found is None or found.retracted_at:
                return
            number, at = _next(connection), _written(now)
            connection.execute(
                "UPDATE message SET change = ?, payload = '', retracted_at = ? WHERE id = ?",
                (number, at, identity),
            )
            _note(connection, identity, number, (at, "retracted", ""))
            _touch(connection, found.thread)

    # --- reading ---

    def find(self, identity: str) -> Message | None:
        """Return a message, also one that was retracted; None if it was never posted."""
        with self._reading() as connection:
            return self._one(connection, identity)

    def stream(
        self, channel: str, *, before: int | None = None, limit: int = 50
    ) -> tuple[list[Message], bool]:
        """Return the latest messages of a channel, oldest first, and whether there are older ones.

        `before` is a position.
        """
        with self._reading() as connection:
            rows = self._messages(
                connection,
                f"WHERE channel = ? AND {_IN_STREAM} AND position < ?"
                " ORDER BY position DESC LIMIT ?",
                (channel, _most(before), limit + 1),
            )
        return rows[:limit][::-1], len(rows) > limit

    def thread(self, identity: str, *, limit: int = 200) -> list[Message]:
        """Return a message and the latest of those under it, oldest first; `limit` with it."""
        with self._reading() as connection:
            above = self._one(connection, identity)
            under = self._messages(
                connection,
                "WHERE thread = ? ORDER BY position DESC LIMIT ?",
                (identity, limit - 1),
            )
        return [*([above] if above else []), *reversed(under)]

    def changes(self, after: int, *, limit: int = 100) -> list[Message]:
        """Return what changed after a number, as it stands now, in the order of the changes."""
        with self._reading() as connection:
            return self._messages(
                connection, "WHERE change > ? ORDER BY change LIMIT ?", (after, limit)
            )

    def latest(self) -> int:
        """Return the number of the latest change, 0 while nothing was posted."""
        with self._reading() as connection:
            return _next(connection) - 1

    def marks(self) -> Mapping[str, int]:
        """Return the position of the latest message in each channel that was not retracted."""
        with self._reading() as connection:
            rows = connection.execute(
                f"SELECT channel, max(position) FROM message WHERE {_IN_STREAM}"  # noqa: S608 - a constant of ours
                " AND retracted_at IS NULL GROUP BY channel"
            )
            return dict(rows.fetchall())

    # --- the file ---

    def _one(self, connection: sqlite3.Connection, identity: str) -> Message | None:
        return next(iter(self._messages(connection, "WHERE id = ?", (identity,))), None)

    def _messages(
        self, connection: sqlite3.Connection, where: str, values: Sequence[object]
    ) -> list[Message]:
        rows = connection.execute(f"SELECT {_COLUMNS} FROM message {where}", values)  # noqa: S608 - constants of ours
        return [Message(*row) for row in rows]

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._connected()
            except (sqlite3.Error, OSError) as error:
                self._disconnect()
                raise StoreError(_trouble(error)) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            try:
                connection.execute("COMMIT")
            except sqlite3.Error as error:
                self._disconnect()
                raise UncertainError(_trouble(error)) from error

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # Direct messages are nobody else's; what SQLite puts beside the file is as private.
            self._path.touch(mode=0o600)
            connection = sqlite3.connect(
                self._path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
            try:
                _prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
            if self.was_empty is None:
                self.was_empty = _next(connection) == 1
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the tables of a new file. Raises StoreError for a file of another version."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        for statement in _SCHEMA:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.execute("COMMIT")
    if version not in (0, _VERSION):
        raise StoreError(
            f"the local chat's file has version {version}, and this program knows {_VERSION}",
            next_step="use the version of briefbot that made it, or move chat.db away",
        )


def _next(connection: sqlite3.Connection) -> int:
    (number,) = connection.execute("SELECT coalesce(max(change), 0) + 1 FROM message").fetchone()
    return int(number)


def _note(
    connection: sqlite3.Connection, message: str, change: int, event: tuple[str, str, str]
) -> None:
    at, what, payload = event
    digest = sha256(payload.encode("utf-8", "surrogatepass")).hexdigest()
    values = (message, change, at, what, digest)
    connection.execute("INSERT INTO history VALUES (?, ?, ?, ?, ?)", values)


def _touch(connection: sqlite3.Connection, identity: str) -> None:
    """Count a message as changed: the number of its replies did."""
    if identity:
        values = (_next(connection), identity)
        connection.execute("UPDATE message SET change = ? WHERE id = ?", values)


def _most(before: int | None) -> int:
    return before if before is not None else 2**63 - 1


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _trouble(error: Exception) -> str:
    """Return what the disk or the file says, without a path or anything of a message."""
    if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.OperationalError):
        return f"the local chat's file: {type(error).__name__}"
    if isinstance(error, sqlite3.Error):
        return f"the local chat's file: {error}"[:200]
    return f"the local chat's file: {error.strerror if isinstance(error, OSError) else 'a fault'}"
