"""What people asked for, once each, and who changed what."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from briefbot.core.delivery.key import PostingKind
from briefbot.core.delivery.records import AuditEntry, Person, PersonalReminder, Subscription
from briefbot.core.delivery.state import PostingState
from briefbot.core.planning.personal import place_of, reminder_step
from briefbot.storage.journal import storable
from briefbot.storage.postings import AnyRow, expire_unsent, skip_waiting
from briefbot.storage.tables import (
    audit,
    delivery,
    inbound,
    person,
    personal_reminder,
    posting,
    subscription,
)
from briefbot.storage.upsert import insert_into

_SECOND = timedelta(seconds=1)
#: Why what waits of a cancelled reminder does not leave.
CANCELLED = "it was cancelled"
#: Asked by every pass of the planner, and so built once.
_PEOPLE = select(person).order_by(person.c.person)
_REMINDERS = (
    select(personal_reminder)
    .where(personal_reminder.c.cancelled_at.is_(None))
    .order_by(personal_reminder.c.due, personal_reminder.c.id)
)


def once(conn: Connection, now: datetime, given: str) -> bool:
    """Return True the first time that an interaction's or event's id is given."""
    statement = insert_into(conn, inbound).values(id=given, at=now).on_conflict_do_nothing()
    return conn.execute(statement.returning(inbound.c.id)).first() is not None


def was_given(conn: Connection, given: str) -> bool:
    """Tell whether an interaction's or event's id was given to `once`."""
    return conn.scalar(select(inbound.c.id).where(inbound.c.id == given)) is not None


def add_audit(conn: Connection, given: AuditEntry) -> None:
    """Note who changed what."""
    conn.execute(
        insert(audit).values(
            at=given.at,
            actor=storable(given.actor),
            verb=given.verb,
            detail=storable(given.detail),
        )
    )


def audited(conn: Connection, *, limit: int) -> list[AuditEntry]:
    """Return the latest entries, newest first."""
    rows = conn.execute(select(audit).order_by(audit.c.at.desc(), audit.c.id.desc()).limit(limit))
    return [
        AuditEntry(at=row.at, actor=row.actor, verb=row.verb, detail=row.detail) for row in rows
    ]


# --- settings of people ---


def person_of(conn: Connection, given: str) -> Person:
    """Return how somebody wants to be written to; of one who never said, nothing but the id."""
    row = conn.execute(select(person).where(person.c.person == given)).one_or_none()
    return Person(id=given) if row is None else _person(row)


def people(conn: Connection) -> list[Person]:
    """Return everybody who has ever said how they want to be written to, by id."""
    return [_person(row) for row in conn.execute(_PEOPLE)]


def _person(row: AnyRow) -> Person:
    return Person(
        id=row.person,
        zone=row.zone,
        hours=row.hours,
        lang=row.lang,
        told_zone=row.told_zone,
        told_lang=row.told_lang,
    )


def put_person(conn: Connection, now: datetime, given: Person) -> None:
    """Replace how somebody wants to be written to."""
    values = {
        "zone": given.zone,
        "hours": given.hours,
        "lang": given.lang,
        "told_zone": storable(given.told_zone),
        "told_lang": storable(given.told_lang),
        "updated_at": now,
    }
    statement = insert_into(conn, person).values(person=given.id, **values)
    conn.execute(statement.on_conflict_do_update(index_elements=[person.c.person], set_=values))


# --- subscriptions ---


def subscribe(conn: Connection, given: Subscription) -> bool:
    """Add a subscription; False when one of that id is there and not removed."""
    values = {
        "destination": given.destination,
        "definition": given.definition,
        "created_by": given.created_by,
        "created_at": given.created_at,
        "removed_at": None,
    }
    statement = insert_into(conn, subscription).values(id=given.id, **values)
    again = statement.on_conflict_do_update(
        index_elements=[subscription.c.id],
        set_=values,
        where=subscription.c.removed_at.is_not(None),
    )
    return conn.execute(again.returning(subscription.c.id)).first() is not None


def unsubscribe(conn: Connection, now: datetime, given: str) -> bool:
    """Remove a subscription; False when there is none."""
    standing = (subscription.c.id == given) & subscription.c.removed_at.is_(None)
    removed = update(subscription).where(standing).values(removed_at=now)
    return conn.execute(removed.returning(subscription.c.id)).first() is not None


def subscriptions(conn: Connection) -> list[Subscription]:
    """Return the subscriptions that stand, the oldest first."""
    rows = conn.execute(
        select(subscription)
        .where(subscription.c.removed_at.is_(None))
        .order_by(subscription.c.created_at, subscription.c.id)
    )
    return [
        Subscription(
            id=row.id,
            destination=row.destination,
            definition=row.definition,
            created_by=row.created_by,
            created_at=row.created_at,
        )
        for row in rows
    ]


# --- personal reminders ---


def remind(  # noqa: PLR0913 - what makes a reminder
    conn: Connection,
    now: datetime,
    *,
    person: str,
    meeting: str,
    lead: timedelta,
    due: datetime,
    snoozed_from: int | None,
) -> PersonalReminder:
    """Add a personal reminder; asking again for the same gives the same row.

    A reminder is put off once: putting it off again gives the row that it was put off to. One that
    was cancelled stands again.
    """
    parent = None if snoozed_from is None else _own(conn, snoozed_from, person)
    if parent is not None:
        child = _first(conn, personal_reminder.c.snoozed_from == parent)
        if child is not None:
            return child
    key = {"person": person, "meeting": meeting, "lead": lead // _SECOND, "due": due}
    values: dict[str, Any] = key | {"snoozed_from": parent, "created_at": now}
    statement = insert_into(conn, personal_reminder).values(values)
    row = conn.execute(
        statement.on_conflict_do_update(
            index_elements=[personal_reminder.c[name] for name in key],
            set_={"cancelled_at": None},
        ).returning(personal_reminder)
    ).one()
    return _reminder_of(row)


def _own(conn: Connection, reminder: int, person: str) -> int | None:
    """Return the row if it is the person's, locked, so that it is put off by one at a time."""
    own = (personal_reminder.c.id == reminder) & (personal_reminder.c.person == person)
    row: int | None = conn.scalar(
        select(personal_reminder.c.id).where(own).with_for_update(key_share=True)
    )
    return row


def _first(conn: Connection, which: ColumnElement[bool]) -> PersonalReminder | None:
    standing = which & personal_reminder.c.cancelled_at.is_(None)
    row = conn.execute(
        select(personal_reminder).where(standing).order_by(personal_reminder.c.id).limit(1)
    ).one_or_none()
    return None if row is None else _reminder_of(row)


def _reminder_of(row: AnyRow) -> PersonalReminder:
    return PersonalReminder(
        id=row.id,
        person=row.person,
        meeting=row.meeting,
        lead=row.lead * _SECOND,
        due=row.due,
        snoozed_from=row.snoozed_from,
        cancelled_at=row.cancelled_at,
    )


def personal_reminders(conn: Connection, person: str) -> Sequence[PersonalReminder]:
    """Return the reminders of a person, or of all, that are not cancelled, by due time."""
    own = personal_reminder.c.person == person
    return [
        _reminder_of(row) for row in conn.execute(_REMINDERS.where(own) if person else _REMINDERS)
    ]


def cancel_reminder(conn: Connection, now: datetime, reminder: int, *, person: str) -> bool:
    """Cancel a person's own reminder; False when there is none. What waits of it is dropped."""
    own = (personal_reminder.c.id == reminder) & (personal_reminder.c.person == person)
    standing = own & personal_reminder.c.cancelled_at.is_(None)
    cancelled = update(personal_reminder).where(standing).values(cancelled_at=now)
    if conn.execute(cancelled.returning(personal_reminder.c.id)).first() is None:
        return False
    _drop_postings(conn, now, reminder, person=person)
    return True


def _drop_postings(conn: Connection, now: datetime, reminder: int, *, person: str) -> None:
    """Keep what a reminder made from leaving, if it has not left yet."""
    its = (
        (posting.c.destination == place_of(person))
        & (posting.c.kind == PostingKind.PERSONAL.value)
        & (posting.c.step == reminder_step(reminder))
    )
    skip_waiting(conn, now, its, reason=CANCELLED)
    rows = select(posting.c.id).where(its, posting.c.state == PostingState.COMPOSED.value)
    expire_unsent(conn, now, delivery.c.posting.in_(rows), reason=CANCELLED)
