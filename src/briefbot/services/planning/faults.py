"""What is wrong is told at the operator's destination, at most once in a while."""

from datetime import UTC, datetime, timedelta

from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import NewPosting
from briefbot.core.document import Priority
from briefbot.services.planning.knowledge import Pass, PlannerStore

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def announce_faults(store: PlannerStore, at: Pass, *, every: timedelta) -> datetime | None:
    """Make the posting of faults that nobody was told of; return when the next one may be.

    Time is cut in slots of `every`, and a slot has one posting: so it is, too, after a restart.
    """
    channel = at.channel(at.world.programme.operator)
    if channel is None:
        return None
    if all(fault.told_at is not None for fault in await store.faults()):
        return None
    slot = at.now - (at.now - _EPOCH) % every
    made = NewPosting(
        key=PostingKey(
            destination=channel.name,
            kind=PostingKind.OPERATOR,
            subject="faults",
            occurrence=f"{slot:%Y-%m-%dT%H:%M:%SZ}",
        ),
        due=at.now,
        release_at=at.now,
        priority=Priority.URGENT,
        reason="something is wrong that the operator was not told of",
    )
    await store.announce([made], now=at.now)
    return slot + every
