"""Live through a span of time in one go: everything that would have been posted, in order.

What is known changes as briefs are published and corrected; at every moment the same deciders as
ever are asked, with what was known then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from briefbot.core.brief import Brief
from briefbot.core.changes import changes
from briefbot.core.compose import (
    compose_correction,
    compose_edition,
    compose_reminder,
    compose_summary,
)
from briefbot.core.digest import EditionDecision, Occasion, decide_edition
from briefbot.core.document import Document
from briefbot.core.programme import Channel, DigestSchedule, Programme
from briefbot.core.rehearsal import Chapter, known_at
from briefbot.core.reminders import Said, Situation, decide_reminders, plan_reminders
from briefbot.core.schedule import Tick, ticks
from briefbot.core.visibility import Role, visible


class Happening(StrEnum):
    """What happens in a replay."""

    SUMMARY = "event summary"
    CORRECTION = "correction"
    DIGEST = "digest"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happens: its document, or the reason why nothing is posted."""

    at: datetime
    happening: Happening
    name: str
    document: Document | None = None
    reason: str = ""
    brief: Brief | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A programme lived through in one channel, from `start` to before `end` (aware)."""

    programme: Programme
    channel: Channel
    chapters: Sequence[Chapter]
    start: datetime
    end: datetime

    def moments(self) -> Iterator[Moment]:
        """Yield what happens, in order of time."""
        found = [*self._publications(), *self._corrections(), *self._editions(), *self._reminders()]
        yield from sorted(found, key=lambda moment: moment.at)

    def _publications(self) -> Iterator[Moment]:
        told: set[str] = set()
        for chapter in self.chapters:
            for brief in chapter.known.briefs:
                at = brief.published_at
                if at is None or brief.slug in told or not self.start <= at < self.end:
                    continue
                decision = visible(brief, place=self.channel.place, person=Role.READER, now=at)
                if decision.allowed:
                    told.add(brief.slug)
                    yield Moment(
                        at=at,
                        happening=Happening.SUMMARY,
                        name=brief.slug,
                        document=compose_summary(brief),
                        brief=brief,
                    )

    def _corrections(self) -> Iterator[Moment]:
        for earlier, later in zip(self.chapters, self.chapters[1:], strict=False):
            before = {brief.slug: brief for brief in earlier.known.briefs}
            for brief in later.known.briefs:
                was = before.get(brief.slug)
                if was is None or was == brief:
                    continue
                entries = [entry for entry in brief.corrections if entry not in was.corrections]
                yield Moment(
                    at=later.since,
                    happening=Happening.CORRECTION,
                    name=brief.slug,
                    document=compose_correction(
                        brief, corrections=entries, changes=changes(was, brief)
                    ),
                    brief=brief,
                )

    def _editions(self) -> Iterator[Moment]:
        for name, digest in self.programme.digests.items():
            since: datetime | None = self.start
            for tick in ticks(digest.rule, zone=digest.zone, after=self.start, until=self.end):
                decision = self._edition(digest, tick, since)
                if decision.skip is not None:
                    yield Moment(
                        at=tick.instant,
                        happening=Happening.DIGEST,
                        name=name,
                        reason=decision.skip.value,
                    )
                    continue
                since = decision.covers.end
                yield Moment(
                    at=tick.instant,
                    happening=Happening.DIGEST,
                    name=name,
                    document=compose_edition(decision, digest.plan),
                )

    def _edition(
        self, digest: DigestSchedule, tick: Tick, since: datetime | None
    ) -> EditionDecision:
        known = known_at(self.chapters, tick.instant)
        occasion = Occasion(
            tick=tick,
            now=tick.instant,
            since=since,
            place=self.channel.place,
            zone=self.channel.zone,
            holidays=digest.holidays,
        )
        return decide_edition(digest.plan, occasion, briefs=known.briefs, upcoming=known.upcoming)

    def _reminders(self) -> Iterator[Moment]:
        said: list[Said] = []
        for name, plan in self.programme.reminders.items():
            for chapter in self.chapters:
                planned = plan_reminders(plan, chapter.known.upcoming, zone=self.channel.zone)
                for due in planned.due:
                    current = known_at(self.chapters, due.at)
                    if not self.start <= due.at < self.end or current is not chapter.known:
                        continue
                    situation = Situation(
                        now=due.at,
                        place=self.channel.place,
                        zone=self.channel.zone,
                        said=tuple(said),
                        began=self.start,
                    )
                    decisions = decide_reminders([due], situation, upcoming=chapter.known.upcoming)
                    if not decisions[0].goes_out:
                        continue
                    meeting = due.meeting
                    said.append(
                        Said(meeting=meeting.key, when=meeting.when, step=due.lead, at=due.at)
                    )
                    yield Moment(
                        at=due.at,
                        happening=Happening.REMINDER,
                        name=name,
                        document=compose_reminder(due, lang=plan.lang, zone=self.channel.zone),
                    )
