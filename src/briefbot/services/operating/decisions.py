"""What an operator decides about what is held, posted, paused or doubted."""

from dataclasses import dataclass
from datetime import datetime

from briefbot.core.delivery.records import DeliveryLine, Resolution, Story
from briefbot.core.delivery.state import DeliveryState, PostingState
from briefbot.errors import UsageError
from briefbot.services.operating.desk import Desk, delivery_number, near
from briefbot.services.operating.presence import obstacle

_PARKED = frozenset({DeliveryState.HELD, DeliveryState.DEAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A delivery that was decided about, as it was; `obstacle` is in the way of sending it now."""

    story: Story
    line: DeliveryLine
    obstacle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retracted:
    """A posting that is taken back: `messages` are removed, of those `held` nobody can tell.

    `obstacle` is in the way of removing them now, "" if there is none.
    """

    story: Story
    messages: int
    held: tuple[DeliveryLine, ...]
    obstacle: str


async def resolve(desk: Desk, named: str, how: Resolution) -> Resolved:
    """Decide about the one delivery of a posting that is held or refused, or one by its number.

    Raises UsageError when there is none, or several.
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
    again = how is Resolution.AGAIN
    return Resolved(story=story, line=line, obstacle=await _obstacle(desk, story) if again else "")


async def _obstacle(desk: Desk, story: Story) -> str:
    return obstacle(await desk.status(), story.key.destination)


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
    in_the_way = await _obstacle(desk, story) if messages else ""
    return Retracted(story=story, messages=messages, held=held, obstacle=in_the_way)


def merged_into(story: Story) -> str:
    """Return the reference of the posting that took this one in."""
    told = next((each.reason for each in story.happened if each.what == "merged"), "")
    return told.removeprefix("in ")


async def resume(desk: Desk, destination: str) -> tuple[str, ...]:
    """End the pauses of a destination and of its account; return what was paused.

    Raises UsageError for a destination that is not there.
    """
    status = await desk.status()
    now = status.now
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
