"""The meetings of a run: a calendar that changes, and what must have been said of it.

What is due is worked out here from the calendar's history and the moments at which the program was
seen planning, by none of the program's own code.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.records import Resolution
from briefbot.core.delivery.state import DeliveryState, Operation
from briefbot.core.meeting import MeetingStatus
from briefbot.core.occurrence import Occurrence
from briefbot.core.reminders import ReminderPlan
from simulation.ledger import PostingRow
from simulation.platforms import LATEST_EFFECT, Post

if TYPE_CHECKING:
    from simulation.world import World

CALENDAR = "team"
LEADS = (timedelta(hours=3), timedelta(hours=1), timedelta(minutes=10))
#: Places without quiet hours, one on each platform.
PLACES = ("york", "chatham")
REMINDERS = ReminderPlan(name="meetings", leads=LEADS, destinations=PLACES)
#: What is said of a change where no meeting can be changed any more.
NOTHING_LEFT = "no meeting is left"
#: A clock may be a little off.
_ABOUT = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Listing:
    """How a calendar lists a meeting from a true time on."""

    at: datetime
    start: datetime
    cancelled: bool = False


@dataclass(slots=True)
class Diary:
    """A calendar, and by meeting how it was listed since when."""

    listings: dict[str, list[Listing]] = field(default_factory=dict)

    def fill(self, random: Random, *, start: datetime, end: datetime) -> None:
        """Draw the meetings of a run; none is so soon that a reminder of it was due before."""
        for number in range(2 + round((end - start) / (8 * _HOUR))):
            begins = _minute(start + 4 * _HOUR + random.random() * (end - start))
            self.listings[f"meeting-{number}"] = [Listing(start, begins)]

    def change(self, random: Random, *, at: datetime) -> str:
        """Move or cancel a meeting that has not begun; say which."""
        ahead = [
            uid
            for uid, listings in sorted(self.listings.items())
            if listings[-1].start > at and not listings[-1].cancelled
        ]
        if not ahead:
            return NOTHING_LEFT
        uid = random.choice(ahead)
        last = self.listings[uid][-1]
        if random.random() < 0.3:
            self.listings[uid].append(Listing(at, last.start, cancelled=True))
            return f"cancelled {uid}"
        # To a start that it never had: whether it was said of that one is told by its key.
        moved = _minute(max(last.start, at) + random.uniform(0.2, 4) * _HOUR)
        self.listings[uid].append(Listing(at, moved))
        return f"moved {uid}"

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """What the calendar lists now."""
        return tuple(
            Occurrence(
                calendar=CALENDAR,
                uid=uid,
                title=f"About {uid}",
                start=listings[-1].start,
                end=listings[-1].start + _HOUR,
                tz="UTC",
                status=MeetingStatus.CANCELLED
                if listings[-1].cancelled
                else MeetingStatus.CONFIRMED,
            )
            for uid, listings in self.listings.items()
        )


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def unsaid(
    world: "World", postings: Sequence[PostingRow], posts: dict[str, Post]
) -> Iterator[tuple[str, str]]:
    """Yield what was wrongly said of meetings, or not at all: the kind of it, and a sentence."""
    spoken = [row for row in postings if row.key.kind in {PostingKind.REMINDER, PostingKind.NOTICE}]
    for row in spoken:
        uid = row.key.subject.removeprefix(f"{CALENDAR}/")
        if row.key.occurrence not in {_name(each.start) for each in world.diary.listings[uid]}:
            yield "not due", f"{row.key} names a date that never was"
        yield from _after_the_start(world, row, posts)
    for uid, listings in world.diary.listings.items():
        for place in PLACES:
            there = [
                row
                for row in spoken
                if (row.key.destination, row.key.subject) == (place, f"{CALENDAR}/{uid}")
            ]
            for listing, after in zip(listings, [*listings[1:], None], strict=True):
                until = world.end if after is None else min(after.at, world.end)
                if not _is_said(world, listing, there, until=until):
                    yield "lost", f"nothing of {uid} as of {listing} at {place}"


def _after_the_start(
    world: "World", row: PostingRow, posts: dict[str, Post]
) -> Iterator[tuple[str, str]]:
    """Yield a reminder whose first page came later than one that was on its way at the start.

    Whoever has it sent again when the meeting has begun wants it all the same.
    """
    if row.key.kind is not PostingKind.REMINDER:
        return
    start = datetime.fromisoformat(row.key.occurrence)
    slack = (_ABOUT + world.setup.timing.write_until).total_seconds() + LATEST_EFFECT
    for each in row.deliveries:
        post = posts.get(each.receipt_message or "")
        if post is None or post.page > 1 or post.landed <= world.moment(start) + slack:
            continue
        if not any(start <= at <= world.at(post.landed) for at in _ordered(row, each.id)):
            yield "late", f"{row.key} came when the meeting had begun"


def _ordered(row: PostingRow, delivery: int) -> list[datetime]:
    """Return when the operator had a message sent again."""
    again = (each for each in row.events if (each.delivery, each.what) == (delivery, "resolved"))
    return [each.at for each in again if each.reason.startswith(Resolution.AGAIN)]


def _is_said(
    world: "World", listing: Listing, there: Sequence[PostingRow], *, until: datetime
) -> bool:
    """Tell whether what had to be said of a meeting as it was listed is in the ledger."""
    names_it = [row for row in there if row.key.occurrence == _name(listing.start)]
    if listing.cancelled:
        names_it = [row for row in names_it if row.key.step == "cancelled"]
    told = any(_went_out(row, before=listing.at) for row in there)
    # A reminder is due soon before; a notice at once, where readers were told of another date.
    first = listing.at if told or listing.cancelled else listing.start - LEADS[0]
    since = max(listing.at, first) + _ABOUT
    had_time = _planned(world, since=since, until=min(until, listing.start) - _ABOUT)
    return bool(names_it) or not had_time or (listing.cancelled and not told)


def _went_out(row: PostingRow, *, before: datetime) -> bool:
    send = next(
        (each for each in row.deliveries if each.page == 1 and each.operation == Operation.SEND),
        None,
    )
    return (
        send is not None
        and send.state == DeliveryState.SENT
        and send.settled_at is not None
        and send.settled_at < before
    )


def _planned(world: "World", *, since: datetime, until: datetime) -> bool:
    """Tell whether a pass began between two moments of which the ledger has forgotten nothing."""
    first, last = world.moment(since), world.moment(until)
    return any(
        first <= at <= last and not any(start <= at <= end for start, end in world.rewound)
        for at in world.passes
    )


def _name(start: datetime) -> str:
    return f"{start:%Y-%m-%dT%H:%M:%SZ}"
