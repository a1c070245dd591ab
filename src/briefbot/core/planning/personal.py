"""Reminders that one person asked for: when each is due, and the posting it becomes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import NewPosting
from briefbot.core.delivery.records import DestinationEntry, Person, PersonalReminder
from briefbot.core.duration import parse_duration
from briefbot.core.meeting import MeetingStatus
from briefbot.core.planning.ticks import release_of
from briefbot.core.programme import Channel
from briefbot.core.reminders import ReminderDue, due_at
from briefbot.core.upcoming import Upcoming, latest_end, local_moment, zone_of
from briefbot.core.visibility import Audience, Place

#: The local hour of reminders of dates without one, and of those put off until tomorrow.
MORNING = time(9)
_DAY = timedelta(days=1)
#: A personal reminder of something that is over goes out no later than this after it was due.
_LATEST = timedelta(hours=1)
_STEP = "reminder "


#: How the person of a reminder begins that is for everybody at a destination.
_EVERYBODY = "destination:"


def everybody_at(destination: str) -> str:
    """Return what stands for everybody at a destination, where a reminder has its person."""
    return f"{_EVERYBODY}{destination}"


def destination_of(person: str) -> str:
    """Return the destination for which a reminder was set, "" for one of a single person."""
    return person.removeprefix(_EVERYBODY) if person.startswith(_EVERYBODY) else ""


#: How the destination begins that is one person's direct messages; no configured name has a colon.
DIRECT = "dm:"


def direct(person: str) -> str:
    """Return the name of the destination where a person is sent direct messages.

    Its account is the platform that the person's id begins with ("discord:100000000000000000"), its
    channel `user:` and the rest of that id.
    """
    return f"{DIRECT}{person}"


def place_of(person: str) -> str:
    """Return the destination where the reminders of a person, or of everybody there, are posted."""
    return destination_of(person) or direct(person)


def person_at(destination: str) -> str:
    """Return the person whose direct messages a destination is, "" for a channel."""
    return destination.removeprefix(DIRECT) if destination.startswith(DIRECT) else ""


def direct_entry(person: str) -> DestinationEntry:
    """Return a person's direct messages as a destination; an account is a platform's name."""
    platform, _, rest = person.partition(":")
    return DestinationEntry(
        name=direct(person), account=platform, platform=platform, channel=f"user:{rest}"
    )


def direct_channel(person: Person, *, zone: str) -> Channel:
    """Return a person's direct messages as a place to post; `zone` is for one who named none.

    Nobody reads along, and the TLP ceiling is that of every place without one of its own.
    """
    zones = (person.zone, person.told_zone, zone)
    return Channel(
        name=direct(person.id),
        place=Place(audience=Audience.PRIVATE),
        zone=next(filter(None, zones)),
        hours=person.hours,
    )


@dataclass(frozen=True, slots=True)
class PersonalDue:
    """A personal reminder with its meeting as it stands now; `due.at` is when it goes out."""

    reminder: PersonalReminder
    due: ReminderDue


def plan_personal(
    reminders: Iterable[PersonalReminder], meetings: Mapping[str, Upcoming], *, zone: str
) -> tuple[PersonalDue, ...]:
    """Return the personal reminders that stand, in order of time; `meetings` are all, by key.

    One of a meeting that moved moves with it, unless it was put off by hand. One of a meeting that
    is cancelled, gone or without a date has no time.
    """
    found = []
    for reminder in reminders:
        meeting = meetings.get(reminder.meeting)
        if meeting is None or meeting.status is MeetingStatus.CANCELLED:
            continue
        at = reminder.due
        if reminder.snoozed_from is None:
            moved = due_at(meeting.when, reminder.lead, zone=zone, all_day_at=MORNING)
            if moved is None:
                continue
            at = moved
        due = ReminderDue(meeting=meeting, lead=reminder.lead, at=at)
        found.append(PersonalDue(reminder, due))
    return tuple(sorted(found, key=lambda each: (each.due.at, each.reminder.id)))


def personal_posting(personal: PersonalDue, channel: Channel, *, now: datetime) -> NewPosting:
    """Return the posting of a personal reminder, at the place where its person reads.

    Its key has the row and the moment: a reminder goes out once, and again for a date that moved.
    Quiet hours of a channel hold it; direct messages have none.
    """
    at, meeting = personal.due.at, personal.due.meeting
    end = latest_end(meeting.when, zone=channel.zone)
    return NewPosting(
        key=PostingKey(
            destination=channel.name,
            kind=PostingKind.PERSONAL,
            subject=meeting.key,
            occurrence=f"{at:%Y-%m-%dT%H:%MZ}",
            step=reminder_step(personal.reminder.id),
        ),
        due=at,
        release_at=release_of(at, channel.quiet, now=now),
        expires_at=max(at + _LATEST, end) if end else at + _LATEST,
        label=f"{at.astimezone(zone_of(channel.zone)):%Y-%m-%dT%H:%M}",
        reason=f"asked for by {personal.reminder.person}",
        when=meeting.when,
    )


def reminder_step(reminder: int) -> str:
    """Return the step of the postings that the row of a reminder becomes."""
    return f"{_STEP}{reminder}"


def reminder_of(key: PostingKey) -> int:
    """Return the row of the reminder that a personal posting is of."""
    return int(key.step.removeprefix(_STEP))


def put_off(choice: str, *, now: datetime, zone: str) -> datetime:
    """Return the moment to which a reminder is put off: by a length of time, or until tomorrow.

    Tomorrow is that of the person's IANA `zone`.
    """
    span = parse_duration(choice)
    if span is not None:
        return now + span
    there = zone_of(zone)
    return local_moment(now.astimezone(there).date(), MORNING, zone=there, later=_DAY)
