"""Preview what schedules would post: an edition of a digest, or a reminder of a meeting."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from briefbot.core.brief import Brief
from briefbot.core.compose import compose_edition, compose_reminder
from briefbot.core.document import Document
from briefbot.core.meetings import upcoming_of_occurrence
from briefbot.core.programme import Channel, Programme
from briefbot.core.reasons import lines_by_reason
from briefbot.core.rehearsal import NOTHING_LISTED, Known, Listed, edition_at, known_of
from briefbot.core.reminders import (
    ReminderDue,
    ReminderPlan,
    Situation,
    decide_reminders,
    due_at,
)
from briefbot.core.schedule import zone_named
from briefbot.core.upcoming import Upcoming, upcoming_of
from briefbot.core.wording import describe_duration
from briefbot.errors import UsageError


@dataclass(frozen=True, slots=True)
class Previewed:
    """A document that a schedule would post to a channel `at`, and what its reader should know."""

    document: Document
    channel: Channel
    at: datetime
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What there is to speak of: all briefs, and what calendars list."""

    briefs: Sequence[Brief] = ()
    listed: Listed = NOTHING_LISTED

    def known(self, now: datetime) -> Known:
        """Return what is known at a moment."""
        return known_of(self.briefs, self.listed, now=now)


def preview_edition(
    programme: Programme,
    material: Material,
    *,
    name: str,
    at: str,
    destination: str | None = None,
) -> Previewed:
    """Return an edition of a digest; `at` is ISO 8601, in the digest's zone without an offset.

    Raises UsageError for a digest, a destination or a time that is not there.
    """
    digest = programme.digests.get(name)
    if digest is None:
        raise UsageError(f'no digest is named "{name}"', next_step=_near(name, programme.digests))
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        advice = "write it as 2026-12-01T08:00"
        raise UsageError(f'"{at}" is no time', next_step=advice) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone_named(digest.zone))
    channel = _channel(programme, destination or digest.destinations[0])
    known = material.known(moment)
    decision = edition_at(digest, known, channel=channel, moment=moment)
    reasons = lines_by_reason((each.subject, each.reason) for each in decision.left_out)
    notes = [f"left out: {line}" for line in reasons]
    if decision.skip is not None:
        notes.insert(0, f"would not be posted: {decision.skip}")
    return Previewed(compose_edition(decision, digest.plan), channel, moment, tuple(notes))


def preview_reminder(  # noqa: PLR0913 - a plan, a place, a meeting and a moment
    plan: ReminderPlan,
    material: Material,
    *,
    channel: Channel,
    meeting: str,
    lead: timedelta,
    now: datetime,
) -> Previewed:
    """Return the reminder of a meeting, `lead` before it, as it would stand in a channel.

    Raises UsageError when there is no such meeting, or no date to count from.
    """
    listed = map(upcoming_of_occurrence, material.listed.occurrences)
    named = {each.key: each for each in listed}
    named |= {each.key: each for brief in material.briefs for each in upcoming_of(brief)}
    named |= {each.key: each for each in material.known(now).upcoming}
    found = named.get(meeting)
    if found is None:
        raise UsageError(f'no meeting has the name "{meeting}"', next_step=_near(meeting, named))
    at = due_at(found.when, lead, zone=channel.zone, all_day_at=plan.all_day_at)
    if at is None:
        raise UsageError(f'"{meeting}" has no date to count from')
    due = ReminderDue(meeting=found, lead=lead, at=at)
    document = compose_reminder(due, lang=plan.lang, zone=channel.zone)
    return Previewed(document, channel, at, _reminder_notes(due, found, channel))


def _reminder_notes(due: ReminderDue, meeting: Upcoming, channel: Channel) -> tuple[str, ...]:
    situation = Situation(now=due.at, place=channel.place, zone=channel.zone)
    (decision,) = decide_reminders([due], situation, upcoming=(meeting,))
    local = due.at.astimezone(zone_named(channel.zone))
    told = f"{describe_duration(due.lead, lang='en')} before: {local:%Y-%m-%d %H:%M} {channel.zone}"
    if decision.goes_out:
        return (f"due {told}",)
    return (f"would not be posted: {decision.reason}", f"due {told}")


def _channel(programme: Programme, name: str) -> Channel:
    channel = programme.channels.get(name)
    if channel is None:
        advice = _near(name, programme.channels)
        raise UsageError(f'no destination is named "{name}"', next_step=advice)
    return channel


def _near(name: str, names: Iterable[str]) -> str:
    known = sorted(names)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    if near:
        return f'did you mean "{near[0]}"?'
    return f"there are: {', '.join(known[:5])}" if known else "add its table to the configuration"
