"""What the local Discord keeps: servers, channels, roles, people and messages."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]

TEXT = 0
DIRECT = 1
CATEGORY = 4
PUBLIC_THREAD = 11
FORUM = 15

#: The message by which a thread tells its new name.
NAME_CHANGE = 4

EPHEMERAL = 1 << 6
LOADING = 1 << 7
IS_COMPONENTS_V2 = 1 << 15


@dataclass(slots=True, eq=False)
class User:
    id: int
    name: str
    is_bot: bool = False
    is_reachable: bool = True
    locale: str = "en-US"


@dataclass(slots=True, eq=False)
class Role:
    id: int
    name: str
    permissions: int
    is_managed: bool = False


@dataclass(slots=True, eq=False)
class Member:
    user: User
    roles: set[int]
    joined_at: datetime


@dataclass(slots=True, eq=False)
class Guild:
    """A server. Its role @everyone has the server's own id."""

    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    system_channel: "Channel | None" = None
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, "Channel"] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Channel:
    """A channel, a thread (`parent` is its channel) or a direct message (`recipient`)."""

    id: int
    name: str
    kind: int = TEXT
    guild: Guild | None = None
    parent: "Channel | None" = None
    recipient: User | None = None
    is_archived: bool = False
    #: Of a thread, who began it, and whether moderators alone may open it again.
    owner: User | None = None
    is_locked: bool = False
    #: What roles and members are allowed and denied here, by their id.
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)
    messages: dict[int, "Message"] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Message:
    """A message; `body` is what was sent last, edits merged in."""

    id: int
    channel: Channel
    author: User
    created_at: datetime
    body: Json
    flags: int = 0
    nonce: str | None = None
    edited_at: datetime | None = None
    kind: int = 0
    reference: int | None = None
    attachments: list[Json] = field(default_factory=list)
    #: The interaction it answers, as messages tell it, or None.
    origin: Json | None = None
    application_id: int | None = None
    #: Who has reacted with what.
    reactions: dict[str, set[int]] = field(default_factory=dict)

    @property
    def content(self) -> str:
        return self.body.get("content") or ""

    @property
    def embeds(self) -> list[Json]:
        return self.body.get("embeds") or []

    @property
    def components(self) -> list[Json]:
        return self.body.get("components") or []

    @property
    def is_ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)
