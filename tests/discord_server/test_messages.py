"""Messages on the local Discord, through the real discord.py."""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import discord
import pytest

from discord_server import CREATE_MESSAGE, DiscordServer, Limits, Settings, World
from discord_server.clients import Client, eventually, logged_in
from discord_server.permissions import (
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    USUAL,
    VIEW_CHANNEL,
)
from discord_server.records import Channel

Errand = Callable[[DiscordServer, Client, Channel], Awaitable[None]]


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
    with pytest.raises(discord.HTTPException) as caught:
        await call
    return caught.value.status, caught.value.code


def test_a_nonce_makes_one_message_of_two_sends() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        there = messageable(client, channel)
        first = await there.send("a", nonce="job-17")
        second = await there.send("a", nonce="job-17")
        assert first.id == second.id
        assert [message.content for message in server.messages(channel)] == ["a"]

    perform(errand)


def test_a_nonce_is_the_authors_in_every_channel() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        assert channel.guild is not None
        other = server.add_channel(channel.guild, name="other")
        first = await messageable(client, channel).send("a", nonce="job-17")
        again = await messageable(client, other).send("a", nonce="job-17")
        assert first.id == again.id
        assert server.messages(other) == []

    perform(errand)


def test_a_nonce_is_forgotten_after_its_time() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        await messageable(client, channel).send("a", nonce="job-17")
        server.advance(61)
        await messageable(client, channel).send("a", nonce="job-17")
        assert len(server.messages(channel)) == 2

    perform(errand, server=DiscordServer(settings=Settings(nonce_memory=60)))


def test_histories_do_not_tell_the_nonce() -> None:
    async def errand(_: DiscordServer, client: Client, channel: Channel) -> None:
        there = messageable(client, channel)
        assert (await there.send("a", nonce="job-17")).nonce == "job-17"
        assert [message.nonce async for message in there.history()] == [None]

    perform(errand)


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


@pytest.mark.parametrize(
    ("permissions", "expected"),
    [
        (0, (403, 50001)),
        (SEND_MESSAGES, (403, 50001)),
        (VIEW_CHANNEL | READ_MESSAGE_HISTORY, (403, 50013)),
    ],
)
def test_who_may_not_post_is_told_why(permissions: int, expected: tuple[int, int]) -> None:
    async def errand(server: DiscordServer, client: Client, _: Channel) -> None:
        channel = server.add_channel(server.add_guild(permissions=permissions), name="closed")
        assert await code_of(messageable(client, channel).send("a")) == expected

    perform(errand)


def test_an_overwrite_opens_one_channel() -> None:
    async def errand(server: DiscordServer, client: Client, _: Channel) -> None:
        guild = server.add_guild(permissions=USUAL & ~SEND_MESSAGES)
        channel = server.add_channel(guild, name="news")
        assert await code_of(messageable(client, channel).send("a")) == (403, 50013)
        server.overwrite(channel, server.bot, allow=SEND_MESSAGES)
        await messageable(client, channel).send("a")
        server.overwrite(channel, server.bot, deny=VIEW_CHANNEL)
        assert await code_of(messageable(client, channel).send("a")) == (403, 50001)

    perform(errand)


def test_unknown_things_have_their_codes() -> None:
    async def errand(_: DiscordServer, client: Client, channel: Channel) -> None:
        there = messageable(client, channel)
        elsewhere = client.get_partial_messageable(1)
        assert await code_of(elsewhere.send("a")) == (404, 10003)
        assert await code_of(there.fetch_message(1)) == (404, 10008)
        assert await code_of(there.get_partial_message(1).edit(content="b")) == (404, 10008)

    perform(errand)


@pytest.mark.parametrize("code", [50001, 50013, 50007, 10003, 10008])
def test_refusals_can_be_ordered(code: int) -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        server.faults.refuse(code)
        assert (await code_of(messageable(client, channel).send("a")))[1] == code
        await messageable(client, channel).send("a")

    perform(errand)


def test_closed_direct_messages_are_refused() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        open_to_all = server.add_user(channel.guild)
        closed = server.add_user(channel.guild, is_reachable=False)
        await (await client.fetch_user(open_to_all.id)).send("a")
        assert [each.content for each in server.direct_messages(open_to_all)] == ["a"]
        person = await client.fetch_user(closed.id)
        assert await code_of(person.send("a")) == (403, 50007)

    perform(errand)


def test_a_message_is_edited_and_deleted() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        message = await messageable(client, channel).send("a")
        edited = await message.edit(content="b")
        assert (edited.content, edited.edited_at is None) == ("b", False)
        assert [each.content for each in server.messages(channel)] == ["b"]
        await message.delete()
        assert server.messages(channel) == []

    perform(errand)


def test_somebody_elses_message_cannot_be_edited() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        said = server.say(server.add_user(channel.guild), channel, "mine")
        there = messageable(client, channel)
        assert await code_of(there.get_partial_message(said.id).edit(content="b")) == (403, 50005)
        assert await code_of(there.get_partial_message(said.id).delete()) == (403, 50013)

    perform(errand)


def test_what_others_say_is_hidden_without_the_intent() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        server.say(server.add_user(channel.guild), channel, "mine")
        assert [each.content async for each in messageable(client, channel).history()] == [""]

    perform(errand)


def test_histories_are_bounded_and_ordered() -> None:
    async def errand(_: DiscordServer, client: Client, channel: Channel) -> None:
        there = messageable(client, channel)
        sent = [await there.send(str(number)) for number in range(6)]
        newest = [each.content async for each in there.history(limit=2)]
        after = [each.content async for each in there.history(limit=2, after=sent[1])]
        before = [each.content async for each in there.history(limit=2, before=sent[4])]
        assert (newest, after, before) == (["5", "4"], ["2", "3"], ["3", "2"])

    perform(errand)


def test_a_history_can_lag() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        server.faults.history_lag = 30
        there = messageable(client, channel)
        await there.send("a")
        assert [each.content async for each in there.history()] == []
        server.advance(31)
        assert [each.content async for each in there.history()] == ["a"]

    perform(errand)


def test_a_message_has_one_thread_with_its_own_id() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        message = await messageable(client, channel).send("a")
        thread = await client.http.start_thread_with_message(
            channel.id, message.id, name="Replies", auto_archive_duration=1440
        )
        assert thread["id"] == str(message.id)
        again = client.http.start_thread_with_message(
            channel.id, message.id, name="Replies", auto_archive_duration=1440
        )
        assert await code_of(again) == (400, 160004)
        await client.get_partial_messageable(message.id).send("in the thread")
        assert [each.name for each in server.threads(channel)] == ["Replies"]
        assert [each.content for each in server.messages(message.id)] == ["in the thread"]

    perform(errand)


def test_an_archived_thread_is_woken_before_its_messages_change() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        thread = server.world.add_thread(channel, name="Replies")
        message = await messageable(client, thread).send("a")
        thread.is_archived = True
        assert await code_of(message.edit(content="b")) == (400, 50083)
        await client.http.edit_channel(thread.id, archived=False)
        assert (await message.edit(content="b")).content == "b"
        assert await code_of(client.http.edit_channel(channel.id, name="mine")) == (403, 50013)

    perform(errand)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"content": ""},
        {"content": "x" * 2001},
        {"content": 7},
        {"content": "a", "flags": 1 << 6},
        {"components": "none", "flags": 1 << 15},
        {"content": "a", "flags": 1 << 15, "components": [{"type": 10, "content": "b"}]},
        {"components": [{"type": 10, "content": "b"}]},
        {"flags": 1 << 15, "components": [{"type": 10, "content": "б" * 4001}]},
        {"embeds": [{"description": "x" * 4096}, {"description": "x" * 2000}]},
        {"content": "a", "nonce": "n" * 26},
        {"content": "a", "message_reference": {"message_id": "none"}},
        {"content": "a", "message_reference": {"message_id": "1"}},
        {"content": "a", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    ],
)
def test_a_body_that_breaks_a_limit_is_refused(body: dict[str, object]) -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
        assert await code_of(client.http.request(route, json=body)) == (400, 50035)
        assert server.messages(channel) == []

    perform(errand)


def test_an_edit_is_held_against_the_whole_message() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        message = await messageable(client, channel).send("a")
        assert await code_of(message.edit(content="x" * 2001)) == (400, 50035)
        assert await code_of(message.edit(content=None)) == (400, 50035)
        assert server.messages(channel)[0].content == "a"

    perform(errand)


def test_files_become_attachments() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        file = discord.File(__file__, filename="meeting.ics")
        message = await messageable(client, channel).send("a", file=file)
        assert [each.filename for each in message.attachments] == ["meeting.ics"]
        assert len(server.messages(channel)[0].attachments) == 1

    perform(errand)


def test_mentions_ring_only_where_they_are_allowed() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        user = server.add_user(channel.guild)
        there = messageable(client, channel)
        nobody = discord.AllowedMentions.none()
        text = f"<@{user.id}> @everyone"
        loud = await there.send(text)
        quiet = await there.send(text, allowed_mentions=nobody)
        assert ([each.id for each in loud.mentions], loud.mention_everyone) == ([user.id], True)
        assert (quiet.mentions, quiet.mention_everyone) == ([], False)

    perform(errand)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/users/@me", {"Authorization": "Bot wrong"}, 401),
        ("GET", "/users/@me", {"User-Agent": "curl"}, 403),
        ("GET", "/nowhere", {}, 404),
        ("PATCH", "/users/@me/channels", {}, 405),
        ("POST", "/users/@me/channels", {"Content-Type": "text/plain"}, 415),
        ("POST", "/users/@me/channels", {"Content-Type": "application/json"}, 400),
        ("GET", "/channels/x/messages", {}, 400),
    ],
)
def test_the_front_door_is_strict(
    method: str, path: str, headers: dict[str, str], status: int
) -> None:
    async def errand(server: DiscordServer, _: Client, __: Channel) -> None:
        right = {"Authorization": f"Bot {server.token}", "User-Agent": "DiscordBot (x)"}
        body = "{" if method == "POST" else None
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                method, server.api + path, headers={**right, **headers}, data=body
            ) as answer,
        ):
            assert answer.status == status
            assert answer.headers["Content-Type"] == "application/json"

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
