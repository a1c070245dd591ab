"""What a page shows: channels side by side, and in each the same moments in order of time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from briefbot.core.rendering import Rendered
from briefbot.platforms.text.html import NO_NAMES, Names

#: Whose payloads a channel has, and so how they are drawn.
Dialect = Literal["discord", "slack", "plain"]


@dataclass(frozen=True, slots=True)
class Edited:
    """What a posting edits: so many messages, which were posted at `sent_at` (aware)."""

    messages: int
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One posting in one channel: its pages as they would be posted.

    `label` stands above it, `notes` are sentences on what is not shown, and why. `lang` is the
    language of the content, BCP 47. Of a posting that edits an earlier one, the messages that stood
    there keep their time and bear the platform's mark; what it has more of them is new.
    """

    rendered: Rendered[object]
    lang: str = "en"
    label: str = ""
    edited: Edited | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was due and did not go out."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One moment, the same in every channel; `at` is aware.

    `key` is unique on its page and may stand in an address. `see` are other moments it refers to:
    the words of the link, by key.
    """

    key: str
    at: datetime
    kind: str
    title: str
    see: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel of one platform; `postings` holds those of every moment, in the page's order.

    `key` is unique on its page and may stand in an address; `place` is the channel's name.
    """

    key: str
    title: str
    place: str
    dialect: Dialect
    postings: tuple[tuple[Posting, ...], ...]
    names: Names = NO_NAMES


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page. With one moment it is a preview; with more, a list to jump to each stands first.

    `zone` (IANA) is that of times until a reader chooses another.
    """

    kicker: str
    title: str
    about: str
    zone: str
    moments: tuple[Moment, ...]
    channels: tuple[Channel, ...]
    notes: tuple[str, ...] = ()
