"""When the power goes, what was committed before is there, and nothing is there in part."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from briefbot.storage.database import Database, Point
from briefbot.storage.engines import PRAGMAS
from simulation.database import Disk
from simulation.platforms import CALM
from simulation.points import stream
from simulation.power import FULL, Files
from simulation.runs import run, seeds
from simulation.world import Setup

NORMAL, OFF = 1, 0
CUTS = range(12)


class OneCut:
    """A database that loses its power within a commit, after two others have returned."""

    def __init__(self, path: Path, *, synchronous: int = FULL, seed: int = 1) -> None:
        self._path, self._synchronous = path, synchronous
        self._disk = Disk(path)
        self._seed = seed
        self.left: Files | None = None
        self.committed: Files | None = None

    def notes(self) -> list[str]:
        """Cut, and return what is there afterwards."""
        database = Database(self._path, inline=True, watch=self._passed)
        event.listen(database.engine, "connect", self._connected)
        with closing(database):
            database.transact(begin)
            database.transact(self._checkpoint)
            database.transact(put, "first")
            database.transact(put, "second")
            self.committed = Files.of(self._path)
            self._disk.cut_power(self._cut, stream(self._seed, "cut"))
            database.transact(put, "cut")
        with closing(Database(self._path, inline=True)) as found:
            return found.transact(read)

    def _passed(self, _: str, point: Point) -> None:
        self._disk.passed(point)

    def _cut(self, left: Files) -> None:
        self.left = left
        self._disk.restore(left)

    def _connected(self, connection: Any, entry: object) -> None:  # noqa: ANN401 - the driver's
        if self._synchronous != PRAGMAS["synchronous"]:
            connection.execute(f"PRAGMA synchronous = {self._synchronous}")
        self._disk.connected(connection, entry)

    def _checkpoint(self, conn: Connection) -> None:
        """Have the table itself synced however commits are."""
        conn.exec_driver_sql("COMMIT")
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        conn.exec_driver_sql("BEGIN IMMEDIATE")


def begin(conn: Connection) -> None:
    conn.execute(text("CREATE TABLE note (name, body)"))


def put(conn: Connection, name: str) -> None:
    # Long enough for many sectors, of which some may be there without the others.
    conn.execute(text("INSERT INTO note VALUES (:name, zeroblob(9000))"), {"name": name})


def read(conn: Connection) -> list[str]:
    assert [*conn.scalars(text("PRAGMA integrity_check"))] == ["ok"]
    return [*conn.scalars(text("SELECT name FROM note ORDER BY rowid"))]


def test_what_was_committed_is_there_and_what_was_being_committed_is_whole_or_not_there(
    tmp_path: Path,
) -> None:
    torn, whole = 0, 0
    for seed in CUTS:
        one = OneCut(tmp_path / f"{seed}.db", seed=seed)
        first, second, *rest = one.notes()
        assert (first, second) == ("first", "second")
        whole += rest == ["cut"]
        torn += rest == [] and one.left != one.committed

    assert whole + torn < len(CUTS), "some leave nothing of it"
    assert whole
    assert torn


@pytest.mark.parametrize("synchronous", [NORMAL, OFF])
def test_where_commits_are_not_synced_those_since_the_checkpoint_are_gone(
    synchronous: int, tmp_path: Path
) -> None:
    assert OneCut(tmp_path / "it.db", synchronous=synchronous).notes() == []


@pytest.mark.parametrize("seed", seeds(2))
def test_a_program_whose_power_goes_again_and_again_keeps_every_promise(seed: int) -> None:
    troubles = {"power_loss": 0.15, "revise": 0.5}
    setup = Setup(seed=seed, days=0.06, schedules=12, weather=CALM, troubles=troubles)
    result = run(replace(setup, calm=timedelta(minutes=40)))

    assert not result.verdict.violations, result.told
    assert result.world.befallen["power_loss"] > 3
