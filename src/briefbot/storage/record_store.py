"""The store of everything besides postings; see `ports.records`. Each call is one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

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
from briefbot.storage import buttons as pressing
from briefbot.storage import (
    clocks,
    copies,
    direct_messages,
    knowledge,
    pauses,
    people,
    resolving,
    retracting,
    stories,
    trouble,
)
from briefbot.storage import retention as keeping
from briefbot.storage import session as sessions
from briefbot.storage import status as whole
from briefbot.storage.database import Database


class KnowledgeMethods:
    """What is known: briefs with their revisions, and the meetings of calendars."""

    _db: Database

    async def briefs(self) -> Sequence[BriefRow]:
        """Return every brief ever seen, also those whose file is gone."""
        return await self._db.run(knowledge.briefs)

    async def record_briefs(
        self, seen: Sequence[BriefSeen], *, gone: Collection[str], now: datetime
    ) -> Mapping[str, int]:
        """Add a revision for each brief whose hash is new; return the numbers of new revisions."""
        return await self._db.run(knowledge.record_briefs, now, seen, gone=gone)

    async def revision_text(self, slug: str, number: int | None = None) -> str | None:
        """Return the text of a revision, of the latest without a number; None if not kept."""
        return await self._db.run(knowledge.revision_text, slug, number=number)

    async def put_meetings(
        self, calendar: str, meetings: Sequence[Occurrence], *, now: datetime
    ) -> None:
        """Replace the meetings of a calendar."""
        await self._db.run(knowledge.put_meetings, now, calendar, meetings)

    async def meetings(self, calendar: str) -> Sequence[Occurrence]:
        """Return the last good copy of a calendar's meetings."""
        return await self._db.run(knowledge.meetings, calendar)


class SessionMethods:
    """The program's own rows."""

    _db: Database

    async def open_session(
        self, session: str, *, host: str, pid: int, version: str, now: datetime
    ) -> Session:
        """Note that a process begins, and when; return it with when any was last seen alive."""
        return await self._db.run(
            sessions.open_session, now, session, host=host, pid=pid, version=version
        )

    async def heartbeat(self, session: str, *, now: datetime) -> datetime:
        """Note that a process is alive, and plans; return the latest time ever noted."""
        return await self._db.run(sessions.heartbeat, now, session)

    async def high_water(self) -> datetime | None:
        """Return the latest time ever noted, None for a new database."""
        return await self._db.run(clocks.high_water)

    async def accept_clock(self, *, actor: str, now: datetime) -> None:
        """Note that an operator says the clock is right, whatever was noted before. Audited."""
        await self._db.run(clocks.accept_clock, now, actor=actor)

    async def clock_accepted(self) -> int:
        """Return how often an operator has said that the clock is right."""
        return await self._db.run(clocks.clock_accepted)

    async def close_session(self, session: str, *, now: datetime) -> None:
        """Note that a process ended in order."""
        await self._db.run(sessions.close_session, now, session)

    async def put_destinations(self, entries: Sequence[DestinationEntry], *, now: datetime) -> None:
        """Add or change destinations and accounts; those not named are removed."""
        await self._db.run(sessions.put_destinations, now, entries)

    async def put_direct(self, person: str, *, now: datetime) -> None:
        """Have a destination for a person's direct messages."""
        await self._db.run(sessions.put_direct, now, person)

    async def pause(
        self, destination: str, *, reason: str, until: datetime | None = None, now: datetime
    ) -> bool:
        """Pause a destination, for good or until a moment; False when there is none."""
        return await self._db.run(pauses.pause, now, name=destination, reason=reason, until=until)

    async def resume(self, *, destination: str = "", account: str = "", now: datetime) -> bool:
        """End a pause; return whether there was one."""
        return await self._db.run(
            pauses.resume, now, destination_name=destination, account_name=account
        )

    async def put_fault(self, fault: Fault) -> None:
        """Note what is wrong."""
        await self._db.run(trouble.put_fault, fault)

    async def clear_faults(self, kind: str, *, keep: Collection[str] = ()) -> None:
        """Remove the faults of a kind, except those of the subjects to keep."""
        await self._db.run(trouble.clear_faults, kind, keep=keep)

    async def faults(self) -> Sequence[Fault]:
        """Return what is wrong now, the oldest first."""
        return await self._db.run(trouble.faults)

    async def told(self, kind: str, subject: str, *, now: datetime) -> None:
        """Note that the operator was told of a fault."""
        await self._db.run(trouble.told, now, kind, subject)

    async def prune(self, retention: Retention, *, now: datetime) -> Mapping[str, int]:
        """Delete what is older than it is kept; return the counts by table."""
        return await self._db.run(keeping.prune, now, retention)


class PeopleMethods:
    """What people asked for."""

    _db: Database

    async def once(self, inbound: str, *, now: datetime) -> bool:
        """Return True the first time that an interaction's or event's id is given."""
        return await self._db.run(people.once, now, inbound)

    async def was_given(self, inbound: str) -> bool:
        """Tell whether an id was given to `once`."""
        return await self._db.run(people.was_given, inbound)

    async def audit(self, entry: AuditEntry) -> None:
        """Note who changed what."""
        await self._db.run(people.add_audit, entry)

    async def audited(self, *, limit: int) -> Sequence[AuditEntry]:
        """Return the latest entries, newest first."""
        return await self._db.run(people.audited, limit=limit)

    async def subscribe(self, subscription: Subscription) -> bool:
        """Add a subscription; False when one of that id is there and not removed."""
        return await self._db.run(people.subscribe, subscription)

    async def unsubscribe(self, subscription: str, *, now: datetime) -> bool:
        """Remove a subscription; False when there is none."""
        return await self._db.run(people.unsubscribe, now, subscription)

    async def subscriptions(self) -> Sequence[Subscription]:
        """Return the subscriptions that stand."""
        return await self._db.run(people.subscriptions)

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
        return await self._db.run(
            people.remind,
            now,
            person=person,
            meeting=meeting,
            lead=lead,
            due=due,
            snoozed_from=snoozed_from,
        )

    async def personal_reminders(self, person: str = "") -> Sequence[PersonalReminder]:
        """Return the reminders of a person, or of all, that are not cancelled, by due time."""
        return await self._db.run(people.personal_reminders, person)

    async def cancel_reminder(self, reminder: int, *, person: str, now: datetime) -> bool:
        """Cancel a person's own reminder; False when there is none. What waits of it is dropped."""
        return await self._db.run(people.cancel_reminder, now, reminder, person=person)

    async def person(self, person: str) -> Person:
        """Return how somebody wants to be written to."""
        return await self._db.run(people.person_of, person)

    async def people(self) -> Sequence[Person]:
        """Return everybody who has ever said how they want to be written to."""
        return await self._db.run(people.people)

    async def put_person(self, person: Person, *, now: datetime) -> None:
        """Replace how somebody wants to be written to."""
        await self._db.run(people.put_person, now, person)

    async def undelivered(self, person: str, *, told_in: str, now: datetime) -> Sequence[Missed]:
        """Return the direct messages that a person could not be sent."""
        return await self._db.run(direct_messages.undelivered, now, person, told_in=told_in)

    async def remember(self, buttons: Sequence[CommandButton], *, now: datetime) -> None:
        """Note what the buttons of an answer mean."""
        await self._db.run(pressing.remember, now, buttons)

    async def button(self, key: str) -> CommandButton | None:
        """Return the button of a key, without its label; None if it is not known."""
        return await self._db.run(pressing.find, key)


class OperatorMethods:
    """What an operator asks and decides."""

    _db: Database

    async def stories(
        self, *, reference: str = "", delivery: int | None = None, schedule: str = "", day: str = ""
    ) -> Sequence[Story]:
        """Return postings by reference, by a delivery's id, or by schedule and label."""
        return await self._db.run(
            stories.stories, reference=reference, delivery_id=delivery, schedule=schedule, day=day
        )

    async def briefs_in(self, reference: str) -> Sequence[str]:
        """Return the slugs of the briefs that the postings of a reference show, or correct."""
        return await self._db.run(copies.briefs_in, reference)

    async def status(self, *, now: datetime) -> Status:
        """Return the whole state."""
        return await self._db.run(whole.status, now)

    async def corrections(self, *, limit: int) -> Sequence[CorrectionLine]:
        """Return the corrections of posted copies, newest first."""
        return await self._db.run(stories.corrections, limit=limit)

    async def resolve(self, delivery: int, how: Resolution, *, actor: str, now: datetime) -> bool:
        """Decide about a HELD or DEAD delivery; False when it is neither. Audited."""
        return await self._db.run(resolving.resolve, now, delivery, how=how, actor=actor)

    async def retract(self, posting: int, *, actor: str, reason: str, now: datetime) -> int:
        """Plan the removal of every message of a posting; return how many. Audited."""
        return await self._db.run(retracting.retract, now, posting, actor=actor, reason=reason)


class RecordMethods(KnowledgeMethods, SessionMethods, PeopleMethods, OperatorMethods):
    """All of them, for the one store."""
