"""What an operator decides about what is held, posted, paused or doubted."""

from dataclasses import dataclass
from datetime import datetime

from briefbot.core.delivery.records import DeliveryLine, Resolution, Story
from briefbot.core.delivery.state import DeliveryState, PostingState
from briefbot.errors import UsageError
from briefbot.services.operating.desk import Desk, delivery_number, near

_PARKED = frozenset({DeliveryState.HELD, DeliveryState.DEAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Retracted:
    """A posting that is taken back: `messages` are removed, of those `held` nobody can tell."""

    story: Story
    messages: int
    held: tuple[DeliveryLine, ...]


async def resolve(desk: Desk, named: str, how: Resolution) -> tuple[Story, DeliveryLine]:
    """Decide about the one delivery of a posting that is held or refused, or one by its number.

    Returns both as they were. Raises UsageError when there is none, or several.
    """
    stories = await desk.named(named)
    parked = [
        (story, line) for story in stories for line in story.deliveries if line.state in _PARKED
    ]
    if all(story.reference != named.lower() for story in stories):
        parked = [(story, line) for story, line in parked if line.id == delivery_number(named)]
    if not parked:
        advice = f"see: briefbot why {named}"
        raise UsageError(f"nothing of {named} is held or refused", next_step=advice)
    if len(parked) > 1:
        numbers = ", ".join(f"{line.id} ({_what(line)})" for _, line in parked)
        raise UsageError(f"{named} has several to decide about", next_step=f"name one: {numbers}")
    ((story, line),) = parked
    if not await desk.store.resolve(line.id, how, actor=desk.actor, now=desk.clock.now()):
        raise UsageError(
            f"delivery {line.id} cannot be made again: a later edit takes its place",
            next_step=f"briefbot resolve {line.id} drop",
        )
    return story, line


def _what(line: DeliveryLine) -> str:
    return f"{line.operation.value} of page {line.page}, {line.state.value}"


async def retract(desk: Desk, named: str, reason: str) -> Retracted:
    """Take a posting back: what stands is removed, what has not left never will.

    Raises UsageError when there is no such posting, or when it went out within another.
    """
    story, *others = await desk.named(named)
    if others:
        lines = [line for each in (story, *others) for line in each.deliveries[:1]]
        numbers = ", ".join(str(line.id) for line in lines)
        advice = f"name one by a delivery: {numbers}"
        raise UsageError(f"several posts have the name {named}", next_step=advice)
    if story.state is PostingState.MERGED:
        whole = merged_into(story)
        advice = f"briefbot retract {whole}"
        raise UsageError(f"{named} went out within {whole}", next_step=advice)
    now = desk.clock.now()
    messages = await desk.store.retract(story.posting, actor=desk.actor, reason=reason, now=now)
    held = tuple(line for line in story.deliveries if line.state is DeliveryState.HELD)
    return Retracted(story=story, messages=messages, held=held)


def merged_into(story: Story) -> str:
    """Return the reference of the posting that took this one in."""
    told = next((each.reason for each in story.happened if each.what == "merged"), "")
    return told.removeprefix("in ")


async def resume(desk: Desk, destination: str) -> tuple[str, ...]:
    """End the pauses of a destination and of its account; return what was paused.

    Raises UsageError for a destination that is not there.
    """
    now = desk.clock.now()
    status = await desk.store.status(now=now)
    accounts = {line.name: line.account for line in status.destinations}
    if destination not in accounts:
        advice = near(destination, accounts)
        raise UsageError(f'no destination is named "{destination}"', next_step=advice)
    ended = []
    if await desk.store.resume(destination=destination, now=now):
        ended.append(destination)
    if await desk.store.resume(account=accounts[destination], now=now):
        ended.append(f"the account {accounts[destination]}")
    if ended:
        await desk.audit("resume", ", ".join(ended), now=now)
    return tuple(ended)


async def accept_clock(desk: Desk) -> datetime:
    """Say that the clock is right; return the time it shows."""
    now = desk.clock.now()
    await desk.store.accept_clock(actor=desk.actor, now=now)
    return now
