"""Which briefs are news at a place, and so have their summary posted there."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from briefbot.core.brief import Brief
from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import NewPosting
from briefbot.core.document import Priority
from briefbot.core.planning.ticks import release_of, row_id
from briefbot.core.programme import Channel, SummaryPlan
from briefbot.core.schedule import zone_named
from briefbot.core.selection import LeftOutReason, public_at, reason_against


class NewsReason(StrEnum):
    """Why the summary of a brief is posted or not; the value is a sentence for people."""

    NEWS = "the brief was published"
    NOT_YET = "its publication time has not come"
    OLD = "it was old already when it was first seen, or when summaries began here"
    TOO_LATE = "it came out too long ago"


def judge_news(  # noqa: PLR0913 - a brief, a place and what is known of both
    brief: Brief,
    plan: SummaryPlan,
    channel: Channel,
    *,
    first_seen: datetime,
    began: datetime,
    replaced: frozenset[str],
    now: datetime,
) -> StrEnum:
    """Tell why a brief's summary is to be posted at a place (NewsReason.NEWS), or why not.

    `first_seen` is when the program first saw the brief, `began` when it first knew of these
    summaries at this place: what was older than `max_age` at either is a silent baseline.
    """
    public = public_at(brief)
    if public is None or public > now:
        return NewsReason.NOT_YET
    if plan.topics and set(plan.topics).isdisjoint(brief.topics):
        return LeftOutReason.OTHER_TOPIC
    if public < max(first_seen, began) - plan.max_age:
        return NewsReason.OLD
    if now > max(public, first_seen) + plan.max_age:
        return NewsReason.TOO_LATE
    hidden = reason_against(brief, place=channel.place, now=now, replaced=replaced)
    return hidden or NewsReason.NEWS


def summary_posting(
    brief: Brief, plan: SummaryPlan, channel: Channel, *, first_seen: datetime, now: datetime
) -> NewPosting:
    """Return the posting of a published brief's summary; urgency FLASH does not heed quiet hours.

    However often the brief is revised, its summary is posted once at a place.
    """
    due = max(public_at(brief) or first_seen, first_seen)
    quiet = None if brief.priority is Priority.FLASH else channel.quiet
    release_at = release_of(due, quiet, now=now)
    return NewPosting(
        key=PostingKey(
            destination=channel.name,
            kind=PostingKind.SUMMARY,
            subject=brief.slug,
            occurrence="published",
        ),
        due=due,
        release_at=release_at,
        expires_at=max(due, release_at) + plan.max_age,
        priority=brief.priority,
        label=f"{due.astimezone(zone_named(channel.zone)):%Y-%m-%dT%H:%M}",
        reason=NewsReason.NEWS.value,
        schedule=row_id("summaries", plan.name, channel.name),
    )


def missed_posting(
    brief: Brief, plan: SummaryPlan, channel: Channel, *, first_seen: datetime, now: datetime
) -> NewPosting:
    """Return the posting of a summary that is too late: the ledger notes it, and skips it."""
    made = summary_posting(brief, plan, channel, first_seen=first_seen, now=now)
    return replace(made, release_at=made.due, expires_at=made.due, reason=NewsReason.TOO_LATE.value)
