"""The local Discord as one object: start it, arrange it, and look at what happened."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from types import TracebackType
from typing import Self

from aiohttp import web

from discord_server.commands import Value
from discord_server.faults import Faults
from discord_server.gateway import GUILDS, Gateway
from discord_server.interactions import Seen
from discord_server.limits import Gate, Limits
from discord_server.objects import channel_json, guild_json
from discord_server.people import People
from discord_server.permissions import USUAL, need, sending
from discord_server.posts import new_message, publish
from discord_server.records import TEXT, Channel, Guild, Json, Message, Role, User
from discord_server.rest import PREFIX, Rest
from discord_server.settings import Settings
from discord_server.state import Call, State
from discord_server.world import World

_GATEWAY = "/gateway"

Answering = Callable[[], Awaitable[web.StreamResponse]]
Passing = Callable[[web.BaseRequest, Answering], Awaitable[web.StreamResponse]]


class DiscordServer:
    """A Discord on the loopback, on a free port unless one is named.

    Use it as an asynchronous context manager. A second one with the same `world` and `port` is the
    same Discord after an outage.

    `faults` orders troubles for requests; `connections` breaks sockets (`close`, `abort`,
    `ask_to_reconnect`, `invalidate`); `people` act for anybody. `passing`, where it is set, is
    given every request of the REST half with what answers it, and answers in its place.
    """

    def __init__(
        self,
        world: World | None = None,
        limits: Limits | None = None,
        *,
        settings: Settings | None = None,
        port: int = 0,
        token: str = "a.token.of-the-tests",  # noqa: S107 - opens nothing but this server
    ) -> None:
        self.world = world or World()
        limits = limits or Limits.off()
        settings = settings or Settings()
        self.faults = Faults()
        self.passing: Passing | None = None
        connections = Gateway(
            self.world, settings, self.faults, limits=limits, token=lambda: self.token
        )
        self._state = State(self.world, settings, self.faults, connections, token)
        self._rest = Rest(self._state, Gate(limits))
        self._port = port
        self._runner: web.ServerRunner | None = None
        self.connections = connections
        self.people = People(self._state)

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(
            web.Server(self._serve, access_log=None), shutdown_timeout=0.1
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self._state.origin = f"http://127.0.0.1:{self._port}"
        self.connections.url = self.gateway
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._rest.closing.set()
        self.connections.abort()
        if self._runner is not None:
            await self._runner.cleanup()
        if self._rest.errors and error is None:
            raise ExceptionGroup("the local Discord itself failed", self._rest.errors)

    @property
    def api(self) -> str:
        """Return the address of the REST half."""
        return self._state.origin + PREFIX

    @property
    def gateway(self) -> str:
        """Return the address of the gateway."""
        return self._state.origin.replace("http", "ws", 1) + _GATEWAY

    @property
    def token(self) -> str:
        """Return the only right token."""
        return self._state.token

    @token.setter
    def token(self, token: str) -> None:
        self._state.token = token

    @property
    def bot(self) -> User:
        return self.world.bot

    @property
    def requests(self) -> list[Call]:
        return self._rest.requests

    @property
    def violations(self) -> list[str]:
        """Return what a real Discord would punish, say two IDENTIFYs in 5 s."""
        return self.connections.violations

    @property
    def invalid_requests(self) -> int:
        """Count what leads to a ban at 10,000 in 10 minutes: answers 401, 403 and 429."""
        return sum(call.status in (401, 403, 429) for call in self.requests)

    def calls(self, route: str) -> list[Call]:
        """Return the requests to one route, say `CREATE_MESSAGE`."""
        return [call for call in self.requests if call.route == route]

    def advance(self, seconds: float) -> None:
        """Let time pass on this server's clock."""
        self.world.advance(seconds)

    def add_guild(self, *, name: str = "server", permissions: int = USUAL) -> Guild:
        """Put the bot into a new server, where everyone has the permissions named."""
        guild = self.world.add_guild(name=name, permissions=permissions)
        self._tell_joined(guild)
        return guild

    def invite_again(self, guild: Guild) -> None:
        """Put the bot into a server again, which is as it was."""
        self.world.restore_guild(guild)
        self._tell_joined(guild)

    def _tell_joined(self, guild: Guild) -> None:
        told = guild_json(self.world, guild)
        del told["unavailable"]  # its absence tells a new server from one that came back
        self.connections.dispatch("GUILD_CREATE", told, guild=guild, intent=GUILDS)

    def remove_guild(self, guild: Guild) -> None:
        """Put the bot out of a server."""
        self.world.remove_guild(guild)
        told = {"id": str(guild.id)}
        self.connections.dispatch("GUILD_DELETE", told, guild=guild, intent=GUILDS)

    def add_channel(
        self,
        guild: Guild,
        *,
        name: str = "channel",
        kind: int = TEXT,
        overwrites: Mapping[int, tuple[int, int]] | None = None,
    ) -> Channel:
        """Add a channel; `overwrites` are (allowed, denied) by role or user id."""
        channel = self.world.add_channel(guild, name=name, kind=kind, overwrites=overwrites)
        self._tell("CHANNEL_CREATE", channel)
        return channel

    def overwrite(
        self, channel: Channel, target: Role | User | Guild, *, allow: int = 0, deny: int = 0
    ) -> None:
        """Change what a role, a person or everyone (the server) may do in a channel."""
        channel.overwrites[target.id] = (allow, deny)
        self._tell("CHANNEL_UPDATE", channel)

    def remove_channel(self, channel: Channel) -> None:
        self._tell("CHANNEL_DELETE", channel)
        self.world.remove_channel(channel)

    def add_role(self, guild: Guild, *, name: str = "role", permissions: int = 0) -> Role:
        return self.world.add_role(guild, name=name, permissions=permissions)

    def add_user(
        self,
        guild: Guild | None = None,
        *,
        roles: Iterable[Role] = (),
        name: str = "person",
        is_reachable: bool = True,
    ) -> User:
        """Add somebody, as a member of a server; `is_reachable`: takes direct messages."""
        user = self.world.add_user(name=name, is_reachable=is_reachable)
        if guild is not None:
            self.world.join(guild, user, roles=roles)
        return user

    def say(self, user: User, channel: Channel, content: str) -> Message:
        """Let somebody post. Raises RefusedError where they may not."""
        need(channel, user, sending(channel))
        message = new_message(self._state, channel, user, {"content": content})
        publish(self._state, message)
        return message

    def messages(self, channel: Channel | int) -> list[Message]:
        """Return the messages of a channel, thread or direct message, oldest first."""
        identity = channel if isinstance(channel, int) else channel.id
        return list(self.world.channels[identity].messages.values())

    def direct_messages(self, user: User) -> list[Message]:
        """Return what passed between the bot and somebody, oldest first."""
        return self.messages(self.world.direct(user))

    def threads(self, channel: Channel | int) -> list[Channel]:
        """Return the threads of a channel, oldest first."""
        identity = channel if isinstance(channel, int) else channel.id
        return self.world.threads(self.world.channels[identity])

    def commands(self, guild: Guild | None = None) -> list[Json]:
        """Return the registered commands, global ones or those of one server."""
        return self.world.commands.get(guild.id if guild else None, [])

    async def run_command(
        self,
        user: User,
        channel: Channel,
        *words: str | Mapping[str, Value],
        locale: str | None = None,
    ) -> Seen:
        """Run a command: its words, then its options."""
        return await self.people.run_command(user, channel, *words, locale=locale)

    async def autocomplete(
        self,
        user: User,
        channel: Channel,
        *words: str | Mapping[str, Value],
        focused: str,
        locale: str | None = None,
    ) -> list[Json]:
        """Type into the option `focused` and return what is proposed."""
        return await self.people.autocomplete(user, channel, *words, focused=focused, locale=locale)

    async def press(
        self,
        user: User,
        message: Message,
        custom_id: str,
        *,
        values: list[str] | None = None,
        locale: str | None = None,
    ) -> Seen:
        """Press a button, or choose `values` in a select."""
        return await self.people.press(user, message, custom_id, values=values, locale=locale)

    async def submit_modal(
        self, user: User, seen: Seen, texts: Mapping[str, str], *, locale: str | None = None
    ) -> Seen:
        """Submit the form that an answer has opened."""
        return await self.people.submit_modal(user, seen, texts, locale=locale)

    async def use_message_menu(
        self, user: User, message: Message, name: str, *, locale: str | None = None
    ) -> Seen:
        """Choose a command from a message's menu."""
        return await self.people.use_message_menu(user, message, name, locale=locale)

    def _tell(self, event: str, channel: Channel) -> None:
        told = channel_json(self.world, channel)
        self.connections.dispatch(event, told, guild=channel.guild, intent=GUILDS)

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path.rstrip("/") == _GATEWAY:
            return await self.connections.serve(request)
        if self.passing is None:
            return await self._rest.serve(request)
        return await self.passing(request, lambda: self._rest.serve(request))
