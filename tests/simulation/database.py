"""The real database in a simulated process: run inline, with crashes, and with disks that fail."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import update_wrapper
from pathlib import Path
from random import Random
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, event

from briefbot.core.delivery.work import Lease
from briefbot.errors import StoreError
from briefbot.storage.database import Database, Point
from simulation.points import Fate, Points, Trace, stream
from simulation.power import FULL, Files, left_of
from simulation.virtual_time import Killed, Process, SimClock

P = ParamSpec("P")
T = TypeVar("T")

#: What a disk may refuse, as pragmas that make SQLite's own code fail in that way.
_REFUSALS = {"full": "PRAGMA max_page_count = 1", "read-only": "PRAGMA query_only = 1"}
_BUSY_WORK = frozenset({"next_work_at", "renew_lease", "claim", "waiting", "heartbeat"})


class Disk:
    """What the database's file lies on: it may be full, read-only or locked, or lose its power."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.state = ""
        #: The weakest `synchronous` that a process ever opened the file with.
        self.synchronous = FULL
        self._holder: sqlite3.Connection | None = None
        #: Told what is left of the files when the power goes, which is within the next commit.
        self._cut: Callable[[Files], None] | None = None
        self._random = stream(0, "power")
        self._before: Files | None = None

    def fail(self, how: str) -> None:
        """Let every transaction fail from now on: "full", "read-only" or "locked"."""
        self.state = how
        if how == "locked" and self.path is not None:
            self._holder = sqlite3.connect(self.path, isolation_level=None)
            self._holder.execute("BEGIN IMMEDIATE")

    def heal(self) -> None:
        """End that, and let no power go."""
        self.state = ""
        self._cut = self._before = None
        if self._holder is not None:
            self._holder.close()
            self._holder = None

    def copy(self) -> Files:
        """Return the database as it is now, as a backup would."""
        assert self.path is not None
        with closing(sqlite3.connect(self.path)) as conn:
            return Files(conn.serialize())

    def restore(self, files: Files) -> None:
        """Put the files back to what they were; nobody may go on with those of now."""
        assert self.path is not None
        files.put(self.path)

    def cut_power(self, cut: Callable[[Files], None], random: Random) -> None:
        """Let the power go within the next commit."""
        self._cut, self._random = cut, random

    def connected(self, connection: sqlite3.Connection, _: object) -> None:
        """Note how a process syncs: to be called when it has set up a connection."""
        (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()
        self.synchronous = min(self.synchronous, synchronous)

    def passed(self, point: Point) -> bool:
        """Note that a transaction came to a point; return whether the power went within its commit.

        There is one transaction at a time, and what a checkpoint after it has done never was.
        """
        if self._cut is None or self.path is None:
            return False
        if point == "before":
            self._before = Files.of(self.path)
        if point != "after" or self._before is None:
            return False
        before, after = self._before, Files.of(self.path)
        if before.log == after.log:
            return False
        cut, self._cut, self._before = self._cut, None, None
        cut(left_of(before, after, synchronous=self.synchronous, random=self._random))
        return True


class SimDatabase(Database):
    """A process's database.

    Each transaction takes a little while, so that those of several processes mix. A worker whose
    lease was taken over changes no row: that is looked at here.
    """

    def __init__(
        self,
        where: str | Path,
        *,
        clock: SimClock,
        process: Process,
        points: Points,
        disk: Disk,
        trace: Trace,
        random: Random,
        struck: Callable[[Fate], None],
        fenced_off: list[str],
    ) -> None:
        self._process = process
        self._points = points
        self._disk = disk
        self._trace = trace
        self._random = random
        self._struck = struck
        self._fenced_off = fenced_off
        super().__init__(
            where, clock=clock.now, caller_clock=True, inline=True, watch=self._watched
        )
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", impatient)
            event.listen(self.engine, "connect", disk.connected)
            event.listen(self.engine, "begin", self._refuse)

    async def run(
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a transaction in this thread, then let others have their turn."""
        name = function.__name__
        result = await super().run(self._fenced(function), *args, **kwargs)
        if name not in _BUSY_WORK or result:
            self._trace.add(self._process.name, name)
        await asyncio.sleep(self._random.uniform(0.0005, 0.01))
        self._process.check()
        return result

    def _watched(self, name: str, point: Point) -> None:
        """Be struck before, inside and after a transaction."""
        self._process.check()
        if self._disk.passed(point):
            raise Killed(name)
        fate = self._points.draw(f"{name}: {point}", can_fail=True)
        if not fate:
            return
        self._trace.add(self._process.name, f"{fate} at {name}: {point}")
        if fate is Fate.FAIL:
            raise StoreError("the connection to the database is lost", where=name)
        self._struck(fate)
        if fate is Fate.KILL:
            raise Killed(name)

    def _refuse(self, conn: Connection) -> None:
        if self._disk.state in _REFUSALS:
            conn.exec_driver_sql(_REFUSALS[self._disk.state])

    def _fenced(
        self, function: Callable[Concatenate[Connection, P], T]
    ) -> Callable[Concatenate[Connection, P], T]:
        """Return the function, with a look at what a fenced-off worker changes."""

        def looked_at(conn: Connection, /, *args: P.args, **kwargs: P.kwargs) -> T:
            lease = next((each for each in args if isinstance(each, Lease)), None)
            driver: Any = conn.connection.driver_connection
            if lease is None or not isinstance(driver, sqlite3.Connection):
                return function(conn, *args, **kwargs)
            row = conn.exec_driver_sql("SELECT fence FROM lease WHERE name = ?", (lease.name,))
            valid = row.scalar() == lease.fence
            before = driver.total_changes
            result = function(conn, *args, **kwargs)
            if not valid and driver.total_changes != before:
                self._fenced_off.append(f"{function.__name__} under fence {lease.fence}")
            return result

        update_wrapper(looked_at, function)
        return looked_at


def impatient(connection: sqlite3.Connection, _: object) -> None:
    """Do not wait for a lock: nobody else would get the time to give it up."""
    connection.execute("PRAGMA busy_timeout = 0")
