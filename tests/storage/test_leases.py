"""Leases: one holder at a time, and nothing lost when it changes."""

import asyncio
from datetime import timedelta

import pytest

from briefbot.core.delivery.state import DeliveryState
from briefbot.core.delivery.work import Lease, sender_lease
from briefbot.storage.database import Database
from briefbot.storage.leases import renew_lease, take_lease
from briefbot.storage.store import Store
from outboxes import ACCOUNT, START, Outbox, wait_for

SPAN = timedelta(seconds=24)
NAME = sender_lease(ACCOUNT)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(Store(database))


def take(database: Database, owner: str, *, after: float = 0, force: bool = False) -> Lease | None:
    now = START + timedelta(seconds=after)
    return database.transact(take_lease, now, NAME, owner=owner, span=SPAN, force=force)


def test_a_free_lease_is_taken_and_kept_from_others_until_it_runs_out(database: Database) -> None:
    first = take(database, "one")

    assert first == Lease(name=NAME, owner="one", fence=1, until=START + SPAN)
    assert take(database, "two", after=23.9) is None
    taken = take(database, "two", after=24)
    assert taken is not None
    assert (taken.owner, taken.fence, taken.taken_over) == ("two", 2, True)


def test_a_renewed_lease_lasts_from_its_renewal(database: Database) -> None:
    lease = take(database, "one")
    assert lease is not None

    later = START + timedelta(seconds=20)
    renewed = database.transact(renew_lease, later, lease, span=SPAN)

    assert renewed is not None
    assert renewed.until == later + SPAN
    assert renewed.fence == lease.fence
    assert take(database, "two", after=43) is None


def test_a_lease_that_ran_out_unnoticed_is_renewed_but_a_lost_one_is_not(
    database: Database,
) -> None:
    lease = take(database, "one")
    assert lease is not None
    hour = START + timedelta(hours=1)

    assert database.transact(renew_lease, hour, lease, span=SPAN) is not None
    take(database, "two", after=7200)
    assert database.transact(renew_lease, hour, lease, span=SPAN) is None


def test_the_holder_of_the_run_lock_takes_a_lease_at_once(database: Database) -> None:
    take(database, "killed")

    lease = take(database, "next", after=1, force=True)

    assert lease is not None
    assert lease.taken_over


def test_ones_own_lease_is_taken_anew_under_a_new_fence(database: Database) -> None:
    first, second = take(database, "one"), take(database, "one")

    assert first is not None
    assert second is not None
    assert second.fence == first.fence + 1
    assert not second.taken_over


def test_what_the_owner_before_had_taken_up_is_put_right(outbox: Outbox) -> None:
    sending, claimed = outbox.post("newsroom"), outbox.post("council")
    old = outbox.lease("one")
    tasks = {task.posting: task.id for task in outbox.claim(old)}
    outbox.intend(old, tasks[sending], "{}")
    outbox.pass_time(seconds=24)

    outbox.lease("two", force=False)

    row = outbox.row(tasks[sending])
    assert row.state == DeliveryState.UNKNOWN
    assert row.unknown_since == row.next_try_at == outbox.now
    assert row.fence == 2
    assert outbox.state(tasks[claimed]) is DeliveryState.PENDING
    assert outbox.story(sending)[-1] == "unclear"


def test_other_accounts_are_left_alone_when_a_lease_changes_hands(outbox: Outbox) -> None:
    outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)

    take = outbox.store.take_lease
    wait_for(take(sender_lease("slack"), owner="two", now=outbox.now, span=SPAN, force=True))

    assert outbox.state(task.id) is DeliveryState.CLAIMED


def test_a_released_lease_is_free_and_leaves_what_may_be_on_its_way(outbox: Outbox) -> None:
    sending, claimed = outbox.post("newsroom"), outbox.post("council")
    lease = outbox.lease("one")
    tasks = {task.posting: task.id for task in outbox.claim(lease)}
    outbox.intend(lease, tasks[sending], "{}")

    wait_for(outbox.store.release_lease(lease, now=outbox.now))

    assert outbox.state(tasks[sending]) is DeliveryState.SENDING
    assert outbox.state(tasks[claimed]) is DeliveryState.PENDING
    assert wait_for(outbox.store.renew_lease(lease, now=outbox.now, span=SPAN)) is None
    following = outbox.lease("two", force=False)
    assert not following.taken_over
    assert outbox.state(tasks[sending]) is DeliveryState.UNKNOWN


def test_of_many_that_want_a_lease_at_once_one_gets_it(url: str) -> None:
    database = Database(url, caller_clock=True)
    store = Store(database)

    async def ask() -> list[Lease | None]:
        wishes = (
            store.take_lease(NAME, owner=f"replica {number}", now=START, span=SPAN)
            for number in range(8)
        )
        return await asyncio.gather(*wishes)

    try:
        got = [lease for lease in asyncio.run(ask()) if lease is not None]
    finally:
        database.close()

    assert len(got) == 1


def test_replicas_on_postgresql_go_by_the_database_clock(url: str) -> None:
    database = Database(url, inline=True)
    try:
        lease = take(database, "one")  # whose clock is wrong by months
        assert lease is not None
        far_off = abs(lease.until - START) > timedelta(days=1)
        taken = take(database, "two", after=3600)
    finally:
        database.close()

    assert far_off == (database.engine.dialect.name == "postgresql")
    assert (taken is None) == far_off
