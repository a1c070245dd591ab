"""What has been said of meetings at a place, and whether it still holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from briefbot.core.meeting import MeetingStatus
from briefbot.core.reminders.plan import start_name
from briefbot.core.selection import reason_against, replaced_slugs
from briefbot.core.upcoming import Upcoming
from briefbot.core.visibility import Place
from briefbot.core.when import When


class NoticeKind(StrEnum):
    """What there is to say of a meeting after a reminder has gone out."""

    MOVED = "moved"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that went out about a meeting: the date it named, and when it went out.

    `step` is the lead time of a reminder, or the kind of a notice.
    """

    meeting: str
    when: When
    step: timedelta | NoticeKind
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A place and a moment to decide for, and what has been said there.

    `zone` is the place's IANA zone. `began` is when reminders were set up there: what was due
    earlier is not made up for.
    """

    now: datetime
    place: Place
    zone: str = "UTC"
    said: tuple[Said, ...] = ()
    began: datetime | None = None


def hidden_meetings(upcoming: Iterable[Upcoming], situation: Situation) -> dict[str, StrEnum]:
    """Return which meetings may not be spoken of at the place, by key, because of their brief."""
    meetings = tuple(upcoming)
    briefs = {meeting.brief.slug: meeting.brief for meeting in meetings if meeting.brief}
    place, now = situation.place, situation.now
    replaced = replaced_slugs(briefs.values(), place=place, now=now)
    reasons = {
        slug: reason_against(brief, place=place, now=now, replaced=replaced)
        for slug, brief in briefs.items()
    }
    return {
        meeting.key: reason
        for meeting in meetings
        if meeting.brief and (reason := reasons[meeting.brief.slug]) is not None
    }


def differs(said: Said, meeting: Upcoming) -> bool:
    """Tell whether a meeting is not as it was last told: another date, cancelled, or on again."""
    cancelled = meeting.status is MeetingStatus.CANCELLED
    if cancelled or said.step is NoticeKind.CANCELLED:
        return cancelled != (said.step is NoticeKind.CANCELLED)
    return start_name(said.when) != start_name(meeting.when)


def last_said(said: Iterable[Said]) -> dict[str, Said]:
    """Return what was said last of each meeting, by its key."""
    return {each.meeting: each for each in sorted(said, key=lambda each: each.at)}
