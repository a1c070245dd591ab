"""Notices after a reminder: the date changed, or the meeting is cancelled."""

from collections.abc import Iterable
from dataclasses import dataclass

from briefbot.core.meeting import MeetingStatus
from briefbot.core.reminders.situation import (
    NoticeKind,
    Said,
    Situation,
    differs,
    hidden_meetings,
    last_said,
)
from briefbot.core.selection import LeftOut, LeftOutReason
from briefbot.core.upcoming import Upcoming, earliest_start
from briefbot.core.when import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """That a meeting's date changed, or that it is cancelled, after readers were told of it.

    `was` is the date they were told, None when they were told that it is cancelled. `unlisted` says
    that nobody cancelled it: its calendar does not have it any more.
    """

    kind: NoticeKind
    meeting: Upcoming
    was: When | None
    unlisted: bool = False


@dataclass(frozen=True, slots=True)
class Notices:
    """The notices that go out now, and the meetings that need none."""

    notices: tuple[Notice, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def decide_notices(upcoming: Iterable[Upcoming], situation: Situation) -> Notices:
    """Decide which meetings are no longer as readers were told: moved, cancelled, or on again.

    One notice for each change: once it has gone out, what was said last holds again.
    """
    meetings = sorted(upcoming, key=lambda meeting: meeting.key)
    hidden = hidden_meetings(meetings, situation)
    last = last_said(situation.said)
    notices: list[Notice] = []
    left_out: list[LeftOut] = []
    for meeting in meetings:
        said = last.get(meeting.key)
        reason = hidden.get(meeting.key) or _nothing_to_say(meeting, said, situation)
        if reason is not None or said is None:
            left_out.append(LeftOut(meeting.key, reason or LeftOutReason.NOT_ANNOUNCED))
            continue
        cancelled = meeting.status is MeetingStatus.CANCELLED
        kind = NoticeKind.CANCELLED if cancelled else NoticeKind.MOVED
        was = None if said.step is NoticeKind.CANCELLED else said.when
        notices.append(Notice(kind=kind, meeting=meeting, was=was))
    return Notices(tuple(notices), tuple(left_out))


def _nothing_to_say(
    meeting: Upcoming, said: Said | None, situation: Situation
) -> LeftOutReason | None:
    if said is None:
        return LeftOutReason.NOT_ANNOUNCED
    if not differs(said, meeting):
        return LeftOutReason.UNCHANGED
    dates = [said.when]
    if meeting.status is not MeetingStatus.CANCELLED:
        dates.append(meeting.when)
    starts = [earliest_start(when, zone=situation.zone) for when in dates]
    passed = all(start is not None and start <= situation.now for start in starts)
    return LeftOutReason.OVER if passed else None
