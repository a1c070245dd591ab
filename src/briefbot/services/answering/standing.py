"""Reminders that stand: where each goes out, when, and whether it does as things are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from briefbot.core.delivery.posting import NewPosting
from briefbot.core.delivery.records import PersonalReminder
from briefbot.core.labels import Label
from briefbot.core.planning.personal import (
    PersonalDue,
    destination_of,
    direct_channel,
    everybody_at,
    personal_posting,
    plan_personal,
)
from briefbot.core.programme import Channel
from briefbot.core.selection import reason_against, replaced_slugs
from briefbot.core.visibility import Role
from briefbot.services.answering.library import Seat


@dataclass(frozen=True, slots=True)
class Standing:
    """A reminder that is not over: when it is due, and when it goes out.

    `at` is None where it would not go out as things are: its meeting is cancelled, gone or without
    a date, or may not be shown where the reminder goes.
    """

    reminder: PersonalReminder
    due: datetime
    at: datetime | None


async def owned(seat: Seat) -> list[PersonalReminder]:
    """Return the reminders that the caller may change, those long past as well."""
    return [each for owner in _owners(seat) for each in await seat.store.personal_reminders(owner)]


async def standing(seat: Seat) -> list[Standing]:
    """Return the reminders that the caller may change and that are not over, the next one first."""
    found: list[Standing] = []
    for owner in _owners(seat):
        found += await standing_of(seat, owner)
    return sorted(found, key=lambda each: (each.at is None, each.due, each.reminder.id))


async def standing_of(seat: Seat, owner: str) -> list[Standing]:
    """Return the reminders of one person, or of a channel, that are not over."""
    rows = await seat.store.personal_reminders(owner)
    return [
        each for each in _judged(seat, place_for(seat, owner), rows) if not _is_over(each, seat)
    ]


def place_for(seat: Seat, owner: str) -> Channel:
    """Return where the reminders of an owner go out: the channel, or the caller's messages."""
    if seat.channel is not None and destination_of(owner) == seat.channel.name:
        return seat.channel
    return direct_channel(seat.person, zone=seat.library.zone)


def planned_posting(personal: PersonalDue, channel: Channel) -> NewPosting:
    """Return the posting that a reminder becomes when its time comes."""
    return personal_posting(personal, channel, now=personal.due.at)


def fault_of(seat: Seat, personal: PersonalDue, channel: Channel) -> Label | None:
    """Return why a reminder would not go out although its time comes, None if it does."""
    posting = planned_posting(personal, channel)
    if posting.expires_at is not None and posting.expires_at <= posting.release_at:
        return Label.REFUSED_QUIET
    brief = personal.due.meeting.brief
    if brief is None:
        return None
    briefs = seat.library.briefs.values()
    replaced = replaced_slugs(briefs, place=channel.place, now=seat.now)
    hidden = reason_against(brief, place=channel.place, now=seat.now, replaced=replaced)
    return Label.REFUSED_HIDDEN if hidden else None


def _owners(seat: Seat) -> list[str]:
    own = [seat.caller.person]
    if seat.channel is not None and seat.caller.role is Role.MANAGER:
        own.append(everybody_at(seat.channel.name))
    return own


def _judged(seat: Seat, channel: Channel, rows: Iterable[PersonalReminder]) -> Iterable[Standing]:
    rows = tuple(rows)
    meetings = {each.key: each for each in seat.library.known(seat.now).upcoming}
    planned = plan_personal(rows, meetings, zone=channel.zone)
    timed = {each.reminder.id: each for each in planned}
    for row in rows:
        personal = timed.get(row.id)
        if personal is None:
            yield Standing(row, row.due, None)
            continue
        posting = planned_posting(personal, channel)
        goes = fault_of(seat, personal, channel) is None
        yield Standing(row, posting.due, posting.release_at if goes else None)


def _is_over(each: Standing, seat: Seat) -> bool:
    return (each.at or each.due) <= seat.now
