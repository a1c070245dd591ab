"""The plan on both databases: the port's contract, and what is the storage's own."""

import pytest

from briefbot.core.delivery.key import PostingKind
from briefbot.core.document import Priority
from briefbot.storage.database import Database
from briefbot.storage.postings import rank_of
from briefbot.storage.store import Store
from contracts.driving import NOW, AnyStore, announce, done, new
from contracts.plan_store import PostingContract, SaidContract, ScheduleContract, ShareContract


@pytest.fixture
def store(database: Database) -> AnyStore:
    return Store(database)


class TestSchedules(ScheduleContract):
    pass


class TestPostings(PostingContract):
    pass


class TestShare(ShareContract):
    pass


class TestSaid(SaidContract):
    pass


@pytest.mark.parametrize(
    ("priority", "kind", "rank"),
    [
        (Priority.FLASH, PostingKind.DIGEST, 1),
        (Priority.URGENT, PostingKind.DIGEST, 2),
        (Priority.ROUTINE, PostingKind.REMINDER, 3),
        (Priority.ROUTINE, PostingKind.NOTICE, 3),
        (Priority.ROUTINE, PostingKind.SUMMARY, 4),
        (Priority.ROUTINE, PostingKind.DIGEST, 4),
        (Priority.LOW, PostingKind.REMINDER, 5),
    ],
)
def test_what_is_urgent_or_to_be_acted_on_goes_first(
    priority: Priority, kind: PostingKind, rank: int
) -> None:
    assert rank_of(priority, kind) == rank


def test_texts_that_no_database_takes_are_made_fit(store: AnyStore) -> None:
    [row] = announce(store, new(reason="a \x00 and a \ud800", label="l\x00"))
    done(store.skip({row: "x" * 10_000}, now=NOW))
    [story] = done(store.stories(schedule="daily"))
    assert story.happened[1].reason == "a \ufffd and a \ufffd"
    assert story.label == "l\ufffd"
    assert len(story.happened[-1].reason) == 2_000
