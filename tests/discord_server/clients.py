"""The real discord.py, pointed at the local Discord."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from discord_server.records import Channel
from discord_server.server import DiscordServer

Errand = Callable[[DiscordServer, "Client", Channel], Awaitable[None]]

GUILDS = discord.Intents(guilds=True)


class Client(discord.Client):
    """A client that has seen every server soon, and counts what it is told."""

    def __init__(self, intents: discord.Intents = GUILDS, **options: Any) -> None:  # noqa: ANN401 - discord.py's own
        super().__init__(
            intents=intents, guild_ready_timeout=0.05, enable_debug_events=True, **options
        )
        self.tree: discord.app_commands.CommandTree[Client] = discord.app_commands.CommandTree(self)
        self.events: list[str] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once, where discord.py would wait for 5 s."""

    async def on_socket_event_type(self, event: str) -> None:
        self.events.append(event)

    def text_channel(self, channel: Channel) -> discord.TextChannel:
        found = self.get_channel(channel.id)
        assert isinstance(found, discord.TextChannel)
        return found


@asynccontextmanager
async def logged_in(
    server: DiscordServer, client: Client, *, token: str = ""
) -> AsyncIterator[Client]:
    """Point discord.py at the server and log in; the gateway stays closed."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = server.api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(server.gateway)
    try:
        async with client:
            await client.login(token or server.token)
            yield client
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@asynccontextmanager
async def connected(server: DiscordServer, client: Client | None = None) -> AsyncIterator[Client]:
    """Log in, connect, and wait until every server is known."""
    async with logged_in(server, client or Client()) as found:
        connection = asyncio.create_task(found.connect())
        await asyncio.wait_for(found.wait_until_ready(), 10)
        yield found
        await found.close()
        await asyncio.wait_for(connection, 10)


async def eventually(condition: Callable[[], bool], *, seconds: float = 5.0) -> None:
    """Wait until a condition holds. Raises TimeoutError."""
    end = asyncio.get_running_loop().time() + seconds
    while not condition():
        if asyncio.get_running_loop().time() > end:
            raise TimeoutError("it did not come true")
        await asyncio.sleep(0.01)


def perform(errand: Errand, *, server: DiscordServer | None = None) -> None:
    """Run an errand on a server with one channel, by a client that is logged in."""

    async def run() -> None:
        async with server or DiscordServer() as running:
            channel = running.add_channel(running.add_guild(), name="news")
            async with logged_in(running, Client()) as client:
                await errand(running, client, channel)

    asyncio.run(run())


def messageable(client: Client, channel: Channel) -> discord.PartialMessageable:
    return client.get_partial_messageable(channel.id)


async def code_of(call: Awaitable[object]) -> tuple[int, int]:
    """Return status and code of a refusal. Raises AssertionError where there is none."""
    try:
        await call
    except discord.HTTPException as error:
        return error.status, error.code
    raise AssertionError("it was not refused")
