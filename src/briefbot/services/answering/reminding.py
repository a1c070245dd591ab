"""Verbs about one's own reminders: remind, reminders, cancel, snooze."""

from dataclasses import replace
from datetime import datetime, timedelta

from briefbot.core.commands import VERBS, Invocation, written
from briefbot.core.compose import Outcome, compose_done
from briefbot.core.delivery.records import PersonalReminder
from briefbot.core.document import (
    Button,
    CommandButton,
    Document,
    Inlines,
    KeyValue,
    Time,
    TimeStyle,
)
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.meeting import MeetingStatus
from briefbot.core.planning.personal import MORNING, destination_of, everybody_at, put_off
from briefbot.core.reminders import due_at
from briefbot.core.upcoming import Upcoming, latest_end
from briefbot.core.visibility import Role
from briefbot.core.when import When
from briefbot.core.wording import describe_duration
from briefbot.services.answering.changing import audit
from briefbot.services.answering.finding import find_meeting, visible_meetings
from briefbot.services.answering.library import Seat
from briefbot.services.answering.refusing import refused

_HOUR = timedelta(hours=1)
#: A person has at most so many reminders, and so has a channel.
MOST_REMINDERS = 50


async def remind(seat: Seat, given: Invocation) -> Document:
    """Set a reminder, for whoever asks or, by a manager, for the channel."""
    meeting = find_meeting(seat, given.text("meeting"), given.verb)
    lead = given.span("lead") or _HOUR
    owner = _owner(seat, given.text("where"))
    due = _due(seat, meeting, lead)
    standing = await seat.store.personal_reminders(owner)
    if len(standing) >= MOST_REMINDERS:
        raise refused(Label.REFUSED_MANY, lang=seat.lang, limit=str(MOST_REMINDERS))
    reminder = await seat.store.remind(owner, meeting=meeting.key, lead=lead, due=due, now=seat.now)
    if owner == seat.caller.person:
        await _note_reader(seat)
    undo = written(VERBS["cancel"], reminder=str(reminder.id))
    await audit(seat, given.verb, f"{reminder.id}: {meeting.key} for {owner}", undo=undo)
    return _told(seat, reminder, meeting, label=Label.ANSWER_REMINDER_SET, undo=undo)


async def _note_reader(seat: Seat) -> None:
    """Note how the caller reads here: direct messages come later, when no chat tells."""
    told = replace(seat.person, told_zone=seat.zone, told_lang=catalogue_for(seat.lang).lang)
    if told != seat.person:
        await seat.store.put_person(told, now=seat.now)


def _owner(seat: Seat, where: str) -> str:
    """Return whose reminder it becomes. Raises RefusedError."""
    if where != "here":
        if not seat.caller.is_reachable:
            raise refused(Label.REFUSED_ALONE, lang=seat.lang, wrong="where")
        return seat.caller.person
    if seat.caller.role is not Role.MANAGER:
        raise refused(Label.REFUSED_MANAGERS, lang=seat.lang, wrong="where")
    if seat.channel is None:
        raise refused(Label.REFUSED_HERE, lang=seat.lang, wrong="where")
    return everybody_at(seat.channel.name)


def _due(seat: Seat, meeting: Upcoming, lead: timedelta) -> datetime:
    """Return when a reminder is due. Raises RefusedError for a meeting that has none ahead."""
    if meeting.status is MeetingStatus.CANCELLED:
        raise refused(Label.REFUSED_CANCELLED, lang=seat.lang, wrong="meeting")
    due = due_at(meeting.when, lead, zone=seat.zone, all_day_at=MORNING)
    end = latest_end(meeting.when, zone=seat.zone)
    if due is None or end is None:
        raise refused(Label.REFUSED_NO_DATE, lang=seat.lang, wrong="meeting")
    if end <= seat.now:
        raise refused(Label.REFUSED_OVER, lang=seat.lang, wrong="meeting")
    if due <= seat.now:
        raise refused(Label.REFUSED_TOO_LATE, lang=seat.lang, wrong="lead")
    return due


async def reminders(seat: Seat, _given: Invocation) -> Document:
    """Show the caller's reminders; to a manager also those of the channel."""
    words = catalogue_for(seat.lang)
    standing = await _standing(seat)
    meetings = visible_meetings(seat)
    pairs: list[KeyValue] = []
    buttons: list[Button] = []
    for reminder in standing:
        if reminder.due <= seat.now:
            continue
        meeting = meetings.get(reminder.meeting)
        number = str(reminder.id)
        title = meeting.title if meeting else reminder.meeting
        label = words.text(Label.ANSWER_REMINDER_SET, number=number, title=title)
        pairs.append(KeyValue(label, _moment(reminder.due)))
        cancel = f"{words.text(Label.ANSWER_BUTTON_CANCEL)} {number}"
        buttons.append(CommandButton(cancel, "cancel", number))
    outcome = Outcome(
        title=words.text(Label.ANSWER_REMINDERS_TITLE),
        pairs=tuple(pairs),
        notes=() if pairs else (words.text(Label.ANSWER_REMINDERS_NONE),),
        buttons=tuple(buttons),
    )
    return compose_done(outcome, lang=seat.lang)


async def cancel(seat: Seat, given: Invocation) -> Document:
    """Cancel a reminder of the caller, or of the channel by a manager."""
    number = given.number("reminder", 0)
    reminder = await _own(seat, number)
    if not await seat.store.cancel_reminder(number, person=reminder.person, now=seat.now):
        raise refused(Label.REFUSED_REMINDER, lang=seat.lang, given=str(number), wrong="reminder")
    undo = _again(reminder)
    await audit(seat, given.verb, f"{number}: {reminder.meeting}", undo=undo)
    title = catalogue_for(seat.lang).text(Label.ANSWER_REMINDER_CANCELLED, number=str(number))
    return compose_done(Outcome(title=title, undo=undo), lang=seat.lang)


async def snooze(seat: Seat, given: Invocation) -> Document:
    """Put a reminder off, as a button of it asks."""
    before = await _own(seat, given.number("reminder", 0))
    due = put_off(given.text("span"), now=seat.now, zone=seat.zone)
    reminder = await seat.store.remind(
        before.person,
        meeting=before.meeting,
        lead=before.lead,
        due=due,
        snoozed_from=before.id,
        now=seat.now,
    )
    undo = written(VERBS["cancel"], reminder=str(reminder.id))
    await audit(seat, given.verb, f"{before.id} to {reminder.id}: {before.meeting}", undo=undo)
    meeting = visible_meetings(seat).get(before.meeting)
    return _told(seat, reminder, meeting, label=Label.ANSWER_REMINDER_PUT_OFF, undo=undo)


async def _own(seat: Seat, number: int) -> PersonalReminder:
    """Return a reminder that the caller may change. Raises RefusedError."""
    found = next((each for each in await _standing(seat) if each.id == number), None)
    if found is None:
        raise refused(Label.REFUSED_REMINDER, lang=seat.lang, given=str(number), wrong="reminder")
    return found


async def _standing(seat: Seat) -> list[PersonalReminder]:
    standing = [*await seat.store.personal_reminders(seat.caller.person)]
    if seat.channel and seat.caller.role is Role.MANAGER:
        standing += await seat.store.personal_reminders(everybody_at(seat.channel.name))
    return standing


def _again(reminder: PersonalReminder) -> str:
    """Return the command that sets a reminder anew; one of a channel, where it was set."""
    minutes = reminder.lead // timedelta(minutes=1)
    where = "here" if destination_of(reminder.person) else ""
    return written(VERBS["remind"], meeting=reminder.meeting, lead=f"{minutes}m", where=where)


def _told(
    seat: Seat, reminder: PersonalReminder, meeting: Upcoming | None, *, label: Label, undo: str
) -> Document:
    """Return a reminder that was set: when, how long before, and when its meeting is."""
    words = catalogue_for(seat.lang)
    number = str(reminder.id)
    title = meeting.title if meeting else reminder.meeting
    pairs = [KeyValue(words.text(Label.ANSWER_REMINDER_AT), _moment(reminder.due))]
    if meeting is not None:
        pairs.append(KeyValue(words.text(Label.MEETING_WHEN), (Time(meeting.when),)))
    notes: tuple[str, ...] = ()
    if reminder.snoozed_from is None:
        span = describe_duration(reminder.lead, lang=seat.lang)
        notes = (words.text(Label.ANSWER_REMINDER_LEAD, span=span),)
    outcome = Outcome(
        title=words.text(label, number=number, title=title),
        pairs=tuple(pairs),
        notes=notes,
        undo=undo,
        buttons=(CommandButton(words.text(Label.ANSWER_BUTTON_CANCEL), "cancel", number),),
    )
    return compose_done(outcome, lang=seat.lang)


def _moment(due: datetime) -> Inlines:
    return (Time(When.at(due), TimeStyle.COUNTDOWN),)
