"""What befalls a planned posting, in the words a rehearsal marks it with."""

from collections.abc import Iterable
from enum import StrEnum


class Effect(StrEnum):
    """What befalls a posting; the order of the members is their precedence.

    GAP: the local time does not exist that day, and the posting comes later by the missing span.
    FOLD: the local time comes twice that day. OVERFULL: the day has more postings than it should.
    """

    HOLIDAY = "holiday"
    EMPTY = "empty"
    QUIET = "quiet"
    GAP = "gap"
    FOLD = "fold"
    OVERFULL = "overfull"
    NONE = "none"


_PRECEDENCE = tuple(Effect)


def leading_effect(effects: Iterable[Effect]) -> Effect:
    """Return the effect that counts when several befall one posting; NONE when none does."""
    return min(effects, key=_PRECEDENCE.index, default=Effect.NONE)
