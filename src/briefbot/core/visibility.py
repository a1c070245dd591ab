"""Who may see a brief, where, and why not: the one gate before posts, answers and exports."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from briefbot.core.brief import Brief, Status, Tlp


class Role(StrEnum):
    """What a person may do; the configuration's role map decides."""

    READER = "reader"
    EDITOR = "editor"
    MANAGER = "manager"


class Audience(StrEnum):
    """Whether others read along."""

    CHANNEL = "channel"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something would be shown, and the most restricted TLP label allowed there."""

    audience: Audience
    tlp_max: Tlp = Tlp.CLEAR


class Reason(StrEnum):
    """Why a brief is shown or not; the value is a sentence for people."""

    PUBLISHED = "it is published"
    EDITORS_PREVIEW = "it is not public yet, but an editor may look at it in private"
    TLP_TOO_HIGH = "its TLP label is above what this place allows"
    DRAFT = "it is a draft"
    NOT_YET = "its publication time has not come"
    EMBARGOED = "its embargo is not over"


@dataclass(frozen=True, slots=True)
class Visibility:
    """The decision and its reason."""

    allowed: bool
    reason: Reason


def visible(brief: Brief, *, place: Place, person: Role, now: datetime) -> Visibility:
    """Decide whether `person` may see `brief` at `place` at `now` (aware).

    The TLP ceiling of a place holds for everybody. What is not published is for editors alone, and
    only in private.
    """
    if brief.tlp.rank > place.tlp_max.rank:
        return Visibility(allowed=False, reason=Reason.TLP_TOO_HIGH)
    hidden = _not_published(brief, now)
    if hidden is None:
        return Visibility(allowed=True, reason=Reason.PUBLISHED)
    if person is not Role.READER and place.audience is Audience.PRIVATE:
        return Visibility(allowed=True, reason=Reason.EDITORS_PREVIEW)
    return Visibility(allowed=False, reason=hidden)


def _not_published(brief: Brief, now: datetime) -> Reason | None:
    if brief.status is Status.DRAFT:
        return Reason.DRAFT
    if brief.published_at is None or brief.published_at > now:
        return Reason.NOT_YET
    if brief.embargo_until is not None and brief.embargo_until > now:
        return Reason.EMBARGOED
    return None
