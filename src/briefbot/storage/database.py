"""The one way into the database: whole transactions, in threads of their own."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Concatenate, Literal, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from briefbot.clock import utc_now
from briefbot.storage.engines import open_engine, place
from briefbot.storage.faults import explain, passes
from briefbot.storage.migrate import check_schema, migrate

P = ParamSpec("P")
T = TypeVar("T")

#: SQLite has one writer at a time anyway.
_SQLITE_THREADS = 1
_POSTGRESQL_THREADS = 4
#: How often a transaction is tried, and how long to wait in between, in seconds.
_TRIES = 4
_PAUSE = 0.05

#: The write-ahead log's file: its number, size and time.
Stamp = tuple[int, int, int]

Point = Literal["before", "inside", "after"]
#: Told the name of a transaction's function and the point it has come to; may raise, as a crash
#: would. "inside" is before the commit, with every statement done.
Watch = Callable[[str, Point], None]


class _NotCommitted(Exception):  # noqa: N818 - it never leaves this module
    """A transaction failed before its commit was begun."""

    def __init__(self, cause: DBAPIError) -> None:
        super().__init__()
        self.cause = cause


def _unwatched(_name: str, _point: Point) -> None:
    """Let everything pass."""


class Database:
    """A database, and the threads that its transactions run in.

    `where` is a URL or the path of an SQLite file. With `caller_clock`, leases go by the `now` of
    their caller on PostgreSQL too, and connections note their opening by `clock`. `inline` runs
    transactions in the caller's thread. These and `watch` are for simulations. With `existing`, an
    SQLite file has to be there.

    Raises StoreError when the address is none or an SQLite file cannot be made or found.
    """

    def __init__(  # noqa: PLR0913 - what simulations replace
        self,
        where: str | Path,
        *,
        clock: Callable[[], datetime] = utc_now,
        caller_clock: bool = False,
        inline: bool = False,
        watch: Watch = _unwatched,
        existing: bool = False,
    ) -> None:
        is_file = isinstance(where, Path) or where.startswith("sqlite")
        threads = _SQLITE_THREADS if is_file else _POSTGRESQL_THREADS
        self._engine = open_engine(
            where,
            connections=threads,
            clock=clock,
            caller_clock=caller_clock,
            existing=existing,
        )
        self._threads = None if inline else ThreadPoolExecutor(threads, "briefbot-database")
        self._watch = watch
        file = self._engine.url.database if is_file and not inline else None
        self._log = Path(f"{file}-wal") if file else None

    def __repr__(self) -> str:
        return f"Database({place(self._engine)!r})"

    @property
    def engine(self) -> Engine:
        """The engine, for backups, checks and tests; everything else goes through `run`."""
        return self._engine

    @property
    def stamp(self) -> Stamp | None:
        """What is another after any commit to an SQLite file, by whichever process; cheap.

        None where nothing tells. The times of files go in steps of some milliseconds, so a commit
        that falls together with a look may only show with the next one.
        https://www.sqlite.org/wal.html
        """
        if self._log is None:
            return None
        try:
            found = self._log.stat()
        except OSError:  # there is none before the first commit
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def prepare(self) -> None:
        """Bring the schema up to date, under a lock; blocks.

        Raises StoreError, also when a newer version of the program has been at work.
        """
        self._explained(partial(migrate, self._engine))

    def check(self) -> None:
        """Find out whether the schema is the one of this version, and change nothing; blocks.

        Raises StoreError when it is another one, or there is none.
        """
        self._explained(partial(check_schema, self._engine))

    async def run(
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function as one transaction, and return its result.

        Cancelling the caller does not stop the transaction. Tried again as a whole when it was
        surely rolled back by another's doing; a function must therefore have no other effect.

        Raises StoreError for faults of the world. A lost answer to the commit is one, too: it may
        have been done.
        """
        if self._threads is None:
            return self.transact(function, *args, **kwargs)
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._threads, lambda: self.transact(function, *args, **kwargs))
        return await asyncio.shield(work)

    def transact(
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do what `run` does, in this thread."""
        name = getattr(function, "__name__", "")
        return self._explained(
            lambda: self._attempts(name, lambda conn: function(conn, *args, **kwargs))
        )

    def close(self) -> None:
        """Wait for what runs, and close every connection."""
        if self._threads is not None:
            self._threads.shutdown()
        self._engine.dispose()

    def _attempts(self, name: str, work: Callable[[Connection], T]) -> T:
        for rest in reversed(range(_TRIES)):
            self._watch(name, "before")
            conn = self._engine.connect()
            try:
                with conn:
                    return self._attempt(conn, name, work)
            except _NotCommitted as failure:
                if not rest or not passes(failure.cause):
                    raise failure.cause from None
                time.sleep(_PAUSE * (_TRIES - rest))
        raise AssertionError("the last attempt returns or raises")

    def _attempt(self, conn: Connection, name: str, work: Callable[[Connection], T]) -> T:
        try:
            conn.begin()
            result = work(conn)
        except DBAPIError as error:
            raise _NotCommitted(error) from error
        self._watch(name, "inside")
        conn.commit()
        self._watch(name, "after")
        return result

    def _explained(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except (DBAPIError, PoolTimeoutError) as error:
            if self._engine.dialect.name == "sqlite":
                # What was wrong with the file may be over with the next connection to it.
                self._engine.dispose()
            explained = explain(error, where=place(self._engine))
            if explained is None:
                raise
            raise explained from error
