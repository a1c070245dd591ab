"""Why something was posted or not: what the ledger tells, else what the rule says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from briefbot.core.delivery.posting import ScheduleRow
from briefbot.core.delivery.records import Story
from briefbot.core.planning.absence import Absence, Unrecorded, ticks_of, unrecorded
from briefbot.core.planning.ticks import row_id
from briefbot.core.programme import DigestSchedule
from briefbot.errors import UsageError
from briefbot.services.operating.desk import Desk, asked_time, near
from briefbot.services.operating.presence import is_open, obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is recorded, and of which times nothing is, and why.

    `obstacles` say what is in the way of postings that are not through yet, by their rows.
    """

    stories: tuple[Story, ...] = ()
    unrecorded: tuple[Unrecorded, ...] = ()
    obstacles: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A schedule at one destination; only a digest has a rule."""

    row: str
    name: str
    destination: str
    zone: str
    digest: DigestSchedule | None


async def explain(desk: Desk, named: str, time: str = "") -> Explanation:
    """Explain a posting, by its reference or a delivery's number, or what was due at a time.

    With a `time`, `named` is a digest, a table of reminders or summaries, or a subject: a brief's
    slug or a meeting's key. Raises UsageError when nothing is known of it.
    """
    if not time:
        return await _explained(desk, await desk.named(named))
    places = list(_places(desk, named))
    asked = asked_time(time, zone=places[0].zone if places else desk.zone)
    stories = {
        story.posting: story for story in await desk.store.stories(schedule=named, day=asked.label)
    }
    absent: list[Unrecorded] = []
    rows = {row.id: row for row in await desk.store.schedules()}
    for place in places:
        found = await _recorded(desk, place, time)
        stories |= found
        absent += _absent(desk, place, time, rows=rows, found=found)
    if not stories and not places:
        advice = near(named, desk.schedules)
        raise UsageError(f'nothing is recorded of "{named}" then', next_step=advice)
    by_time = sorted(stories.values(), key=lambda story: (story.due, story.posting))
    return await _explained(desk, by_time, absent)


async def _explained(
    desk: Desk, stories: Sequence[Story], absent: Sequence[Unrecorded] = ()
) -> Explanation:
    status = await desk.status()
    waiting = [story for story in stories if is_open(story)]
    obstacles = {story.posting: obstacle(status, story.key.destination) for story in waiting}
    return Explanation(
        stories=tuple(stories),
        unrecorded=tuple(absent),
        obstacles={row: told for row, told in obstacles.items() if told},
    )


def _places(desk: Desk, named: str) -> Iterator[_Place]:
    """Yield the schedules of a name, or of a row's id, at each destination."""
    tables = (
        ("digest", desk.programme.digests),
        ("reminders", desk.programme.reminders),
        ("summaries", desk.programme.summaries),
    )
    for kind, table in tables:
        for name, each in table.items():
            for destination in each.destinations:
                row = row_id(kind, name, destination)
                digest = each if isinstance(each, DigestSchedule) else None
                zone = digest.zone if digest else desk.zone_at(destination)
                if named in {name, row}:
                    yield _Place(
                        row=row, name=name, destination=destination, zone=zone, digest=digest
                    )


async def _recorded(desk: Desk, place: _Place, time: str) -> dict[int, Story]:
    asked = asked_time(time, zone=place.zone)
    # What clocks skip is posted at another time than its label says.
    labels = {tick.label for tick in ticks_of(place.digest, asked)} if place.digest else set()
    return {
        story.posting: story
        for label in (asked.label, *sorted(labels))
        for story in await desk.store.stories(schedule=place.row, day=label)
    }


def _absent(
    desk: Desk,
    place: _Place,
    time: str,
    *,
    rows: Mapping[str, ScheduleRow],
    found: Mapping[int, Story],
) -> tuple[Unrecorded, ...]:
    asked = asked_time(time, zone=place.zone)
    if place.digest is not None:
        return unrecorded(
            place.name,
            place.digest,
            asked,
            destination=place.destination,
            row=rows.get(place.row),
            recorded={story.key.occurrence for story in found.values()},
            kept=desk.kept,
            now=desk.clock.now(),
        )
    if found:
        return ()
    return (
        Unrecorded(
            schedule=place.name,
            destination=place.destination,
            asked=asked.label,
            reason=Absence.NO_RECORD,
        ),
    )
