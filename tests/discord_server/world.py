"""Everything that exists on the local Discord, and its clock."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from discord_server.permissions import USUAL
from discord_server.problems import refused
from discord_server.records import (
    DIRECT,
    PUBLIC_THREAD,
    TEXT,
    Channel,
    Guild,
    Json,
    Member,
    Message,
    Role,
    User,
)

#: The first moment of an id: https://docs.discord.com/developers/reference#snowflakes
_EPOCH_MILLISECONDS = 1_420_070_400_000


class World:
    """Servers, channels, people and messages. It may outlive the `DiscordServer`s that show it.

    `clock` gives seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.users: dict[int, User] = {}
        self.commands: dict[int | None, list[Json]] = {None: []}
        self.nonces: dict[tuple[int, str], Message] = {}
        self._directs: dict[int, Channel] = {}
        self._ahead = 0.0
        self._last_id = 0
        self.application_id = self.new_id()
        self.bot = self.add_user(name="briefbot", is_bot=True)

    def seconds(self) -> float:
        """Return the time as seconds since 1970."""
        return self._clock() + self._ahead

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)

    def advance(self, seconds: float) -> None:
        """Let time pass for this Discord alone."""
        self._ahead += seconds

    def new_id(self) -> int:
        """Return an id that tells the time and is greater than every one before."""
        stamp = (int(self.seconds() * 1000) - _EPOCH_MILLISECONDS) << 22
        self._last_id = max(self._last_id + 1, stamp)
        return self._last_id

    def add_user(self, *, name: str, is_bot: bool = False, is_reachable: bool = True) -> User:
        user = User(self.new_id(), name, is_bot=is_bot, is_reachable=is_reachable)
        self.users[user.id] = user
        return user

    def add_guild(self, *, name: str, permissions: int = USUAL) -> Guild:
        """Add a server with the bot in it, where everyone has the permissions named."""
        identity = self.new_id()
        owner = self.add_user(name=f"owner of {name}")
        guild = Guild(identity, name, owner.id)
        guild.roles[identity] = Role(identity, "@everyone", permissions)
        self.guilds[identity] = guild
        self.join(guild, owner)
        bots_role = self.add_role(guild, name=self.bot.name, permissions=0, is_managed=True)
        self.join(guild, self.bot, roles=[bots_role])
        return guild

    def add_role(
        self, guild: Guild, *, name: str = "role", permissions: int = 0, is_managed: bool = False
    ) -> Role:
        role = Role(self.new_id(), name, permissions, is_managed=is_managed)
        guild.roles[role.id] = role
        return role

    def join(self, guild: Guild, user: User, *, roles: Iterable[Role] = ()) -> None:
        guild.members[user.id] = Member(user, {role.id for role in roles}, self.now())

    def add_channel(
        self,
        guild: Guild,
        *,
        name: str,
        kind: int = TEXT,
        overwrites: Mapping[int, tuple[int, int]] | None = None,
    ) -> Channel:
        """Add a channel; `overwrites` are what is allowed and denied, by role or user id."""
        channel = Channel(
            self.new_id(), name, kind=kind, guild=guild, overwrites=dict(overwrites or {})
        )
        return self._keep(channel)

    def add_thread(
        self,
        parent: Channel,
        *,
        name: str,
        start: Message | None = None,
        owner: User | None = None,
    ) -> Channel:
        """Add a public thread, the bot's unless another `owner` has begun it.

        One that starts from a message has the message's id.
        """
        thread = Channel(
            start.id if start else self.new_id(),
            name,
            kind=PUBLIC_THREAD,
            guild=parent.guild,
            parent=parent,
            owner=owner or self.bot,
        )
        return self._keep(thread)

    def direct(self, user: User) -> Channel:
        """Return the channel of direct messages between the bot and somebody."""
        if user.id not in self._directs:
            channel = Channel(self.new_id(), user.name, kind=DIRECT, recipient=user)
            self._directs[user.id] = self._keep(channel)
        return self._directs[user.id]

    def remove_channel(self, channel: Channel) -> None:
        del self.channels[channel.id]
        if channel.guild:
            del channel.guild.channels[channel.id]

    def remove_guild(self, guild: Guild) -> None:
        """Put the bot out of a server and forget the server."""
        del self.guilds[guild.id]
        self.commands.pop(guild.id, None)
        for identity in guild.channels:
            del self.channels[identity]

    def restore_guild(self, guild: Guild) -> None:
        """Have the bot in a server again that it was put out of."""
        self.guilds[guild.id] = guild
        self.channels |= guild.channels

    def channel(self, identity: int) -> Channel:
        """Return a channel. Raises 10003 where there is none."""
        channel = self.channels.get(identity)
        if channel is None:
            raise refused(10003)
        return channel

    def threads(self, parent: Channel) -> list[Channel]:
        """Return the threads of a channel, oldest first."""
        every = (parent.guild.channels if parent.guild else {}).values()
        return [channel for channel in every if channel.parent is parent]

    def _keep(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        if channel.guild:
            channel.guild.channels[channel.id] = channel
        return channel
