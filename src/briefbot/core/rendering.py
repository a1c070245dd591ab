"""What every renderer takes and gives: options in, pages, fallback text and losses out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Literal, TypeVar

P_co = TypeVar("P_co", covariant=True)


class LossKind(StrEnum):
    """How a page says less, or says it otherwise, than its document."""

    DROPPED = "dropped"
    SPLIT = "split"
    DEGRADED = "degraded"


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that did not come through whole: what, in words, and how many."""

    kind: LossKind
    what: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """What a destination asks of a renderer.

    `zone` is the IANA zone in which texts write an instant. `hours` overrides the language's clock.
    `mentions` maps configuration keys to a platform's ids; a key that is missing renders as text.
    `reference` is the short name people can quote back ("7f3k2m"); empty omits the marker line.
    `channel` is the platform's channel id, where the request body names it. `max_pages` bounds one
    posting; what does not fit is left out with a line that says so.
    """

    zone: str = "UTC"
    hours: Literal[12, 24] | None = None
    mentions: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""
    channel: str = ""
    max_pages: int = 10


@dataclass(frozen=True, slots=True)
class Page(Generic[P_co]):
    """One postable piece; `used` maps a limit's name to (used, allowed) in its own unit."""

    payload: P_co
    used: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendered(Generic[P_co]):
    """A document in a platform's terms: the first page goes to the channel, the rest to its thread.

    `fallback` is plain text for notifications and screen readers: title and bottom line.
    """

    pages: tuple[Page[P_co], ...]
    fallback: str
    losses: tuple[Loss, ...] = ()
