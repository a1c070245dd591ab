"""Troubles to order, and rate limits, as the real discord.py meets them."""

import asyncio

import aiohttp
import discord
import pytest

from discord_server import CREATE_MESSAGE, DiscordServer, Limits, World
from discord_server.clients import Client, code_of, eventually, logged_in, messageable, perform
from discord_server.records import Channel


@pytest.mark.parametrize("is_stored", [False, True])
def test_a_lost_answer_tells_nothing_about_the_message(is_stored: bool) -> None:  # noqa: FBT001
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        there = messageable(client, channel)
        server.faults.drop(stored=is_stored)
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await there.send("a", nonce="job-17")
        assert len(server.messages(channel)) == is_stored
        await there.send("a", nonce="job-17")
        assert len(server.messages(channel)) == 1
        assert [call.body["nonce"] for call in server.calls(CREATE_MESSAGE)] == ["job-17"] * 2

    perform(errand)


def test_a_reset_connection_is_an_error_of_the_system() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        server.faults.reset(stored=True)
        with pytest.raises(aiohttp.ClientOSError) as caught:
            await messageable(client, channel).send("a")
        assert caught.value.errno == 104
        assert len(server.messages(channel)) == 1

    perform(errand)


def test_an_answer_cut_off_is_no_answer() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        server.faults.cut()
        with pytest.raises(aiohttp.ClientPayloadError):
            await messageable(client, channel).send("a")
        assert len(server.messages(channel)) == 1

    perform(errand)


def test_no_answer_means_waiting() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        server.faults.hang(stored=True)
        sending = asyncio.create_task(messageable(client, channel).send("a"))
        await eventually(lambda: len(server.messages(channel)) == 1)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(sending, 0.1)

    perform(errand)


def test_a_late_answer_is_an_answer() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        server.faults.delay(0.3)
        sending = asyncio.create_task(messageable(client, channel).send("a"))
        await eventually(lambda: len(server.messages(channel)) == 1)
        assert not sending.done()
        await sending

    perform(errand)


def test_an_unavailable_server_answers_503() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        server.faults.fail(503)
        with pytest.raises(discord.DiscordServerError):
            await messageable(client, channel).send("a")
        assert [call.status for call in server.calls(CREATE_MESSAGE)] == [503]
        assert server.messages(channel) == []

    perform(errand)


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
def test_discord_py_waits_out_a_429(scope: str) -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        server.faults.limit(scope, times=2, retry_after=0.02)
        await messageable(client, channel).send("a")
        assert [call.status for call in server.calls(CREATE_MESSAGE)] == [429, 429, 200]

    perform(errand)


def test_a_bucket_holds_what_its_headers_say() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        there = messageable(client, channel)
        await asyncio.gather(*(there.send(str(number)) for number in range(7)))
        times = [call.at for call in server.calls(CREATE_MESSAGE)]
        assert [call.status for call in server.calls(CREATE_MESSAGE)] == [200] * 7
        assert 0.2 <= times[5] - times[0] < 5.0

    perform(errand, server=DiscordServer(limits=Limits(per_bucket=5, bucket_seconds=0.2)))


def test_all_requests_together_are_limited() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        await messageable(client, channel).send("a")
        headers = {"Authorization": f"Bot {server.token}", "User-Agent": "DiscordBot (x)"}
        async with aiohttp.ClientSession(headers=headers) as session:
            answers = [await session.get(f"{server.api}/users/@me") for _ in range(4)]
        assert [answer.status for answer in answers][-1] == 429
        assert (await answers[-1].json())["global"] is True
        assert answers[-1].headers["Via"]

    still = World(clock=lambda: 1_800_000_000.0)
    perform(errand, server=DiscordServer(still, limits=Limits(per_second=6)))


@pytest.mark.parametrize("code", [50001, 50013, 50007, 10003, 10008])
def test_refusals_can_be_ordered(code: int) -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        server.faults.refuse(code)
        assert (await code_of(messageable(client, channel).send("a")))[1] == code
        await messageable(client, channel).send("a")

    perform(errand)


def test_after_an_outage_everything_is_still_there() -> None:
    async def run() -> None:
        world = World()
        channel = world.add_channel(world.add_guild(name="Newsroom"), name="news")
        async with DiscordServer(world) as server:
            port = int(server.api.split(":")[2].split("/")[0])
            async with logged_in(server, Client()) as client:
                await messageable(client, channel).send("a", nonce="job-17")
        async with (
            DiscordServer(world, port=port) as server,
            logged_in(server, Client()) as client,
        ):
            await messageable(client, channel).send("a", nonce="job-17")
            assert len(server.messages(channel)) == 1

    asyncio.run(run())


def test_a_fault_of_the_server_itself_is_no_outage() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        assert channel.guild is not None
        channel.guild.roles.clear()
        server.faults.fail(503)
        with pytest.raises(discord.DiscordServerError):
            await messageable(client, channel).send("a")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(messageable(client, channel).send("a"), 0.2)

    with pytest.raises(ExceptionGroup, match="the local Discord itself failed"):
        perform(errand)
