"""Commands beside a running program find the database as it is; they make and migrate nothing."""

from pathlib import Path

import pytest
from sqlalchemy import text

from briefbot.errors import StoreError
from briefbot.storage.database import Database


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "data" / "briefbot.db"
    with pytest.raises(StoreError, match="there is no database yet -- begin with: briefbot run"):
        Database(path, existing=True)
    assert not path.parent.exists()


def test_a_schema_of_this_version_is_well(url: str) -> None:
    database = Database(url, existing=True)
    database.check()
    database.close()


def test_a_database_without_tables_stays_so(empty_url: str) -> None:
    database = Database(empty_url)
    for _ in range(2):
        with pytest.raises(StoreError, match="nothing is stored there yet"):
            database.check()
    database.close()


@pytest.mark.parametrize(
    ("revision", "told"), [("9999", "a newer version of briefbot"), ("0001", "")]
)
def test_a_schema_of_a_newer_version_is_refused(url: str, revision: str, told: str) -> None:
    database = Database(url, existing=True, inline=True)
    database.transact(
        lambda conn: conn.execute(
            text("UPDATE alembic_version SET version_num = :v"), {"v": revision}
        )
    )
    if told:
        with pytest.raises(StoreError, match=told):
            database.check()
    else:
        database.check()
    database.close()


def test_a_schema_of_an_older_version_is_left_to_the_program(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(url, existing=True)
    monkeypatch.setattr("briefbot.storage.migrate.NEWEST", "0002")
    with pytest.raises(StoreError, match=r"older version of briefbot -- start briefbot run again"):
        database.check()
    database.close()
