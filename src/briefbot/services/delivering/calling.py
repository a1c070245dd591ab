"""One call to a platform: bounded in time, and always with an end that can be settled."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from briefbot.core.delivery.decide import Step
from briefbot.core.delivery.state import Looked, Outcome, Sighting, Verdict
from briefbot.core.delivery.work import Outgoing, Task
from briefbot.ports import Sender


def outgoing(task: Task, pages: Sequence[str] = ()) -> Outgoing:
    """Return what a sender has to know of a task; `pages` are what it was rendered to just now.

    It is looked for from when it was due, or first tried if that shows an earlier time: a first try
    may have been noted by a clock that was fast.
    """
    return Outgoing(
        channel=task.channel,
        payload=task.payload or next(iter(pages), ""),
        nonce=task.nonce,
        reference=task.key.reference,
        page=task.page,
        since=min(task.due, task.first_try or task.due),
        target=task.target,
        thread=task.thread,
    )


async def deliver(sender: Sender, step: Step, message: Outgoing, *, limit: timedelta) -> Outcome:
    """Send, edit or delete a message within a span; the sender is called before anything waits.

    Whatever a sender raises is unclear. Of that only the class is told: its text may hold an
    address with a token, or the message.
    """
    calls = {Step.SEND: sender.send, Step.EDIT: sender.edit, Step.DELETE: sender.delete}
    try:
        async with asyncio.timeout(limit.total_seconds()):
            return await calls[step](message)
    except TimeoutError:
        return Outcome(verdict=Verdict.UNCLEAR, reason=_no_answer(limit))
    except Exception as error:  # noqa: BLE001 - the request may be out, whatever went wrong
        return Outcome(verdict=Verdict.UNCLEAR, reason=f"{type(error).__name__} while sending")


async def look(sender: Sender, message: Outgoing, *, limit: timedelta) -> Looked:
    """Look for a message within a span; whatever fails may be tried again."""
    try:
        async with asyncio.timeout(limit.total_seconds()):
            return await sender.look_back(message)
    except TimeoutError:
        return Looked(sighting=Sighting.NOT_NOW, reason=_no_answer(limit))
    except Exception as error:  # noqa: BLE001 - nothing was found out, and only that counts
        reason = f"{type(error).__name__} while looking back"
        return Looked(sighting=Sighting.NOT_NOW, reason=reason)


def _no_answer(limit: timedelta) -> str:
    return f"no answer within {limit.total_seconds():g} s"
