"""Completion: what is proposed while an option is typed; never what may not be seen."""

from collections.abc import Iterable, Sequence

from briefbot.core.cities import cities
from briefbot.core.commands import Completes, Option, usable_verbs
from briefbot.core.commands.exchange import Proposal
from briefbot.core.commands.limits import PROPOSAL, PROPOSALS
from briefbot.core.commands.search import folded
from briefbot.core.commands.values import zones_by_fold
from briefbot.core.selection import public_at
from briefbot.core.upcoming import earliest_start, latest_end
from briefbot.services.answering.finding import visible_briefs, visible_meetings
from briefbot.services.answering.library import Seat
from briefbot.services.answering.standing import standing


async def proposals(seat: Seat, option: Option, typed: str) -> Sequence[Proposal]:
    """Return what may be meant by what was typed so far, at most as many as Discord shows.

    What begins so comes first, then what holds all the words somewhere.
    """
    found = await _all(seat, option)
    words = folded(typed).split()
    begun = typed.strip().casefold()
    matching = [each for each in found if all(f" {word}" in _texts(each) for word in words)]
    matching.sort(key=lambda each: not each.value.casefold().startswith(begun))
    return [
        Proposal(_bounded(each.shown), each.value)
        for each in matching
        if len(each.value) <= PROPOSAL
    ][:PROPOSALS]


def _texts(each: Proposal) -> str:
    return folded(f"{each.shown} {each.value}")


def _bounded(text: str) -> str:
    return text if len(text) <= PROPOSAL else f"{text[: PROPOSAL - 1]}…"


async def _all(seat: Seat, option: Option) -> list[Proposal]:  # noqa: C901, PLR0911 - a table of kinds
    programme = seat.library.programme
    match option.completes:
        case Completes.BRIEF:
            return _briefs(seat)
        case Completes.MEETING:
            return _meetings(seat)
        case Completes.TOPIC:
            return _same({topic for each in visible_briefs(seat).values() for topic in each.topics})
        case Completes.CALENDAR:
            return _same(seat.library.calendars)
        case Completes.DIGEST:
            return _same(programme.digests)
        case Completes.DESTINATION:
            return _same(programme.channels)
        case Completes.ZONE:
            return _zones(seat)
        case Completes.VERB:
            verbs = usable_verbs(seat.caller.role)
            return [Proposal(verb.line, verb.name) for verb in verbs]
        case Completes.REMINDER:
            rows = [each.reminder for each in await standing(seat)]
            return [Proposal(f"{row.id}: {row.meeting}", str(row.id)) for row in rows]
        case Completes.SUBSCRIPTION:
            made = await seat.store.subscriptions()
            return [Proposal(f"{each.id} at {each.destination}", each.id) for each in made]
        case None:
            return [Proposal(choice, choice) for choice in option.choices]


def _same(names: Iterable[str]) -> list[Proposal]:
    return [Proposal(name, name) for name in sorted(names)]


def _zones(seat: Seat) -> list[Proposal]:
    """Return the time zones, each also by what its city is called in the reader's language."""
    told = cities(seat.lang)
    names = sorted(zones_by_fold().values())
    return [Proposal(f"{name} ({told[name]})" if name in told else name, name) for name in names]


def _briefs(seat: Seat) -> list[Proposal]:
    """Return the briefs that may be seen, the newest first."""
    briefs = sorted(
        visible_briefs(seat).values(),
        key=lambda brief: (public_at(brief) or seat.now, brief.slug),
        reverse=True,
    )
    return [Proposal(brief.title, brief.slug) for brief in briefs]


def _meetings(seat: Seat) -> list[Proposal]:
    """Return the meetings that may be seen and are not over, the nearest first."""
    zone = seat.zone
    ahead = [
        (start, each)
        for each in visible_meetings(seat).values()
        if (start := earliest_start(each.when, zone=zone))
        and (end := latest_end(each.when, zone=zone))
        and end > seat.now
    ]
    ahead.sort(key=lambda pair: (pair[0], pair[1].key))
    return [Proposal(each.title, each.key) for _, each in ahead]
