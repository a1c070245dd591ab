"""What goes over the wire for a body."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import pytest

from briefbot.platforms.discord.rest import Rest, intents, point_at
from briefbot.platforms.discord.sender.places import body_of
from discord_server import Channel, DiscordServer
from platforms.discord.driving import settings_for


def play(scenario: Callable[[DiscordServer, Channel, Rest], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with DiscordServer() as server:
            channel = server.add_channel(server.add_guild(), name="news")
            settings = settings_for(server)
            point_at(settings)
            async with discord.Client(intents=intents()) as client:
                await client.login(settings.token)
                await scenario(server, channel, Rest(client.http))

    asyncio.run(whole())


@pytest.mark.parametrize("text", ["plain", "é 😀 \u2028 \x00 </script>", "half \ud83d", '"\\'])
def test_a_body_arrives_as_the_json_that_it_is(text: str) -> None:
    async def scenario(server: DiscordServer, channel: Channel, rest: Rest) -> None:
        body: dict[str, Any] = {"content": text, "tts": False, "allowed_mentions": {"parse": []}}
        await rest.request(
            "POST",
            "/channels/{channel_id}/messages",
            body=body,
            ids={"channel_id": str(channel.id)},
        )
        call = server.requests[-1]
        assert call.body == body
        assert call.method == "POST"

    play(scenario)


def test_fields_of_a_kept_body_stay_as_they_are_written() -> None:
    written = '{"components": [{"content": "a\\u2028b"}], "flags": 32768}'

    fields = body_of(written)

    assert bytes(fields["components"]) == b'[{"content": "a\\u2028b"}]'
    assert fields["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize("payload", ["", "[]", "1", '"text"', '{"flags": ', "\ud800"])
def test_what_is_no_body_is_a_value_error(payload: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        body_of(payload)


def test_a_body_may_name_whom_it_mentions() -> None:
    named = json.dumps({"allowed_mentions": {"roles": ["7"]}})

    assert json.loads(bytes(body_of(named)["allowed_mentions"])) == {"roles": ["7"]}
