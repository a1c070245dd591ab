"""Which reminders go out now, and why the rest does not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from briefbot.core.meeting import MeetingStatus
from briefbot.core.reminders.plan import ReminderDue, ReminderKey, start_name
from briefbot.core.reminders.situation import (
    NoticeKind,
    Said,
    Situation,
    differs,
    hidden_meetings,
    last_said,
)
from briefbot.core.selection import LeftOutReason, is_late, public_at
from briefbot.core.upcoming import Upcoming, earliest_start


class ReminderReason(StrEnum):
    """Why a reminder goes out or not; the value is a sentence for people."""

    DUE = "its lead time has come"
    LATE = "it is late, but the meeting has not started"
    NOT_DUE = "its lead time has not come yet"
    SENT = "it has gone out"
    STARTED = "it is too late: the meeting may have started"
    OVERTAKEN = "something later about the meeting has gone out, or goes out now"
    DATE_CHANGED = "the date it was computed for no longer holds"
    UNLISTED = "the meeting is no longer listed"
    UNKNOWN_THEN = "it was due before its brief was published, or before reminders began here"


@dataclass(frozen=True, slots=True)
class ReminderDecision:
    """Whether a reminder goes out now, and why (not). `due.meeting` is as it stands now."""

    due: ReminderDue
    reason: StrEnum

    @property
    def goes_out(self) -> bool:
        """Whether it is posted now."""
        return self.reason in {ReminderReason.DUE, ReminderReason.LATE}

    @property
    def late(self) -> bool:
        """Whether the post has to say that it is late."""
        return self.reason is ReminderReason.LATE


def decide_reminders(
    due: Sequence[ReminderDue], situation: Situation, *, upcoming: Iterable[Upcoming]
) -> tuple[ReminderDecision, ...]:
    """Decide for each reminder, in the order given, whether it goes out now.

    `upcoming` are all meetings as they stand now. Of several reminders of a meeting that are due,
    only the last goes out, and none beside a notice: what was missed is not made up for in a burst.
    """
    known = {meeting.key: meeting for meeting in upcoming}
    hidden = hidden_meetings(known.values(), situation)
    last = last_said(situation.said)
    gone_out = {
        ReminderKey(said.meeting, start_name(said.when), said.step)
        for said in situation.said
        if not isinstance(said.step, NoticeKind)
    }
    last_due: dict[str, datetime] = {}
    for each in due:
        meeting = known.get(each.meeting.key)
        if meeting is not None and not _outdated(each, meeting) and each.at <= situation.now:
            last_due[meeting.key] = max(each.at, last_due.get(meeting.key, each.at))

    def decide(each: ReminderDue) -> ReminderDecision:
        meeting = known.get(each.meeting.key)
        if meeting is None:
            return ReminderDecision(each, ReminderReason.UNLISTED)
        current = replace(each, meeting=meeting)
        if each.key in gone_out:
            return ReminderDecision(current, ReminderReason.SENT)
        reason = (
            hidden.get(meeting.key)
            or _outdated(each, meeting)
            or _timing(current, situation)
            or _overtaken(current, last_due[meeting.key], last.get(meeting.key))
            or (ReminderReason.LATE if is_late(each.at, situation.now) else ReminderReason.DUE)
        )
        return ReminderDecision(current, reason)

    return tuple(decide(each) for each in due)


def _outdated(due: ReminderDue, meeting: Upcoming) -> StrEnum | None:
    if meeting.status is MeetingStatus.CANCELLED:
        return LeftOutReason.CANCELLED
    same = start_name(due.meeting.when) == start_name(meeting.when)
    return None if same else ReminderReason.DATE_CHANGED


def _timing(due: ReminderDue, situation: Situation) -> ReminderReason | None:
    """Return why the moment is wrong; a date without an hour may start with its first day."""
    if due.at > situation.now:
        return ReminderReason.NOT_DUE
    start = earliest_start(due.meeting.when, zone=situation.zone)
    if start is None or start <= situation.now:
        return ReminderReason.STARTED
    brief = due.meeting.brief
    known_since = (situation.began, public_at(brief) if brief else None)
    if any(moment is not None and due.at < moment for moment in known_since):
        return ReminderReason.UNKNOWN_THEN
    return None


def _overtaken(due: ReminderDue, last_due: datetime, said: Said | None) -> ReminderReason | None:
    later_said = said is not None and (said.at >= due.at or differs(said, due.meeting))
    return ReminderReason.OVERTAKEN if due.at < last_due or later_said else None
