"""Posted copies on both databases: the port's contract."""

import pytest

from briefbot.storage.database import Database
from briefbot.storage.store import Store
from contracts.copy_store import CopyContract, RefusedEditContract, RevisionContract
from contracts.driving import AnyStore


@pytest.fixture
def store(database: Database) -> AnyStore:
    return Store(database)


class TestCopies(CopyContract):
    pass


class TestRevisions(RevisionContract):
    pass


class TestRefusedEdits(RefusedEditContract):
    pass
