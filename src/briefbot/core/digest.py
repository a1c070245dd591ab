"""Editions of a digest: what one shows, what it leaves out, and the reason for each.

Everything given is accounted for once: a brief is an item or is left out with a reason, a meeting
likewise. Corrections are never left out: a reader may have relied on what was wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from briefbot.core.brief import Brief, Correction, CorrectionKind, Interval
from briefbot.core.document import Priority
from briefbot.core.meeting import MeetingStatus
from briefbot.core.schedule.ticks import Tick
from briefbot.core.selection import (
    LeftOut,
    LeftOutReason,
    is_late,
    public_at,
    reason_against,
    replaced_slugs,
)
from briefbot.core.upcoming import Upcoming, earliest_start, latest_end
from briefbot.core.visibility import Place, Role, visible

#: How far the first edition looks back: older briefs are known before the digest begins.
FIRST_WINDOW = timedelta(days=1)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RANK = {priority: rank for rank, priority in enumerate(Priority)}


class Order(StrEnum):
    """What stands first in a group: the most urgent, or the newest."""

    PRIORITY = "priority"
    NEWEST = "newest"


class Policy(StrEnum):
    """What becomes of an edition on a day without news, or on a holiday."""

    SKIP = "skip"
    POST = "post"


class SkipReason(StrEnum):
    """Why an edition does not go out; the value is a sentence for people."""

    HOLIDAY = "it falls on a holiday"
    EMPTY = "nothing is new since the last edition"


class Mark(StrEnum):
    """What is new about a brief, since the start of the edition's window."""

    NEW = "new"
    UPDATED = "updated"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPlan:
    """A digest as configured.

    `topics` select briefs and meetings, and order the groups; none selects all. `window` is how far
    back an edition looks, None for "since the last one". `cap` is the most items a topic shows,
    `caps` the exceptions by topic, `meeting_cap` the most meetings. `ahead` is how far ahead
    meetings are shown. A day with meetings alone is a day without news.
    """

    name: str
    title: str = ""
    lang: str = "en"
    topics: tuple[str, ...] = ()
    window: timedelta | None = None
    cap: int = 10
    caps: Mapping[str, int] = field(default_factory=dict)
    order: Order = Order.PRIORITY
    meeting_cap: int = 10
    ahead: timedelta = timedelta(days=7)
    when_empty: Policy = Policy.SKIP
    on_holiday: Policy = Policy.SKIP


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """When and where an edition is due.

    `since` is the end of the last edition's `covers` at this place, None before the first one.
    `zone` is the IANA zone of the place: a day is a different span in every zone.
    """

    tick: Tick
    now: datetime
    since: datetime | None
    place: Place
    zone: str = "UTC"
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionItem:
    """A brief in an edition, what is new about it, and since when."""

    brief: Brief
    mark: Mark
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionGroup:
    """The items of a topic ("" for briefs without one), and those for which the cap has no room."""

    topic: str
    items: tuple[EditionItem, ...]
    over_cap: tuple[EditionItem, ...] = ()


@dataclass(frozen=True, slots=True)
class EditionCorrection:
    """A correction made in the edition's window, and its brief."""

    brief: Brief
    correction: Correction


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionDecision:
    """What an edition holds. `covers` is its window: after the start, up to and with the end.

    `skip` says why it does not go out; then the next window begins where this one did.
    """

    tick: Tick
    covers: Interval
    groups: tuple[EditionGroup, ...] = ()
    corrections: tuple[EditionCorrection, ...] = ()
    meetings: tuple[Upcoming, ...] = ()
    more_meetings: int = 0
    left_out: tuple[LeftOut, ...] = ()
    skip: SkipReason | None = None

    @property
    def items(self) -> tuple[EditionItem, ...]:
        """The items shown, of all groups, in order."""
        return tuple(item for group in self.groups for item in group.items)

    @property
    def late(self) -> bool:
        """Whether it goes out late, and has to say so."""
        return is_late(self.tick.instant, self.covers.end)


def decide_edition(
    plan: DigestPlan, occasion: Occasion, *, briefs: Sequence[Brief], upcoming: Sequence[Upcoming]
) -> EditionDecision:
    """Decide what an edition shows, and whether it goes out; the order of the input is no matter.

    `briefs` are all that are known, also drafts: what may not be seen is left out with its reason.
    """
    covers = _window(plan, occasion)
    if not briefs and not upcoming:  # as in a year's rehearsal, tick by tick
        skip = _skip(plan, occasion, has_news=False)
        return EditionDecision(tick=occasion.tick, covers=covers, skip=skip)
    replaced = replaced_slugs(briefs, place=occasion.place, now=occasion.now)
    items: list[EditionItem] = []
    left_out: list[LeftOut] = []
    for brief in briefs:
        judged = _judge_brief(brief, plan, occasion, covers=covers, replaced=replaced)
        if isinstance(judged, EditionItem):
            items.append(judged)
        else:
            left_out.append(LeftOut(brief.slug, judged))
    groups = _grouped(items, plan)
    left_out += [
        LeftOut(item.brief.slug, LeftOutReason.OVER_CAP)
        for group in groups
        for item in group.over_cap
    ]
    corrections = _corrections(briefs, plan, occasion, covers=covers)
    ahead: list[Upcoming] = []
    for meeting in upcoming:
        reason = _meeting_reason(meeting, plan, occasion, replaced=replaced)
        if reason is None:
            ahead.append(meeting)
        else:
            left_out.append(LeftOut(meeting.key, reason))
    ahead.sort(key=lambda meeting: (_start(meeting, occasion.zone), meeting.title, meeting.key))
    room = max(0, plan.meeting_cap)
    left_out += [LeftOut(meeting.key, LeftOutReason.OVER_CAP) for meeting in ahead[room:]]
    return EditionDecision(
        tick=occasion.tick,
        covers=covers,
        groups=groups,
        corrections=corrections,
        meetings=tuple(ahead[:room]),
        more_meetings=len(ahead[room:]),
        left_out=tuple(sorted(left_out, key=lambda each: (each.subject, each.reason))),
        skip=_skip(plan, occasion, has_news=bool(groups or corrections)),
    )


def _window(plan: DigestPlan, occasion: Occasion) -> Interval:
    start = occasion.since
    if plan.window is not None or start is None:
        start = occasion.now - (plan.window or FIRST_WINDOW)
    return Interval(start=min(start, occasion.now), end=occasion.now)


def _skip(plan: DigestPlan, occasion: Occasion, *, has_news: bool) -> SkipReason | None:
    if occasion.tick.day in occasion.holidays and plan.on_holiday is Policy.SKIP:
        return SkipReason.HOLIDAY
    if not has_news and plan.when_empty is Policy.SKIP:
        return SkipReason.EMPTY
    return None


# --- briefs ---


def _judge_brief(
    brief: Brief,
    plan: DigestPlan,
    occasion: Occasion,
    *,
    covers: Interval,
    replaced: frozenset[str],
) -> EditionItem | StrEnum:
    """Return a brief as an item, or the reason why it is none."""
    hidden = reason_against(brief, place=occasion.place, now=occasion.now, replaced=replaced)
    if hidden is not None:
        return hidden
    if not _selects(plan, brief.topics):
        return LeftOutReason.OTHER_TOPIC
    return _news(brief, covers) or LeftOutReason.NOTHING_NEW


def _selects(plan: DigestPlan, topics: tuple[str, ...]) -> bool:
    return not plan.topics or not set(plan.topics).isdisjoint(topics)


def _news(brief: Brief, covers: Interval) -> EditionItem | None:
    """Return what is new about a published brief in a window: its publication stands first."""
    public = public_at(brief)
    if public is not None and _within(covers, public):
        return EditionItem(brief=brief, mark=Mark.NEW, at=public)
    entries = [entry for entry in brief.corrections if _within(covers, entry.at_time)]
    moments = [entry.at_time for entry in entries]
    if brief.updated_at is not None and _within(covers, brief.updated_at):
        moments.append(brief.updated_at)
    if not moments:
        return None
    corrected = any(entry.kind is not CorrectionKind.UPDATE for entry in entries)
    mark = Mark.CORRECTED if corrected else Mark.UPDATED
    return EditionItem(brief=brief, mark=mark, at=max(moments))


def _within(covers: Interval, moment: datetime) -> bool:
    return covers.start < moment <= covers.end


def _grouped(items: list[EditionItem], plan: DigestPlan) -> tuple[EditionGroup, ...]:
    """Put items under the first topic they share with the plan, and keep the caps."""
    if not items:
        return ()
    groups: dict[str, list[EditionItem]] = {topic: [] for topic in plan.topics}
    for item in sorted(items, key=lambda item: _place_in_group(item, plan.order)):
        groups.setdefault(_topic(item.brief, plan), []).append(item)
    if "" in groups:
        groups[""] = groups.pop("")  # what has no topic stands last
    rooms = {topic: max(0, plan.caps.get(topic, plan.cap)) for topic in groups}
    return tuple(
        EditionGroup(
            topic=topic,
            items=tuple(members[: rooms[topic]]),
            over_cap=tuple(members[rooms[topic] :]),
        )
        for topic, members in groups.items()
        if members
    )


def _topic(brief: Brief, plan: DigestPlan) -> str:
    topics = plan.topics or brief.topics
    return next((topic for topic in topics if topic in brief.topics), "")


def _place_in_group(item: EditionItem, order: Order) -> tuple[int, timedelta, str, str]:
    rank = _RANK[item.brief.priority] if order is Order.PRIORITY else 0
    return rank, _EPOCH - item.at, item.brief.slug, item.brief.title


def _corrections(
    briefs: Iterable[Brief], plan: DigestPlan, occasion: Occasion, *, covers: Interval
) -> tuple[EditionCorrection, ...]:
    """Return what was corrected in the window, newest first; also of withdrawn briefs."""
    found = [
        EditionCorrection(brief, entry)
        for brief in briefs
        if _selects(plan, brief.topics)
        and visible(brief, place=occasion.place, person=Role.READER, now=occasion.now).allowed
        for entry in brief.corrections
        if _within(covers, entry.at_time)
    ]
    return tuple(
        sorted(
            found,
            key=lambda each: (
                _EPOCH - each.correction.at_time,
                each.brief.slug,
                each.correction.kind,
                each.correction.was,
                each.correction.now,
            ),
        )
    )


# --- meetings ---


def _meeting_reason(
    meeting: Upcoming, plan: DigestPlan, occasion: Occasion, *, replaced: frozenset[str]
) -> StrEnum | None:
    """Return why a meeting is not among those ahead, or None if it is."""
    if meeting.brief is not None:
        place, now = occasion.place, occasion.now
        hidden = reason_against(meeting.brief, place=place, now=now, replaced=replaced)
        if hidden is not None:
            return hidden
    if not _selects(plan, meeting.topics):
        return LeftOutReason.OTHER_TOPIC
    if meeting.status is MeetingStatus.CANCELLED:
        return LeftOutReason.CANCELLED
    start = earliest_start(meeting.when, zone=occasion.zone)
    end = latest_end(meeting.when, zone=occasion.zone)
    if start is None or end is None:
        return LeftOutReason.NO_DATE
    if end <= occasion.now:
        return LeftOutReason.OVER
    return LeftOutReason.TOO_FAR if start - occasion.now > plan.ahead else None


def _start(meeting: Upcoming, zone: str) -> datetime:
    return earliest_start(meeting.when, zone=zone) or _EPOCH
