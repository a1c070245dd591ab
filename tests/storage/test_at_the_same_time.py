"""Transactions of several processes at once: one of them wins, and nothing is done twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import pytest

from briefbot.core.delivery.posting import Advance, Composed, Revision, Shown
from briefbot.core.delivery.records import BriefSeen
from briefbot.core.delivery.state import DeliveryState, Operation
from briefbot.core.delivery.work import Intent
from briefbot.storage import composing, intents, knowledge, people, plan, revising
from briefbot.storage.database import Database
from briefbot.storage.store import Store
from contracts.driving import (
    DAY,
    MAIN,
    NOW,
    SCHEDULE,
    Courier,
    announce,
    composed,
    document,
    done,
    new,
)

T = TypeVar("T")
WORKERS = 4


@pytest.fixture
def store(database: Database) -> Store:
    made = Store(database)
    done(made.put_destinations([MAIN], now=NOW))
    return made


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(WORKERS) as pool:
        yield pool


def together(threads: ThreadPoolExecutor, *calls: Callable[[], T]) -> list[T]:
    running = [threads.submit(call) for call in calls]
    return [each.result(timeout=60) for each in running]


def test_ticks_are_made_by_one(
    store: Store, database: Database, threads: ThreadPoolExecutor
) -> None:
    done(store.put_schedules([SCHEDULE], removed=(), now=NOW))
    advance = Advance(
        schedule=SCHEDULE.id,
        expected=SCHEDULE.cursor,
        cursor=NOW,
        next_at=NOW + DAY,
        postings=(new(),),
    )
    call = partial(database.transact, plan.advance, NOW, [advance])
    moved = together(threads, *[call] * WORKERS)
    assert sorted(map(len, moved)) == [0] * (WORKERS - 1) + [1]
    assert len(done(store.waiting(now=NOW, limit=10))) == 1


def test_a_posting_is_composed_by_one(
    store: Store, database: Database, threads: ThreadPoolExecutor
) -> None:
    [row] = announce(store)
    texts = [Composed(posting=row, document=document(f"{n}")) for n in range(WORKERS)]
    calls = [partial(database.transact, composing.compose, NOW, [each]) for each in texts]
    assert sorted(map(len, together(threads, *calls))) == [0] * (WORKERS - 1) + [1]
    assert len(Courier(store).claim()) == 1


def test_an_event_counts_for_one(
    store: Store, database: Database, threads: ThreadPoolExecutor
) -> None:
    call = partial(database.transact, people.once, NOW, "e1")
    assert sorted(together(threads, *[call] * WORKERS)) == [False] * (WORKERS - 1) + [True]
    assert not done(store.once("e1", now=NOW))


def test_revisions_are_numbered_one_after_the_other(
    store: Store, database: Database, threads: ThreadPoolExecutor
) -> None:
    calls = [
        partial(
            database.transact,
            partial(knowledge.record_briefs, gone=()),
            NOW,
            [BriefSeen(slug="a", path="a.md", text=f"{n}", hash=f"h{n}", baseline=False)],
        )
        for n in range(WORKERS)
    ]
    numbers = sorted(each["a"] for each in together(threads, *calls))
    assert numbers == list(range(1, WORKERS + 1))
    assert len(done(store.briefs())) == 1


@pytest.mark.parametrize("number", range(8))
def test_a_correction_is_never_lost_to_a_courier_that_is_faster(
    store: Store, database: Database, threads: ThreadPoolExecutor, number: int
) -> None:
    row = composed(store, Shown(slug="a", revision=1))
    courier = Courier(store)
    [task] = courier.claim()
    intent = [Intent(task=task.id, pages=("old",))]
    shown = (Shown(slug="a", revision=2),)
    revision = [Revision(posting=row, document=document("new"), shown=shown, reason="c")]
    calls: list[Callable[[], object]] = [
        partial(database.transact, intents.commit_intents, NOW, courier.lease, intent),
        partial(database.transact, revising.revise, NOW, revision),
    ]
    together(threads, *(calls if number % 2 else reversed(calls)))
    [copy] = done(store.copies("a"))
    assert copy.document == document("new")
    if copy.started:
        courier.settle(task, state=DeliveryState.SENT)
    [last] = courier.run(pages=("new",))
    assert last.document == document("new")
    assert last.operation is (Operation.EDIT if copy.started else Operation.SEND)
