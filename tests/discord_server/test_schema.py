"""Bodies that only Discord's own schema refuses, where a copy of it is at hand."""

import asyncio
from typing import Any

import discord
import pytest

from briefbot.platforms.discord.render import render_components, render_embeds
from discord_server import Channel, DiscordServer, Settings
from discord_server.clients import Client, logged_in
from discord_server.rest import ROUTES
from discord_server.schema import FILE, is_described
from platforms.discord.samples import OPTIONS, SAMPLES

with_schema = pytest.mark.skipif(not FILE, reason="BRIEFBOT_DISCORD_OPENAPI is not set")


def post(*bodies: dict[str, Any], settings: Settings | None = None) -> list[int]:
    """Post bodies and return the codes of the refusals, 0 for none."""

    async def run() -> list[int]:
        async with DiscordServer(settings=settings) as server:
            channel = server.add_channel(server.add_guild())
            async with logged_in(server, Client()) as client:
                return [await code_of(client, channel, body) for body in bodies]

    return asyncio.run(run())


async def code_of(client: Client, channel: Channel, body: dict[str, Any]) -> int:
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
    try:
        await client.http.request(route, json=body)
    except discord.HTTPException as error:
        return error.code
    return 0


#: The table of limits knows nothing of mentions' kinds.
UNKNOWN_TO_THE_TABLE = {"content": "a", "allowed_mentions": {"parse": ["nobody"]}}


@with_schema
def test_the_routes_are_discords_own() -> None:
    assert [route for route in ROUTES if not is_described(route)] == []


@with_schema
def test_the_schema_is_enforced_where_it_is_at_hand() -> None:
    assert post(UNKNOWN_TO_THE_TABLE) == [50035]


def test_the_schema_can_be_left_out() -> None:
    assert post(UNKNOWN_TO_THE_TABLE, settings=Settings(is_schema_checked=False)) == [0]


@pytest.mark.parametrize("name", SAMPLES)
def test_our_pages_are_taken(name: str) -> None:
    renderers = (render_components, render_embeds)
    pages = [page for render in renderers for page in render(SAMPLES[name], OPTIONS).pages]
    assert set(post(*(page.payload for page in pages))) == {0}
