"""What a programme would post in a span of time, and what would befall each posting.

Nothing is sent and nothing is remembered: the same deciders answer as when briefbot runs, at every
tick and lead time, over the briefs and meetings known now.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from operator import attrgetter

from briefbot.core.brief import Brief
from briefbot.core.digest import (
    EditionDecision,
    Occasion,
    SkipReason,
    decide_edition,
)
from briefbot.core.meetings import join_meetings, with_topics
from briefbot.core.occurrence import Occurrence
from briefbot.core.programme import Channel, DigestSchedule, Programme
from briefbot.core.reminders import (
    ReminderDecision,
    ReminderDue,
    ReminderPlan,
    Said,
    Situation,
    decide_reminders,
    plan_reminders,
)
from briefbot.core.schedule import Effect, Tick, leading_effect, release, ticks, zone_named
from briefbot.core.selection import public_at
from briefbot.core.upcoming import Upcoming

#: How far back the edition before the span is looked for, to know where the first window begins:
#: near first, because rules that fire often need not be followed for a month.
_LOOK_BACK = (timedelta(days=1), timedelta(days=8), timedelta(days=32))


class PostKind(StrEnum):
    """What would be posted."""

    DIGEST = "digest"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsedPost:
    """A posting, or one that would not go out.

    `label` is the local time it is due at in `zone`, `due` that instant and `at` the instant it
    goes out, both UTC; `at` is None when nothing does, and `reason` says why. `name` is the
    schedule's, `subject` the meeting of a reminder. `local_zone` is the destination's, whose days
    may be overfull.
    """

    kind: PostKind
    name: str
    label: str
    due: datetime
    at: datetime | None
    zone: str
    destination: str
    local_zone: str
    effects: tuple[Effect, ...] = ()
    reason: str = ""
    subject: str = ""
    reminder: ReminderDue | None = None

    @property
    def effect(self) -> Effect:
        """The effect that counts, by precedence."""
        return leading_effect(self.effects)

    @property
    def local_day(self) -> date:
        """The day at the destination on which it goes out, or would."""
        return (self.at or self.due).astimezone(zone_named(self.local_zone)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known at a moment: briefs, and the meetings of any source."""

    briefs: tuple[Brief, ...] = ()
    upcoming: tuple[Upcoming, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What calendars list, and the topics that each calendar gives its meetings."""

    occurrences: Sequence[Occurrence] = ()
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


NOTHING_LISTED = Listed()


def known_of(briefs: Sequence[Brief], listed: Listed, *, now: datetime) -> Known:
    """Return what is known at `now`; a meeting that several briefs name, the newest then tells."""
    public = [(at, brief) for brief in briefs if (at := public_at(brief)) and at <= now]
    speaking = [brief for _, brief in sorted(public, key=lambda each: each[0], reverse=True)]
    joined = join_meetings(speaking, listed.occurrences)
    return Known(briefs=tuple(briefs), upcoming=with_topics(joined, listed.topics))


@dataclass(frozen=True, slots=True)
class Chapter:
    """What is known from a moment on, until the next chapter."""

    since: datetime
    known: Known


def chapters_of(
    revisions: Sequence[tuple[datetime, Brief]],
    *,
    start: datetime,
    listed: Listed = NOTHING_LISTED,
    listed_since: datetime | None = None,
) -> tuple[Chapter, ...]:
    """Return what is known when: each revision from its moment on, in order of these.

    Calendars count from `listed_since` on, from `start` without it.
    """
    since = listed_since or start
    later = {since, *(at for at, _ in revisions)}
    chapters: list[Chapter] = []
    for moment in sorted({start, *(at for at in later if at > start)}):
        current = {brief.slug: brief for at, brief in revisions if at <= moment}
        lists = listed if since <= moment else NOTHING_LISTED
        chapters.append(Chapter(moment, known_of(tuple(current.values()), lists, now=moment)))
    return tuple(chapters)


_since = attrgetter("since")


def known_at(chapters: Sequence[Chapter], moment: datetime) -> Known:
    """Return what is known at a moment; nothing before the first chapter."""
    begun = bisect_right(chapters, moment, key=_since)
    return chapters[begun - 1].known if begun else Known()


def rehearse(
    programme: Programme, chapters: Sequence[Chapter], *, start: datetime, end: datetime
) -> tuple[RehearsedPost, ...]:
    """Return every posting due from `start` to before `end` (aware), in order of time."""
    posts = [
        post
        for name, digest in programme.digests.items()
        for place in digest.destinations
        for post in _editions(
            name, digest, chapters, channel=programme.channels[place], start=start, end=end
        )
    ]
    posts += [
        post
        for name, plan in programme.reminders.items()
        for place in plan.destinations
        for post in _reminders(
            name, plan, chapters, channel=programme.channels[place], start=start, end=end
        )
    ]
    posts.sort(key=lambda post: (post.at or post.due, post.destination, post.kind, post.name))
    return tuple(_overfull_marked(posts, most=programme.posts_a_day))


def clashes(posts: Iterable[RehearsedPost]) -> tuple[str, ...]:
    """Return what a strict rehearsal refuses, in words: overfull days, and posts at one moment.

    What quiet hours held goes out together by intention, and is no clash.
    """
    found: dict[str, None] = {}
    moments: Counter[tuple[str, datetime]] = Counter()
    for post in posts:
        if post.at is None:
            continue
        if Effect.OVERFULL in post.effects:
            found[f"{post.destination}: the day of {post.local_day} is overfull"] = None
        if Effect.QUIET not in post.effects:
            moments[post.destination, post.at] += 1
    for (destination, moment), count in moments.items():
        if count > 1:
            text = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
            found[f"{destination}: {count} posts are due at one moment, {text}"] = None
    return tuple(found)


# --- digests ---


def edition_at(
    digest: DigestSchedule, known: Known, *, channel: Channel, moment: datetime
) -> EditionDecision:
    """Decide the edition of a moment (aware), as if every one before it had gone out on time.

    A moment at which none is due is taken as its own: an edition sent by hand.
    """
    due = list(_ticks(digest, moment, moment + timedelta(minutes=1)))
    local = moment.astimezone(zone_named(digest.zone))
    tick = due[0] if due else Tick(f"{local:%Y-%m-%dT%H:%M}", moment.astimezone(UTC))
    occasion = Occasion(
        tick=tick,
        now=tick.instant,
        since=_last_before(digest, tick.instant),
        place=channel.place,
        zone=channel.zone,
        holidays=digest.holidays,
    )
    return decide_edition(digest.plan, occasion, briefs=known.briefs, upcoming=known.upcoming)


def _editions(  # noqa: PLR0913 - a schedule, a place and a span
    name: str,
    digest: DigestSchedule,
    chapters: Sequence[Chapter],
    *,
    channel: Channel,
    start: datetime,
    end: datetime,
) -> Iterator[RehearsedPost]:
    since = _last_before(digest, start)
    for tick in _ticks(digest, start, end):
        at = release(tick.instant, channel.quiet) if channel.quiet else tick.instant
        occasion = Occasion(
            tick=tick,
            now=at,
            since=since,
            place=channel.place,
            zone=channel.zone,
            holidays=digest.holidays,
        )
        known = known_at(chapters, at)
        decision = decide_edition(
            digest.plan, occasion, briefs=known.briefs, upcoming=known.upcoming
        )
        if decision.skip is None:
            since = decision.covers.end
        yield RehearsedPost(
            kind=PostKind.DIGEST,
            name=name,
            label=tick.label,
            due=tick.instant,
            at=at if decision.skip is None else None,
            zone=digest.zone,
            destination=channel.name,
            local_zone=channel.zone,
            effects=_tick_effects(tick, decision.skip, held=at != tick.instant),
            reason=decision.skip.value if decision.skip else "",
        )


def _ticks(digest: DigestSchedule, start: datetime, end: datetime) -> Iterator[Tick]:
    """Yield the ticks from `start` on to before `end`; those of a rule come after a moment."""
    moment = timedelta(microseconds=1)
    yield from ticks(digest.rule, zone=digest.zone, after=start - moment, until=end - moment)


def _last_before(digest: DigestSchedule, start: datetime) -> datetime | None:
    """Return the instant of the edition before the span, as if it had gone out on time."""
    for span in _LOOK_BACK:
        instants = [tick.instant for tick in _ticks(digest, start - span, start)]
        if instants:
            return instants[-1]
    return None


_OF_SKIPS = {
    None: (),
    SkipReason.HOLIDAY: (Effect.HOLIDAY,),
    SkipReason.EMPTY: (Effect.EMPTY,),
}


def _tick_effects(tick: Tick, skip: SkipReason | None, *, held: bool) -> tuple[Effect, ...]:
    effects: tuple[Effect, ...] = _OF_SKIPS[skip]
    if held:
        effects += (Effect.QUIET,)
    return effects if tick.effect is Effect.NONE else (*effects, tick.effect)


# --- reminders ---


def _reminders(  # noqa: PLR0913 - a plan, a place and a span
    name: str,
    plan: ReminderPlan,
    chapters: Sequence[Chapter],
    *,
    channel: Channel,
    start: datetime,
    end: datetime,
) -> Iterator[RehearsedPost]:
    said: list[Said] = []
    for number, chapter in enumerate(chapters):
        until = chapters[number + 1].since if number + 1 < len(chapters) else end
        planned = plan_reminders(plan, chapter.known.upcoming, zone=channel.zone).due
        same = _by_meeting(planned)
        for due in planned:
            if not max(start, chapter.since) <= due.at < min(end, until):
                continue
            at = release(due.at, channel.quiet) if channel.quiet else due.at
            situation = Situation(
                now=at, place=channel.place, zone=channel.zone, said=tuple(said), began=start
            )
            decision = _decision(due, same[due.meeting.key], situation)
            if decision.goes_out:
                meeting = due.meeting
                said.append(Said(meeting=meeting.key, when=meeting.when, step=due.lead, at=at))
            yield _reminder_post(name, decision, channel=channel, at=at)


def _by_meeting(planned: Iterable[ReminderDue]) -> dict[str, list[ReminderDue]]:
    found: dict[str, list[ReminderDue]] = {}
    for due in planned:
        found.setdefault(due.meeting.key, []).append(due)
    return found


def _decision(due: ReminderDue, same: list[ReminderDue], situation: Situation) -> ReminderDecision:
    """Decide one reminder; others of its meeting that are due by then take its place."""
    said = tuple(each for each in situation.said if each.meeting == due.meeting.key)
    decided = decide_reminders(same, replace(situation, said=said), upcoming=(due.meeting,))
    return decided[same.index(due)]


def _reminder_post(
    name: str, decision: ReminderDecision, *, channel: Channel, at: datetime
) -> RehearsedPost:
    due = decision.due
    return RehearsedPost(
        kind=PostKind.REMINDER,
        name=name,
        label=f"{due.at.astimezone(zone_named(channel.zone)):%Y-%m-%dT%H:%M}",
        due=due.at,
        at=at if decision.goes_out else None,
        zone=channel.zone,
        destination=channel.name,
        local_zone=channel.zone,
        effects=(Effect.QUIET,) if at != due.at else (),
        reason="" if decision.goes_out else str(decision.reason.value),
        subject=due.meeting.key,
        reminder=due,
    )


# --- days with too much ---


def _overfull_marked(posts: Sequence[RehearsedPost], *, most: int) -> Iterator[RehearsedPost]:
    """Mark the posts of each local day of a channel that has more of them than it should."""
    days = [(post.destination, post.local_day) if post.at is not None else None for post in posts]
    counts = Counter(day for day in days if day is not None)
    for post, day in zip(posts, days, strict=True):
        if day is not None and counts[day] > most:
            yield replace(post, effects=(*post.effects, Effect.OVERFULL))
        else:
            yield post
