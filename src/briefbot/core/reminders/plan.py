"""When reminders are due.

A reminder belongs to a meeting, the start it was computed for, and a lead time. Lead times are
elapsed time before an instant. A date without an hour has no instant, and none is invented: its
reminders come at the plan's local hour, the last of them on the day before
(docs/decisions/0012-editions-and-reminders.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from briefbot.core.meeting import MeetingStatus
from briefbot.core.selection import LeftOut, LeftOutReason
from briefbot.core.upcoming import (
    Upcoming,
    earliest_start,
    local_moment,
    moment_before,
    zone_of,
)
from briefbot.core.when import When

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPlan:
    """Reminders as configured, for one place after another.

    `topics` and `calendars` select meetings, none of either selects all. `leads` are the lead times
    of meetings that name none of their own. `all_day_at` is the local hour for dates without one.
    """

    name: str
    lang: str = "en"
    topics: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    leads: tuple[timedelta, ...] = (_DAY,)
    all_day_at: time = time(9)
    destinations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReminderKey:
    """What makes a reminder the same one: meeting, the start it was computed for, lead time."""

    meeting: str
    start: str
    lead: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderDue:
    """A reminder, and the moment (UTC) at which it is due."""

    meeting: Upcoming
    lead: timedelta
    at: datetime

    @property
    def key(self) -> ReminderKey:
        """The same for a meeting that only changed its title or place."""
        return ReminderKey(self.meeting.key, start_name(self.meeting.when), self.lead)


@dataclass(frozen=True, slots=True)
class PlannedReminders:
    """Reminders in order of time, and the meetings that have none."""

    due: tuple[ReminderDue, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def start_name(when: When) -> str:
    """Return the text that stands for a start in keys, the same on every machine.

    An instant is in UTC ("2024-12-03T17:00:00Z"); a date has its precision beside it.
    """
    if when.instant is not None:
        return f"{moment_before(when.instant, timedelta()).replace(tzinfo=None).isoformat()}Z"
    days = [day.isoformat() for day in (when.day, when.last_day) if day is not None]
    return " ".join(filter(None, ("/".join(days), when.part or when.precision)))


def plan_reminders(
    plan: ReminderPlan, upcoming: Iterable[Upcoming], *, zone: str
) -> PlannedReminders:
    """Return every reminder of the meetings that a plan selects; `zone` is the place's IANA zone.

    Two lead times of one meeting that fall on one moment make one reminder, the longer one.
    """
    due: list[ReminderDue] = []
    left_out: list[LeftOut] = []
    for meeting in upcoming:
        reason = _reason_for_none(meeting, plan)
        if reason is None:
            due += _reminders(meeting, plan, zone=zone)
        else:
            left_out.append(LeftOut(meeting.key, reason))
    return PlannedReminders(
        tuple(sorted(due, key=lambda each: (each.at, each.meeting.key, each.lead))),
        tuple(sorted(left_out, key=lambda each: (each.subject, each.reason))),
    )


def selects(plan: ReminderPlan, meeting: Upcoming) -> bool:
    """Tell whether a plan selects a meeting, by its topics or its calendar."""
    selects_all = not plan.topics and not plan.calendars
    by_topic = not set(plan.topics).isdisjoint(meeting.topics)
    return selects_all or by_topic or meeting.calendar in plan.calendars


def _reason_for_none(meeting: Upcoming, plan: ReminderPlan) -> LeftOutReason | None:
    if not selects(plan, meeting):
        return LeftOutReason.OTHER_TOPIC
    if meeting.status is MeetingStatus.CANCELLED:
        return LeftOutReason.CANCELLED
    if earliest_start(meeting.when, zone="") is None:
        return LeftOutReason.NO_DATE
    return None if _leads(meeting, plan) else LeftOutReason.NO_LEAD


def _leads(meeting: Upcoming, plan: ReminderPlan) -> list[timedelta]:
    """Return the meeting's own lead times, else the plan's, longest first."""
    leads = {lead for lead in meeting.leads or plan.leads if lead > timedelta()}
    return sorted(leads, reverse=True)


def _reminders(meeting: Upcoming, plan: ReminderPlan, *, zone: str) -> list[ReminderDue]:
    by_moment: dict[datetime, ReminderDue] = {}
    for lead in _leads(meeting, plan):
        at = due_at(meeting.when, lead, zone=zone, all_day_at=plan.all_day_at)
        if at is not None:
            by_moment.setdefault(at, ReminderDue(meeting=meeting, lead=lead, at=at))
    return list(by_moment.values())


def due_at(when: When, lead: timedelta, *, zone: str, all_day_at: time) -> datetime | None:
    """Return the moment (UTC) of a reminder, None for a date that is not known.

    Before an instant, `lead` is elapsed time. Before a date without an hour it is local time in
    `zone`: a lead of a day, or less, is `all_day_at` on the day before; a longer one comes earlier
    by as much as it is longer.
    """
    if when.instant is not None:
        return moment_before(when.instant, lead)
    if earliest_start(when, zone=zone) is None or when.day is None:
        return None
    return local_moment(when.day, all_day_at, zone=zone_of(zone), later=-max(lead, _DAY))
