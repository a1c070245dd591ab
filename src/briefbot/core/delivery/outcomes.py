"""What follows from the end of a call, a look back or a rendering: exactly one settlement.

One rule stands above the others: a message that may have been posted is settled only by evidence of
it. That a further request was refused says nothing about the one before.
"""

from dataclasses import replace
from datetime import datetime

from briefbot.core.delivery.backoff import back_off, look_again, probe_pause
from briefbot.core.delivery.decide import Rules, nonce_covers, unresolved
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
from briefbot.core.delivery.work import Settlement, Task, is_reply
from briefbot.core.planning.personal import person_at

#: Reasons come from platforms and end in the ledger.
LONGEST_REASON = 300


def after_send(
    task: Task, outcome: Outcome, *, rules: Rules, now: datetime, jitter: float
) -> Settlement:
    """Return what follows from the end of a SEND, EDIT or DELETE.

    `task` is as it was claimed, so the attempt that has just ended is not among its `attempts`.
    `jitter` is drawn evenly from 0 to 1.
    """
    if len(outcome.reason) > LONGEST_REASON:
        outcome = replace(outcome, reason=outcome.reason[:LONGEST_REASON])
    if outcome.verdict is Verdict.DELIVERED:
        return _sent(task, outcome)
    pause = back_off(task.attempts + 1, rules.timing, jitter=jitter, wish=outcome.retry_after)
    again = now + pause
    if outcome.verdict is Verdict.UNCLEAR:
        settled = _after_unclear(task, outcome, rules=rules, now=now, again=again)
    elif task.operation is Operation.SEND and task.was is DeliveryState.UNKNOWN:
        settled = _after_failed_resend(task, outcome, again=again)
    else:
        settled = _after_failure(task, outcome, rules=rules, now=now, again=again)
    if outcome.verdict is Verdict.DESTINATION_REFUSED:
        probe = now + probe_pause(task.refusals + 1, rules.timing, jitter=jitter)
        return _with_place_paused(task, settled, outcome, probe=probe)
    return _with_consequences(settled, outcome, until=again)


def after_look_back(
    task: Task, looked: Looked, *, rules: Rules, now: datetime, jitter: float
) -> Settlement | None:
    """Return what follows from a look back; None when a late task was looked for and may be sent.

    Where a history cannot be read, what is merely late is sent: nothing says that it was before.
    """
    if looked.sighting is Sighting.FOUND:
        return Settlement(
            task=task.id, state=DeliveryState.SENT, receipt=looked.receipt, proof=Proof.LOOK_BACK
        )
    if looked.sighting is Sighting.NOT_NOW:
        return _look_again(task, looked, rules=rules, now=now, jitter=jitter)
    if task.was is not DeliveryState.UNKNOWN:
        return None
    if looked.sighting is Sighting.UNREADABLE:
        return unresolved(task, _may_be(looked), rules=rules, now=now)
    if task.attempts >= rules.timing.attempts:
        return _dead(task, f"not posted in {task.attempts} attempts")
    return _pending(task, "not found in the channel, so it is sent again", at=now)


def after_render_failure(
    task: Task, reason: str, *, rules: Rules, now: datetime, jitter: float
) -> Settlement:
    """Return what follows when a document could not be rendered: later again, or never."""
    reason = f"cannot be rendered: {reason[:LONGEST_REASON]}"
    if task.claims >= rules.timing.claims:
        return _dead(task, f"{reason} ({task.claims} times)")
    pause = back_off(task.claims, rules.timing, jitter=jitter)
    return Settlement(
        task=task.id,
        state=DeliveryState.PENDING,
        reason=reason,
        next_try_at=now + pause,
        claim_counts=True,
    )


def _look_again(
    task: Task, looked: Looked, *, rules: Rules, now: datetime, jitter: float
) -> Settlement:
    """Look again soon; but what may be posted holds up its channel only so long."""
    waited = now - (task.unknown_since or now)
    if task.was is DeliveryState.UNKNOWN and waited >= rules.timing.give_up:
        return unresolved(task, _may_be(looked), rules=rules, now=now)
    pause = look_again(rules.timing, jitter=jitter, wish=looked.retry_after)
    reason = looked.reason[:LONGEST_REASON]
    return Settlement(task=task.id, state=task.was, reason=reason, next_try_at=now + pause)


def _may_be(looked: Looked) -> str:
    return f"it may have been posted: {looked.reason[:LONGEST_REASON]}"


def _sent(task: Task, outcome: Outcome) -> Settlement:
    return Settlement(
        task=task.id,
        state=DeliveryState.SENT,
        reason=outcome.reason,
        receipt=outcome.receipt or task.target,
        proof=outcome.proof,
        as_text=outcome.as_text,
    )


def _after_unclear(
    task: Task, outcome: Outcome, *, rules: Rules, now: datetime, again: datetime
) -> Settlement:
    """Wait until an edit has landed, or never will; find a message again."""
    made = task.attempts + 1
    landed = max(again, now + rules.timing.settle)
    if task.operation is not Operation.SEND:
        if made >= rules.timing.attempts:
            return _dead(task, f"no clear answer in {made} attempts: {outcome.reason}")
        at = landed if task.operation is Operation.EDIT else again
        return _pending(task, outcome.reason, at=at)
    covered = nonce_covers(task.first_try or now, rules=rules, now=again)
    at = again if covered and made < rules.timing.attempts else landed
    return _unknown(task, outcome.reason, at=at)


def _after_failed_resend(task: Task, outcome: Outcome, *, again: datetime) -> Settlement:
    """Repeating a message under its nonce surely did nothing; what the first try did stays open."""
    if outcome.verdict is Verdict.DESTINATION_REFUSED:
        reason = f"it may have been posted, and now nothing can be: {outcome.reason}"
        return Settlement(task=task.id, state=DeliveryState.HELD, reason=reason)
    return _unknown(task, outcome.reason, at=again)


def _after_failure(
    task: Task, outcome: Outcome, *, rules: Rules, now: datetime, again: datetime
) -> Settlement:
    """Return what follows when a call surely took no effect.

    Attempts are held against the delivery only where nothing wider is in the way: what keeps a
    whole channel or account from posting is waited out, until the delivery expires.
    """
    if outcome.verdict is Verdict.REFUSED and is_reply(task):
        # The message that it follows may be gone; one that is refused for itself is so again.
        reason = f"not taken in the thread of what it follows: {outcome.reason}"
        return replace(_pending(task, reason, at=now), apart=True)
    if outcome.verdict is Verdict.REFUSED:
        return _dead(task, outcome.reason)
    if outcome.verdict is Verdict.DESTINATION_REFUSED:
        return _after_refused_place(task, outcome, rules=rules, now=now)
    if outcome.verdict is Verdict.ACCOUNT_REFUSED:
        return replace(_pending(task, outcome.reason, at=now), surely_not=True)
    made = task.attempts + 1
    if made >= rules.timing.attempts and outcome.scope is BlockedScope.DELIVERY:
        return _dead(task, f"not taken in {made} attempts: {outcome.reason}")
    return _pending(task, outcome.reason, at=again)


def _after_refused_place(
    task: Task, outcome: Outcome, *, rules: Rules, now: datetime
) -> Settlement:
    """Keep a message until its destination takes it; but a person's door is theirs to open.

    What belongs in a channel that the destination has left would be refused there for ever. An edit
    or removal that is refused so often is meant itself, and must not hold up the rest.
    """
    waits = replace(_pending(task, outcome.reason, at=now), surely_not=True)
    if person_at(task.key.destination):
        return _dead(task, outcome.reason)
    if task.operation is not Operation.SEND:
        spent = task.attempts + 1 >= rules.timing.attempts
        return (
            _dead(task, outcome.reason) if task.moved or spent else replace(waits, surely_not=False)
        )
    return _dead(task, outcome.reason) if task.moved and task.page > 1 else waits


def _with_place_paused(
    task: Task, settled: Settlement, outcome: Outcome, *, probe: datetime
) -> Settlement:
    """Pause the destination, unless it was a channel that it has left that refused.

    It is tried again by itself; direct messages are, once their person was told.
    """
    if task.moved:
        return settled
    again = None if person_at(task.key.destination) else probe
    reason = outcome.reason or "refused"
    return replace(settled, pause_destination=reason, block_destination_until=again)


def _with_consequences(settled: Settlement, outcome: Outcome, *, until: datetime) -> Settlement:
    """Add what the end of a call means for its account, or how long its destination waits."""
    if outcome.verdict is Verdict.ACCOUNT_REFUSED:
        return replace(settled, pause_account=outcome.reason or "refused")
    if outcome.scope is BlockedScope.DESTINATION:
        return replace(settled, block_destination_until=until)
    if outcome.scope is BlockedScope.ACCOUNT:
        return replace(settled, block_account_until=until)
    return settled


def _pending(task: Task, reason: str, *, at: datetime) -> Settlement:
    return Settlement(task=task.id, state=DeliveryState.PENDING, reason=reason, next_try_at=at)


def _unknown(task: Task, reason: str, *, at: datetime) -> Settlement:
    return Settlement(task=task.id, state=DeliveryState.UNKNOWN, reason=reason, next_try_at=at)


def _dead(task: Task, reason: str) -> Settlement:
    return Settlement(task=task.id, state=DeliveryState.DEAD, reason=reason)
