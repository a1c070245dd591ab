"""Whether the schema is the one of this version, and bringing it up to date at the start.

Alembic is imported only where the schema is another one: that takes a sixth of the time of a short
command.
"""

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, inspect, select, text

from briefbot.errors import StoreError
from briefbot.storage.engines import BEGIN, place

#: The last of `migrations/versions`.
NEWEST = "0001"
#: Alembic's table of what was reached: https://alembic.sqlalchemy.org/en/latest/tutorial.html
_REACHED = Table("alembic_version", MetaData(), Column("version_num", String(32)))
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
    with engine.connect() as conn:
        reached = _reached(conn)
    if not reached:
        raise StoreError("nothing is stored there yet", where=place(engine), next_step=BEGIN)
    if reached == {NEWEST}:
        return
    _refuse_newer(reached, place(engine))
    raise StoreError(
        "the database was made by an older version of briefbot",
        where=place(engine),
        next_step="start briefbot run again, which brings it up to date",
    )


def _reached(conn: Connection) -> set[str]:
    if not inspect(conn).has_table(_REACHED.name):
        return set()
    return set(conn.execute(select(_REACHED.c.version_num)).scalars())


def _lock(conn: Connection) -> None:
    """Let one process migrate at a time; on SQLite the transaction itself does."""
    if conn.dialect.name == "postgresql":
        conn.execute(text(_PATIENCE))
        conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _upgrade(conn: Connection) -> None:
    reached = _reached(conn)
    if reached == {NEWEST}:
        return
    _refuse_newer(reached, place(conn.engine))
    from briefbot.storage.migrations.steps import go_missing  # noqa: PLC0415 - it is seldom needed

    go_missing(conn)
    if conn.dialect.name == "sqlite":
        _check_foreign_keys(conn, now=True)


def _refuse_newer(reached: set[str], where: str) -> None:
    from briefbot.storage.migrations.steps import revisions  # noqa: PLC0415 - it is seldom needed

    if not revisions().issuperset(reached):
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
