"""Starting the program: its settings, its log, and its database under the lock of the folder."""

import asyncio
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import structlog

from briefbot.app.running.patience import patiently
from briefbot.app.running.platforms.joint import Surface
from briefbot.app.running.program import Program
from briefbot.clock import SystemClock
from briefbot.core.delivery.timing import Timing
from briefbot.errors import UsageError
from briefbot.logs import set_up_logs
from briefbot.settings import Settings, colour_allowed, load_settings, secrets_of
from briefbot.storage.database import Database
from briefbot.storage.engines import file_of
from briefbot.storage.file_systems import network_file_system
from briefbot.storage.run_lock import RunLock

_log = structlog.get_logger()


def run_program(
    config: Path | None = None,
    *,
    output: TextIO | None = None,
    log: TextIO | None = None,
    level: str = "info",
    served: Callable[[str], None] = lambda _address: None,
) -> None:
    """Run until SIGTERM or SIGINT. Posts for terminals go to `output`, the log to `log`.

    `served` is told the address of the chat page, when there is one and it is served.

    Raises SettingsError, UsageError or StoreError when it cannot begin.
    """
    settings = load_settings(config)
    if not settings.destinations and not has_token(settings):
        raise UsageError(
            "there is no destination to post to, and no token of a chat",
            where=str(config or "config/briefbot.toml"),
            next_step='add one, such as [destinations.here] with platform = "local"',
        )
    stream, out = log or sys.stderr, output or sys.stdout
    set_up_logs(
        stream,
        secrets=secrets_of(settings),
        colour=stream.isatty() and colour_allowed(),
        level=level,
    )
    clock = SystemClock()
    surface = Surface(
        stream=out,
        clock=clock,
        timing=Timing(),
        data=settings.store.data,
        width=min(shutil.get_terminal_size().columns, 100),
        colour=out.isatty() and colour_allowed(),
    )
    with _database(settings) as database:
        program = Program(
            settings, config=config, surface=surface, database=database, served=served
        )
        asyncio.run(program.run())


def has_token(settings: Settings) -> bool:
    """Tell whether any chat is connected by a token; commands come from there in any case."""
    tokens = (settings.discord.token, settings.slack.bot_token)
    return any(token.get_secret_value() for token in tokens)


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    """Open the database, ready to use; an SQLite file only under the lock of its folder."""
    where = settings.store.database
    file = where if isinstance(where, Path) else file_of(where)
    if file is None:
        with _opened(Database(where)) as database:
            yield database
        return
    with RunLock(file.parent):
        _warn_of_a_network(file.parent)
        with _opened(Database(file)) as database:
            yield database


def _warn_of_a_network(folder: Path) -> None:
    kind = network_file_system(folder)
    if kind:
        _log.warning(
            "data folder on a network",
            file_system=kind,
            next_step="keep it on a local disk, or use PostgreSQL; SQLite may damage its file here",
        )


@contextmanager
def _opened(database: Database) -> Iterator[Database]:
    async def prepare() -> None:
        database.prepare()  # nothing else runs that it would hold up

    try:
        asyncio.run(patiently(prepare, clock=SystemClock(), stop=asyncio.Event()))
        yield database
    finally:
        database.close()
