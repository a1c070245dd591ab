"""The local gateway, through the real discord.py."""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import discord
import pytest

from discord_server import DiscordServer, Limits, Settings, World
from discord_server.clients import Client, connected, eventually, logged_in
from discord_server.permissions import USUAL, VIEW_CHANNEL

Errand = Callable[[DiscordServer, Client], Awaitable[None]]


def perform(
    errand: Errand, *, server: DiscordServer | None = None, client: Client | None = None
) -> None:
    """Run an errand with a client that is connected."""

    async def run() -> None:
        async with server or DiscordServer() as running, connected(running, client) as found:
            await errand(running, found)

    asyncio.run(run())


def test_a_client_knows_the_servers_it_is_in() -> None:
    world = World()
    guild = world.add_guild(name="Newsroom")
    channel = world.add_channel(guild, name="news")
    world.add_channel(guild, name="hidden", overwrites={guild.id: (0, VIEW_CHANNEL)})

    async def errand(server: DiscordServer, client: Client) -> None:
        assert [(each.id, each.name) for each in client.guilds] == [(guild.id, "Newsroom")]
        assert [each.id for each in client.guilds[0].channels] == [channel.id]
        assert client.user is not None
        assert (client.user.id, client.application_id) == (server.bot.id, world.application_id)
        mine = client.text_channel(channel).permissions_for(client.guilds[0].me)
        assert mine.value == USUAL

    perform(errand, server=DiscordServer(world))


def test_a_new_server_is_told_of() -> None:
    async def errand(server: DiscordServer, client: Client) -> None:
        guild = server.add_guild(name="later")
        channel = server.add_channel(guild, name="news")
        await eventually(lambda: client.get_channel(channel.id) is not None)
        server.overwrite(channel, guild, deny=VIEW_CHANNEL)
        await eventually(lambda: "CHANNEL_UPDATE" in client.events)
        server.remove_guild(guild)
        await eventually(lambda: not client.guilds)

    perform(errand)


def test_messages_are_told_to_who_asked_for_them() -> None:
    async def errand(server: DiscordServer, client: Client) -> None:
        channel = server.add_channel(server.add_guild(), name="news")
        await client.get_partial_messageable(channel.id).send("a")
        server.say(server.add_user(channel.guild), channel, "b")
        await eventually(lambda: client.events.count("MESSAGE_CREATE") == 2)

    perform(errand, client=Client(discord.Intents(guilds=True, guild_messages=True)))


def test_messages_are_not_told_to_who_did_not_ask() -> None:
    async def errand(server: DiscordServer, client: Client) -> None:
        channel = server.add_channel(server.add_guild(), name="news")
        server.say(server.add_user(channel.guild), channel, "b")
        server.overwrite(channel, server.bot)
        await eventually(lambda: "CHANNEL_UPDATE" in client.events)
        assert "MESSAGE_CREATE" not in client.events

    perform(errand)


def test_a_broken_connection_is_resumed_with_what_was_missed() -> None:
    async def errand(server: DiscordServer, client: Client) -> None:
        server.connections.abort()
        guild = server.add_guild(name="missed")
        await eventually(lambda: "RESUMED" in client.events, seconds=20)
        assert client.get_guild(guild.id) is not None
        assert (server.connections.identified, server.connections.resumed) == (1, 1)
        assert server.violations == []

    perform(errand)


def test_the_server_can_ask_for_a_new_connection() -> None:
    async def errand(server: DiscordServer, client: Client) -> None:
        server.connections.ask_to_reconnect()
        await eventually(lambda: "RESUMED" in client.events, seconds=20)
        assert server.connections.identified == 1

    perform(errand)


def test_a_session_that_cannot_be_resumed_begins_anew() -> None:
    async def errand(server: DiscordServer, client: Client) -> None:
        server.faults.accepts_resume = False
        await server.connections.close(4000)
        await eventually(lambda: client.events.count("READY") == 2, seconds=20)
        assert (server.connections.identified, server.connections.resumed) == (2, 0)

    perform(errand)


def test_more_missed_events_than_are_kept_end_the_session() -> None:
    async def errand(server: DiscordServer, client: Client) -> None:
        server.connections.abort()
        guild = server.add_guild()
        for number in range(5):
            server.add_channel(guild, name=f"news-{number}")
        await eventually(lambda: client.events.count("READY") == 2, seconds=20)
        await eventually(lambda: len(client.guilds) == 1 and len(client.guilds[0].channels) == 5)

    perform(errand, server=DiscordServer(settings=Settings(events_kept=3)))


def test_heartbeats_without_an_answer_make_the_client_reconnect() -> None:
    async def errand(server: DiscordServer, client: Client) -> None:
        server.faults.acknowledges_heartbeats = False
        await eventually(lambda: "RESUMED" in client.events, seconds=20)

    perform(
        errand,
        server=DiscordServer(settings=Settings(heartbeat_interval=0.1)),
        client=Client(heartbeat_timeout=0.3),
    )


def test_a_wrong_token_is_refused_at_both_doors() -> None:
    async def run() -> None:
        async with DiscordServer() as server:
            with pytest.raises(discord.LoginFailure):
                async with logged_in(server, Client(), token="wrong"):  # noqa: S106 - no secret
                    pass
            async with logged_in(server, Client()) as client:
                server.token = "another"  # noqa: S105 - of this server alone
                with pytest.raises(discord.ConnectionClosed) as caught:
                    await client.connect(reconnect=False)
                assert caught.value.code == 4004

    asyncio.run(run())


def test_privileged_intents_must_be_switched_on() -> None:
    async def run() -> None:
        async with (
            DiscordServer() as server,
            logged_in(server, Client(discord.Intents(guilds=True, members=True))) as client,
        ):
            with pytest.raises(discord.PrivilegedIntentsRequired):
                await client.connect()

    asyncio.run(run())


def test_identifying_twice_within_the_limit_is_a_violation() -> None:
    async def run() -> None:
        server = DiscordServer(limits=Limits(identify_seconds=60))
        async with server, connected(server), aiohttp.ClientSession() as session:
            async with session.ws_connect(server.gateway) as socket:
                assert (await socket.receive_json())["op"] == 10
                identity = {"token": server.token, "intents": 1, "properties": {}}
                await socket.send_json({"op": 2, "d": identity})
                assert (await socket.receive_json()) == {"op": 9, "d": False, "s": None, "t": None}
            assert len(server.violations) == 1

    asyncio.run(run())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no json", 4002),
        ('{"op": 3, "d": {}}', 4003),
        ('{"op": 2, "d": []}', 4002),
        ('{"op": 2, "d": {"token": "wrong"}}', 4004),
    ],
)
def test_nonsense_closes_the_socket(text: str, code: int) -> None:
    async def run() -> None:
        async with (
            DiscordServer() as server,
            aiohttp.ClientSession() as session,
            session.ws_connect(server.gateway) as socket,
        ):
            await socket.receive_json()
            await socket.send_str(text)
            await socket.receive()
            assert socket.close_code == code

    asyncio.run(run())


def test_fifty_servers_with_twenty_channels_each_come_quickly() -> None:
    world = World()
    for number in range(50):
        guild = world.add_guild(name=f"server {number}")
        for position in range(20):
            world.add_channel(guild, name=f"channel-{position}")

    async def errand(_: DiscordServer, client: Client) -> None:
        assert len(client.guilds) == 50
        assert sum(len(guild.channels) for guild in client.guilds) == 1000

    perform(errand, server=DiscordServer(world))


def test_each_shard_has_its_own_servers() -> None:
    world = World()
    guilds = [world.add_guild(name=f"server {number}") for number in range(8)]

    async def run() -> None:
        async with DiscordServer(world) as server:
            for shard in (0, 1):
                client = Client(shard_id=shard, shard_count=2)
                async with connected(server, client):
                    mine = {guild.id for guild in client.guilds}
                assert mine == {each.id for each in guilds if (each.id >> 22) % 2 == shard}

    asyncio.run(run())
