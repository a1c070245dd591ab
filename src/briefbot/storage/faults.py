"""What a database can fail with, as one line with the next step."""

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from briefbot.errors import StoreBusyError, StoreError

#: https://sqlite.org/rescode.html, by primary code.
_SQLITE = {
    sqlite3.SQLITE_BUSY: ("the database is locked", "end the other program that uses it"),
    sqlite3.SQLITE_LOCKED: ("the database is locked", "end the other program that uses it"),
    sqlite3.SQLITE_PERM: ("the database may not be opened", "check the file's permissions"),
    sqlite3.SQLITE_READONLY: ("the database is read-only", "make the file and folder writable"),
    sqlite3.SQLITE_IOERR: ("the disk fails to read or write", "check the disk and its log"),
    sqlite3.SQLITE_CORRUPT: ("the database is damaged", "stop briefbot and restore a backup"),
    sqlite3.SQLITE_NOTADB: ("the file is no database", "move it away, or restore a backup"),
    sqlite3.SQLITE_FULL: ("the disk is full", "make room; briefbot goes on by itself"),
    sqlite3.SQLITE_CANTOPEN: (
        "the database cannot be opened",
        "check that the folder is there and writable",
    ),
}
#: https://www.postgresql.org/docs/current/errcodes-appendix.html, by code or class.
_POSTGRESQL = {
    "25006": ("the database is read-only", "connect to the primary server"),
    # It is none for a driver whose connection was lost, but it is closed all the same.
    "25P03": ("the database ended what stood still", "wait; briefbot goes on by itself"),
    "28": ("the database refuses the user or password", "check the address in the configuration"),
    "3D": ("there is no such database", "create it, or check the address in the configuration"),
    "42501": ("the database's user lacks a right", "let it create and change tables"),
    "40": ("the database is too busy with the same rows", "wait; briefbot goes on by itself"),
    "53100": ("the database's disk is full", "make room; briefbot goes on by itself"),
    "53300": ("the database has no connection left", "allow more, or end other programs"),
    "53": ("the database is short of resources", "look into its log"),
    "55": ("the database is locked", "end the other program that uses it"),
    "57014": ("the database takes too long", "look into its log"),
    "57": ("the database is shut down or starting", "wait; briefbot goes on by itself"),
    "58": ("the database's disk fails", "look into its log"),
    "XX": ("the database is damaged", "look into its log, or restore a backup"),
}
_UNREACHABLE = ("the database cannot be reached", "check that it runs and what its address is")
#: Surely rolled back, and likely to work at once: serialization failures and deadlocks.
_PASSING = {"40001", "40P01"}
#: Somebody else has what is needed, or had it for too long: https://sqlite.org/rescode.html#busy,
#: and of PostgreSQL classes 40 (rollbacks), 55 (locks) and a statement that took too long.
_BUSY = (_SQLITE[sqlite3.SQLITE_BUSY], *(_POSTGRESQL[state] for state in ("40", "55", "57014")))


def explain(error: DBAPIError | PoolTimeoutError, *, where: str) -> StoreError | None:
    """Return what the world is to blame for, None for a mistake of ours."""
    if isinstance(error, PoolTimeoutError):
        found: tuple[str, str] | None = _POSTGRESQL["53300"]
    elif isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", None)
        found = None if code is None else _SQLITE.get(code & 0xFF)
    else:
        found = _postgresql(error)
    if found is None:
        return None
    kind = StoreBusyError if found in _BUSY else StoreError
    return kind(found[0], where=where, next_step=found[1])


def passes(error: DBAPIError) -> bool:
    """Tell whether the same transaction, none of which took effect, may well succeed at once."""
    return error.connection_invalidated or _state(error) in _PASSING


def _postgresql(error: DBAPIError) -> tuple[str, str] | None:
    state = _state(error)
    if not state:
        return _UNREACHABLE if error.connection_invalidated or _connecting(error) else None
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])


def _connecting(error: DBAPIError) -> bool:
    """Tell whether the driver failed while it had no answer of the server: to connect, or later."""
    return type(error.orig).__name__ in {"OperationalError", "ConnectionTimeout"}


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""
