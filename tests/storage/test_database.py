"""The database: whole transactions, faults in one line, and working again when the world does."""

import asyncio
import sqlite3
import stat
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from briefbot.errors import StoreError
from briefbot.storage.database import Database
from briefbot.storage.engines import PRAGMAS, session_began

WRITE = text("INSERT INTO note VALUES (:words)")


def create(conn: Connection) -> None:
    conn.execute(text("CREATE TABLE note (words TEXT)"))


def write(conn: Connection, words: str) -> None:
    conn.execute(WRITE, {"words": words})


def read(conn: Connection) -> list[str]:
    return list(conn.execute(text("SELECT words FROM note ORDER BY words")).scalars())


@pytest.fixture
def notes(empty_url: str) -> Iterator[Database]:
    database = Database(empty_url, inline=True)
    database.transact(create)
    yield database
    database.close()


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "notes.db", inline=True)
    database.transact(create)
    yield database
    database.close()


@pytest.fixture
def postgresql(request: pytest.FixtureRequest) -> Iterator[Database]:
    server = request.getfixturevalue("server")
    name = server.create()
    database = Database(server.address(name), inline=True)
    database.transact(create)
    yield database
    database.close()
    server.administer(f"DROP DATABASE {name} WITH (FORCE)")


# --- transactions ---


def test_a_transaction_is_done_as_a_whole_or_not_at_all(notes: Database) -> None:
    def half(conn: Connection) -> None:
        write(conn, "half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        notes.transact(half)
    notes.transact(write, "whole")

    assert notes.transact(read) == ["whole"]


def test_cancelling_the_caller_does_not_cancel_the_transaction(notes: Database) -> None:
    """Not even one that waits for its turn."""
    database = Database(notes.engine.url.render_as_string(hide_password=False))
    go_on = threading.Event()

    def slow(_: Connection) -> None:
        assert go_on.wait(10)

    async def cancel() -> None:
        running = [asyncio.create_task(database.run(slow)) for _ in range(4)]
        waiting = asyncio.create_task(database.run(write, "words"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        go_on.set()
        await asyncio.gather(*running)

    asyncio.run(cancel())
    database.close()

    assert notes.transact(read) == ["words"]


def test_the_event_loop_goes_on_while_a_transaction_runs(notes: Database) -> None:
    database = Database(notes.engine.url.render_as_string(hide_password=False))

    async def count() -> int:
        done = asyncio.Event()

        def slow(_: Connection) -> None:
            threading.Event().wait(0.2)

        async def run() -> None:
            await database.run(slow)
            done.set()

        turns = 0
        async with asyncio.TaskGroup() as group:
            group.create_task(run())
            while not done.is_set():
                await asyncio.sleep(0.01)
                turns += 1
        return turns

    turns = asyncio.run(count())
    database.close()

    assert turns >= 3


@pytest.mark.parametrize(("point", "kept"), [("before", False), ("inside", False), ("after", True)])
def test_a_crash_at_a_point_leaves_a_transaction_undone_or_done(
    notes: Database, point: str, *, kept: bool
) -> None:
    class Crash(BaseException):
        pass

    passed = []

    def watch(name: str, reached: str) -> None:
        passed.append((name, reached))
        if reached == point:
            raise Crash

    url = notes.engine.url.render_as_string(hide_password=False)
    database = Database(url, inline=True, watch=watch)

    with pytest.raises(Crash):
        database.transact(write, "words")
    database.close()

    assert passed[-1] == ("write", point)
    assert notes.transact(read) == (["words"] if kept else [])


# --- connections ---


def test_every_connection_to_sqlite_is_durable_and_careful(file: Database) -> None:
    for _ in range(2):
        with file.engine.connect() as conn:
            found = {name: conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
        assert found == {
            "busy_timeout": 15_000,
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "wal_autocheckpoint": 1_000,
        }
        file.engine.dispose()


def test_every_connection_to_postgresql_gives_up_in_time(url: str) -> None:
    database = Database(url, inline=True)
    asked = ("statement_timeout", "idle_in_transaction_session_timeout")
    if database.engine.dialect.name == "sqlite":
        database.close()
        return
    with database.engine.connect() as one, database.engine.connect() as another:
        found = [
            [conn.exec_driver_sql(f"SHOW {name}").scalar() for name in asked]
            for conn in (one, another)
        ]
    database.close()

    assert found == [["15s", "30s"]] * 2


def test_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "briefbot.db"
    Database(path, inline=True).close()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_sqlite_begins_as_a_writer_so_that_nobody_changes_what_was_read(
    file: Database, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "notes.db", timeout=0, isolation_level=None)

    def look_and_write(conn: Connection) -> None:
        read(conn)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO note VALUES ('another')")
        write(conn, "mine")

    file.transact(look_and_write)
    other.close()

    assert file.transact(read) == ["mine"]


# --- the session, before which everything is late ---


class Ticking:
    """A clock that is a minute later each time it is read."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def test_a_session_begins_with_the_first_connection_and_goes_on_with_others(url: str) -> None:
    database = Database(url, clock=Ticking(), inline=True)
    first = database.transact(session_began)
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect() as one, database.engine.connect() as another:
            assert session_began(one) == session_began(another) == first

    assert database.transact(session_began) == first
    database.close()


def test_a_session_begins_anew_when_the_connection_was_lost(postgresql: Database) -> None:
    def present(conn: Connection) -> datetime:
        read(conn)
        return session_began(conn)

    url = postgresql.engine.url.render_as_string(hide_password=False)
    database = Database(url, clock=Ticking(), inline=True)
    first = database.transact(present)
    cut_off(postgresql)

    assert database.transact(present) > first
    database.close()


def test_a_session_begins_anew_after_a_fault_of_the_file(tmp_path: Path) -> None:
    database = Database(tmp_path / "notes.db", clock=Ticking(), inline=True)
    database.transact(create)
    first = database.transact(session_began)
    make(database, "PRAGMA query_only = ON")
    with pytest.raises(StoreError):
        database.transact(write, "words")

    assert database.transact(session_began) > first
    database.close()


# --- faults of the world ---


def make(database: Database, statement: str) -> None:
    """Do something to the one connection of an SQLite database."""
    with database.engine.connect() as conn:
        conn.connection.cursor().execute(statement)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("PRAGMA query_only = ON", "read-only -- make the file and folder writable"),
        ("PRAGMA max_page_count = 1", "the disk is full -- make room"),
    ],
)
def test_a_fault_of_the_disk_is_one_line_and_over_when_the_disk_works_again(
    file: Database, tmp_path: Path, statement: str, message: str
) -> None:
    file.transact(write, "before")
    make(file, statement)

    with pytest.raises(StoreError) as caught:
        file.transact(write, "x" * 100_000)

    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'notes.db'}: ")
    assert "\n" not in str(caught.value)
    file.transact(write, "after")
    assert file.transact(read) == ["after", "before"]


def test_a_locked_database_is_one_line_and_over_with_the_lock(
    file: Database, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "notes.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    make(file, "PRAGMA busy_timeout = 10")

    with pytest.raises(StoreError, match="locked -- end the other program that uses it"):
        file.transact(write, "mine")

    other.execute("ROLLBACK")
    other.close()
    file.transact(write, "mine")
    assert file.transact(read) == ["mine"]


def test_a_damaged_file_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(b"this is a letter, not a database\n" * 1000)
    database = Database(path, inline=True)

    with pytest.raises(StoreError, match="no database -- move it away"):
        database.prepare()
    database.close()
    assert path.read_bytes().startswith(b"this is a letter")


def test_a_file_damaged_in_its_middle_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    database = Database(path, inline=True)
    database.transact(create)
    for number in range(200):
        database.transact(write, f"{number} " * 100)
    database.close()
    with path.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * (path.stat().st_size - 4096))
    database = Database(path, inline=True)

    with pytest.raises(StoreError, match="damaged -- stop briefbot and restore a backup"):
        database.transact(read)
    database.close()


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")

    with pytest.raises(StoreError, match="make its folder writable"):
        Database(tmp_path / "data" / "briefbot.db")


def test_a_mistake_of_ours_is_no_fault_of_the_world(notes: Database) -> None:
    def mistaken(conn: Connection) -> None:
        conn.execute(
            text("SELECT 1 FROM nowhere WHERE words = :words"), {"words": f"{0xDEADBEEF:x}"}
        )

    with pytest.raises(Exception, match="nowhere") as caught:
        notes.transact(mistaken)

    assert not isinstance(caught.value, StoreError)
    assert "deadbeef" not in "".join(traceback.format_exception(caught.value))


def cut_off(database: Database) -> None:
    """End every other session, as a restart of the server would."""
    with database.engine.connect() as conn:
        conn.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


def test_a_transaction_is_tried_again_when_its_connection_was_lost(postgresql: Database) -> None:
    url = postgresql.engine.url.render_as_string(hide_password=False)
    database = Database(url, inline=True)
    database.transact(write, "before")
    cut_off(postgresql)

    database.transact(write, "after")
    database.close()

    assert postgresql.transact(read) == ["after", "before"]


def test_a_lost_answer_to_a_commit_is_told_and_not_tried_again(postgresql: Database) -> None:
    url = postgresql.engine.url.render_as_string(hide_password=False)

    def watch(_name: str, point: str) -> None:
        if point == "inside":
            cut_off(postgresql)

    database = Database(url, inline=True, watch=watch)
    with pytest.raises(StoreError):
        database.transact(write, "words")
    database.close()

    assert postgresql.transact(read) == []


@pytest.mark.parametrize("code", ["40001", "40P01"])
def test_a_transaction_that_lost_to_another_is_tried_again(postgresql: Database, code: str) -> None:
    attempts: list[str] = []

    def losing(conn: Connection) -> None:
        write(conn, f"attempt {len(attempts)}")
        attempts.append(code)
        if len(attempts) < 3:
            raising = f"RAISE EXCEPTION 'lost' USING ERRCODE = '{code}'"
            conn.execute(text(f"DO $$ BEGIN {raising}; END $$"))

    postgresql.transact(losing)

    assert postgresql.transact(read) == ["attempt 2"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("40001", "too busy with the same rows"),
        ("53100", "the database's disk is full -- make room"),
        ("53300", "no connection left"),
        ("25006", "read-only -- connect to the primary server"),
        ("57P01", "shut down or starting"),
        ("57014", "takes too long"),
        ("42501", "lacks a right"),
        ("XX001", "damaged"),
    ],
)
def test_a_fault_of_postgresql_is_one_line(postgresql: Database, code: str, message: str) -> None:
    def failing(conn: Connection) -> None:
        raising = f"RAISE EXCEPTION 'failed' USING ERRCODE = '{code}'"
        conn.execute(text(f"DO $$ BEGIN {raising}; END $$"))

    with pytest.raises(StoreError, match=message) as caught:
        postgresql.transact(failing)

    assert "\n" not in str(caught.value)
    postgresql.transact(write, "works again")


# --- addresses and their secrets ---


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://briefbot:hunter2@127.0.0.1:1/briefbot",
        "postgresql+psycopg://briefbot:hunter2@127.0.0.1:1/briefbot?password=hunter2",
        "postgres://briefbot:hunter2@127.0.0.1:1/briefbot",
        "mysql://briefbot:hunter2@127.0.0.1/briefbot",
        "postgresql//briefbot:hunter2",
        "postgresql://briefbot:hunter2@127.0.0.1:port/briefbot",
        "hunter2",
        "sqlite://",
    ],
)
def test_no_error_shows_the_password_of_an_address(address: str) -> None:
    shown: list[str] = []
    with pytest.raises(StoreError) as caught:
        prepare(address, shown.append)

    shown += traceback.format_exception(caught.value)
    assert "hunter2" not in "".join(shown)
    assert " -- " in str(caught.value)


def prepare(address: str, show: Callable[[str], None]) -> None:
    database = Database(address, inline=True)
    show(repr(database))
    try:
        database.prepare()
    finally:
        database.close()


def test_a_commit_by_any_connection_shows_in_the_stamp(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "briefbot.db")) as database:
        database.transact(create)
        before = database.stamp
        assert database.transact(read) == []
        assert database.stamp == before
        with closing(Database(tmp_path / "briefbot.db")) as other:
            other.transact(write, "by another")
        assert before is not None
        assert database.stamp not in (None, before)


def test_where_nothing_tells_of_commits_there_is_no_stamp(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "briefbot.db", inline=True)) as database:
        database.prepare()
        assert database.stamp is None


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_a_transaction_that_stood_still_for_too_long_is_told_and_the_next_one_works(
    postgresql: Database, rows: int
) -> None:
    def stand_still(conn: Connection) -> None:
        conn.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = '50ms'")
        if rows:
            conn.execute(WRITE, [{"words": str(number)} for number in range(rows)])
        time.sleep(0.5)
        conn.exec_driver_sql("SELECT 1")

    with pytest.raises(StoreError, match="ended what stood still -- wait"):
        postgresql.transact(stand_still)

    with suppress(StoreError):  # the connection may only now be found to be closed
        postgresql.transact(read_one)
    assert postgresql.transact(read_one) == 1


def read_one(conn: Connection) -> int:
    found: int = conn.exec_driver_sql("SELECT 1").scalar_one()
    return found
