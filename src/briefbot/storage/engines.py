"""Engines: how a connection to each of the two databases is opened."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from briefbot.errors import StoreError

#: Of every SQLite connection. With `synchronous=NORMAL` a power cut may forget the last commits:
#: that something was sent, and it would be posted again (https://sqlite.org/pragma.html).
PRAGMAS = {
    "busy_timeout": 15_000,
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "wal_autocheckpoint": 1_000,
}
#: A host that is gone is noticed after a minute, and what it had locked is free after 30 s.
_KEEPALIVES = {
    "connect_timeout": 10,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
_SETTINGS = (
    "SET idle_in_transaction_session_timeout = '30s'",
    "SET statement_timeout = '15s'",
)
#: The next step where nothing has run so far.
BEGIN = "begin with: briefbot run"
#: Where a connection keeps when the session began that it belongs to.
_SESSION_BEGAN = "session_began"


def open_engine(
    where: str | Path,
    *,
    connections: int,
    clock: Callable[[], datetime],
    caller_clock: bool,
    existing: bool = False,
) -> Engine:
    """Return an engine for a database's URL, or for the path of an SQLite file.

    The file is made if need be, unless it has to be `existing`.

    Nothing is connected yet. `clock` gives the time for `session_began`, `caller_clock` is for
    `leases.present`.

    Raises StoreError when the address is none, or the file cannot be made, or is not there.
    """
    url = _address(where)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        if existing:
            _find_file(path)
        _make_file(path)
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        connect_args=_KEEPALIVES if url.get_backend_name() == "postgresql" else {},
        execution_options={"caller_clock": caller_clock},
        # Neither errors nor logs may show what is stored.
        hide_parameters=True,
    )

    session = _Session(clock)
    event.listen(engine, "connect", session.connected)
    event.listen(engine, "handle_error", session.failed)
    event.listen(engine, "engine_disposed", session.ended)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "begin", _begin_immediate)
    else:
        event.listen(engine, "do_executemany", _one_by_one)
    return engine


def file_of(where: str) -> Path | None:
    """Return the SQLite file that a URL names, None for another database.

    Raises StoreError when it is no address of a database.
    """
    url = _address(where)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def place(engine: Engine) -> str:
    """Return the database's name for people: a path, or host and database; never a password."""
    url = engine.url
    if engine.dialect.name == "sqlite":
        return url.database or ""
    host = url.host or url.query.get("host") or "localhost"
    return f"{host}/{url.database}"


def session_began(conn: Connection) -> datetime:
    """Return when the program began to see the database without a break.

    A break is when a connection is lost, or the database failed. Meanwhile it may have been put
    back to an earlier state, and what it says was not sent may have been sent.
    """
    began: datetime = conn.info[_SESSION_BEGAN]
    return began


class _Session:
    """Notes the beginning of a session at its first connection, in every one that belongs to it."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._began: datetime | None = None

    def connected(self, connection: Any, entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - any driver's
        if isinstance(connection, sqlite3.Connection):
            _set_up_sqlite(connection)
        else:
            _set_up_postgresql(connection)
        self._began = self._began or self._clock()
        entry.info[_SESSION_BEGAN] = self._began

    def failed(self, context: ExceptionContext) -> None:
        if context.is_disconnect:
            self._began = None

    def ended(self, _engine: Engine) -> None:
        self._began = None


def _address(where: str | Path) -> URL:
    if isinstance(where, Path):
        return URL.create("sqlite", database=str(where))
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):
        # Not shown, for it may hold a password.
        raise _bad_address("the database's address is no URL") from None
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database not in {None, "", ":memory:"}:
        return url
    raise _bad_address("the database is neither PostgreSQL nor an SQLite file")


def _bad_address(what: str) -> StoreError:
    return StoreError(what, next_step="write postgresql://user:password@host/name, or leave it out")


def _find_file(path: Path) -> None:
    if not path.is_file():
        raise StoreError("there is no database yet", where=str(path), next_step=BEGIN)


def _make_file(path: Path) -> None:
    """Make the file and its folder; only its owner may read what people asked for."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise StoreError(
            f"the database's file cannot be written: {reason}",
            where=str(path),
            next_step="make its folder writable, or name another in the configuration",
        ) from error


def _set_up_sqlite(connection: sqlite3.Connection) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")


def _begin_immediate(conn: Connection) -> None:
    """Begin as a writer: a reader that wants to write later could fail half-way."""
    conn.exec_driver_sql("BEGIN IMMEDIATE")


def _one_by_one(
    cursor: Any,  # noqa: ANN401 - SQLAlchemy's wrapper of psycopg's
    statement: str,
    parameters: Sequence[Any],
    _context: object,
) -> bool:
    """Execute a statement for many rows in place of psycopg, which would do it in a pipeline.

    A pipeline ends with a request to flush, at which the server forgets to count how long the
    session stands still: one that was frozen there would keep its locks for ever.
    https://www.psycopg.org/psycopg3/docs/advanced/pipeline.html
    """
    for row in parameters:
        cursor.execute(statement, row)
    return True


def _set_up_postgresql(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's wrapper of psycopg's
    with connection.cursor() as cursor:
        for statement in _SETTINGS:
            cursor.execute(statement)
    connection.commit()
