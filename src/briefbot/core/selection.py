"""What editions and reminders judge by: what may be shown, why not, and what counts as late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from briefbot.core.brief import Brief, Status
from briefbot.core.schedule.catch_up import ON_TIME
from briefbot.core.visibility import Place, Role, visible


class LeftOutReason(StrEnum):
    """Why a brief or a meeting is not spoken of; the value is a sentence for people."""

    WITHDRAWN = "its brief is withdrawn"
    REPLACED = "another brief replaces its brief"
    OTHER_TOPIC = "it is about other topics, or in another calendar"
    NOTHING_NEW = "nothing of it is new since the last edition"
    OVER_CAP = "others of its group come first, and the group is full"
    CANCELLED = "it is cancelled"
    NO_DATE = "its date is not known"
    TOO_FAR = "it is further ahead than this digest looks"
    OVER = "it is over"
    NO_LEAD = "no lead time is set for it"
    NOT_ANNOUNCED = "no reminder of it has gone out"
    UNCHANGED = "what was last said of it still holds"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something not chosen: a brief's slug or a meeting's key, and the reason as a sentence."""

    subject: str
    reason: StrEnum


def public_at(brief: Brief) -> datetime | None:
    """Return when a brief was, or will be, published and free of its embargo; None for never."""
    if brief.published_at is None or brief.embargo_until is None:
        return brief.published_at
    return max(brief.published_at, brief.embargo_until)


def is_late(due: datetime, now: datetime) -> bool:
    """Tell whether what is posted at `now` has to say that it is late."""
    return now - due > ON_TIME


def replaced_slugs(briefs: Iterable[Brief], *, place: Place, now: datetime) -> frozenset[str]:
    """Return which briefs others replace that may be seen at `place`.

    A brief that is replaced by one which nobody there may see yet still stands.
    """
    known = tuple(briefs)
    if not any(brief.supersedes or brief.superseded_by for brief in known):
        return frozenset()  # as nearly always
    standing = {
        brief.slug: brief
        for brief in known
        if brief.status is not Status.WITHDRAWN
        and visible(brief, place=place, person=Role.READER, now=now).allowed
    }
    named = {old for brief in standing.values() for old in brief.supersedes if old != brief.slug}
    naming = {brief.slug for brief in known if any(new in standing for new in brief.superseded_by)}
    return frozenset(named | naming)


def reason_against(
    brief: Brief, *, place: Place, now: datetime, replaced: frozenset[str]
) -> StrEnum | None:
    """Return why nothing of a brief may be posted at `place` at `now`, or None if it may."""
    decision = visible(brief, place=place, person=Role.READER, now=now)
    if not decision.allowed:
        return decision.reason
    if brief.status is Status.WITHDRAWN:
        return LeftOutReason.WITHDRAWN
    return LeftOutReason.REPLACED if brief.slug in replaced else None
