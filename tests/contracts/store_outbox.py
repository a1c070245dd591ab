"""What every store owes the courier; `tests/storage/test_outbox.py` runs it on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.records import Fault
from briefbot.core.delivery.state import DeliveryState, Operation, Proof, Receipt
from briefbot.core.delivery.work import Intent, Lease, Settlement, Task
from briefbot.core.document import Priority
from outboxes import ACCOUNT, START, TIMING, Outbox, document, receipt, wait_for

PENDING, CLAIMED, SENDING, UNKNOWN = (
    DeliveryState.PENDING,
    DeliveryState.CLAIMED,
    DeliveryState.SENDING,
    DeliveryState.UNKNOWN,
)
SENT, DEAD, HELD, EXPIRED = (
    DeliveryState.SENT,
    DeliveryState.DEAD,
    DeliveryState.HELD,
    DeliveryState.EXPIRED,
)


# --- claims ---


def test_a_claim_takes_up_a_delivery_once_with_all_that_sending_needs(outbox: Outbox) -> None:
    posting = outbox.post(expires_at=START + timedelta(hours=6))
    lease = outbox.lease()

    [task] = outbox.claim(lease)

    assert (task.posting, task.page, task.operation) == (posting, 1, Operation.SEND)
    assert (task.was, task.claims, task.attempts) == (PENDING, 1, 0)
    assert task.document == document()
    assert task.payload is None
    assert task.channel == "100"
    assert task.nonce == task.key.nonce(1)
    assert task.expires_at == START + timedelta(hours=6)
    assert outbox.state(task.id) is CLAIMED
    assert outbox.claim(lease, busy=["newsroom"]) == []


def test_only_the_first_open_delivery_of_a_destination_may_leave(outbox: Outbox) -> None:
    first, second = outbox.post(), outbox.post()
    lease = outbox.lease()

    [task] = outbox.claim(lease)
    assert task.posting == first
    assert outbox.claim(lease, busy=["newsroom"]) == []
    assert outbox.intend(lease, task.id, "{}")
    outbox.sent(lease, task.id)

    assert [task.posting for task in outbox.claim(lease)] == [second]


def test_what_has_to_wait_holds_up_its_own_destination_only(outbox: Outbox) -> None:
    first = outbox.post()
    outbox.post()
    other = outbox.post("council")
    lease = outbox.lease()
    tasks = {task.posting: task.id for task in outbox.claim(lease)}
    later = outbox.now + timedelta(minutes=1)
    outbox.settle(lease, tasks[first], PENDING, next_try_at=later)
    outbox.settle(lease, tasks[other], PENDING)

    assert [task.posting for task in outbox.claim(lease)] == [other]
    assert wait_for(outbox.store.next_work_at(ACCOUNT)) == later
    outbox.pass_time(minutes=1)
    assert [task.posting for task in outbox.claim(lease, busy=["council"])] == [first]


def test_urgent_ones_go_before_those_that_were_due_earlier(outbox: Outbox) -> None:
    digest = outbox.post()
    outbox.pass_time(minutes=1)
    reminder = outbox.post(kind=PostingKind.REMINDER)
    flash = outbox.post(priority=Priority.FLASH)
    lease = outbox.lease()

    sent = outbox.send_all(lease, dict.fromkeys((digest, reminder, flash), ("{}",)))

    assert [task.posting for task in sent] == [flash, reminder, digest]


def test_destinations_take_turns(outbox: Outbox) -> None:
    names = ("newsroom", "council", "energy")
    for _ in range(2):
        for name in names:
            outbox.post(name)
    lease = outbox.lease()

    order = []
    for _ in range(6):
        [task] = outbox.claim(lease, limit=1)
        outbox.intend(lease, task.id, "{}")
        outbox.sent(lease, task.id)
        order.append(task.key.destination)

    assert set(order[:3]) == set(names)
    assert order[3:] == order[:3]


def test_a_posting_that_has_begun_is_finished_before_an_urgent_one_begins(outbox: Outbox) -> None:
    long = outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "one", "two")
    outbox.sent(lease, task.id)
    flash = outbox.post(priority=Priority.FLASH)

    sent = outbox.send_all(lease, {flash: ("{}",)})

    assert [(task.posting, task.page) for task in sent] == [(long, 2), (flash, 1)]


def test_a_first_page_that_has_begun_is_tried_again_before_an_urgent_one(outbox: Outbox) -> None:
    begun = outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "{}")
    outbox.settle(lease, task.id, PENDING, reason="429")
    outbox.post(priority=Priority.FLASH)

    assert [task.posting for task in outbox.claim(lease)] == [begun]


def test_paused_and_blocked_destinations_are_left_out(outbox: Outbox) -> None:
    lease = outbox.lease()
    refused, blocked = outbox.post("newsroom"), outbox.post("council")
    tasks = {task.posting: task.id for task in outbox.claim(lease)}
    outbox.settle(lease, tasks[refused], DEAD, reason="403", pause_destination="no permission")
    until = outbox.now + timedelta(seconds=30)
    outbox.settle(lease, tasks[blocked], PENDING, block_destination_until=until)
    outbox.post("newsroom")

    assert outbox.claim(lease) == []
    assert wait_for(outbox.store.next_work_at(ACCOUNT)) == until

    outbox.pass_time(seconds=30)
    assert [task.posting for task in outbox.claim(lease)] == [blocked]
    wait_for(outbox.store.resume(destination="newsroom", now=outbox.now))
    assert [task.key.destination for task in outbox.claim(lease, busy=["council"])] == ["newsroom"]


def refuse(outbox: Outbox, lease: Lease, *, minutes: float = 1) -> Task:
    """Have the first delivery refused by its destination, to be tried again after a while."""
    [task] = outbox.claim(lease)
    assert outbox.intend(lease, task.id, "{}")
    until = outbox.now + timedelta(minutes=minutes)
    outbox.settle(
        lease,
        task.id,
        PENDING,
        reason="403",
        surely_not=True,
        pause_destination="no permission",
        block_destination_until=until,
    )
    return task


def paused(outbox: Outbox) -> dict[str, str]:
    """Return the reasons of pauses by destination."""
    status = wait_for(outbox.store.status(now=outbox.now))
    return {line.name: line.paused_reason for line in status.destinations if line.paused_reason}


def faults(outbox: Outbox) -> list[Fault]:
    return list(wait_for(outbox.store.faults()))


def test_a_destination_that_refuses_is_tried_with_one_delivery_and_goes_on_when_it_takes_it(
    outbox: Outbox,
) -> None:
    lease = outbox.lease()
    first, second = outbox.post(), outbox.post()
    refused = refuse(outbox, lease)
    assert (refused.posting, refused.refusals) == (first, 0)
    assert outbox.claim(lease) == []
    assert wait_for(outbox.store.next_work_at(ACCOUNT)) == outbox.now + timedelta(minutes=1)

    outbox.pass_time(minutes=1)
    again = refuse(outbox, lease, minutes=2)
    assert (again.posting, again.refusals, again.attempts) == (first, 1, 0)
    assert (again.claims, again.nonce) == (1, refused.nonce)
    outbox.pass_time(minutes=2)
    [probe] = outbox.claim(lease)
    assert (probe.posting, probe.refusals, probe.attempts) == (first, 2, 0)
    assert outbox.claim(lease, busy=["newsroom"]) == []
    outbox.intend(lease, probe.id)
    outbox.sent(lease, probe.id)

    assert paused(outbox) == {}
    [task] = outbox.claim(lease)
    assert (task.posting, task.refusals) == (second, 0)


def test_that_a_destination_refuses_is_one_fault_for_as_long_as_it_does(outbox: Outbox) -> None:
    lease = outbox.lease()
    posting = outbox.post()
    refuse(outbox, lease)
    [fault] = faults(outbox)
    assert (fault.kind, fault.subject, fault.told_at) == ("destination", "newsroom", None)
    assert fault.message.startswith("no permission -- put that right, ")
    wait_for(outbox.store.told(fault.kind, fault.subject, now=outbox.now))

    outbox.pass_time(minutes=1)
    refuse(outbox, lease)
    [same] = faults(outbox)
    assert (same.since, same.told_at) == (fault.since, outbox.now - timedelta(minutes=1))
    assert outbox.story(posting).count("paused") == 1

    outbox.pass_time(minutes=1)
    [probe] = outbox.claim(lease)
    outbox.intend(lease, probe.id)
    outbox.sent(lease, probe.id)
    assert faults(outbox) == []


def test_that_an_old_message_was_found_does_not_say_that_a_destination_takes_new_ones(
    outbox: Outbox,
) -> None:
    lease = outbox.lease()
    outbox.post()
    task = refuse(outbox, lease)
    outbox.pass_time(minutes=1)
    outbox.claim(lease)
    outbox.settle(lease, task.id, SENT, receipt=receipt(1), proof=Proof.LOOK_BACK)

    assert paused(outbox) == {"newsroom": "no permission"}
    outbox.post()
    assert len(outbox.claim(lease)) == 1


def test_somebody_ends_a_refusal_or_makes_a_pause_of_it_that_nothing_goes_through(
    outbox: Outbox,
) -> None:
    lease = outbox.lease()
    outbox.post()
    refuse(outbox, lease)
    assert wait_for(outbox.store.resume(destination="newsroom", now=outbox.now))
    assert (paused(outbox), faults(outbox)) == ({}, [])

    refuse(outbox, lease)
    assert wait_for(outbox.store.pause("newsroom", reason="by ann", now=outbox.now))
    outbox.pass_time(hours=1)
    assert outbox.claim(lease) == []
    assert paused(outbox) == {"newsroom": "by ann"}
    assert wait_for(outbox.store.resume(destination="newsroom", now=outbox.now))
    assert (len(outbox.claim(lease)), faults(outbox)) == (1, [])


def test_a_refusal_does_not_take_the_place_of_a_pause_by_somebody(outbox: Outbox) -> None:
    lease = outbox.lease()
    outbox.post()
    [task] = outbox.claim(lease)
    assert wait_for(outbox.store.pause("newsroom", reason="by ann", now=outbox.now))
    until = outbox.now + timedelta(minutes=1)
    outbox.settle(lease, task.id, PENDING, pause_destination="403", block_destination_until=until)
    outbox.pass_time(minutes=1)

    assert paused(outbox) == {"newsroom": "by ann"}
    assert outbox.claim(lease) == []


def test_what_was_refused_follows_its_destination_to_another_channel_at_once(
    outbox: Outbox,
) -> None:
    lease = outbox.lease()
    outbox.post()
    refuse(outbox, lease)
    outbox.destinations("newsroom", "council", "energy", channel="200")

    assert (paused(outbox), faults(outbox)) == ({}, [])
    [task] = outbox.claim(lease)
    assert (task.channel, task.moved) == ("200", False)


def test_a_message_knows_that_its_destination_has_moved(outbox: Outbox) -> None:
    lease = outbox.lease()
    outbox.post()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "one", "two")
    outbox.sent(lease, task.id)
    outbox.destinations("newsroom", "council", "energy", channel="200")

    [page] = outbox.claim(lease)
    assert (page.page, page.channel, page.moved) == (2, "100", True)


def test_a_destination_that_is_taken_out_is_no_fault_any_more(outbox: Outbox) -> None:
    lease = outbox.lease()
    outbox.post()
    refuse(outbox, lease)
    outbox.destinations("council")
    assert faults(outbox) == []

    outbox.destinations("newsroom", "council")
    assert paused(outbox) == {}


def test_a_refused_account_is_a_fault_until_somebody_acts_or_a_process_begins(
    outbox: Outbox,
) -> None:
    lease = outbox.lease()
    outbox.post()
    for end in ("resume", "begin"):
        [task] = outbox.claim(lease)
        outbox.settle(lease, task.id, PENDING, pause_account="the token was revoked")
        [fault] = faults(outbox)
        assert (fault.kind, fault.subject) == ("account", ACCOUNT)
        if end == "resume":
            assert wait_for(outbox.store.resume(account=ACCOUNT, now=outbox.now))
        else:
            opened = outbox.store.open_session("2", host="h", pid=1, version="1", now=outbox.now)
            wait_for(opened)
        assert faults(outbox) == []


def test_a_blocked_account_waits_and_a_paused_one_does_nothing(outbox: Outbox) -> None:
    lease = outbox.lease()
    outbox.post()
    [task] = outbox.claim(lease)
    until = outbox.now + timedelta(seconds=30)
    outbox.settle(lease, task.id, PENDING, block_account_until=until)

    assert outbox.claim(lease) == []
    assert wait_for(outbox.store.next_work_at(ACCOUNT)) == until
    outbox.pass_time(seconds=30)
    [task] = outbox.claim(lease)
    outbox.settle(lease, task.id, PENDING, pause_account="the token was revoked")

    assert outbox.claim(lease) == []
    assert wait_for(outbox.store.next_work_at(ACCOUNT)) is None
    assert wait_for(outbox.store.resume(account=ACCOUNT, now=outbox.now))
    assert len(outbox.claim(lease)) == 1


def test_a_block_never_gets_shorter(outbox: Outbox) -> None:
    lease = outbox.lease()
    outbox.post("newsroom")
    outbox.post("council")
    one, other = outbox.claim(lease)
    long, short = (outbox.now + timedelta(seconds=span) for span in (60, 10))
    outbox.settle(
        lease, one.id, PENDING, block_account_until=long, pause_destination="no permission"
    )
    outbox.settle(lease, other.id, PENDING, block_account_until=short)

    assert wait_for(outbox.store.next_work_at(ACCOUNT)) == long
    assert outbox.story(one.posting)[-1] == "paused"


def test_a_removed_destination_gets_nothing_new(outbox: Outbox) -> None:
    outbox.post("energy")
    lease = outbox.lease()
    outbox.destinations("newsroom", "council")

    assert outbox.claim(lease) == []


def test_what_may_have_been_posted_to_a_removed_destination_is_cleared_up(outbox: Outbox) -> None:
    outbox.post("energy")
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "{}")
    outbox.settle(lease, task.id, UNKNOWN, reason="no answer")
    outbox.destinations("newsroom", "council")

    assert [task.was for task in outbox.claim(lease)] == [UNKNOWN]


# --- the end of waiting ---


def test_what_is_too_late_expires_and_the_next_one_goes(outbox: Outbox) -> None:
    late = outbox.post(expires_at=START + timedelta(minutes=5))
    outbox.pass_time(minutes=1)
    fine = outbox.post()
    lease = outbox.lease()
    outbox.pass_time(minutes=4)

    assert [task.posting for task in outbox.claim(lease)] == [fine]
    assert outbox.rows(late) == [("send", 1, "expired")]
    assert outbox.story(late)[-1] == "expired"


def test_the_next_expiry_is_work_even_where_nothing_may_leave(outbox: Outbox) -> None:
    lease = outbox.lease()
    outbox.post("council")
    [task] = outbox.claim(lease)
    outbox.settle(lease, task.id, DEAD, pause_destination="no permission")
    end = START + timedelta(minutes=5)
    late = outbox.post("council", expires_at=end)

    assert wait_for(outbox.store.next_work_at(ACCOUNT)) == end
    outbox.pass_time(minutes=5)
    assert outbox.claim(lease) == []
    assert outbox.rows(late) == [("send", 1, "expired")]
    assert wait_for(outbox.store.next_work_at(ACCOUNT)) is None


def test_a_posting_of_which_a_page_has_left_does_not_expire(outbox: Outbox) -> None:
    end = START + timedelta(minutes=5)
    posting = outbox.post(expires_at=end)
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "one", "two")
    outbox.sent(lease, task.id)
    outbox.pass_time(hours=1)

    assert [task.page for task in outbox.claim(lease)] == [2]
    assert outbox.rows(posting) == [("send", 1, "sent"), ("send", 2, "claimed")]


def test_what_was_claimed_too_often_without_being_sent_is_dead(outbox: Outbox) -> None:
    poison = outbox.post()
    fine = outbox.post()
    for _ in range(TIMING.claims):
        [task] = outbox.claim(outbox.lease())  # as if the process died each time
        assert task.posting == poison

    lease = outbox.lease()
    assert outbox.claim(lease) == []
    assert outbox.rows(poison) == [("send", 1, "dead")]
    assert outbox.story(poison)[-1] == "dead"
    assert [task.posting for task in outbox.claim(lease)] == [fine]


def test_the_later_pages_of_a_poisonous_first_page_go_with_it(outbox: Outbox) -> None:
    posting = outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "one", "two")
    outbox.settle(lease, task.id, PENDING, reason="429")
    for _ in range(TIMING.claims):
        outbox.claim(lease)

    assert outbox.claim(lease) == []
    assert outbox.rows(posting) == [("send", 1, "dead"), ("send", 2, "expired")]


def test_of_what_a_process_had_in_hand_when_it_ended_one_after_the_other_is_tried(
    outbox: Outbox,
) -> None:
    posted = {outbox.post(place) for place in ("newsroom", "council")}
    assert {task.posting for task in outbox.claim(outbox.lease())} == posted
    new = outbox.post("energy")

    lease = outbox.lease()
    tasks = outbox.claim(lease)

    assert sorted((task.posting == new, task.claims) for task in tasks) == [(False, 2), (True, 1)]
    busy = [task.key.destination for task in tasks]
    [other] = outbox.claim(lease, busy=busy)
    assert other.claims == 2
    assert {task.posting for task in tasks} | {other.posting} == {*posted, new}


def test_what_was_tried_again_without_harm_is_never_taken_for_poison(outbox: Outbox) -> None:
    posting = outbox.post()
    for _ in range(2 * TIMING.claims):
        lease = outbox.lease()
        [task] = outbox.claim(lease)
        assert task.claims <= 2
        wait_for(outbox.store.clear_suspects(lease, [task.id]))

    assert outbox.rows(posting) == [("send", 1, "claimed")]


def test_under_an_old_fence_nothing_is_cleared(outbox: Outbox) -> None:
    outbox.post()
    old = outbox.lease()
    outbox.claim(old)
    [task] = outbox.claim(outbox.lease())

    wait_for(outbox.store.clear_suspects(old, [task.id]))

    assert outbox.row(task.id).claims == 2


def test_a_claim_that_is_given_back_in_order_is_never_taken_for_poison(outbox: Outbox) -> None:
    outbox.post()
    for _ in range(2 * TIMING.claims):
        lease = outbox.lease()
        [task] = outbox.claim(lease)
        assert task.claims == 1
        wait_for(outbox.store.release_lease(lease, now=outbox.now))
        lease = outbox.lease()
        [task] = outbox.claim(lease)
        assert task.claims == 1
        assert outbox.settle(lease, task.id, PENDING, reason="no permit")


def test_a_claim_that_fails_by_its_own_fault_counts(outbox: Outbox) -> None:
    outbox.post()
    lease = outbox.lease()
    for _ in range(3):
        [task] = outbox.claim(lease)
        outbox.settle(lease, task.id, PENDING, reason="cannot be rendered", claim_counts=True)

    assert [task.claims for task in outbox.claim(lease)] == [4]


def test_nothing_is_late_that_is_due_within_the_session(outbox: Outbox) -> None:
    outbox.post("newsroom", due=START - timedelta(minutes=2))
    outbox.post("council")
    lease = outbox.lease()

    tasks = outbox.claim(lease, session=START - timedelta(minutes=1))

    assert {task.key.destination: task.late for task in tasks} == {
        "newsroom": True,
        "council": False,
    }


def test_a_retry_is_late_when_it_was_tried_before_the_session(outbox: Outbox) -> None:
    outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "{}")
    outbox.settle(lease, task.id, PENDING, reason="429")
    outbox.pass_time(minutes=1)

    [task] = outbox.claim(lease, session=outbox.now)

    assert task.late
    assert task.attempts == 1


def test_what_was_taken_as_plain_text_only_is_a_fault_until_something_is_taken_as_it_is(
    outbox: Outbox,
) -> None:
    def end(lease: Lease, *, as_text: bool) -> list[tuple[str, str, bool]]:
        outbox.post()
        [task] = outbox.claim(lease)
        outbox.intend(lease, task.id, "{}")
        fields = {"reason": "invalid_blocks; as plain text", "as_text": True} if as_text else {}
        assert outbox.settle(lease, task.id, SENT, receipt=receipt(1), proof=Proof.ANSWER, **fields)
        found = wait_for(outbox.store.faults())
        return [
            (each.kind, each.message.partition(" -- ")[0], bool(each.told_at)) for each in found
        ]

    lease, reason = outbox.lease(), "invalid_blocks; as plain text"
    assert end(lease, as_text=True) == [("form", reason, False)]
    wait_for(outbox.store.told("form", "newsroom", now=outbox.now))
    assert end(lease, as_text=True) == [("form", reason, True)]  # and not told again
    assert end(lease, as_text=False) == []


# --- what an answer's loss leaves behind ---


def test_a_claim_whose_answer_was_lost_is_taken_up_again(outbox: Outbox) -> None:
    outbox.post()
    lease = outbox.lease()
    [lost] = outbox.claim(lease)

    [found] = outbox.claim(lease)

    assert found.id == lost.id
    assert found.claims == 2


def test_an_intent_whose_answer_was_lost_may_have_been_sent(outbox: Outbox) -> None:
    posting = outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "{}")

    assert outbox.claim(lease, busy=["newsroom"]) == []
    [found] = outbox.claim(lease)

    assert (found.id, found.was, found.unknown_since) == (task.id, UNKNOWN, outbox.now)
    assert outbox.story(posting)[-1] == "unclear"


def test_what_is_due_when_it_is_noticed_is_looked_for_until_it_was_tried(outbox: Outbox) -> None:
    # Put back to an earlier state, the database has it made anew, under its key, due anew.
    outbox.post(kind=PostingKind.NOTICE)
    lease = outbox.lease()
    [first] = outbox.claim(lease)
    outbox.intend(lease, first.id, "one")
    outbox.settle(lease, first.id, PENDING, reason="429")

    [again] = outbox.claim(lease)

    assert (first.late, again.late) == (True, False)


def test_by_a_clock_that_is_not_believed_nothing_expires(outbox: Outbox) -> None:
    posting = outbox.post(expires_at=START + timedelta(hours=1))
    outbox.pass_time(hours=2)
    claimed = outbox.store.claim(
        outbox.lease(),
        limit=8,
        busy=(),
        session=START,
        now=outbox.now,
        timing=TIMING,
        expires=False,
    )

    assert [task.posting for task in wait_for(claimed)] == [posting]


def test_by_a_clock_that_is_not_believed_no_end_is_waited_for(outbox: Outbox) -> None:
    outbox.post(expires_at=START + timedelta(hours=1))
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    later = START + timedelta(hours=3)
    outbox.settle(lease, task.id, PENDING, next_try_at=later)

    ends = wait_for(outbox.store.next_work_at(ACCOUNT))
    waits = wait_for(outbox.store.next_work_at(ACCOUNT, expires=False))

    assert (ends, waits) == (START + timedelta(hours=1), later)


# --- intents ---


def test_an_intent_is_kept_with_the_exact_bodies_of_every_page(outbox: Outbox) -> None:
    posting = outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)

    assert outbox.intend(lease, task.id, "one", "two", "three")

    assert outbox.rows(posting) == [
        ("send", 1, "sending"),
        ("send", 2, "pending"),
        ("send", 3, "pending"),
    ]
    row = outbox.row(task.id)
    assert (row.payload, row.attempts, row.claims) == ("one", 1, 0)
    assert row.first_try == row.last_try == outbox.now
    outbox.sent(lease, task.id, "1001")
    [second] = outbox.claim(lease)
    assert (second.payload, second.document) == ("two", None)
    assert second.thread == receipt("1001")
    assert second.target is None
    assert second.nonce == second.key.nonce(2)


def test_an_attempt_goes_with_the_bodies_that_are_kept(outbox: Outbox) -> None:
    outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "as first rendered")
    outbox.settle(lease, task.id, PENDING, reason="429")
    outbox.pass_time(seconds=5)
    outbox.destinations("newsroom", channel="another")

    [again] = outbox.claim(lease)
    assert (again.payload, again.channel, again.attempts) == ("as first rendered", "100", 1)
    assert outbox.intend(lease, again.id, "as rendered by a newer version")

    row = outbox.row(task.id)
    assert (row.payload, row.channel, row.attempts) == ("as first rendered", "100", 2)
    assert row.first_try == START
    assert row.last_try == outbox.now


def test_an_intent_without_pages_is_refused_where_none_are_kept(outbox: Outbox) -> None:
    outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)

    with pytest.raises(ValueError, match="no pages"):
        outbox.intend(lease, task.id)
    assert outbox.state(task.id) is CLAIMED


def test_only_what_is_taken_up_can_be_intended(outbox: Outbox) -> None:
    outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    assert outbox.intend(lease, task.id, "{}")

    assert not outbox.intend(lease, task.id, "{}")
    outbox.sent(lease, task.id)
    assert not outbox.intend(lease, task.id, "{}")
    assert outbox.row(task.id).attempts == 1


def test_what_may_have_been_posted_is_sent_again_under_its_nonce(outbox: Outbox) -> None:
    outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "{}")
    outbox.settle(lease, task.id, UNKNOWN, reason="no answer")

    [again] = outbox.claim(lease)
    assert (again.was, again.nonce, again.unknown_since) == (UNKNOWN, task.nonce, outbox.now)
    assert outbox.claim(lease) == []
    assert outbox.intend(lease, again.id)
    assert outbox.state(task.id) is SENDING


# --- settlements ---


def test_a_message_that_stands_has_its_receipt_and_proof(outbox: Outbox) -> None:
    posting = outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "{}")
    stands = Receipt(channel="100", message="1001", thread="2002")

    assert outbox.settle(lease, task.id, SENT, receipt=stands, proof=Proof.NONCE)

    row = outbox.row(task.id)
    assert (row.receipt_channel, row.receipt_message, row.receipt_thread) == ("100", "1001", "2002")
    assert (row.proof, row.settled_at, row.last_error) == ("nonce", outbox.now, "")
    assert outbox.story(posting)[-2:] == ["sending", "sent"]
    assert outbox.claim(lease) == []
    assert wait_for(outbox.store.next_work_at(ACCOUNT)) is None


def test_a_settled_delivery_cannot_be_settled_otherwise(outbox: Outbox) -> None:
    outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "{}")
    outbox.sent(lease, task.id)

    assert not outbox.settle(lease, task.id, PENDING)
    assert outbox.state(task.id) is SENT


def test_since_when_it_is_unclear_is_kept_until_it_is_clear(outbox: Outbox) -> None:
    outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "{}")
    outbox.settle(lease, task.id, UNKNOWN, reason="no answer")
    outbox.pass_time(minutes=1)
    [task] = outbox.claim(lease)
    outbox.settle(lease, task.id, UNKNOWN, reason="the history cannot be had now")
    assert outbox.row(task.id).unknown_since == START

    [task] = outbox.claim(lease)
    outbox.settle(lease, task.id, PENDING, reason="it is not there")
    assert outbox.row(task.id).unknown_since is None


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        (CLAIMED, PENDING, "claimed"),
        (CLAIMED, SENT, "sent"),
        (CLAIMED, DEAD, "dead"),
        (CLAIMED, HELD, "held"),
        (SENDING, PENDING, "retry"),
        (SENDING, UNKNOWN, "unclear"),
        (SENDING, SENT, "sent"),
        (SENDING, DEAD, "refused"),
        (SENDING, EXPIRED, "expired"),
        (UNKNOWN, PENDING, "looked-back"),
        (UNKNOWN, UNKNOWN, "retry"),
        (UNKNOWN, SENT, "sent"),
        (UNKNOWN, HELD, "held"),
    ],
)
def test_every_settlement_is_told(
    outbox: Outbox, before: DeliveryState, after: DeliveryState, what: str
) -> None:
    posting = outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    if before is not CLAIMED:
        outbox.intend(lease, task.id, "{}")
    if before is UNKNOWN:
        outbox.settle(lease, task.id, UNKNOWN)
        outbox.claim(lease)

    assert outbox.settle(lease, task.id, after, reason="because")

    assert outbox.state(task.id) is after
    assert outbox.story(posting)[-1] == what


@pytest.mark.parametrize("end", [DEAD, EXPIRED])
def test_later_pages_expire_when_the_first_will_never_be_there(
    outbox: Outbox, end: DeliveryState
) -> None:
    posting = outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "one", "two")
    outbox.settle(lease, task.id, end, reason="invalid form")

    assert outbox.rows(posting) == [("send", 1, end.value), ("send", 2, "expired")]
    assert outbox.claim(lease) == []


def test_later_pages_of_a_held_first_page_wait_and_hold_up_nothing(outbox: Outbox) -> None:
    posting = outbox.post()
    other = outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "one", "two")
    outbox.settle(lease, task.id, HELD, reason="the history cannot be read")

    assert [task.posting for task in outbox.claim(lease)] == [other]
    assert outbox.rows(posting) == [("send", 1, "held"), ("send", 2, "pending")]


# --- fences ---


def test_an_old_fence_changes_nothing(outbox: Outbox) -> None:
    outbox.post("newsroom")
    outbox.post("council")
    old = outbox.lease("one")
    sending, claimed = outbox.claim(old)
    outbox.intend(old, sending.id, "{}")
    new = outbox.lease("two")

    assert outbox.claim(old) == []
    assert not outbox.intend(old, claimed.id, "{}")
    assert not outbox.settle(old, sending.id, SENT, receipt=receipt(1))
    wait_for(outbox.store.release_lease(old, now=outbox.now))

    assert outbox.state(sending.id) is UNKNOWN
    assert outbox.state(claimed.id) is PENDING
    assert {task.was for task in outbox.claim(new)} == {UNKNOWN, PENDING}


def test_the_fence_before_ones_own_changes_nothing(outbox: Outbox) -> None:
    outbox.post("newsroom")
    outbox.post("council")
    old = outbox.lease("one")
    sending, claimed = outbox.claim(old)
    outbox.intend(old, sending.id, "{}")
    outbox.lease("one")

    assert outbox.claim(old) == []
    assert not outbox.intend(old, claimed.id, "{}")
    assert not outbox.settle(old, sending.id, SENT, receipt=receipt(1))
    assert (outbox.state(sending.id), outbox.state(claimed.id)) == (UNKNOWN, PENDING)


def test_what_was_taken_up_under_another_fence_is_left_alone(outbox: Outbox) -> None:
    outbox.post()
    old = outbox.lease("one")
    [task] = outbox.claim(old)
    outbox.intend(old, task.id, "{}")
    outbox.settle(old, task.id, UNKNOWN, next_try_at=outbox.now)
    new = outbox.lease("two")

    assert not outbox.settle(new, task.id, SENT, receipt=receipt(1))
    assert not outbox.intend(new, task.id)
    [found] = outbox.claim(new)
    assert (found.id, found.was) == (task.id, UNKNOWN)
    assert outbox.intend(new, task.id)


def test_a_forged_lease_changes_nothing(outbox: Outbox) -> None:
    outbox.post()
    lease = outbox.lease()

    assert outbox.claim(replace(lease, owner="another")) == []
    assert outbox.claim(replace(lease, name="sender:slack")) == []
    assert len(outbox.claim(lease)) == 1


# --- corrections of what stands ---


def standing(outbox: Outbox, *pages: str) -> int:
    """Return a posting whose pages stand on the platform."""
    posting = outbox.post()
    lease = outbox.lease()
    [*_] = outbox.send_all(lease, {posting: pages})
    outbox.revise(posting, "The council met again")
    return posting


def test_an_edit_replaces_the_pages_that_differ_and_names_their_messages(outbox: Outbox) -> None:
    posting = standing(outbox, "one", "two", "three")
    lease = outbox.lease()

    [task] = outbox.claim(lease)
    assert (task.operation, task.target, task.thread) == (Operation.EDIT, receipt(1), None)
    assert task.document == document("The council met again")
    assert outbox.intend(lease, task.id, "one, corrected", "two", "three, corrected")
    outbox.settle(lease, task.id, SENT)
    [last] = outbox.claim(lease)

    assert (last.operation, last.page, last.target) == (Operation.EDIT, 3, receipt(3))
    assert last.payload == "three, corrected"
    assert outbox.row(1).payload == "one, corrected"
    assert outbox.row(3).payload == "three"
    assert outbox.rows(posting)[3:] == [("edit", 1, "sent"), ("edit", 3, "claimed")]
    assert "edited" in outbox.story(posting)


def test_an_edit_that_changes_nothing_is_no_call(outbox: Outbox) -> None:
    posting = standing(outbox, "one")
    lease = outbox.lease()
    [task] = outbox.claim(lease)

    assert not outbox.intend(lease, task.id, "one")

    assert outbox.state(task.id) is SENT
    assert outbox.story(posting)[-1] == "unchanged"
    assert outbox.claim(lease) == []


def test_an_edit_sends_pages_that_are_new_into_the_thread(outbox: Outbox) -> None:
    posting = standing(outbox, "one")
    lease = outbox.lease()

    sent = outbox.send_all(lease, {posting: ("one", "two")})

    assert [(task.operation, task.page) for task in sent] == [(Operation.SEND, 2)]
    assert sent[0].thread == receipt(1)
    assert sent[0].nonce != sent[0].key.nonce(2)


def test_an_edit_deletes_pages_that_are_too_many(outbox: Outbox) -> None:
    posting = standing(outbox, "one", "two")
    lease = outbox.lease()

    sent = outbox.send_all(lease, {posting: ("one, longer",)})

    assert [(task.operation, task.page) for task in sent] == [
        (Operation.EDIT, 1),
        (Operation.DELETE, 2),
    ]
    assert sent[1].target == receipt(2)
    assert outbox.row(2).retracted_at == outbox.now
    assert outbox.story(posting)[-1] == "retracted"


def test_a_page_that_is_neither_there_nor_wanted_is_not_sent(outbox: Outbox) -> None:
    posting = outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "one", "two", "three")
    outbox.sent(lease, task.id)
    [second] = outbox.claim(lease)
    outbox.intend(lease, second.id)
    outbox.settle(lease, second.id, DEAD, reason="refused")
    outbox.send_all(lease, {})
    outbox.revise(posting, "The council met again")

    sent = outbox.send_all(lease, {posting: ("one, longer",)})

    assert [(task.operation, task.page) for task in sent] == [
        (Operation.EDIT, 1),
        (Operation.DELETE, 3),
    ]
    assert outbox.rows(posting)[3:] == [("edit", 1, "sent"), ("delete", 3, "sent")]


def test_of_a_first_page_that_is_found_the_others_are_looked_for_as_well(outbox: Outbox) -> None:
    posting = outbox.post()
    lease = outbox.lease()
    later = outbox.now + timedelta(hours=1)
    [first] = outbox.claim(lease, session=later)

    outbox.settle(
        lease,
        first.id,
        SENT,
        receipt=receipt(1),
        proof=Proof.LOOK_BACK,
        pages=("one", "two", "three"),
    )
    [second] = outbox.claim(lease, session=later)

    assert first.late
    assert outbox.rows(posting) == [
        ("send", 1, "sent"),
        ("send", 2, "claimed"),
        ("send", 3, "pending"),
    ]
    assert outbox.row(first.id).payload == "one"
    assert (second.late, second.payload, second.thread) == (True, "two", receipt(1))


def test_a_page_that_a_correction_adds_is_as_late_as_its_posting(outbox: Outbox) -> None:
    posting = outbox.post()
    outbox.send_all(outbox.lease(), {posting: ("one",)})
    session = outbox.now + timedelta(minutes=1)
    outbox.pass_time(minutes=2)
    outbox.revise(posting, "Put back, the database has forgotten that it was sent")
    lease = outbox.lease()
    [edit] = outbox.claim(lease, session=session)
    outbox.intend(lease, edit.id, "one, longer", "two")
    outbox.sent(lease, edit.id, 1)

    [added] = outbox.claim(lease, session=session)

    assert (added.operation, added.page, added.late) == (Operation.SEND, 2, True)


def test_a_newer_version_comes_after_an_older_one_whose_clock_was_ahead(outbox: Outbox) -> None:
    posting = outbox.post()
    lease = outbox.lease()
    outbox.send_all(lease, {posting: ("first", "second")})
    outbox.revise(posting, "Shorter")
    [edit] = outbox.claim(lease)
    assert outbox.intend(lease, edit.id, "shorter")
    outbox.settle(lease, edit.id, PENDING, next_try_at=outbox.now + timedelta(seconds=5))
    outbox.pass_time(seconds=-1)
    outbox.revise(posting, "Long again")
    outbox.pass_time(seconds=10)

    outbox.send_all(lease, {posting: ("long", "again")})

    standing = [row for row in outbox.rows(posting) if row[:2] == ("send", 2)]
    assert outbox.rows(posting).index(("delete", 2, "sent")) >= 0
    assert standing == [("send", 2, "sent"), ("send", 2, "sent")]


def test_a_page_that_was_deleted_comes_back_as_a_new_message(outbox: Outbox) -> None:
    posting = standing(outbox, "one", "two")
    lease = outbox.lease()
    outbox.send_all(lease, {posting: ("one, longer",)})
    outbox.revise(posting, "And again")

    sent = outbox.send_all(lease, {posting: ("one", "two")})

    assert [(task.operation, task.page) for task in sent] == [
        (Operation.EDIT, 1),
        (Operation.SEND, 2),
    ]


def test_a_held_page_takes_its_new_text_with_it(outbox: Outbox) -> None:
    posting = outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "one", "two")
    outbox.sent(lease, task.id)
    [second] = outbox.claim(lease)
    outbox.intend(lease, second.id)
    outbox.settle(lease, second.id, HELD, reason="the history cannot be read")
    outbox.revise(posting, "The council met again")

    outbox.send_all(lease, {posting: ("one", "two, corrected")})

    assert outbox.rows(posting)[1:] == [("send", 2, "held"), ("edit", 1, "sent")]
    assert outbox.row(second.id).payload == "two, corrected"


def test_what_was_rendered_before_a_correction_never_leaves(outbox: Outbox) -> None:
    posting = outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.revise(posting, "The council met again")

    assert not outbox.intend(lease, task.id, "the old text")
    [task] = outbox.claim(lease)
    assert task.document == document("The council met again")


def test_a_retracted_posting_loses_every_page_and_nothing_more_leaves(outbox: Outbox) -> None:
    posting = outbox.post()
    lease = outbox.lease()
    [task] = outbox.claim(lease)
    outbox.intend(lease, task.id, "one", "two", "three")
    outbox.sent(lease, task.id)
    [second] = outbox.claim(lease)
    outbox.intend(lease, second.id)
    outbox.sent(lease, second.id)
    wait_for(outbox.store.retract(posting, actor="desk", reason="withdrawn", now=outbox.now))

    sent = outbox.send_all(lease, {})

    assert {(task.operation, task.page) for task in sent} == {
        (Operation.DELETE, 1),
        (Operation.DELETE, 2),
    }
    assert ("send", 3, "expired") in outbox.rows(posting)


def test_many_at_once_are_intended_and_settled_as_each_would_be_alone(outbox: Outbox) -> None:
    """One of a single page, one of two, one that fails: the usual way and the careful one."""
    together = [outbox.post(place) for place in ("newsroom", "council", "energy")]
    pages = dict(zip(together, (("only",), ("first", "second"), ("lost",)), strict=True))
    lease = outbox.lease()
    tasks = {task.posting: task.id for task in outbox.claim(lease)}
    intents = [Intent(task=tasks[row], pages=pages[row]) for row in together]

    begun = wait_for(outbox.store.commit_intents(lease, intents, now=outbox.now))
    ends = {row: sent_now(tasks[row]) for row in together[:2]}
    ends[together[2]] = Settlement(
        task=tasks[together[2]], state=UNKNOWN, reason="no answer", next_try_at=outbox.now
    )
    done = wait_for(outbox.store.settle(lease, list(ends.values()), now=outbox.now))

    assert begun == done == set(tasks.values())
    assert [outbox.state(tasks[row]) for row in together] == [SENT, SENT, UNKNOWN]
    assert [outbox.row(tasks[row]).payload for row in together] == ["only", "first", "lost"]
    assert outbox.rows(together[1]) == [("send", 1, "sent"), ("send", 2, "pending")]
    for row in together[:2]:
        assert outbox.row(tasks[row]).receipt_message == str(tasks[row])
        assert outbox.row(tasks[row]).proof == Proof.ANSWER
        assert outbox.story(row)[-2:] == ["sending", "sent"]
    assert outbox.story(together[2])[-2:] == ["sending", "unclear"]


def sent_now(task: int) -> Settlement:
    return Settlement(task=task, state=SENT, receipt=receipt(task), proof=Proof.ANSWER)
