"""Verbs that read briefs: latest, show, search, digest, sources, changes."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from briefbot.core.brief import Brief, SectionSlug
from briefbot.core.commands import Invocation
from briefbot.core.commands.search import Searchable, nearest, search
from briefbot.core.compose import (
    compose_changes,
    compose_edition,
    compose_latest,
    compose_search,
    compose_section,
    compose_sources,
    compose_summary,
)
from briefbot.core.digest import DigestPlan
from briefbot.core.document import Document, Para, ParaStyle, Text
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.programme import Channel, DigestSchedule
from briefbot.core.rehearsal import edition_at
from briefbot.core.schedule import parse_rule, zone_named
from briefbot.core.selection import public_at
from briefbot.services.answering.finding import find_brief, find_digest, standing_briefs
from briefbot.services.answering.library import Seat, Told
from briefbot.services.answering.refusing import refused

_SHOWN = 5
_FOUND = 10
_DAY = timedelta(days=1)


async def latest(seat: Seat, given: Invocation) -> Told:
    """Show the newest briefs, of a topic if one is given."""
    topic = given.text("topic").casefold()
    briefs = [each for each in standing_briefs(seat) if not topic or topic in each.topics]
    briefs.sort(key=lambda brief: (_published(brief, seat.now), brief.slug), reverse=True)
    count = given.number("count", _SHOWN)
    shown = tuple(briefs[:count])
    return Told(compose_latest(shown, topic=topic, lang=seat.lang), shown)


def _published(brief: Brief, default: datetime) -> datetime:
    return public_at(brief) or default


async def show(seat: Seat, given: Invocation) -> Told:
    """Show a brief, or one section of it."""
    brief = find_brief(seat, given.text("id"), given.verb)
    wanted = given.text("section")
    if not wanted:
        return Told(compose_summary(brief), (brief,))
    section = brief.section(SectionSlug(wanted))
    if section is None:
        there = ", ".join(each.slug.value for each in brief.sections if each.slug)
        raise refused(
            Label.FAULT_CHOICE, lang=seat.lang, given=wanted, choices=there, wrong="section"
        )
    return Told(compose_section(brief, section), (brief,))


async def sources(seat: Seat, given: Invocation) -> Told:
    """Show the sources of a brief."""
    brief = find_brief(seat, given.text("id"), given.verb)
    return Told(compose_sources(brief), (brief,))


async def changes(seat: Seat, given: Invocation) -> Told:
    """Show what was corrected in a brief."""
    brief = find_brief(seat, given.text("id"), given.verb)
    return Told(compose_changes(brief), (brief,))


class Finder:
    """Searches; what it has prepared of a brief is kept as long as the brief is the same."""

    def __init__(self) -> None:
        self._shelf: dict[str, Searchable] = {}

    async def search(self, seat: Seat, given: Invocation) -> Told:
        """Show the briefs that have all words of a query."""
        query, day = given.text("query"), given.day("since")
        since = datetime.combine(day, time(), zone_named(seat.zone)) if day else None
        briefs = standing_briefs(seat)
        hits = await asyncio.to_thread(self._find, query, briefs, since)
        shown = tuple(hits[:_FOUND])
        return Told(compose_search(query, shown, lang=seat.lang), shown)

    async def nearest(self, seat: Seat, text: str, *, most: int) -> Sequence[Brief]:
        """Return the briefs that are nearest to a text, at most so many."""
        briefs = standing_briefs(seat)
        hits = await asyncio.to_thread(lambda: nearest(text, self._prepared(briefs)))
        return hits[:most]

    def _find(
        self, query: str, briefs: tuple[Brief, ...], since: datetime | None
    ) -> Sequence[Brief]:
        return search(query, self._prepared(briefs), since=since)

    def _prepared(self, briefs: tuple[Brief, ...]) -> tuple[Searchable, ...]:
        known = self._shelf
        found = {
            brief.slug: shelved
            if (shelved := known.get(brief.slug)) is not None and shelved.brief is brief
            else Searchable.of(brief)
            for brief in briefs
        }
        self._shelf = {**known, **found}
        return tuple(found.values())


async def digest(seat: Seat, given: Invocation) -> Document:
    """Show what a digest would say now; without a name, what is new."""
    schedule = _schedule(seat, given)
    topic = given.text("topic").casefold()
    plan = replace(
        schedule.plan,
        window=given.span("window") or schedule.plan.window,
        topics=(topic,) if topic else schedule.plan.topics,
    )
    here = Channel(name=seat.request.destination, place=seat.place, zone=seat.zone)
    known = seat.library.known(seat.now)
    decision = edition_at(replace(schedule, plan=plan), known, channel=here, moment=seat.now)
    document = compose_edition(decision, plan)
    note = catalogue_for(plan.lang).text(Label.ANSWER_PREVIEW_NOTE)
    lead = (Para((Text(note),), ParaStyle.SMALL), *document.lead)
    return replace(document, meta=replace(document.meta, show=""), lead=lead)


def _schedule(seat: Seat, given: Invocation) -> DigestSchedule:
    named = given.text("digest")
    if named:
        return find_digest(seat, named, given.verb)
    title = catalogue_for(seat.lang).text(Label.ANSWER_LATEST_TITLE)
    return DigestSchedule(
        plan=DigestPlan(name="news", title=title, lang=seat.lang, window=_DAY),
        rule=parse_rule("@daily"),
        zone=seat.zone,
        destinations=(),
    )
