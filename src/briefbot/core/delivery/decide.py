"""What to do next with a delivery that was taken up. `docs/delivery.md` tells the whole machine."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from briefbot.core.delivery.state import DeliveryState, Operation, Promises
from briefbot.core.delivery.timing import Timing
from briefbot.core.delivery.work import Settlement, Task


class OnUnknown(StrEnum):
    """What becomes of a message that may have been posted, when nobody can look.

    HOLD: the operator decides. REPOST: it is sent again, at the risk of a second one.
    """

    HOLD = "hold"
    REPOST = "repost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What an account's deliveries go by: spans, the platform's promises, the operator's policy."""

    timing: Timing
    promises: Promises
    on_unknown: OnUnknown = OnUnknown.HOLD


class Step(StrEnum):
    """What to do with a task. SEND is right again and again only under the task's own nonce."""

    RENDER = "render"
    LOOK_BACK = "look-back"
    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"


def next_step(
    task: Task,
    *,
    rules: Rules,
    now: datetime,
    landing: timedelta = timedelta(0),
    is_rendered: bool = False,
) -> Step | Settlement:
    """Return what to do with a task, or its settlement when there is nothing to do now.

    `landing` is how long a request of it may still take effect by a clock that nobody sets, where
    this process made the request; the times in the task are of the wall clock. `is_rendered` tells
    that it was rendered just now, which the ledger does not know yet.
    """
    is_rendered = is_rendered or task.payload is not None
    if task.operation is not Operation.SEND:
        step = _repair(task, rules=rules, now=now, landing=landing)
        return Step.RENDER if step is Step.EDIT and not is_rendered else step
    if task.was is DeliveryState.UNKNOWN:
        return _clear_up(task, rules=rules, now=now, landing=landing)
    if not is_rendered:
        return Step.RENDER  # also before a look: the pages after one that is found have to be known
    return Step.LOOK_BACK if task.late and rules.promises.looks_back else Step.SEND


def nonce_covers(first_try: datetime | None, *, rules: Rules, now: datetime) -> bool:
    """Tell whether a request made now surely takes effect while the platform knows the nonce.

    It may do so as late as any request: where a nonce is forgotten before that, a repetition could
    come after it was, and the first try after the repetition was. A first try in the future means
    that the clock was set back.
    """
    if first_try is None or now < first_try:
        return False
    return now + rules.timing.settle <= first_try + rules.promises.nonce_window


def unresolved(task: Task, reason: str, *, rules: Rules, now: datetime) -> Settlement:
    """Return what becomes of a message of which nobody can tell whether it was posted."""
    if rules.on_unknown is OnUnknown.REPOST and task.attempts < rules.timing.attempts:
        return Settlement(
            task=task.id,
            state=DeliveryState.PENDING,
            reason=f"posted again, as configured: {reason}",
            next_try_at=now,
        )
    return Settlement(task=task.id, state=DeliveryState.HELD, reason=reason)


def not_sent(task: Task, reason: str, *, until: datetime) -> Settlement:
    """Return the settlement that puts a task back as it was, for nothing of it left this time."""
    return Settlement(task=task.id, state=task.was, reason=reason, next_try_at=until)


def _clear_up(task: Task, *, rules: Rules, now: datetime, landing: timedelta) -> Step | Settlement:
    """Find out about a message that may be posted: by its nonce while that holds, then a look."""
    if (
        task.payload is not None
        and task.attempts < rules.timing.attempts
        and nonce_covers(task.first_try, rules=rules, now=now)
    ):
        return Step.SEND
    waiting = _until_landed(task, rules=rules, now=now, landing=landing)
    if waiting:
        return waiting
    if rules.promises.looks_back:
        return Step.LOOK_BACK
    reason = "it may have been posted, and the platform cannot be asked"
    return unresolved(task, reason, rules=rules, now=now)


def _repair(task: Task, *, rules: Rules, now: datetime, landing: timedelta) -> Step | Settlement:
    """Return what to do with an edit or a removal, which may be repeated.

    An older edit that lands late would put its text over a newer one's, so nothing follows an
    unclear one until it has landed or never will.
    """
    editing = task.operation is Operation.EDIT
    if not (rules.promises.edits if editing else rules.promises.deletes):
        what = "change" if editing else "remove"
        return _dead(task, f"the platform cannot {what} a message")
    if task.target is None:
        return _dead(task, "it is not known where the message stands")
    if not editing:
        return Step.DELETE
    if task.was is DeliveryState.UNKNOWN:
        waiting = _until_landed(task, rules=rules, now=now, landing=landing)
        if waiting:
            return waiting
    return Step.EDIT


def _until_landed(
    task: Task, *, rules: Rules, now: datetime, landing: timedelta
) -> Settlement | None:
    """Return that a task has to wait until what is on the wire took effect, or never will.

    Never longer than `settle`: a last try far in the future means that the clock was set back.
    """
    settle = rules.timing.settle
    left = landing if task.last_try is None else max(landing, task.last_try + settle - now)
    if left <= timedelta(0):
        return None
    reason = "a request may still take effect"
    return not_sent(task, reason, until=now + min(left, settle))


def _dead(task: Task, reason: str) -> Settlement:
    return Settlement(task=task.id, state=DeliveryState.DEAD, reason=reason)
