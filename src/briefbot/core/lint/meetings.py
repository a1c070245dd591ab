"""BB304 and BB305: what is announced lies ahead, in a zone, at a time that somebody published."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from briefbot.core.brief import Brief
from briefbot.core.brief_source import BriefSource, MappingNode, ScalarNode, SequenceNode
from briefbot.core.finding import Severity
from briefbot.core.lint.rule import Context, Fault
from briefbot.core.lint.wording import excerpt
from briefbot.core.lint.written_dates import last_day_of_week
from briefbot.core.meeting import Meeting, MeetingStatus
from briefbot.core.position import Position
from briefbot.core.when import Precision

#: The zone whose day ends last of all: what is past there is past everywhere.
_LAST_ZONE = timezone(timedelta(hours=-12))


def meeting_in_the_past(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """A meeting that is announced lies ahead.

    A meeting listed under `meetings` that began before `published_at` was over, or under way, when
    the brief announced it: nearly always a mistyped date. One that has passed since is only an
    expired meeting, reported as information.

    Times are compared to the precision they have: a day by the calendar of the meeting's zone, and
    of the westernmost zone where none is known. Cancelled meetings, and dates that are approximate
    or to be announced, are left alone.

    To fix it, correct the date, or tell the meeting in the timeline. An expired meeting can stay in
    a historical brief; in a current one, say what came of it.
    """
    for meeting in brief.meetings:
        span = _meeting_span(meeting)
        if span is None:
            continue
        title, (start, end) = excerpt(meeting.title), span
        if brief.published_at and _is_before(start, brief.published_at, meeting.when.zone):
            yield Fault(
                _place_in(source, meeting, "start"),
                f'meeting "{title}" starts before the brief is published'
                f" ({brief.published_at.date().isoformat()})",
                "correct the date, or tell it in the timeline",
            )
        elif _is_before(end, context.now, meeting.when.zone):
            yield Fault(
                _place_in(source, meeting, "start"),
                f'expired meeting "{title}"',
                "say what came of it, or leave it in a historical brief",
                Severity.INFO,
            )


def _meeting_span(meeting: Meeting) -> tuple[date, date] | None:
    """Return the latest possible start and end, as days or (also `date`s) as aware datetimes."""
    when = meeting.when
    if meeting.status is MeetingStatus.CANCELLED or when.precision in {
        Precision.APPROX,
        Precision.TBA,
    }:
        return None
    if when.instant is not None:
        return when.instant, when.end or when.instant
    if when.day is None:
        return None
    if when.precision is Precision.WEEK:
        return last_day_of_week(when.day), last_day_of_week(when.day)
    return when.day, when.last_day or when.day


def _is_before(moment: date, other: datetime, zone: str) -> bool:
    if isinstance(moment, datetime):
        return moment < other
    try:
        return moment < other.astimezone(ZoneInfo(zone) if zone else _LAST_ZONE).date()
    except (KeyError, ValueError, OSError, OverflowError):  # no such zone, or out of range
        return moment < other.date() - timedelta(days=1)


def meeting_zone(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """A meeting names its zone, and the source of its hour.

    A date without a zone is a different day for some readers, and a reminder for it goes out hours
    off. So every meeting has `tz`, an IANA name such as Europe/Brussels; a name that does not exist
    is an error too. A clock time that nobody published is worse than none: a meeting with
    `precision: exact` names its `source`, else it is a warning.

    A meeting whose date is to be announced needs neither.

    To fix it, add `tz` and `source`, or lower `precision` to what is known (hour, part-of-day, day,
    week).
    """
    del context
    for meeting in brief.meetings:
        precision = meeting.when.precision
        title = excerpt(meeting.title)
        if not meeting.when.zone and precision is not Precision.TBA:
            node = _node_of(source, meeting)
            if (
                node is None or node.get("tz") is None
            ):  # a name that is wrong is reported on reading
                yield Fault(
                    _place_in(source, meeting, "start"),
                    f'meeting "{title}" has no time zone',
                    "add tz, an IANA name such as Europe/Brussels",
                )
        if precision is Precision.EXACT and not meeting.source:
            yield Fault(
                _place_in(source, meeting, "start"),
                f'meeting "{title}" has an exact time but no source for it',
                "name the source, or lower precision to hour, part-of-day or day",
                Severity.WARNING,
            )


def _node_of(source: BriefSource, meeting: Meeting) -> MappingNode | None:
    """Return the meeting's own front matter, found by its id."""
    listed = source.fields.get("meetings") if source.fields else None
    for item in listed.items if isinstance(listed, SequenceNode) else ():
        if isinstance(item, MappingNode):
            name = item.get("id")
            if isinstance(name, ScalarNode) and name.value == meeting.id:
                return item
    return None


def _place_in(source: BriefSource, meeting: Meeting, field: str) -> Position:
    node = _node_of(source, meeting)
    key = node.key(field) if node else None
    return key.at if key else meeting.at
