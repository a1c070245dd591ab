"""The schema that migrations make is the one that the code expects, on both databases."""

import threading
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from briefbot.errors import StoreError
from briefbot.storage.database import Database
from briefbot.storage.migrate import NEWEST
from briefbot.storage.migrations.steps import newest
from briefbot.storage.tables import metadata


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    database = Database(empty_url, inline=True)
    yield database
    database.close()


CATALOGUES = {
    # Every table and index as it was written, but for white space and quotes.
    "sqlite": r"SELECT name, replace(replace(replace(replace(sql, char(10), ''), char(9), ''), "
    "'\"', ''), ' ', '') FROM sqlite_master WHERE name NOT LIKE '%alembic%'",
    "postgresql": """
        SELECT table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable,
            column_default, ordinal_position) FROM information_schema.columns
            WHERE table_schema = 'public'
        UNION SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
    """,
}


def catalogue(conn: Connection) -> dict[str, list[str]]:
    """Return everything that the database knows of our schema; constraints may be in any order."""
    rows = conn.exec_driver_sql(CATALOGUES[conn.dialect.name].replace("%", "%%"))
    return {
        name: sorted((written or "").removesuffix(")").split(","))
        for name, written in rows
        if "alembic" not in name
    }


def test_the_migrations_make_the_tables_of_the_code(empty: Database) -> None:
    empty.prepare()

    def compare(conn: Connection) -> tuple[object, str]:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        missing = produce_migrations(context, metadata).upgrade_ops
        code = render_python_code(missing) if missing is not None else ""
        return compare_metadata(context, metadata), code

    differences, code = empty.transact(compare)

    assert differences == [], f"a new migration is needed:\n{code}"


def test_the_migrations_leave_out_no_constraint_and_no_condition(empty: Database) -> None:
    empty.prepare()
    migrated = empty.transact(catalogue)
    empty.transact(metadata.drop_all)
    empty.transact(metadata.create_all)

    assert migrated == empty.transact(catalogue)
    assert "'unknown'" in "".join(migrated["ix_delivery_open"])


def test_the_newest_step_is_the_one_that_no_other_follows() -> None:
    assert newest() == NEWEST


def test_preparing_twice_changes_nothing(empty: Database) -> None:
    empty.prepare()
    before = empty.transact(catalogue)

    empty.prepare()

    assert empty.transact(catalogue) == before


def test_of_processes_that_start_together_one_migrates(empty_url: str) -> None:
    databases = [Database(empty_url, inline=True) for _ in range(4)]
    failures: list[BaseException] = []

    def prepare(database: Database) -> None:
        try:
            database.prepare()
        except BaseException as error:  # noqa: BLE001 - shown by the assertion
            failures.append(error)

    threads = [threading.Thread(target=prepare, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tables = databases[0].transact(catalogue)
    for database in databases:
        database.close()

    assert failures == []
    assert tables


def test_a_newer_schema_is_refused_and_left_as_it_is(empty: Database) -> None:
    empty.prepare()
    with empty.engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = empty.transact(catalogue)

    with pytest.raises(StoreError, match="newer version of briefbot -- update briefbot"):
        empty.prepare()

    assert empty.transact(catalogue) == before


def test_the_session_is_as_usual_after_a_migration(empty: Database) -> None:
    empty.prepare()
    asked = {
        "sqlite": ("PRAGMA foreign_keys", 1),
        "postgresql": ("SHOW statement_timeout", "15s"),
    }
    statement, expected = asked[empty.engine.dialect.name]

    found = empty.transact(lambda conn: conn.exec_driver_sql(statement).scalar_one())

    assert found == expected
