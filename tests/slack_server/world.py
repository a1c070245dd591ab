"""What a workspace holds: people, channels, threads and messages, as plain data."""

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True, eq=False)
class User:
    """A person, or the bot itself. `zone` is an IANA name, `locale` a BCP 47 tag."""

    id: str
    name: str
    zone: str = "Etc/UTC"
    locale: str = "en-US"
    is_admin: bool = False
    is_bot: bool = False
    is_deleted: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Group:
    """A user group and the ids of its members."""

    id: str
    handle: str
    members: tuple[str, ...]


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """A message as it stands now; `replies` are those of its thread, oldest first.

    `seen_by` is the person an ephemeral message is for. `is_tombstone`: it was deleted, but its
    thread still hangs on it.
    """

    channel: str
    ts: str
    user: str
    text: str
    posted_at: float
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str = ""
    is_broadcast: bool = False
    is_tombstone: bool = False
    edited_ts: str = ""
    seen_by: str = ""
    replies: list["Message"] = field(default_factory=list)
    arguments: Json = field(default_factory=dict)


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """A conversation. `top` is what its history shows, oldest first; `by_ts` has everything.

    `members` is None where everybody is in. `person` is whose direct messages these are.
    """

    id: str
    name: str
    has_bot: bool = True
    is_private: bool = False
    is_archived: bool = False
    person: str = ""
    members: set[str] | None = None
    top: list[Message] = field(default_factory=list)
    by_ts: dict[str, Message] = field(default_factory=dict)
    ephemeral: list[Message] = field(default_factory=list)


class World:
    """Everything in one workspace; `clock` gives its time in seconds since 1970."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.app_id = "A0LOCALAPP"
        self.team_id = f"T{_token(9)}"
        self.domain = "local"
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, Group] = {}
        self.bot = self.add_user("briefbot", is_bot=True)
        self.bot_id = f"B{_token(9)}"
        self._last_moment = 0

    def add_user(
        self,
        name: str,
        *,
        zone: str = "Etc/UTC",
        locale: str = "en-US",
        is_admin: bool = False,
        is_bot: bool = False,
    ) -> User:
        user = User(
            id=f"U{_token(9)}",
            name=name,
            zone=zone,
            locale=locale,
            is_admin=is_admin,
            is_bot=is_bot,
        )
        self.users[user.id] = user
        return user

    def add_channel(
        self,
        name: str,
        *,
        has_bot: bool = True,
        is_private: bool = False,
        members: Iterable[User] | None = None,
    ) -> Channel:
        channel = Channel(
            id=f"C{_token(9)}",
            name=name,
            has_bot=has_bot,
            is_private=is_private,
            members=None if members is None else {user.id for user in members},
        )
        self.channels[channel.id] = channel
        return channel

    def add_group(self, members: Iterable[User], handle: str) -> Group:
        group = Group(id=f"S{_token(9)}", handle=handle, members=tuple(user.id for user in members))
        self.groups[group.id] = group
        return group

    def direct(self, user: User) -> Channel:
        """Return the channel of somebody's direct messages with the bot."""
        for channel in self.channels.values():
            if channel.person == user.id:
                return channel
        channel = Channel(
            id=f"D{_token(9)}", name="", is_private=True, person=user.id, members={user.id}
        )
        self.channels[channel.id] = channel
        return channel

    def new_ts(self) -> str:
        """Return a message's id: its time in microseconds, never the same twice."""
        self._last_moment = max(int(self.clock() * 1_000_000), self._last_moment + 1)
        seconds, micros = divmod(self._last_moment, 1_000_000)
        return f"{seconds}.{micros:06}"

    def keep(self, message: Message) -> Message:
        """Put a message where it belongs: the channel, the thread, or one person's sight."""
        channel = self.channels[message.channel]
        message.blocks = named(message.blocks, message.ts)
        if message.seen_by:
            channel.ephemeral.append(message)
            return message
        channel.by_ts[message.ts] = message
        parent = channel.by_ts.get(message.thread_ts)
        if parent is not None:
            parent.replies.append(message)
        if parent is None or message.is_broadcast:
            channel.top.append(message)
        return message

    def remove(self, message: Message) -> None:
        """Delete a message; one with replies stays as a tombstone."""
        channel = self.channels[message.channel]
        if message.seen_by:
            channel.ephemeral = [one for one in channel.ephemeral if one is not message]
            return
        if message.replies:
            message.is_tombstone = True
            message.text, message.blocks, message.metadata = "This message was deleted.", [], None
            return
        del channel.by_ts[message.ts]
        parent = channel.by_ts.get(message.thread_ts)
        if parent is not None:
            parent.replies.remove(message)
        if message in channel.top:
            channel.top.remove(message)


def named(blocks: list[Json], ts: str) -> list[Json]:
    """Return blocks of which each has a block_id, as Slack gives them."""
    return [{"block_id": f"b{index}{ts[-4:]}", **block} for index, block in enumerate(blocks)]


def _token(length: int) -> str:
    return "".join(random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=length))  # noqa: S311 -- ids
