"""Summaries of briefs that come out: announced once at each place that wants them."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import structlog

from briefbot.core.delivery.posting import NewPosting
from briefbot.core.planning.news import (
    NewsReason,
    judge_news,
    missed_posting,
    summary_posting,
)
from briefbot.core.planning.ticks import row_id
from briefbot.core.programme import Channel, SummaryPlan
from briefbot.core.selection import public_at, reason_against
from briefbot.services.planning.knowledge import Knowledge, Pass, PlannerStore
from briefbot.services.planning.schedules import ROWS_AT_ONCE
from briefbot.services.shelf import KnownBrief

_log = structlog.get_logger()

#: Processes that begin one after another count as one: by the session of the first, too, what was
#: forgotten has to have been due before.
_SIDE_BY_SIDE = timedelta(minutes=1)


class Summaries:
    """Looks for news whenever something else is known than at the last pass."""

    def __init__(self, store: PlannerStore) -> None:
        self._store = store
        self._looked: Knowledge | None = None
        self._announced: set[tuple[str, str]] = set()
        self._old: set[tuple[str, str]] = set()
        self._met: frozenset[str] = frozenset()
        self._before: datetime | None = None

    def start(self, met: Collection[str], *, before: datetime | None) -> None:
        """Take note of the briefs that are there at the start, and when the program was alive last.

        One that is new to the ledger then came out while the program was down, or the database was
        put back and has forgotten it: it was due before this session, and is looked for. One that
        became too late meanwhile is told in the ledger.
        """
        self._met = frozenset(met)
        self._before = None if before is None else before - _SIDE_BY_SIDE

    async def announce(self, at: Pass) -> None:
        """Make the postings of what has come out."""
        if self._looked is at.knowledge:
            return
        postings = {made.key: made for made in self._news(at)}
        made = list(postings.values())
        for start in range(0, len(made), ROWS_AT_ONCE):
            part = made[start : start + ROWS_AT_ONCE]
            await self._store.announce(part, now=at.now)
            self._announced |= {(each.key.destination, each.key.subject) for each in part}
        self._looked = at.knowledge

    def _news(self, at: Pass) -> Iterator[NewPosting]:
        for name, plan in at.world.programme.summaries.items():
            for destination in plan.destinations:
                row = at.rows.get(row_id("summaries", name, destination))
                channel = at.channel(destination)
                if row is not None and channel is not None:
                    yield from self._at_place(plan, channel, at, began=row.cursor)

    def _at_place(
        self, plan: SummaryPlan, channel: Channel, at: Pass, *, began: datetime
    ) -> Iterator[NewPosting]:
        replaced = at.knowledge.replaced(channel.place)
        quiet: dict[NewsReason, list[str]] = defaultdict(list)
        for slug, known in at.world.briefs.items():
            if (channel.name, slug) in self._announced:
                continue
            first_seen = known.row.first_seen
            reason = judge_news(
                known.brief,
                plan,
                channel,
                first_seen=first_seen,
                began=began,
                replaced=replaced,
                now=at.now,
            )
            if reason is NewsReason.NEWS:
                if slug in self._met and self._before is not None:
                    first_seen = min(first_seen, self._before)
                yield summary_posting(known.brief, plan, channel, first_seen=first_seen, now=at.now)
            elif reason in {NewsReason.OLD, NewsReason.TOO_LATE}:
                quiet[NewsReason(reason)].append(slug)
                if reason is NewsReason.TOO_LATE and self._was_missed(known, plan, channel, at):
                    yield missed_posting(
                        known.brief, plan, channel, first_seen=first_seen, now=at.now
                    )
        self._tell(quiet, channel)

    def _was_missed(self, known: KnownBrief, plan: SummaryPlan, channel: Channel, at: Pass) -> bool:
        """Tell whether a summary could have gone out, had the program not been down."""
        public = public_at(known.brief)
        if public is None or self._before is None:
            return False
        if self._before >= max(public, known.row.first_seen) + plan.max_age:
            return False
        replaced = at.knowledge.replaced(channel.place)
        reason = reason_against(known.brief, place=channel.place, now=at.now, replaced=replaced)
        return reason is None

    def _tell(self, quiet: dict[NewsReason, list[str]], channel: Channel) -> None:
        """Log which briefs are no news here, once in a run; of many, how many and a few."""
        for reason, slugs in quiet.items():
            new = [slug for slug in slugs if (channel.name, slug) not in self._old]
            self._old |= {(channel.name, slug) for slug in new}
            if new:
                _log.info(
                    "summaries not posted",
                    destination=channel.name,
                    reason=reason.value,
                    briefs=len(new),
                    some=new[:5],
                )
