"""The store of postings: one method for each transaction, named by its meaning."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

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
from briefbot.core.delivery.timing import Timing
from briefbot.core.delivery.work import Intent, Lease, Settlement, Task


class LeaseStore(Protocol):
    """Who may post with an account."""

    async def take_lease(
        self, name: str, *, owner: str, now: datetime, span: timedelta, force: bool = False
    ) -> Lease | None:
        """Take a lease that is free, run out or one's own; None while another holds it.

        `force` takes it in any case: for the holder of the run lock. On PostgreSQL the database's
        clock decides. When the lease changes hands, what the owner before had taken up is put
        right in the same transaction: CLAIMED becomes PENDING, SENDING becomes UNKNOWN.
        """
        ...

    async def renew_lease(self, lease: Lease, *, now: datetime, span: timedelta) -> Lease | None:
        """Prolong a lease; None when it is somebody else's by now."""
        ...

    async def release_lease(self, lease: Lease, *, now: datetime) -> None:
        """Give a lease back, and put CLAIMED deliveries of the account back to PENDING."""
        ...


class DeliveryStore(LeaseStore, Protocol):
    """The outbox, for the courier of one account; each call is one transaction."""

    async def claim(  # noqa: PLR0913 - what decides which deliveries are next
        self,
        lease: Lease,
        *,
        limit: int,
        busy: Collection[str],
        session: datetime,
        now: datetime,
        timing: Timing,
        expires: bool = True,
    ) -> Sequence[Task]:
        """Take up the next delivery of each destination that is neither paused, blocked nor `busy`.

        One that its platform refuses, not a person, is as one that is only blocked: the delivery
        that is taken up is its probe.

        Of a destination only its first open delivery may leave, by started posting, rank, due time,
        posting, version and page; across destinations urgent ones come first, then those whose
        destination was served longest ago. PENDING becomes CLAIMED and counts a claim; of those
        that were claimed before and came to nothing only one is taken up at a time, for it may be
        what ends the process, and one that was so `timing.claims` times becomes DEAD. UNKNOWN stays
        so. What has expired becomes EXPIRED, unless a page of its posting has left. Under an old
        fence nothing is taken up. What is CLAIMED or SENDING at a destination that is not `busy` is
        in nobody's hand, because the answer to its claim or intent was lost: it becomes PENDING or
        UNKNOWN and may be taken up at once. An UNKNOWN that was taken up comes again after
        `timing.lease` at the earliest. Task.late is `last_try`, else `due`, before `session`, or
        before the database's connection was lost and opened anew; what is due when it is noticed is
        late until it was tried. Without `expires` nothing does: for a clock that is not believed.
        """
        ...

    async def clear_suspects(self, lease: Lease, tasks: Collection[int]) -> None:
        """Forget the claims before this one of CLAIMED tasks that did the process no harm."""
        ...

    async def commit_intents(
        self, lease: Lease, intents: Sequence[Intent], *, now: datetime
    ) -> frozenset[int]:
        """Make intents durable, before any byte leaves; return the tasks for which it was done.

        CLAIMED becomes SENDING, attempts and times are counted, the channel is noted, and pages
        rendered just now become rows with their exact bodies. UNKNOWN tasks that are sent again
        under their nonce become SENDING as well. An EDIT of a page that reads the same already is
        SENT without a call, and not returned. A task that is not returned is nobody's business any
        more: it was settled, corrected or retracted meanwhile, or the lease is lost.
        """
        ...

    async def settle(
        self, lease: Lease, settlements: Sequence[Settlement], *, now: datetime
    ) -> frozenset[int]:
        """Write the ends of calls; return the tasks for which it was done.

        Only of what is CLAIMED, SENDING or UNKNOWN under this fence. An UNKNOWN that stays so keeps
        its `unknown_since`. A pause of a destination or account is a fault as well; that of a
        destination ends, with its fault, by whatever its platform takes there.
        """
        ...

    async def next_work_at(self, account: str, *, expires: bool = True) -> datetime | None:
        """Return when the next delivery of an account may be taken up, or expires; None for never.

        Without `expires` nothing does.
        """
        ...


class PlanStore(Protocol):
    """The ledger of what is due, for the planner; each call is one transaction."""

    async def schedules(self) -> Sequence[ScheduleRow]:
        """Return every schedule that is not removed."""
        ...

    async def put_schedules(
        self, rows: Sequence[ScheduleRow], *, removed: Collection[str], now: datetime
    ) -> None:
        """Add or replace schedules, and mark others as removed.

        The waiting postings of removed ones are skipped with that reason; `next_at` never moves to
        or before `cursor`.
        """
        ...

    async def advance(self, advances: Sequence[Advance], *, now: datetime) -> frozenset[str]:
        """Make postings of ticks and move the cursors, together; return the schedules moved."""
        ...

    async def announce(self, postings: Sequence[NewPosting], *, now: datetime) -> Sequence[int]:
        """Make postings that no schedule brings; return the rows of those that were new."""
        ...

    async def waiting(self, *, now: datetime, limit: int) -> Sequence[Posting]:
        """Return postings to compose now: WAITING, released, oldest first."""
        ...

    async def newest_waiting(self, *, now: datetime) -> int:
        """Return the row of the newest posting that waits and may go out; 0 for none."""
        ...

    async def next_release_at(self) -> datetime | None:
        """Return when the next waiting posting may go out."""
        ...

    async def compose(self, composed: Sequence[Composed], *, now: datetime) -> frozenset[int]:
        """Write documents and make their first deliveries; return the postings it was done for.

        Only what is WAITING still. `composed.merged` become MERGED.
        """
        ...

    async def share(self, posting: NewPosting, composed: Composed, *, now: datetime) -> bool:
        """Make a posting with its document at once; `composed.posting` does not count.

        True when it is there, also from before; False, and nothing done, where there is no such
        destination.
        """
        ...

    async def skip(self, reasons: Mapping[int, str], *, now: datetime) -> None:
        """Skip waiting postings, each with its reason."""
        ...

    async def said(self, destination: str) -> Sequence[SaidRow]:
        """Return the reminders and notices of a destination, but not those that never got there."""
        ...

    async def copies(self, slug: str) -> Sequence[Copy]:
        """Return the postings that show a brief and stand, or soon will; not those retracted."""
        ...

    async def outdated(self) -> Sequence[str]:
        """Return the briefs of which a copy that stands, or soon will, shows an older revision."""
        ...

    async def revise(self, revisions: Sequence[Revision], *, now: datetime) -> None:
        """Give postings new content: in place while nothing has left, else by an EDIT of each page.

        An EDIT that waits already takes the new content with it. Where the document is the same,
        only what is shown is noted.
        """
        ...

    async def refused_edits(self) -> Sequence[Copy]:
        """Return copies whose EDIT is DEAD and that have no follow-up yet.

        `Copy.shown` are only the briefs that were to be corrected and have none. The follow-up of
        one is a posting of kind CORRECTION at the same destination, whose subject is the brief's
        slug and whose occurrence is the number of its revision there.
        """
        ...
