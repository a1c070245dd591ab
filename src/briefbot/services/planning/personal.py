"""Reminders that people set by a command: for everybody at a destination, or for themselves."""

from collections import defaultdict
from datetime import datetime

from briefbot.core.delivery.posting import NewPosting
from briefbot.core.planning.personal import person_at, personal_posting, place_of, plan_personal
from briefbot.services.planning.knowledge import Pass, PlannerStore


class Personal:
    """Announces them when they are due; those of single persons as direct messages."""

    def __init__(self, store: PlannerStore) -> None:
        self._store = store
        self._made: set[tuple[str, ...]] = set()

    async def announce(self, at: Pass) -> datetime | None:
        """Make the postings of due reminders; return when the next one is due."""
        upcoming: list[datetime] = []
        by_place = defaultdict(list)
        for reminder in await self._store.personal_reminders():
            by_place[place_of(reminder.person)].append(reminder)
        for name, there in by_place.items():
            channel = at.channel(name)
            if channel is None:
                continue
            for each in plan_personal(there, at.knowledge.meetings, zone=channel.zone):
                posting = personal_posting(each, channel, now=at.now)
                if each.due.at > at.now:
                    upcoming.append(each.due.at)
                elif posting.key.parts not in self._made and not _is_too_late(posting, at.now):
                    if person := person_at(name):
                        await self._store.put_direct(person, now=at.now)
                    await self._store.announce([posting], now=at.now)
                    self._made.add(posting.key.parts)
        return min(upcoming, default=None)


def _is_too_late(posting: NewPosting, now: datetime) -> bool:
    return posting.expires_at is not None and posting.expires_at <= now
