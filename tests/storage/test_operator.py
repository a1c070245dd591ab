"""The contract of the port, on both databases."""

import pytest

from briefbot.storage.database import Database
from briefbot.storage.store import Store
from contracts.driving import AnyStore
from contracts.operator_store import ResolutionContract, RetractionContract, StoryContract


@pytest.fixture
def store(database: Database) -> AnyStore:
    return Store(database)


class TestStories(StoryContract):
    pass


class TestResolutions(ResolutionContract):
    pass


class TestRetractions(RetractionContract):
    pass
