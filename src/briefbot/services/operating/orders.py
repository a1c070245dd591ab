"""An edition that an operator wants now, or at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import NewPosting
from briefbot.core.planning.ticks import manual_occurrence, row_id
from briefbot.core.programme import DigestSchedule
from briefbot.core.schedule import zone_named
from briefbot.errors import UsageError
from briefbot.services.operating.desk import Desk, asked_time, near
from briefbot.services.operating.presence import obstacle

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An edition that was asked for: when it goes out, and until when it may.

    `new` is False for one that was asked for before. `obstacle` says why it does not go out now, ""
    where nothing is in its way.
    """

    reference: str
    destination: str
    due: datetime
    expires_at: datetime
    new: bool
    obstacle: str


async def order_edition(
    desk: Desk, name: str, *, destination: str = "", at: str = ""
) -> tuple[Ordered, ...]:
    """Order an edition of a digest, for now or `at` a time, at one or all of its places.

    Neither quiet hours nor holidays hold it. Asking again in the same minute gives the same one.
    Raises UsageError for a digest, a destination or a time that is not there.
    """
    digest = desk.programme.digests.get(name)
    if digest is None:
        advice = near(name, desk.programme.digests)
        raise UsageError(f'no digest is named "{name}"', next_step=advice)
    if destination and destination not in digest.destinations:
        advice = near(destination, digest.destinations)
        raise UsageError(f'"{name}" does not go to "{destination}"', next_step=advice)
    due = _moment(at, digest.zone, desk.clock.now())
    places = (destination,) if destination else digest.destinations
    return tuple([await _order(desk, name, digest, place, due) for place in places])


async def _order(
    desk: Desk, name: str, digest: DigestSchedule, destination: str, due: datetime
) -> Ordered:
    made = _posting(desk, name, digest, destination, due)
    now = desk.clock.now()
    rows = await desk.store.announce([made], now=now)
    if rows:
        detail = f"{made.key.reference}: {name} at {destination}, {made.label}"
        await desk.audit("post", detail, now=now)
    return Ordered(
        reference=made.key.reference,
        destination=destination,
        due=due,
        expires_at=made.expires_at or due,
        new=bool(rows),
        obstacle=obstacle(await desk.status(), destination),
    )


def _posting(
    desk: Desk, name: str, digest: DigestSchedule, destination: str, due: datetime
) -> NewPosting:
    local = due.astimezone(zone_named(digest.zone))
    label = f"{local:%Y-%m-%dT%H:%M}{'f' if local.fold else ''}"
    return NewPosting(
        key=PostingKey(
            destination=destination,
            kind=PostingKind.DIGEST,
            subject=name,
            occurrence=manual_occurrence(label),
        ),
        due=due,
        release_at=due,
        expires_at=due + digest.max_lateness,
        label=label,
        reason=f"asked for by {desk.actor}",
        schedule=row_id("digest", name, destination),
    )


def _moment(at: str, zone: str, now: datetime) -> datetime:
    if not at:
        return now
    asked = asked_time(at, zone=zone)
    if asked.is_day:
        raise UsageError(f'"{at}" is a day without a time', next_step=f"write {asked.label}T08:00")
    if asked.start + _MINUTE <= now:
        raise UsageError(f'"{at}" is over', next_step="leave --at out for an edition now")
    return asked.start
