"""The contract of the outbox, on SQLite and PostgreSQL."""

import pytest

from briefbot import ports
from briefbot.storage.database import Database
from briefbot.storage.store import Store
from contracts.store_outbox import *  # noqa: F403 - the suite itself
from outboxes import Outbox


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(Store(database))


def everything(
    store: Store,
) -> tuple[
    ports.DeliveryStore,
    ports.PlanStore,
    ports.KnowledgeStore,
    ports.SessionStore,
    ports.PeopleStore,
    ports.OperatorStore,
]:
    return store, store, store, store, store, store


def test_the_store_is_everything_that_the_ports_ask_for(database: Database) -> None:
    store = Store(database)

    assert set(everything(store)) == {store}  # that it fits is for the type checker to see
