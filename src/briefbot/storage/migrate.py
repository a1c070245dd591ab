"""Bringing the schema up to date when the program starts."""

from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from briefbot.errors import StoreError
from briefbot.storage.engines import BEGIN, place

_MIGRATIONS = Path(__file__).parent / "migrations"
#: Names our lock among those that other programs may take in the same database.
_LOCK = 0x62726965_66626F74  # "briefbot"
#: Another process may be migrating much data.
_PATIENCE = "SET LOCAL statement_timeout = '10min'"


def migrate(engine: Engine) -> None:
    """Go every step that a database lacks, in one transaction, while no other process can.

    Raises StoreError when the schema was made by a newer version of the program.
    """
    with engine.connect() as conn:
        if conn.dialect.name == "sqlite":
            _check_foreign_keys(conn, now=False)
        try:
            with conn.begin():
                _lock(conn)
                _upgrade(conn)
        finally:
            # Its pragma is of the connection, and it took up patience: the next one is as usual.
            conn.invalidate()


def check_schema(engine: Engine) -> None:
    """Find out whether the schema is the one of this version; nothing is changed.

    Raises StoreError when it was made by another version, or there is none.
    """
    steps = ScriptDirectory(_MIGRATIONS)
    with engine.connect() as conn:
        reached = MigrationContext.configure(conn).get_current_heads()
    where = place(engine)
    if not reached:
        raise StoreError("nothing is stored there yet", where=where, next_step=BEGIN)
    _refuse_newer(steps, reached, where)
    if set(reached) != set(steps.get_heads()):
        raise StoreError(
            "the database was made by an older version of briefbot",
            where=where,
            next_step="start briefbot run again, which brings it up to date",
        )


def _lock(conn: Connection) -> None:
    """Let one process migrate at a time; on SQLite the transaction itself does."""
    if conn.dialect.name == "postgresql":
        conn.execute(text(_PATIENCE))
        conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _upgrade(conn: Connection) -> None:
    steps = ScriptDirectory(_MIGRATIONS)
    context = MigrationContext.configure(conn)
    reached = context.get_current_heads()
    _refuse_newer(steps, reached, place(conn.engine))
    missing = list(steps.iterate_revisions("heads", reached))
    if not missing:
        return
    with Operations.context(context):
        for step in reversed(missing):
            step.module.upgrade()
    context.stamp(steps, "heads")
    if conn.dialect.name == "sqlite":
        _check_foreign_keys(conn, now=True)


def _refuse_newer(steps: ScriptDirectory, reached: tuple[str, ...], where: str) -> None:
    known = {step.revision for step in steps.walk_revisions()}
    if not known.issuperset(reached):
        raise StoreError(
            "the database was made by a newer version of briefbot",
            where=where,
            next_step="update briefbot, or name another database",
        )


def _check_foreign_keys(conn: Connection, *, now: bool) -> None:
    """Put the check off before a transaction, or make it at its end.

    To change a table, SQLite drops and makes it again (https://sqlite.org/lang_altertable.html),
    and dropping it would delete what hangs on it.
    """
    if not now:
        # Outside of a transaction, where SQLAlchemy would begin one.
        conn.connection.cursor().execute("PRAGMA foreign_keys = OFF")
    elif conn.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise AssertionError("a migration leaves a row that points nowhere")
