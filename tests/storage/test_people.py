"""The contract of the port, on both databases."""

import pytest

from briefbot.storage.database import Database
from briefbot.storage.store import Store
from contracts.driving import AnyStore
from contracts.record_store import ButtonContract, DirectContract, PeopleContract


@pytest.fixture
def store(database: Database) -> AnyStore:
    return Store(database)


class TestPeople(PeopleContract):
    pass


class TestButtons(ButtonContract):
    pass


class TestDirectMessages(DirectContract):
    pass
