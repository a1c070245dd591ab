"""A posting that follows another one goes in its thread, on SQLite and PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.state import DeliveryState
from briefbot.core.delivery.work import Lease, Task
from briefbot.storage.database import Database
from briefbot.storage.store import Store
from briefbot.storage.tables import delivery, posting
from outboxes import Outbox, receipt, wait_for

DEAD, HELD, PENDING = DeliveryState.DEAD, DeliveryState.HELD, DeliveryState.PENDING
SENT, UNKNOWN = DeliveryState.SENT, DeliveryState.UNKNOWN


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(Store(database))


def original(outbox: Outbox, lease: Lease, state: DeliveryState = SENT) -> int:
    """Return the row of a posting whose one message has come to an end."""
    row = outbox.post()
    [task] = outbox.claim(lease)
    assert outbox.intend(lease, task.id, "one")
    outbox.settle(lease, task.id, state, receipt=receipt(7) if state is SENT else None)
    return row


def follow_up(outbox: Outbox, row: int) -> int:
    return outbox.post(kind=PostingKind.CORRECTION, follows=row)


def retract(outbox: Outbox, row: int) -> None:
    wait_for(outbox.store.retract(row, actor="u1", reason="a slip", now=outbox.now))


def claim_of(outbox: Outbox, lease: Lease, row: int) -> Task:
    """Return the task of a posting; others are taken up as well."""
    return next(task for task in outbox.claim(lease) if task.posting == row)


def test_a_follow_up_goes_in_the_thread_of_what_it_follows_with_all_its_pages(
    outbox: Outbox,
) -> None:
    lease = outbox.lease()
    row = follow_up(outbox, original(outbox, lease))

    [first] = outbox.claim(lease)
    assert (first.posting, first.page, first.thread) == (row, 1, receipt(7))
    outbox.intend(lease, first.id, "one", "two")
    outbox.sent(lease, first.id, 8)

    [second] = outbox.claim(lease)
    assert (second.page, second.thread) == (2, receipt(7))


@pytest.mark.parametrize("state", [DEAD, HELD])
def test_where_the_original_is_not_known_to_stand_there_is_no_thread(
    outbox: Outbox, state: DeliveryState
) -> None:
    lease = outbox.lease()
    row = follow_up(outbox, original(outbox, lease, state))

    [first] = outbox.claim(lease)
    assert (first.posting, first.thread) == (row, None)
    outbox.intend(lease, first.id, "one", "two")
    outbox.sent(lease, first.id, 8)

    [second] = outbox.claim(lease)
    assert second.thread == receipt(8)


def test_where_the_original_is_taken_back_there_is_no_thread(outbox: Outbox) -> None:
    lease = outbox.lease()
    first = original(outbox, lease)
    row = follow_up(outbox, first)
    retract(outbox, first)

    assert claim_of(outbox, lease, row).thread is None


def test_where_the_destination_has_moved_there_is_no_thread(outbox: Outbox) -> None:
    lease = outbox.lease()
    follow_up(outbox, original(outbox, lease))
    outbox.destinations("newsroom", channel="200")

    [task] = outbox.claim(lease)

    assert (task.channel, task.thread) == ("200", None)


def test_what_was_tried_in_a_thread_is_looked_for_there_whatever_became_of_it(
    outbox: Outbox,
) -> None:
    lease = outbox.lease()
    first = original(outbox, lease)
    row = follow_up(outbox, first)
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "one")
    outbox.settle(lease, task.id, UNKNOWN, next_try_at=outbox.now)
    retract(outbox, first)

    again = claim_of(outbox, lease, row)

    assert (again.was, again.thread) == (UNKNOWN, receipt(7))


def test_what_was_tried_in_the_channel_is_looked_for_there_though_the_original_turns_up(
    outbox: Outbox,
) -> None:
    lease = outbox.lease()
    first = outbox.post()
    [held] = outbox.claim(lease)
    outbox.intend(lease, held.id, "one")
    outbox.settle(lease, held.id, UNKNOWN, next_try_at=outbox.now + timedelta(minutes=5))
    flash = follow_up(outbox, first)
    outbox.settle(lease, held.id, HELD)
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "one")
    outbox.settle(lease, task.id, UNKNOWN, next_try_at=outbox.now)
    with outbox.store._db.engine.begin() as conn:
        stands = {"state": "sent", "receipt_channel": "100", "receipt_message": "7"}
        conn.execute(update(delivery).where(delivery.c.id == held.id).values(stands))

    assert claim_of(outbox, lease, flash).thread is None


def test_a_thread_that_is_refused_is_left_for_the_channel_for_good(outbox: Outbox) -> None:
    lease = outbox.lease()
    follow_up(outbox, original(outbox, lease))
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "one", "two")
    outbox.settle(lease, task.id, PENDING, apart=True, next_try_at=outbox.now)

    [again] = outbox.claim(lease)
    assert (again.thread, again.payload) == (None, "one")
    outbox.intend(lease, again.id)
    outbox.sent(lease, again.id, 9)

    [second] = outbox.claim(lease)
    assert (second.page, second.thread) == (2, receipt(9))


def test_an_original_that_is_kept_no_longer_leaves_its_follow_ups(outbox: Outbox) -> None:
    lease = outbox.lease()
    first = original(outbox, lease)
    row = follow_up(outbox, first)

    with outbox.store._db.engine.begin() as conn:
        conn.execute(delete(posting).where(posting.c.id == first))
        assert conn.scalar(select(posting.c.follows).where(posting.c.id == row)) is None
    assert claim_of(outbox, lease, row).thread is None
