"""Corrections: posted copies of a brief follow its new revisions, visibly."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from briefbot.core.brief import Brief
from briefbot.core.corrections import Repaired, repair
from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import Copy, NewPosting, Revision, Shown
from briefbot.core.delivery.records import Fault
from briefbot.core.document import Priority
from briefbot.core.mentioning import without_mentions
from briefbot.core.planning.ticks import release_of
from briefbot.core.programme import Channel, Repair
from briefbot.core.schedule import zone_named
from briefbot.core.visibility import Role, visible
from briefbot.ports import BriefReader
from briefbot.services.planning.drafting import revision_of
from briefbot.services.planning.knowledge import Pass, PlannerStore, latest_change
from briefbot.services.planning.world import World
from briefbot.services.shelf import KnownBrief

_log = structlog.get_logger()

#: The kind of the faults that say a brief stands where it may not stand any more.
HIDDEN = "posted-brief"


class Corrections:
    """Compares what copies show with what is known, whenever a brief has a new revision."""

    def __init__(self, store: PlannerStore, reader: BriefReader, *, rest: timedelta) -> None:
        self._store = store
        self._reader = reader
        self._rest = rest
        self._changed: dict[str, datetime] = {}
        self._to_do = True

    def note(self, before: World, after: World, *, now: datetime) -> None:
        """Remember which briefs have just changed: their copies follow when the files rest."""
        self._to_do = True
        for slug, known in after.briefs.items():
            earlier = before.briefs.get(slug)
            if earlier is not None and earlier.revision != known.revision:
                self._changed[slug] = now

    async def plan(self, at: Pass) -> datetime | None:
        """Revise the copies of rested briefs; return when others will have rested."""
        await self._follow_up_refused(at)
        resting = {
            slug: moment + self._rest
            for slug, moment in self._changed.items()
            if moment + self._rest > at.now
        }
        if not self._to_do and len(resting) == len(self._changed):
            return min(resting.values(), default=None)
        hidden: set[str] = set()
        for slug in await self._store.outdated():
            known = at.world.briefs.get(slug)
            if known is not None and slug not in resting:
                hidden |= await self._correct(known, at)
            await asyncio.sleep(0)
        await self._store.clear_faults(HIDDEN, keep=hidden)
        self._changed = {slug: self._changed[slug] for slug in resting}
        self._to_do = False
        return min(resting.values(), default=None)

    async def _correct(self, known: KnownBrief, at: Pass) -> set[str]:
        """Revise every copy of a brief; return the subjects of the faults that this has shown."""
        slug = known.brief.slug
        hidden: set[str] = set()
        revisions: list[Revision] = []
        earlier: dict[int, Brief | None] = {}
        for copy in await self._store.copies(slug):
            number = next(one.revision for one in copy.shown if one.slug == slug)
            channel = at.channel(copy.posting.key.destination)
            if channel is None or number >= known.revision:
                continue
            if not visible(
                known.brief, place=channel.place, person=Role.READER, now=at.now
            ).allowed:
                hidden.add(await self._tell_hidden(known, copy, channel, now=at.now))
                continue
            if number not in earlier:
                earlier[number] = await revision_of(
                    slug, number, store=self._store, reader=self._reader
                )
            revision, repaired = _revision(copy, known, earlier[number], now=at.now)
            if repaired and copy.started and channel.corrections is Repair.EDIT_AND_POST:
                await self._follow_up(known, copy, channel, since=number, now=at.now)
            revisions.append(revision)
        if revisions:
            await self._store.revise(revisions, now=at.now)
        return hidden

    async def _tell_hidden(
        self, known: KnownBrief, copy: Copy, channel: Channel, *, now: datetime
    ) -> str:
        slug, reference = known.brief.slug, copy.posting.key.reference
        judged = visible(known.brief, place=channel.place, person=Role.READER, now=now)
        subject = f"{slug}@{channel.name}"
        message = (
            f"{slug} is posted at {channel.name} and may not be shown there any more: "
            f"{judged.reason.value} -- to remove the post: briefbot retract {reference}"
        )
        await self._store.put_fault(Fault(kind=HIDDEN, subject=subject, message=message, since=now))
        _log.warning(message, reference=reference)
        return subject

    # --- follow-ups ---

    async def _follow_up(
        self, known: KnownBrief, copy: Copy, channel: Channel, *, since: int, now: datetime
    ) -> None:
        """Announce a reply to a copy about what changed after the revision `since`."""
        made = _follow_up(known.brief, known.revision, copy, channel, since=since, now=now)
        await self._store.announce([made], now=now)

    async def _follow_up_refused(self, at: Pass) -> None:
        """Where a copy cannot be edited, what is corrected is posted instead."""
        for copy in await self._store.refused_edits():
            channel = at.channel(copy.posting.key.destination)
            for one in copy.shown if channel is not None else ():
                known = at.world.briefs.get(one.slug)
                if known is not None and channel is not None:
                    since = one.revision - 1
                    made = _follow_up(
                        known.brief, one.revision, copy, channel, since=since, now=at.now
                    )
                    await self._store.announce([made], now=at.now)


def _revision(
    copy: Copy, known: KnownBrief, was: Brief | None, *, now: datetime
) -> tuple[Revision, Repaired | None]:
    """Return what a copy is to say; the same as before, when nothing that it shows has changed."""
    key, slug = copy.posting.key, known.brief.slug
    before, mentions = without_mentions(copy.document)
    repaired = repair(key.kind, before, was=was, new=known.brief, now=now, subject=key.subject)
    document = copy.document
    if repaired is not None:
        document = replace(repaired.document, lead=(*mentions, *repaired.document.lead))
    shown = tuple(
        Shown(slug=slug, revision=known.revision) if one.slug == slug else one for one in copy.shown
    )
    kind = repaired.kind.value if repaired else "no change here"
    revision = Revision(
        posting=copy.posting.id,
        document=document,
        shown=shown,
        reason=f"{kind}: revision {known.revision} of {slug}",
    )
    return revision, repaired


def _follow_up(  # noqa: PLR0913 - what it is about, where, and since when
    brief: Brief, number: int, copy: Copy, channel: Channel, *, since: int, now: datetime
) -> NewPosting:
    quiet = None if brief.priority is Priority.FLASH else channel.quiet
    # By what the brief says, not by when it was read: made anew after the database was put back, it
    # was due before this session, and is looked for.
    due = min(latest_change(brief, now), now)
    return NewPosting(
        key=PostingKey(
            destination=channel.name,
            kind=PostingKind.CORRECTION,
            subject=brief.slug,
            occurrence=str(number),
            step="correction",
        ),
        due=due,
        release_at=release_of(due, quiet, now=now),
        priority=brief.priority,
        label=f"{due.astimezone(zone_named(channel.zone)):%Y-%m-%dT%H:%M}",
        reason=f"the brief has a new revision, {number}",
        covers=tuple(str(each) for each in range(since + 1, number)),
        follows=copy.posting.id,
    )
