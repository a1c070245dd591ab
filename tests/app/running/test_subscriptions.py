"""What people subscribed to in chat is part of what runs, as soon as it is looked at."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from briefbot.app.running.connections import Connections
from briefbot.app.running.knowledge import Knowledge
from briefbot.core.delivery.records import Subscription
from briefbot.settings import Destination, Settings
from briefbot.storage.store import Store
from contracts.driving import NOW, done
from operators import StoppedClock, open_store

MADE = Subscription(
    id="sub-7f3k2m",
    destination="main",
    definition='rule = "daily at 08:00"\nzone = "UTC"\ndestinations = ["main"]\n',
    created_by="chat:ann",
    created_at=NOW,
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.chdir(tmp_path)
    Path("briefs").mkdir()
    found = open_store(tmp_path / "briefbot.db")
    yield found
    found._db.close()


def knowledge(store: Store) -> Knowledge:
    return Knowledge(
        Settings(destinations={"main": Destination(platform="terminal")}),
        config=None,
        store=store,
        clock=StoppedClock(),
        connections=Connections(),
    )


def test_a_subscription_runs_from_the_next_look_on_until_it_ends(store: Store) -> None:
    known = knowledge(store)
    done(known.begin())
    assert set(known.world.programme.digests) == set()
    done(store.subscribe(MADE))
    done(known.refresh())
    assert known.world.programme.digests["sub-7f3k2m"].destinations == ("main",)
    done(store.unsubscribe(MADE.id, now=NOW))
    done(known.refresh())
    assert set(known.world.programme.digests) == set()


def test_one_that_is_not_understood_is_a_fault_until_it_ends(store: Store) -> None:
    known = knowledge(store)
    done(store.subscribe(replace(MADE, definition="rule = ")))
    done(known.begin())
    (fault,) = done(store.faults())
    assert (fault.kind, fault.subject) == ("subscription", "sub-7f3k2m")
    assert "/brief-admin unsubscribe sub-7f3k2m" in fault.message
    done(store.unsubscribe(MADE.id, now=NOW))
    done(known.refresh())
    assert done(store.faults()) == []
