"""Reminders and notices of meetings: announced when their time, or a change, has come."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from briefbot.core.delivery.key import PostingKey
from briefbot.core.delivery.state import PostingState
from briefbot.core.planning.meetings import (
    notice_posting,
    reminder_posting,
    said_of,
    vanished,
)
from briefbot.core.planning.ticks import row_id
from briefbot.core.programme import Channel
from briefbot.core.reminders import (
    Notice,
    ReminderDue,
    ReminderPlan,
    Situation,
    decide_notices,
    decide_reminders,
    plan_reminders,
    selects,
)
from briefbot.core.upcoming import Upcoming
from briefbot.services.planning.knowledge import Knowledge, Pass, PlannerStore

#: How often a meeting may move to the same date and have a notice of it each time.
_GENERATIONS = 10
#: Titles of meetings that were listed once are kept for the notice that they are gone.
_MOST_TITLES = 10_000


class Reminders:
    """Knows which reminders come next, and asks the ledger only when one is due."""

    def __init__(self, store: PlannerStore) -> None:
        self._store = store
        self.titles: dict[str, str] = {}
        self._known: Knowledge | None = None
        self._noticed: Knowledge | None = None
        self._planned: dict[tuple[str, str], tuple[ReminderDue, ...]] = {}
        self._looked: dict[tuple[str, str], int] = {}

    async def announce(self, at: Pass) -> datetime | None:
        """Make the postings of due reminders and notices; return when the next reminder is due."""
        self._take(at.knowledge)
        upcoming: list[datetime] = []
        for plan, channel, began in _places(at):
            mark = (plan.name, channel.name)
            planned = self._plan(plan, channel)
            first = self._looked.get(mark, 0)
            until = bisect_right(planned, at.now, key=lambda due: due.at)
            if first < until:
                await self._remind(plan, channel, planned, first, at, began=began)
                self._looked[mark] = until
            upcoming += (due.at for due in planned[until : until + 1])
        if self._noticed is not at.knowledge:
            for channel in {channel.name: channel for _, channel, _ in _places(at)}.values():
                await self._notice(channel, at)
            self._noticed = at.knowledge
        return min(upcoming, default=None)

    def _take(self, knowledge: Knowledge) -> None:
        if self._known is knowledge:
            return
        self._known = knowledge
        self._planned.clear()
        self._looked.clear()
        self.titles |= {each.key: each.title for each in knowledge.ahead if each.calendar}
        for key in list(self.titles)[: max(0, len(self.titles) - _MOST_TITLES)]:
            del self.titles[key]

    def _plan(self, plan: ReminderPlan, channel: Channel) -> tuple[ReminderDue, ...]:
        mark = (plan.name, channel.zone)
        if mark not in self._planned:
            ahead = self._known.ahead if self._known else ()
            self._planned[mark] = plan_reminders(plan, ahead, zone=channel.zone).due
        return self._planned[mark]

    async def _remind(  # noqa: PLR0913 - a plan at a place, and what of it is due
        self,
        plan: ReminderPlan,
        channel: Channel,
        planned: tuple[ReminderDue, ...],
        first: int,
        at: Pass,
        *,
        began: datetime,
    ) -> None:
        new = {due.meeting.key for due in planned[first:] if due.at <= at.now}
        same = [due for due in planned if due.meeting.key in new]
        rows = await self._store.said(channel.name)
        situation = replace(situation_at(channel, at.now), said=said_of(rows), began=began)
        decisions = decide_reminders(same, situation, upcoming=at.knowledge.ahead)
        there = {row.key for row in rows}
        made = [
            reminder_posting(decision, plan, channel, now=at.now)
            for decision in decisions
            if decision.goes_out
        ]
        made = [each for each in made if each.key not in there]
        if made:
            await self._store.announce(made, now=at.now)

    async def _notice(self, channel: Channel, at: Pass) -> None:
        rows = await self._store.said(channel.name)
        situation = replace(situation_at(channel, at.now), said=said_of(rows))
        there = {row.key: row.state for row in rows}
        for notice in notices_at(situation, at, titles=self.titles):
            await self._announce_notice(notice, channel, at, there=there)

    async def _announce_notice(
        self,
        notice: Notice,
        channel: Channel,
        at: Pass,
        *,
        there: Mapping[PostingKey, PostingState],
    ) -> None:
        """Announce a notice, unless it waits already.

        One like it that went out, was skipped or never got there is of an earlier generation: the
        meeting has moved there again.
        """
        plan = plan_for(notice.meeting, channel, at)
        for generation in range(_GENERATIONS):
            made = notice_posting(notice, plan, channel, generation=generation, now=at.now)
            state = there.get(made.key)
            if state is PostingState.WAITING:
                return
            if state is None and await self._store.announce([made], now=at.now):
                return
            rows = await self._store.said(channel.name) if state is None else ()
            if any(row.key == made.key for row in rows):
                return  # another process was faster


def situation_at(channel: Channel, now: datetime) -> Situation:
    """Return the place and the moment to decide for."""
    return Situation(now=now, place=channel.place, zone=channel.zone)


def notices_at(situation: Situation, at: Pass, *, titles: Mapping[str, str]) -> Iterator[Notice]:
    """Yield what there is to say of meetings that are not as readers of a place were told."""
    meetings = at.knowledge.meetings
    named = {said.meeting for said in situation.said}
    yield from decide_notices(
        [meetings[key] for key in named if key in meetings], situation
    ).notices
    yield from vanished(
        situation.said,
        listed=meetings.keys() | at.knowledge.listed,
        well_read=at.world.well_read,
        titles=titles,
        zone=situation.zone,
        now=situation.now,
    )


def plan_for(meeting: Upcoming, channel: Channel, at: Pass) -> ReminderPlan:
    """Return the reminders of a place that a meeting belongs to, else the first of the place."""
    plans = [
        plan for plan in at.world.programme.reminders.values() if channel.name in plan.destinations
    ]
    return next((plan for plan in plans if selects(plan, meeting)), plans[0])


def _places(at: Pass) -> Iterator[tuple[ReminderPlan, Channel, datetime]]:
    """Yield each table of reminders with each of its places, and when it began there."""
    for name, plan in at.world.programme.reminders.items():
        for destination in plan.destinations:
            row = at.rows.get(row_id("reminders", name, destination))
            channel = at.channel(destination)
            if row is not None and channel is not None:
                yield plan, channel, row.cursor
