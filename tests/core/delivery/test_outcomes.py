"""What follows from the end of a call, a look back, and a failure to render."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from briefbot.core.delivery.decide import OnUnknown, Rules
from briefbot.core.delivery.outcomes import (
    LONGEST_REASON,
    after_look_back,
    after_render_failure,
    after_send,
)
from briefbot.core.delivery.state import (
    BlockedScope,
    DeliveryState,
    Looked,
    Operation,
    Outcome,
    Proof,
    Sighting,
    Verdict,
)
from briefbot.core.delivery.work import Settlement, Task
from deliveries import (
    NOW,
    RECEIPT,
    all_rules,
    jitters,
    looks,
    outcomes,
    rules,
    seconds,
    task,
    tasks,
    unclear_task,
)

#: Knows a nonce for longer than a request may take.
KEYED = rules(nonce_window=seconds(112))
SLACK = rules()
SETTLE = SLACK.timing.settle
LAST = SLACK.timing.attempts - 1

S, V = DeliveryState, Verdict
PENDING, UNKNOWN = task(), unclear_task(seconds(10))
REFUSED = task(refusals=30)
EDIT = task(operation=Operation.EDIT, target=RECEIPT)
DELETE = task(operation=Operation.DELETE, target=RECEIPT)


def sent(made: Task, verdict: Verdict, by: Rules = SLACK, **fields: object) -> Settlement:
    outcome = replace(Outcome(verdict=verdict, reason="so it says"), **fields)  # type: ignore[arg-type]
    return after_send(made, outcome, rules=by, now=NOW, jitter=0.5)


def looked(made: Task, sighting: Sighting, by: Rules = SLACK) -> Settlement | None:
    answer = Looked(sighting=sighting, reason="so it says", receipt=RECEIPT)
    return after_look_back(made, answer, rules=by, now=NOW, jitter=1)


@pytest.mark.parametrize(
    ("made", "verdict", "state"),
    [
        (PENDING, V.DELIVERED, S.SENT),
        (PENDING, V.NOT_NOW, S.PENDING),
        (PENDING, V.REFUSED, S.DEAD),
        (PENDING, V.DESTINATION_REFUSED, S.PENDING),
        (PENDING, V.ACCOUNT_REFUSED, S.PENDING),
        (PENDING, V.UNCLEAR, S.UNKNOWN),
        (UNKNOWN, V.DELIVERED, S.SENT),
        (UNKNOWN, V.NOT_NOW, S.UNKNOWN),
        (UNKNOWN, V.REFUSED, S.UNKNOWN),
        (UNKNOWN, V.DESTINATION_REFUSED, S.HELD),
        (UNKNOWN, V.ACCOUNT_REFUSED, S.UNKNOWN),
        (UNKNOWN, V.UNCLEAR, S.UNKNOWN),
        (EDIT, V.DELIVERED, S.SENT),
        (EDIT, V.NOT_NOW, S.PENDING),
        (EDIT, V.REFUSED, S.DEAD),
        (EDIT, V.DESTINATION_REFUSED, S.PENDING),
        (EDIT, V.ACCOUNT_REFUSED, S.PENDING),
        (EDIT, V.UNCLEAR, S.PENDING),
        (DELETE, V.DELIVERED, S.SENT),
        (DELETE, V.NOT_NOW, S.PENDING),
        (DELETE, V.REFUSED, S.DEAD),
        (DELETE, V.DESTINATION_REFUSED, S.PENDING),
        (DELETE, V.ACCOUNT_REFUSED, S.PENDING),
        (DELETE, V.UNCLEAR, S.PENDING),
    ],
)
def test_each_state_and_answer_has_its_state(
    made: Task, verdict: Verdict, state: DeliveryState
) -> None:
    assert sent(made, verdict).state is state


def test_a_follow_up_that_is_refused_in_a_thread_is_sent_to_the_channel_and_dies_only_there() -> (
    None
):
    in_thread = sent(replace(PENDING, thread=RECEIPT), V.REFUSED)
    later_page = sent(replace(PENDING, page=2, thread=RECEIPT), V.REFUSED)

    assert (in_thread.state, in_thread.apart, in_thread.next_try_at) == (S.PENDING, True, NOW)
    assert (later_page.state, later_page.apart) == (S.DEAD, False)
    assert sent(PENDING, V.REFUSED).state is S.DEAD


def test_a_receipt_and_its_proof_are_kept() -> None:
    settlement = sent(PENDING, V.DELIVERED, receipt=RECEIPT, proof=Proof.NONCE)

    assert (settlement.receipt, settlement.proof) == (RECEIPT, Proof.NONCE)


def test_a_refused_channel_and_a_refused_account_are_paused_with_the_reason() -> None:
    assert sent(PENDING, V.DESTINATION_REFUSED).pause_destination == "so it says"
    assert sent(PENDING, V.ACCOUNT_REFUSED).pause_account == "so it says"


def test_a_refused_channel_is_tried_again_after_longer_and_longer_pauses() -> None:
    first, later = sent(PENDING, V.DESTINATION_REFUSED), sent(REFUSED, V.DESTINATION_REFUSED)

    assert first.block_destination_until == NOW + SLACK.timing.probe_first * 3 / 4
    assert later.block_destination_until == NOW + SLACK.timing.probe_most * 3 / 4
    assert first.next_try_at == later.next_try_at == NOW


def test_what_a_channel_surely_refused_is_no_attempt_of_a_message() -> None:
    spent = task(attempts=LAST)

    assert sent(spent, V.DESTINATION_REFUSED).surely_not
    assert sent(spent, V.ACCOUNT_REFUSED).surely_not
    assert not sent(spent, V.UNCLEAR).surely_not
    assert not sent(UNKNOWN, V.DESTINATION_REFUSED).surely_not


@pytest.mark.parametrize("made", [EDIT, DELETE])
def test_a_change_that_a_channel_refuses_again_and_again_holds_up_nothing_for_ever(
    made: Task,
) -> None:
    assert not sent(made, V.DESTINATION_REFUSED).surely_not
    assert sent(replace(made, attempts=LAST), V.DESTINATION_REFUSED).state is S.DEAD


@pytest.mark.parametrize(
    ("made", "state"),
    [
        (PENDING, S.PENDING),
        (replace(PENDING, page=2, thread=RECEIPT), S.DEAD),
        (EDIT, S.DEAD),
        (DELETE, S.DEAD),
    ],
)
def test_a_channel_that_its_destination_has_left_pauses_nothing(
    made: Task, state: DeliveryState
) -> None:
    settled = sent(replace(made, moved=True), V.DESTINATION_REFUSED)

    assert (settled.state, settled.pause_destination) == (state, "")
    assert settled.block_destination_until is None


def test_a_direct_message_that_is_refused_waits_for_its_person() -> None:
    key = replace(PENDING.key, destination="dm:chat:ann")
    settled = sent(replace(PENDING, key=key), V.DESTINATION_REFUSED)

    assert (settled.state, settled.pause_destination) == (S.DEAD, "so it says")
    assert settled.block_destination_until is None


@pytest.mark.parametrize(
    ("scope", "field"),
    [
        (BlockedScope.DESTINATION, "block_destination_until"),
        (BlockedScope.ACCOUNT, "block_account_until"),
    ],
)
def test_a_wish_to_wait_holds_for_its_scope(scope: BlockedScope, field: str) -> None:
    settlement = sent(PENDING, V.NOT_NOW, retry_after=seconds(30), scope=scope)

    assert getattr(settlement, field) == settlement.next_try_at == NOW + seconds(31)


def test_a_delivery_dies_of_its_own_failures_only() -> None:
    spent = task(attempts=LAST)

    assert sent(spent, V.NOT_NOW).state is S.DEAD
    assert sent(spent, V.NOT_NOW, scope=BlockedScope.ACCOUNT).state is S.PENDING


def test_an_unclear_message_is_taken_up_soon_under_its_nonce_else_when_it_has_landed() -> None:
    assert sent(PENDING, V.UNCLEAR, KEYED).next_try_at == NOW + seconds(1)
    assert sent(PENDING, V.UNCLEAR, SLACK).next_try_at == NOW + SETTLE
    assert sent(unclear_task(seconds(55)), V.UNCLEAR, KEYED).next_try_at == NOW + SETTLE


def test_an_unclear_edit_waits_until_it_has_landed_and_an_unclear_removal_does_not() -> None:
    assert sent(EDIT, V.UNCLEAR).next_try_at == NOW + SETTLE
    assert sent(DELETE, V.UNCLEAR).next_try_at == NOW + seconds(1)


def test_an_edit_that_never_gets_a_clear_answer_comes_to_an_end() -> None:
    assert sent(replace(EDIT, attempts=LAST), V.UNCLEAR).state is S.DEAD


@pytest.mark.parametrize(
    ("made", "sighting", "state"),
    [
        (UNKNOWN, Sighting.FOUND, S.SENT),
        (UNKNOWN, Sighting.ABSENT, S.PENDING),
        (UNKNOWN, Sighting.UNREADABLE, S.HELD),
        (UNKNOWN, Sighting.NOT_NOW, S.UNKNOWN),
        (unclear_task(timedelta(minutes=15)), Sighting.NOT_NOW, S.HELD),
        (replace(UNKNOWN, attempts=12), Sighting.ABSENT, S.DEAD),
        (task(late=True), Sighting.FOUND, S.SENT),
        (task(late=True), Sighting.NOT_NOW, S.PENDING),
    ],
)
def test_each_sighting_has_its_state(made: Task, sighting: Sighting, state: DeliveryState) -> None:
    settlement = looked(made, sighting)

    assert settlement is not None
    assert settlement.state is state


@pytest.mark.parametrize("sighting", [Sighting.ABSENT, Sighting.UNREADABLE])
def test_a_late_message_that_was_not_found_goes_out(sighting: Sighting) -> None:
    assert looked(task(late=True), sighting) is None


def test_a_message_that_was_found_is_proven_by_the_look() -> None:
    settlement = looked(UNKNOWN, Sighting.FOUND)

    assert settlement is not None
    assert (settlement.receipt, settlement.proof) == (RECEIPT, Proof.LOOK_BACK)


def test_by_policy_what_cannot_be_looked_for_is_posted_again() -> None:
    risky = replace(SLACK, on_unknown=OnUnknown.REPOST)
    settlement = looked(UNKNOWN, Sighting.UNREADABLE, risky)

    assert settlement is not None
    assert settlement.state is S.PENDING


def test_a_failed_rendering_counts_and_the_fifth_is_the_last() -> None:
    first = after_render_failure(task(claims=1), "KeyError", rules=SLACK, now=NOW, jitter=1)
    last = after_render_failure(task(claims=5), "KeyError", rules=SLACK, now=NOW, jitter=1)

    assert (first.state, first.claim_counts) == (S.PENDING, True)
    assert first.next_try_at == NOW + seconds(2)
    assert last.state is S.DEAD
    assert last.reason == "cannot be rendered: KeyError (5 times)"


def check(settlement: Settlement) -> None:
    """Check what holds for every settlement."""
    assert settlement.state not in {S.CLAIMED, S.SENDING, S.EXPIRED}
    again = settlement.state in {S.PENDING, S.UNKNOWN}
    assert (settlement.next_try_at is not None) == again
    for at in (
        settlement.next_try_at,
        settlement.block_destination_until,
        settlement.block_account_until,
    ):
        assert at is None or NOW <= at <= NOW + timedelta(hours=1, minutes=10)
    assert len(settlement.reason) < LONGEST_REASON + 100


@given(tasks(), outcomes, all_rules, jitters)
def test_every_answer_has_exactly_one_settlement(
    made: Task, outcome: Outcome, by: Rules, jitter: float
) -> None:
    settlement = after_send(made, outcome, rules=by, now=NOW, jitter=jitter)

    check(settlement)
    assert settlement.task == made.id
    assert (settlement.state is S.SENT) == (outcome.verdict is V.DELIVERED)


@given(tasks(), outcomes, all_rules, jitters)
def test_what_may_be_posted_never_counts_as_surely_not_posted_after_a_call(
    made: Task, outcome: Outcome, by: Rules, jitter: float
) -> None:
    settlement = after_send(made, outcome, rules=by, now=NOW, jitter=jitter)

    if made.operation is Operation.SEND and (made.was is S.UNKNOWN or outcome.verdict is V.UNCLEAR):
        assert settlement.state in {S.SENT, S.UNKNOWN, S.HELD}


@given(tasks(), outcomes, all_rules, jitters)
def test_attempts_of_its_own_are_bounded(
    made: Task, outcome: Outcome, by: Rules, jitter: float
) -> None:
    outcome = replace(outcome, scope=BlockedScope.DELIVERY)
    settlement = after_send(made, outcome, rules=by, now=NOW, jitter=jitter)

    refused_with_others = outcome.verdict is V.ACCOUNT_REFUSED or (
        outcome.verdict is V.DESTINATION_REFUSED and made.operation is Operation.SEND
    )
    if settlement.state is S.PENDING and not refused_with_others:
        assert made.attempts + 1 < by.timing.attempts


@given(tasks(), looks, all_rules, jitters)
def test_every_look_back_has_one_answer_and_only_absence_lets_a_message_go_again(
    made: Task, answer: Looked, by: Rules, jitter: float
) -> None:
    settlement = after_look_back(made, answer, rules=by, now=NOW, jitter=jitter)

    if settlement is None:
        assert made.was is S.PENDING
        assert answer.sighting in {Sighting.ABSENT, Sighting.UNREADABLE}
        return
    check(settlement)
    if made.was is S.UNKNOWN and settlement.state is S.PENDING:
        assert answer.sighting is Sighting.ABSENT or by.on_unknown is OnUnknown.REPOST
