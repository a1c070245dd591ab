"""The contract of the outbox, on SQLite and PostgreSQL."""

from datetime import timedelta

import pytest

from briefbot import ports
from briefbot.storage.database import Database
from briefbot.storage.store import Store
from contracts.store_outbox import *  # noqa: F403 - the suite itself
from outboxes import START, Outbox


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


def test_what_was_due_before_the_database_was_lost_is_late(url: str) -> None:
    # Meanwhile it may have been put back to an earlier state, in which much was not sent yet.
    opened = START
    database = Database(url, clock=lambda: opened, caller_clock=True, inline=True)
    outbox = Outbox(Store(database))
    for place in ("newsroom", "council"):
        outbox.post(place)
    [before] = outbox.claim(outbox.lease(), limit=1)

    opened += timedelta(minutes=1)
    database.engine.dispose()  # as after any fault of the file, or a lost connection
    [after] = outbox.claim(outbox.lease(), limit=1, busy=[before.key.destination])
    database.close()

    assert (before.late, after.late) == (False, True)
