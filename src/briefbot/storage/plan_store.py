"""`ports.PlanStore`: each method is the transaction of the same name."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from briefbot.core.delivery.posting import (
    Advance,
    Composed,
    Copy,
    NewPosting,
    Posting,
    Revision,
    SaidRow,
    ScheduleRow,
)
from briefbot.storage import composing, copies, plan, revising
from briefbot.storage.database import Database


class PlanMethods:
    """The part of the store that the planner uses; the port's docstrings hold."""

    _db: Database

    async def schedules(self) -> Sequence[ScheduleRow]:
        """Return every schedule that is not removed."""
        return await self._db.run(plan.schedules)

    async def put_schedules(
        self, rows: Sequence[ScheduleRow], *, removed: Collection[str], now: datetime
    ) -> None:
        """Add or replace schedules, and mark others as removed."""
        await self._db.run(plan.put_schedules, now, rows, removed=removed)

    async def advance(self, advances: Sequence[Advance], *, now: datetime) -> frozenset[str]:
        """Make postings of ticks and move the cursors; return the schedules moved."""
        return await self._db.run(plan.advance, now, advances)

    async def announce(self, postings: Sequence[NewPosting], *, now: datetime) -> Sequence[int]:
        """Make postings that no schedule brings; return the rows of those that were new."""
        return await self._db.run(plan.announce, now, postings)

    async def waiting(self, *, now: datetime, limit: int) -> Sequence[Posting]:
        """Return postings to compose now."""
        return await self._db.run(plan.waiting, now, limit=limit)

    async def newest_waiting(self, *, now: datetime) -> int:
        """Return the row of the newest posting that waits and may go out; 0 for none."""
        return await self._db.run(plan.newest_waiting, now)

    async def next_release_at(self) -> datetime | None:
        """Return when the next waiting posting may go out."""
        return await self._db.run(plan.next_release_at)

    async def compose(self, composed: Sequence[Composed], *, now: datetime) -> frozenset[int]:
        """Write documents and make their first deliveries; return the postings done."""
        return await self._db.run(composing.compose, now, composed)

    async def share(self, posting: NewPosting, composed: Composed, *, now: datetime) -> bool:
        """Make a posting with its document; False where there is no such destination."""
        return await self._db.run(composing.share, now, posting, composed)

    async def skip(self, reasons: Mapping[int, str], *, now: datetime) -> None:
        """Skip waiting postings, each with its reason."""
        await self._db.run(composing.skip, now, reasons)

    async def said(self, destination: str) -> Sequence[SaidRow]:
        """Return the reminders and notices of a destination that got there, or soon will."""
        return await self._db.run(plan.said, destination)

    async def copies(self, slug: str) -> Sequence[Copy]:
        """Return the postings that show a brief and stand, or soon will."""
        return await self._db.run(copies.copies, slug)

    async def outdated(self) -> Sequence[str]:
        """Return the briefs of which a copy shows an older revision."""
        return await self._db.run(copies.outdated)

    async def revise(self, revisions: Sequence[Revision], *, now: datetime) -> None:
        """Give postings new content."""
        await self._db.run(revising.revise, now, revisions)

    async def refused_edits(self) -> Sequence[Copy]:
        """Return copies whose EDIT is DEAD and that have no follow-up yet."""
        return await self._db.run(copies.refused_edits)
