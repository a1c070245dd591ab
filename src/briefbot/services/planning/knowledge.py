"""What a world says at a moment, worked out once and asked often."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from briefbot.core.brief import Brief
from briefbot.core.delivery.posting import ScheduleRow, Shown
from briefbot.core.delivery.records import Person
from briefbot.core.planning.personal import direct_channel, direct_entry, person_at
from briefbot.core.programme import Channel
from briefbot.core.rehearsal import known_of
from briefbot.core.selection import public_at, replaced_slugs
from briefbot.core.upcoming import Upcoming, latest_end
from briefbot.core.visibility import Place
from briefbot.ports import KnowledgeStore, PeopleStore, PlanStore, SessionStore
from briefbot.services.planning.world import World

#: A date without an hour is over at another moment in every zone; none is further off than this.
_ANY_ZONE = timedelta(days=2)


class PlannerStore(PlanStore, KnowledgeStore, SessionStore, PeopleStore, Protocol):
    """What the planner asks of the store."""


class Knowledge:
    """A world at a moment; it holds until another world, or until `changes_at`.

    `meetings` are all that are named or listed, by key, and `ahead` those that are not over.
    `listed` are the keys of everything that calendars list, also of what briefs speak for.
    """

    def __init__(self, world: World, *, now: datetime) -> None:
        self.world = world
        briefs = [known.brief for known in world.briefs.values()]
        known = known_of(briefs, world.listed, now=now)
        self.meetings = {each.key: each for each in known.upcoming}
        self.ahead = tuple(each for each in known.upcoming if not _is_over(each, now))
        self.listed = frozenset(each.name for each in world.listed.occurrences)
        publics = (public_at(brief) for brief in briefs)
        self.changes_at = min((at for at in publics if at and at > now), default=None)
        self._now = now
        self._briefs = briefs
        self._replaced: dict[Place, frozenset[str]] = {}
        news = sorted((latest_change(brief, now), brief.slug, brief) for brief in briefs)
        self._moments = [moment for moment, _, _ in news]
        self._by_moment = [brief for _, _, brief in news]
        self._replacing = [brief for brief in briefs if brief.supersedes or brief.superseded_by]

    def briefs_since(self, moment: datetime) -> tuple[Brief, ...]:
        """Return the briefs of which anything is new since then, and those that replace others."""
        new = self._by_moment[bisect_right(self._moments, moment) :]
        return tuple({brief.slug: brief for brief in (*self._replacing, *new)}.values())

    def replaced(self, place: Place) -> frozenset[str]:
        """Return which briefs others replace that may be seen at a place."""
        if place not in self._replaced:
            self._replaced[place] = replaced_slugs(self._briefs, place=place, now=self._now)
        return self._replaced[place]


def _is_over(meeting: Upcoming, now: datetime) -> bool:
    end = latest_end(meeting.when, zone="UTC")
    return end is not None and end < now - _ANY_ZONE


def latest_change(brief: Brief, now: datetime) -> datetime:
    """Return the moment of the last thing that is new about a brief."""
    moments = (public_at(brief), brief.updated_at, *(entry.at_time for entry in brief.corrections))
    return max((moment for moment in moments if moment is not None), default=now)


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass of the planner: its moment, what is known, and the schedules' rows by id.

    `people` are those who have said how they want to be written to, by id.
    """

    now: datetime
    knowledge: Knowledge
    rows: dict[str, ScheduleRow]
    people: Mapping[str, Person]

    @property
    def world(self) -> World:
        """The configuration and the briefs."""
        return self.knowledge.world

    def channel(self, name: str) -> Channel | None:
        """Return a destination that something can be posted to now, or a person's messages."""
        person = person_at(name)
        if person:
            can = direct_entry(person).account in self.world.accounts
            return direct_channel(self.reader(person), zone=self.world.zone) if can else None
        connected = name in self.world.connected
        return self.world.programme.channels.get(name) if connected else None

    def reader(self, person: str) -> Person:
        """Return how somebody wants to be written to."""
        return self.people.get(person) or Person(id=person)

    def shown(self, *briefs: Brief | None) -> tuple[Shown, ...]:
        """Return briefs with the numbers of the revisions known now, each once."""
        slugs = {brief.slug for brief in briefs if brief is not None}
        known = self.world.briefs
        return tuple(
            Shown(slug=slug, revision=known[slug].revision)
            for slug in sorted(slugs)
            if slug in known
        )
