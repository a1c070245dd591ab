"""What an app lacks is a fault until it is given."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefbot.app.running.lacking import Lacking
from briefbot.storage.store import Store
from contracts.driving import NOW, done
from operators import StoppedClock, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open_store(tmp_path / "briefbot.db")
    yield found
    found._db.close()


def faults(store: Store) -> list[tuple[str, str]]:
    return [(each.subject, each.message) for each in done(store.faults())]


def test_a_scope_is_a_fault_until_the_app_has_it(store: Store) -> None:
    lacking = Lacking(store=store, clock=StoppedClock())
    done(lacking.note("slack", {"im:write": "no direct messages", "users:read": "no zones"}))
    assert faults(store) == [
        ("slack im:write", "no direct messages"),
        ("slack users:read", "no zones"),
    ]

    done(lacking.note("slack", {"users:read": "no zones"}))
    assert faults(store) == [("slack users:read", "no zones")]


def test_the_operator_is_not_told_again_at_every_start(store: Store) -> None:
    lacks = {"im:write": "no direct messages"}
    done(Lacking(store=store, clock=StoppedClock()).note("slack", lacks))
    done(store.told("scope", "slack im:write", now=NOW))
    again = Lacking(store=store, clock=StoppedClock())
    done(again.begin({"slack"}))
    done(again.note("slack", lacks))

    assert [each.told_at for each in done(store.faults())] == [NOW]


def test_a_platform_that_is_not_used_any_more_lacks_nothing(store: Store) -> None:
    lacking = Lacking(store=store, clock=StoppedClock())
    done(lacking.note("slack", {"im:write": "no direct messages"}))
    done(Lacking(store=store, clock=StoppedClock()).begin({"discord"}))

    assert faults(store) == []
