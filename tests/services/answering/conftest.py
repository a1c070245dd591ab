"""A chat over a store of its own, copied from one that was made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from answering_stage import NOW, Chat, open_chat
from briefbot.core.delivery.records import DestinationEntry
from briefbot.storage.database import Database
from briefbot.storage.store import Store
from contracts.driving import done


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("answering") / "briefbot.db"
    database = Database(path, clock=lambda: NOW, inline=True)
    database.prepare()
    entries = [
        DestinationEntry(name=name, account="screen", platform="terminal", channel=name)
        for name in ("newsroom", "members")
    ]
    done(Store(database).put_destinations(entries, now=NOW))
    database.close()
    return path


@pytest.fixture
def chat(tmp_path: Path, template: Path) -> Iterator[Chat]:
    made = open_chat(tmp_path, template)
    yield made
    made.store._db.close()
