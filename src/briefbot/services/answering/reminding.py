"""Verbs about one's own reminders: remind, reminders, cancel, snooze."""

from dataclasses import replace
from datetime import datetime, timedelta

from briefbot.core.commands import VERBS, Invocation, written
from briefbot.core.compose import Outcome, compose_done
from briefbot.core.delivery.records import PersonalReminder
from briefbot.core.document import CommandButton, Document, Inlines, KeyValue, Text, Time, TimeStyle
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.meeting import MeetingStatus
from briefbot.core.planning.personal import (
    MORNING,
    PersonalDue,
    destination_of,
    everybody_at,
    put_off,
)
from briefbot.core.reminders import ReminderDue, due_at
from briefbot.core.upcoming import Upcoming, latest_end
from briefbot.core.visibility import Role
from briefbot.core.when import When
from briefbot.core.wording import describe_duration
from briefbot.services.answering.changing import audit
from briefbot.services.answering.finding import find_meeting, visible_meetings
from briefbot.services.answering.library import Seat
from briefbot.services.answering.refusing import refused
from briefbot.services.answering.standing import (
    Standing,
    fault_of,
    owned,
    place_for,
    planned_posting,
    standing,
    standing_of,
)

_HOUR = timedelta(hours=1)
#: A person has at most so many reminders ahead, and so has a channel.
MOST_REMINDERS = 50


async def remind(seat: Seat, given: Invocation) -> Document:
    """Set a reminder, for whoever asks or, by a manager, for the channel."""
    meeting = find_meeting(seat, given.text("meeting"), given.verb)
    lead = given.span("lead") or _HOUR
    owner = _owner(seat, given.text("where"))
    before, seat = seat.person, _noted(seat)
    due = _due(seat, meeting, lead, zone=place_for(seat, owner).zone)
    wanted = PersonalReminder(id=0, person=owner, meeting=meeting.key, lead=lead, due=due)
    at = _goes_out(seat, wanted, meeting)
    reminder = await _set(seat, wanted)
    if owner == seat.caller.person and seat.person != before:
        # Direct messages come later, when no chat tells how their person reads.
        await seat.store.put_person(seat.person, now=seat.now)
    undo = written(VERBS["cancel"], reminder=str(reminder.id))
    await audit(seat, given.verb, f"{reminder.id}: {meeting.key} for {owner}", undo=undo)
    span = describe_duration(lead, lang=seat.lang)
    note = catalogue_for(seat.lang).text(Label.ANSWER_REMINDER_LEAD, span=span)
    outcome = _told(seat, reminder, meeting, at=at, label=Label.ANSWER_REMINDER_SET)
    return compose_done(replace(outcome, notes=(note,), undo=undo), lang=seat.lang)


def _noted(seat: Seat) -> Seat:
    """Return the seat with how the caller reads here noted in their settings."""
    lang = catalogue_for(seat.lang).lang
    return replace(seat, person=replace(seat.person, told_zone=seat.zone, told_lang=lang))


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


def _due(seat: Seat, meeting: Upcoming, lead: timedelta, *, zone: str) -> datetime:
    """Return when a reminder is due. Raises RefusedError for a meeting that has none ahead."""
    due = due_at(meeting.when, lead, zone=zone, all_day_at=MORNING)
    _check_ahead(seat, meeting)
    if due is None:
        raise refused(Label.REFUSED_NO_DATE, lang=seat.lang, wrong="meeting")
    if due <= seat.now:
        raise refused(Label.REFUSED_TOO_LATE, lang=seat.lang, wrong="lead")
    return due


def _check_ahead(seat: Seat, meeting: Upcoming) -> None:
    """Raise RefusedError for a meeting that is cancelled or over."""
    if meeting.status is MeetingStatus.CANCELLED:
        raise refused(Label.REFUSED_CANCELLED, lang=seat.lang, wrong="meeting")
    end = latest_end(meeting.when, zone=seat.zone)
    if end is not None and end <= seat.now:
        raise refused(Label.REFUSED_OVER, lang=seat.lang, wrong="meeting")


def _goes_out(seat: Seat, wanted: PersonalReminder, meeting: Upcoming) -> datetime:
    """Return when a reminder goes out. Raises RefusedError for one that would not."""
    place = place_for(seat, wanted.person)
    due = ReminderDue(meeting=meeting, lead=wanted.lead, at=wanted.due)
    personal = PersonalDue(wanted, due)
    fault = fault_of(seat, personal, place)
    if fault is not None:
        raise refused(fault, lang=seat.lang, wrong="meeting")
    return planned_posting(personal, place).release_at


async def _set(seat: Seat, wanted: PersonalReminder) -> PersonalReminder:
    """Return the row of a reminder, the same one when it is asked for again. Raises RefusedError.

    A meeting that moved has taken its reminder along: asked for again, that one is the same too.
    """
    ahead = await standing_of(seat, wanted.person)
    same = (each.reminder for each in ahead if _is_same(each, wanted))
    if found := next(same, None):
        return found
    if len(ahead) >= MOST_REMINDERS:
        raise refused(Label.REFUSED_MANY, lang=seat.lang, limit=str(MOST_REMINDERS))
    return await seat.store.remind(
        wanted.person,
        meeting=wanted.meeting,
        lead=wanted.lead,
        due=wanted.due,
        snoozed_from=wanted.snoozed_from,
        now=seat.now,
    )


def _is_same(each: Standing, wanted: PersonalReminder) -> bool:
    there = each.reminder
    return each.due == wanted.due and (there.meeting, there.lead, there.snoozed_from) == (
        wanted.meeting,
        wanted.lead,
        wanted.snoozed_from,
    )


async def reminders(seat: Seat, _given: Invocation) -> Document:
    """Show the caller's reminders; to a manager also those of the channel."""
    words = catalogue_for(seat.lang)
    ahead = await standing(seat)
    meetings = visible_meetings(seat)
    silent: Inlines = (Text(words.text(Label.ANSWER_REMINDER_SILENT)),)
    pairs = tuple(
        KeyValue(
            _title(seat, each.reminder, meetings.get(each.reminder.meeting)),
            silent if each.at is None else _moment(each.at),
        )
        for each in ahead
    )
    outcome = Outcome(
        title=words.text(Label.ANSWER_REMINDERS_TITLE),
        pairs=pairs,
        notes=() if pairs else (words.text(Label.ANSWER_REMINDERS_NONE),),
        buttons=tuple(_cancels(seat, each.reminder, numbered=True) for each in ahead),
    )
    return compose_done(outcome, lang=seat.lang)


async def cancel(seat: Seat, given: Invocation) -> Document:
    """Cancel a reminder of the caller, or of the channel by a manager."""
    number = given.number("reminder", 0)
    reminder = await _own(seat, number)
    undo = await _again(seat, reminder)
    if not await seat.store.cancel_reminder(number, person=reminder.person, now=seat.now):
        raise refused(Label.REFUSED_REMINDER, lang=seat.lang, given=str(number), wrong="reminder")
    await audit(seat, given.verb, f"{number}: {reminder.meeting}", undo=undo)
    title = catalogue_for(seat.lang).text(Label.ANSWER_REMINDER_CANCELLED, number=str(number))
    return compose_done(Outcome(title=title, undo=undo), lang=seat.lang)


async def _again(seat: Seat, reminder: PersonalReminder) -> str:
    """Return the command that sets a reminder anew, where it was set; "" where none does."""
    ahead = await standing(seat)
    found = next((each for each in ahead if each.reminder.id == reminder.id), None)
    if found is None or found.at is None or found.due <= seat.now or reminder.snoozed_from:
        return ""
    minutes = reminder.lead // timedelta(minutes=1)
    where = "here" if destination_of(reminder.person) else ""
    return written(VERBS["remind"], meeting=reminder.meeting, lead=f"{minutes}m", where=where)


async def snooze(seat: Seat, given: Invocation) -> Document:
    """Put a reminder off, as a button of it asks; once, until that one is cancelled."""
    before = await _own(seat, given.number("reminder", 0))
    rows = await seat.store.personal_reminders(before.person)
    child = next((each for each in rows if each.snoozed_from == before.id), None)
    if child is not None:
        return _put_off_before(seat, child)
    meeting = visible_meetings(seat).get(before.meeting)
    if meeting is None:
        raise refused(Label.REFUSED_MEETING, lang=seat.lang, given=before.meeting)
    _check_ahead(seat, meeting)
    due = put_off(given.text("span"), now=seat.now, zone=seat.zone)
    wanted = replace(before, due=due, snoozed_from=before.id)
    at = _goes_out(seat, wanted, meeting)
    reminder = await _set(seat, wanted)
    undo = written(VERBS["cancel"], reminder=str(reminder.id))
    await audit(seat, given.verb, f"{before.id} to {reminder.id}: {before.meeting}", undo=undo)
    outcome = _told(seat, reminder, meeting, at=at, label=Label.ANSWER_REMINDER_PUT_OFF)
    return compose_done(replace(outcome, undo=undo), lang=seat.lang)


def _put_off_before(seat: Seat, child: PersonalReminder) -> Document:
    meeting = visible_meetings(seat).get(child.meeting)
    label = Label.ANSWER_REMINDER_PUT_OFF_BEFORE
    outcome = _told(seat, child, meeting, at=child.due, label=label)
    words = catalogue_for(seat.lang)
    note = words.text(Label.ANSWER_REMINDER_CHANGE, number=str(child.id))
    return compose_done(replace(outcome, notes=(note,)), lang=seat.lang)


async def _own(seat: Seat, number: int) -> PersonalReminder:
    """Return a reminder that the caller may change. Raises RefusedError."""
    found = next((each for each in await owned(seat) if each.id == number), None)
    if found is None:
        raise refused(Label.REFUSED_REMINDER, lang=seat.lang, given=str(number), wrong="reminder")
    return found


def _told(
    seat: Seat, reminder: PersonalReminder, meeting: Upcoming | None, *, at: datetime, label: Label
) -> Outcome:
    """Return a reminder that was set: when it goes out, and when its meeting is."""
    words = catalogue_for(seat.lang)
    pairs = [KeyValue(words.text(Label.ANSWER_REMINDER_AT), _moment(at))]
    if meeting is not None:
        pairs.append(KeyValue(words.text(Label.MEETING_WHEN), (Time(meeting.when),)))
    return Outcome(
        title=_title(seat, reminder, meeting, label=label),
        pairs=tuple(pairs),
        buttons=(_cancels(seat, reminder),),
    )


def _title(
    seat: Seat,
    reminder: PersonalReminder,
    meeting: Upcoming | None,
    *,
    label: Label = Label.ANSWER_REMINDER_SET,
) -> str:
    title = meeting.title if meeting else reminder.meeting
    return catalogue_for(seat.lang).text(label, number=str(reminder.id), title=title)


def _cancels(seat: Seat, reminder: PersonalReminder, *, numbered: bool = False) -> CommandButton:
    number = str(reminder.id)
    label = catalogue_for(seat.lang).text(Label.ANSWER_BUTTON_CANCEL)
    return CommandButton(f"{label} {number}" if numbered else label, "cancel", number)


def _moment(at: datetime) -> Inlines:
    return (Time(When.at(at), TimeStyle.COUNTDOWN),)
