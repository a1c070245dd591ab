"""What the planner needs of the ledger besides the contract's suites, on both databases."""

import pytest

from briefbot.core.delivery.posting import Composed, Shown
from briefbot.core.delivery.records import BriefSeen
from briefbot.core.delivery.state import DeliveryState
from briefbot.storage.database import Database
from briefbot.storage.store import Store
from contracts.driving import (
    MAIN,
    NOW,
    OTHER,
    SCHEDULE,
    Courier,
    announce,
    composed,
    document,
    done,
    new,
)


@pytest.fixture
def store(database: Database) -> Store:
    made = Store(database)
    done(made.put_destinations([MAIN, OTHER], now=NOW))
    return made


def revise(store: Store, *numbers: int) -> None:
    for number in numbers:
        seen = BriefSeen(slug="a", path="a.md", text="", hash=f"{number}", baseline=False)
        done(store.record_briefs([seen], gone=(), now=NOW))


def test_a_brief_is_outdated_while_a_copy_shows_an_older_revision(store: Store) -> None:
    revise(store, 1)
    composed(store, Shown(slug="a", revision=1))
    assert done(store.outdated()) == []

    revise(store, 2)
    assert done(store.outdated()) == ["a"]
    composed(store, Shown(slug="a", revision=2), occurrence="2026-03-02T10:00")

    assert done(store.outdated()) == ["a"]


def test_what_never_got_there_is_not_outdated(store: Store) -> None:
    revise(store, 1, 2)
    composed(store, Shown(slug="a", revision=1))
    Courier(store).run(DeliveryState.DEAD)

    assert done(store.outdated()) == []


def test_a_merged_posting_moves_the_windows_of_the_digests_in_it(store: Store) -> None:
    done(store.put_schedules([SCHEDULE], removed=(), now=NOW))
    [member, whole] = announce(store, new(schedule=SCHEDULE.id), new("frame", subject="frame"))
    merged = Composed(posting=whole, document=document("One."), covered_until=NOW, merged=(member,))

    assert done(store.compose([merged], now=NOW)) == {whole}

    [row] = done(store.schedules())
    assert row.covered_until == NOW
