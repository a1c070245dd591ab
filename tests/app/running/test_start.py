"""The database is made ready at the start, also when another program keeps it busy meanwhile."""

import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest
from structlog.testing import capture_logs

from briefbot.app.running.start import _opened
from briefbot.storage.database import Database
from briefbot.storage.engines import PRAGMAS


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "ready"])
def test_a_file_that_another_program_locks_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_new: bool
) -> None:
    path = tmp_path / "briefbot.db"
    if not is_new:
        with _opened(Database(path)):
            pass
    monkeypatch.setitem(PRAGMAS, "busy_timeout", 50)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        timer = Timer(0.5, other.execute, ["ROLLBACK"])
        timer.start()
        with capture_logs() as lines, _opened(Database(path)) as database:
            database.check()
        timer.join()

    [line] = lines
    assert line["event"] == "waits for the database"
    assert line["reason"] == f"{path}: the database is locked -- end the other program that uses it"
