"""What to do next with a task."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.core.delivery.decide import OnUnknown, Rules, Step, next_step
from briefbot.core.delivery.state import DeliveryState, Operation
from briefbot.core.delivery.work import Settlement, Task
from deliveries import NOW, RECEIPT, all_rules, rules, seconds, task, tasks, unclear_task

#: Knows a nonce for longer than a request may take.
KEYED = rules(nonce_window=seconds(152))
SLACK = rules()
BLIND = rules(looks_back=False)
SETTLE = SLACK.timing.settle


def settled(step: Step | Settlement) -> Settlement:
    assert isinstance(step, Settlement)
    return step


def test_a_new_message_is_rendered_and_then_sent() -> None:
    assert next_step(task(payload=None), rules=KEYED, now=NOW) is Step.RENDER
    assert next_step(task(), rules=KEYED, now=NOW) is Step.SEND


def test_a_late_message_is_looked_for_before_its_first_request() -> None:
    assert next_step(task(late=True, payload=None), rules=SLACK, now=NOW) is Step.RENDER
    assert next_step(task(late=True), rules=SLACK, now=NOW) is Step.LOOK_BACK


def test_a_late_message_is_sent_where_nobody_can_look() -> None:
    assert next_step(task(late=True), rules=BLIND, now=NOW) is Step.SEND


def test_an_unclear_message_is_repeated_while_the_platform_surely_knows_its_nonce() -> None:
    assert next_step(unclear_task(seconds(49)), rules=KEYED, now=NOW) is Step.SEND


def test_a_repetition_that_might_arrive_after_the_nonce_is_forgotten_is_not_made() -> None:
    step = settled(next_step(unclear_task(seconds(51)), rules=KEYED, now=NOW))

    assert step.state is DeliveryState.UNKNOWN
    assert step.next_try_at == NOW + SETTLE - seconds(51)


def test_a_nonce_that_is_forgotten_before_a_request_has_surely_landed_is_not_relied_on() -> None:
    """The first request could land after the repetition's nonce is forgotten, or the other way."""
    brief = rules(nonce_window=SETTLE - seconds(1))

    assert settled(next_step(unclear_task(seconds(0)), rules=brief, now=NOW)).next_try_at


def test_repetitions_under_a_nonce_end_with_the_attempts() -> None:
    spent = unclear_task(seconds(5), attempts=KEYED.timing.attempts)

    assert settled(next_step(spent, rules=KEYED, now=NOW)).state is DeliveryState.UNKNOWN


def test_without_a_nonce_an_unclear_message_waits_until_it_has_landed_or_never_will() -> None:
    waiting = settled(next_step(unclear_task(seconds(30)), rules=SLACK, now=NOW))

    assert waiting.state is DeliveryState.UNKNOWN
    assert waiting.next_try_at == NOW + SETTLE - seconds(30)
    assert next_step(unclear_task(SETTLE), rules=SLACK, now=NOW) is Step.LOOK_BACK


def test_a_clock_put_forward_does_not_shorten_the_wait() -> None:
    step = next_step(unclear_task(timedelta(hours=1)), rules=SLACK, now=NOW, landing=seconds(80))

    assert settled(step).next_try_at == NOW + seconds(80)


def test_a_clock_put_back_neither_opens_the_nonces_window_nor_lengthens_the_wait() -> None:
    ahead = unclear_task(-timedelta(hours=1))

    assert settled(next_step(ahead, rules=KEYED, now=NOW)).next_try_at == NOW + SETTLE


def test_a_look_back_is_always_tried_before_giving_up() -> None:
    old = unclear_task(timedelta(days=3))

    assert next_step(old, rules=SLACK, now=NOW) is Step.LOOK_BACK


@pytest.mark.parametrize(
    ("policy", "state"),
    [(OnUnknown.HOLD, DeliveryState.HELD), (OnUnknown.REPOST, DeliveryState.PENDING)],
)
def test_where_nobody_can_look_the_policy_decides(policy: OnUnknown, state: DeliveryState) -> None:
    blind = Rules(timing=BLIND.timing, promises=BLIND.promises, on_unknown=policy)

    assert settled(next_step(unclear_task(SETTLE), rules=blind, now=NOW)).state is state


def test_even_a_repost_comes_to_an_end() -> None:
    blind = Rules(timing=BLIND.timing, promises=BLIND.promises, on_unknown=OnUnknown.REPOST)
    spent = unclear_task(SETTLE, attempts=12)

    assert settled(next_step(spent, rules=blind, now=NOW)).state is DeliveryState.HELD


def edit(made: Task, operation: Operation = Operation.EDIT) -> Task:
    return replace(made, operation=operation, target=RECEIPT)


def test_edits_and_removals_are_repeated_without_looking() -> None:
    assert next_step(edit(task(late=True)), rules=SLACK, now=NOW) is Step.EDIT
    assert next_step(edit(task(), Operation.DELETE), rules=SLACK, now=NOW) is Step.DELETE
    unclear = edit(unclear_task(), Operation.DELETE)
    assert next_step(unclear, rules=SLACK, now=NOW) is Step.DELETE


def test_nothing_follows_an_unclear_edit_that_might_still_put_its_text_over_it() -> None:
    waiting = settled(next_step(edit(unclear_task(seconds(30))), rules=SLACK, now=NOW))

    assert waiting.next_try_at == NOW + SETTLE - seconds(30)
    assert next_step(edit(unclear_task(SETTLE)), rules=SLACK, now=NOW) is Step.EDIT


@pytest.mark.parametrize(
    ("promise", "operation"), [("edits", Operation.EDIT), ("deletes", Operation.DELETE)]
)
def test_what_a_platform_cannot_do_is_refused_with_its_reason(
    promise: str, operation: Operation
) -> None:
    step = next_step(edit(task(), operation), rules=rules(**{promise: False}), now=NOW)

    assert settled(step).state is DeliveryState.DEAD
    assert "the platform cannot" in settled(step).reason


def test_a_message_of_which_nobody_knows_where_it_stands_cannot_be_repaired() -> None:
    step = next_step(task(operation=Operation.EDIT, target=None), rules=SLACK, now=NOW)

    assert "not known where" in settled(step).reason


@given(tasks(), all_rules, st.timedeltas(timedelta(0), SETTLE))
def test_every_task_has_one_next_step(given_task: Task, by: Rules, landing: timedelta) -> None:
    step = next_step(given_task, rules=by, now=NOW, landing=landing)

    if isinstance(step, Settlement):
        assert step.task == given_task.id
        assert step.reason
        assert (step.next_try_at is not None) == (
            step.state in {DeliveryState.PENDING, DeliveryState.UNKNOWN}
        )
        assert step.next_try_at is None or NOW <= step.next_try_at <= NOW + SETTLE
    elif step is Step.LOOK_BACK:
        assert by.promises.looks_back
        assert given_task.operation is Operation.SEND
    elif step is not Step.RENDER:
        assert step.value == given_task.operation.value


@given(tasks(), all_rules)
def test_what_may_be_posted_is_sent_again_only_under_a_nonce_that_is_known(
    given_task: Task, by: Rules
) -> None:
    step = next_step(given_task, rules=by, now=NOW)

    if step is Step.SEND and given_task.was is DeliveryState.UNKNOWN:
        assert given_task.first_try is not None
        assert NOW - given_task.first_try < by.promises.nonce_window


@given(tasks(), all_rules)
def test_nothing_is_looked_for_or_posted_again_while_a_request_may_land(
    given_task: Task, by: Rules
) -> None:
    step = next_step(given_task, rules=by, now=NOW)
    unclear = given_task.was is DeliveryState.UNKNOWN and given_task.last_try is not None

    if unclear and step is Step.LOOK_BACK:
        assert given_task.last_try is not None
        assert given_task.last_try + SETTLE <= NOW
