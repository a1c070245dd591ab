"""What the local Discord refuses, and with which code."""

import aiohttp
import discord
import pytest

from discord_server import DiscordServer
from discord_server.clients import Client, code_of, messageable, perform
from discord_server.permissions import READ_MESSAGE_HISTORY, SEND_MESSAGES, USUAL, VIEW_CHANNEL
from discord_server.records import Channel


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


def test_closed_direct_messages_are_refused() -> None:
    async def errand(server: DiscordServer, client: Client, channel: Channel) -> None:
        open_to_all = server.add_user(channel.guild)
        closed = server.add_user(channel.guild, is_reachable=False)
        await (await client.fetch_user(open_to_all.id)).send("a")
        assert [each.content for each in server.direct_messages(open_to_all)] == ["a"]
        person = await client.fetch_user(closed.id)
        assert await code_of(person.send("a")) == (403, 50007)

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
