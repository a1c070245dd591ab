"""From waiting postings to documents: each is decided again, by what is known when it goes out."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from briefbot.core.compose import compose_merged
from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import Composed, NewPosting, Posting
from briefbot.core.document import Priority
from briefbot.core.mentioning import mentioning
from briefbot.core.planning.personal import person_at
from briefbot.core.programme import Channel
from briefbot.core.schedule import zone_named
from briefbot.ports import BriefReader
from briefbot.services.planning.drafting import Draft, Drafter
from briefbot.services.planning.knowledge import Pass, PlannerStore

#: Postings are fetched so many at a time, and written in transactions of so many.
_FETCHED = 10_000
_WRITTEN = 50

_URGENCY = tuple(Priority)
_TOO_LATE = "it is too late for it"
_NOT_CONFIGURED = "its destination is not configured any more"
_LATER_EDITION = "a later edition of the digest goes out at the same time"
_ONE_ALONE = "there is nothing to merge: at most one posting is left of what quiet hours held"


class Composer:
    """Composes what waits, merges what quiet hours held, and skips the rest with its reason."""

    def __init__(self, store: PlannerStore, reader: BriefReader) -> None:
        self._store = store
        self._reader = reader
        self._composed: list[Composed] = []
        self._skipped: dict[int, str] = {}
        self._told: set[tuple[str, str]] = set()

    async def compose(self, at: Pass, *, titles: Mapping[str, str]) -> bool:
        """Compose every posting that may go out now; return whether any was composed."""
        any_done = False
        while True:
            waiting = await self._store.waiting(now=at.now, limit=_FETCHED)
            done = await self._compose(waiting, at, titles)
            any_done |= done
            if len(waiting) < _FETCHED or not done:
                return any_done

    async def _compose(
        self, postings: Sequence[Posting], at: Pass, titles: Mapping[str, str]
    ) -> bool:
        self._composed.clear()
        self._skipped.clear()
        self._told.clear()
        done = False
        waiting = _by_destination(postings)
        drafter = Drafter(at, self._store, self._reader, waiting=waiting, titles=titles)
        for destination, there in waiting.items():
            await self._at_destination(destination, there, at, drafter)
            if len(self._composed) + len(self._skipped) >= _WRITTEN:
                done |= await self._write(at.now)
        done |= await self._write(at.now)
        return done

    async def _write(self, now: datetime) -> bool:
        if self._skipped:
            await self._store.skip(dict(self._skipped), now=now)
        self._skipped.clear()
        done = False
        for start in range(0, len(self._composed), _WRITTEN):
            part = tuple(self._composed[start : start + _WRITTEN])
            done |= bool(await self._store.compose(part, now=now))
        self._composed.clear()
        for kind, subject in self._told:
            await self._store.told(kind, subject, now=now)
        self._told.clear()
        return done

    async def _at_destination(
        self, name: str, postings: Sequence[Posting], at: Pass, drafter: Drafter
    ) -> None:
        if name not in at.world.programme.channels and not person_at(name):
            self._skipped |= {posting.id: _NOT_CONFIGURED for posting in postings}
        if at.channel(name) is None:
            return
        open_ones = self._without_the_obsolete(postings, at.now)
        drafts: dict[datetime | int, list[Draft]] = defaultdict(list)
        frames = {p.release_at: p for p in open_ones if p.key.kind is PostingKind.MERGED}
        for posting in open_ones:
            draft = await drafter.draft(posting)
            await asyncio.sleep(0)  # an edition takes milliseconds, and there may be thousands
            if isinstance(draft, Draft):
                self._told |= {(fault.kind, fault.subject) for fault in draft.told}
                drafts[posting.release_at if _was_held(posting) else posting.id].append(draft)
            elif draft is not None:
                self._skipped[posting.id] = draft
        for mark, group in drafts.items():
            frame = frames.pop(mark, None) if isinstance(mark, datetime) else None
            await self._post(group, frame, at)
        self._skipped |= {frame.id: _ONE_ALONE for frame in frames.values()}

    def _without_the_obsolete(self, postings: Sequence[Posting], now: datetime) -> list[Posting]:
        """Skip what is too late, and of several held editions of one digest all but the last."""
        last = {
            (posting.schedule, posting.release_at): posting.id
            for posting in postings
            if posting.key.kind is PostingKind.DIGEST and _was_held(posting)
        }
        kept: list[Posting] = []
        for posting in postings:
            if posting.expires_at is not None and posting.expires_at <= now:
                self._skipped[posting.id] = _TOO_LATE
            elif last.get((posting.schedule, posting.release_at), posting.id) != posting.id:
                self._skipped[posting.id] = _LATER_EDITION
            else:
                kept.append(posting)
        return kept

    async def _post(self, group: Sequence[Draft], frame: Posting | None, at: Pass) -> None:
        """Have drafts composed: each for itself, or all that one stretch of quiet held as one."""
        channel = at.channel(group[0].posting.key.destination)
        row = frame.id if frame else None
        if len(group) > 1 and row is None:
            row = next(iter(await self._store.announce([_merged(group, at)], now=at.now)), None)
        if len(group) > 1 and row is not None:
            self._composed.append(_to(channel, _whole(row, group)))
            return
        if frame is not None:
            self._skipped[frame.id] = _ONE_ALONE
        self._composed += (_to(channel, _alone(draft)) for draft in group)


def _by_destination(postings: Iterable[Posting]) -> dict[str, list[Posting]]:
    found: dict[str, list[Posting]] = defaultdict(list)
    for posting in postings:
        found[posting.key.destination].append(posting)
    return found


def _was_held(posting: Posting) -> bool:
    return posting.release_at > posting.due and posting.key.kind is not PostingKind.OPERATOR


def _to(channel: Channel | None, composed: Composed) -> Composed:
    """Return it with those mentioned whom the channel names for it."""
    if channel is None:
        return composed
    return replace(composed, document=mentioning(composed.document, channel))


def _alone(draft: Draft) -> Composed:
    return Composed(
        posting=draft.posting.id,
        document=draft.document,
        shown=draft.shown,
        covered_until=draft.covered_until,
        notes=draft.notes,
    )


def _whole(row: int, group: Sequence[Draft]) -> Composed:
    ends = [draft.covered_until for draft in group if draft.covered_until is not None]
    return Composed(
        posting=row,
        document=compose_merged([draft.document for draft in group]),
        shown=tuple({each.slug: each for draft in group for each in draft.shown}.values()),
        covered_until=max(ends, default=None),
        merged=tuple(draft.posting.id for draft in group),
        notes=tuple(note for draft in group for note in draft.notes),
    )


def _merged(group: Sequence[Draft], at: Pass) -> NewPosting:
    """Return the posting that takes in what was held until one moment."""
    postings = [draft.posting for draft in group]
    release_at, name = postings[0].release_at, postings[0].key.destination
    channel = at.channel(name)
    zone = channel.zone if channel else "UTC"
    ends = [posting.expires_at for posting in postings]
    known = [end for end in ends if end is not None]
    return NewPosting(
        key=PostingKey(
            destination=name,
            kind=PostingKind.MERGED,
            subject="quiet-hours",
            occurrence=f"{release_at:%Y-%m-%dT%H:%MZ}",
        ),
        due=release_at,
        release_at=release_at,
        expires_at=max(known) if len(known) == len(ends) else None,
        priority=min((posting.priority for posting in postings), key=_URGENCY.index),
        label=f"{release_at.astimezone(zone_named(zone)):%Y-%m-%dT%H:%M}",
        reason=f"quiet hours held {len(group)} postings until now",
    )
