"""The store of everything besides postings; each call is one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from briefbot.core.delivery.records import (
    AuditEntry,
    BriefRow,
    BriefSeen,
    CorrectionLine,
    DestinationEntry,
    Fault,
    Missed,
    Person,
    PersonalReminder,
    Resolution,
    Retention,
    Session,
    Status,
    Story,
    Subscription,
)
from briefbot.core.document import CommandButton
from briefbot.core.occurrence import Occurrence


class KnowledgeStore(Protocol):
    """What is known: briefs with their revisions, and the meetings of calendars."""

    async def briefs(self) -> Sequence[BriefRow]:
        """Return every brief ever seen, also those whose file is gone."""
        ...

    async def record_briefs(
        self, seen: Sequence[BriefSeen], *, gone: Collection[str], now: datetime
    ) -> Mapping[str, int]:
        """Add a revision for each brief whose hash is new; return the numbers of new revisions.

        The first revision has number 1. `gone` are slugs whose file is gone; one that is seen again
        is not gone any more.
        """
        ...

    async def revision_text(self, slug: str, number: int | None = None) -> str | None:
        """Return the text of a revision, of the latest without a number; None if not kept."""
        ...

    async def put_meetings(
        self, calendar: str, meetings: Sequence[Occurrence], *, now: datetime
    ) -> None:
        """Replace the meetings of a calendar: its last good copy."""
        ...

    async def meetings(self, calendar: str) -> Sequence[Occurrence]:
        """Return the last good copy of a calendar's meetings."""
        ...


class SessionStore(Protocol):
    """The program's own rows."""

    async def open_session(
        self, session: str, *, host: str, pid: int, version: str, now: datetime
    ) -> Session:
        """Note that a process begins, and when; return it with when any was last seen alive.

        Alive is one that has beaten: from then on its schedules are as its configuration has them.
        """
        ...

    async def heartbeat(self, session: str, *, now: datetime) -> datetime:
        """Note that a process is alive, and plans; return the latest time ever noted."""
        ...

    async def high_water(self) -> datetime | None:
        """Return the latest time ever noted, None for a new database."""
        ...

    async def accept_clock(self, *, actor: str, now: datetime) -> None:
        """Note that an operator says the clock is right. Audited.

        That is the latest time from now on, and what was noted by a clock ahead of it goes back:
        schedules to now, pauses by as much, and what was tried by it waits anew; an hour at most.
        """
        ...

    async def clock_accepted(self) -> int:
        """Return how often an operator has said that the clock is right."""
        ...

    async def close_session(self, session: str, *, now: datetime) -> None:
        """Note that a process ended in order."""
        ...

    async def put_destinations(self, entries: Sequence[DestinationEntry], *, now: datetime) -> None:
        """Add or change destinations and accounts; those not named are removed, never deleted.

        The direct messages of persons are destinations that no configuration names: they stay.
        """
        ...

    async def put_direct(self, person: str, *, now: datetime) -> None:
        """Have a destination for a person's direct messages (`core.planning.personal`)."""
        ...

    async def pause(
        self, destination: str, *, reason: str, until: datetime | None = None, now: datetime
    ) -> bool:
        """Pause a destination until a moment, or until `resume`; False when there is none.

        What comes due waits meanwhile, and goes out afterwards if it is not too late for it.
        """
        ...

    async def resume(self, *, destination: str = "", account: str = "", now: datetime) -> bool:
        """End a pause; return whether there was one."""
        ...

    async def put_fault(self, fault: Fault) -> None:
        """Note what is wrong; one of that kind and subject that is there keeps its `since`."""
        ...

    async def clear_faults(self, kind: str, *, keep: Collection[str] = ()) -> None:
        """Remove the faults of a kind, except those of the subjects to keep."""
        ...

    async def faults(self) -> Sequence[Fault]:
        """Return what is wrong now, the oldest first."""
        ...

    async def told(self, kind: str, subject: str, *, now: datetime) -> None:
        """Note that the operator was told of a fault."""
        ...

    async def prune(self, retention: Retention, *, now: datetime) -> Mapping[str, int]:
        """Delete what is older than it is kept; return the counts by table. Open rows stay.

        A bounded number of postings goes at once: to be repeated while `posting` is not zero.
        """
        ...


class PeopleStore(Protocol):
    """What people asked for."""

    async def once(self, inbound: str, *, now: datetime) -> bool:
        """Return True the first time that an interaction's or event's id is given."""
        ...

    async def was_given(self, inbound: str) -> bool:
        """Tell whether an id was given to `once`."""
        ...

    async def audit(self, entry: AuditEntry) -> None:
        """Note who changed what."""
        ...

    async def audited(self, *, limit: int) -> Sequence[AuditEntry]:
        """Return the latest entries, newest first."""
        ...

    async def subscribe(self, subscription: Subscription) -> bool:
        """Add a subscription; False when one of that id is there and not removed."""
        ...

    async def unsubscribe(self, subscription: str, *, now: datetime) -> bool:
        """Remove a subscription; False when there is none."""
        ...

    async def subscriptions(self) -> Sequence[Subscription]:
        """Return the subscriptions that stand."""
        ...

    async def remind(  # noqa: PLR0913 - what makes a reminder
        self,
        person: str,
        *,
        meeting: str,
        lead: timedelta,
        due: datetime,
        snoozed_from: int | None = None,
        now: datetime,
    ) -> PersonalReminder:
        """Add a personal reminder; asking again for the same gives the same row."""
        ...

    async def personal_reminders(self, person: str = "") -> Sequence[PersonalReminder]:
        """Return the reminders of a person, or of all, that are not cancelled, by due time."""
        ...

    async def cancel_reminder(self, reminder: int, *, person: str, now: datetime) -> bool:
        """Cancel a person's own reminder; False when there is none. What waits of it is dropped."""
        ...

    async def person(self, person: str) -> Person:
        """Return how somebody wants to be written to; of one who never said, nothing but the id."""
        ...

    async def people(self) -> Sequence[Person]:
        """Return everybody who has ever said how they want to be written to, by id."""
        ...

    async def put_person(self, person: Person, *, now: datetime) -> None:
        """Replace how somebody wants to be written to."""
        ...

    async def undelivered(self, person: str, *, told_in: str, now: datetime) -> Sequence[Missed]:
        """Return the direct messages that a person could not be sent, by due time.

        Each is told in one interaction: again when asked for the same one, `told_in`, which may not
        have been read the first time, and not in any other. They are dropped, and a pause of the
        person's destination ends: the next one is tried.
        """
        ...

    async def remember(self, buttons: Sequence[CommandButton], *, now: datetime) -> None:
        """Note what the buttons of an answer mean; those of postings are noted with them.

        They are kept for as long as postings.
        """
        ...

    async def button(self, key: str) -> CommandButton | None:
        """Return the button of a key (`core.actions`), without its label; None if not known."""
        ...


class OperatorStore(Protocol):
    """What an operator asks and decides."""

    async def stories(
        self, *, reference: str = "", delivery: int | None = None, schedule: str = "", day: str = ""
    ) -> Sequence[Story]:
        """Return postings by reference, by a delivery's id, or by schedule and label's beginning.

        `schedule` is a digest's name or a schedule's id, `day` a label or its first characters.
        """
        ...

    async def briefs_in(self, reference: str) -> Sequence[str]:
        """Return the slugs of the briefs that the postings of a reference show, or correct."""
        ...

    async def status(self, *, now: datetime) -> Status:
        """Return the whole state."""
        ...

    async def corrections(self, *, limit: int) -> Sequence[CorrectionLine]:
        """Return the corrections of posted copies, newest first."""
        ...

    async def resolve(self, delivery: int, how: Resolution, *, actor: str, now: datetime) -> bool:
        """Decide about a HELD or DEAD delivery; False when it is neither. Audited.

        POSTED makes it SENT (proof: the operator), AGAIN makes it PENDING with no attempts counted
        under a nonce of its own, so that it is surely posted, DROP makes it EXPIRED.
        """
        ...

    async def retract(self, posting: int, *, actor: str, reason: str, now: datetime) -> int:
        """Plan the removal of every message of a posting; return how many. Audited.

        What has not left yet never will; receipts are kept.
        """
        ...
