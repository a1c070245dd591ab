"""Posts a second on Discord: ledger, renderer and discord.py, against a bare `channel.send` loop.

The bare loop has its views made beforehand; 50 messages to 50 channels are under way in both.
"""

import json
import time
from functools import partial
from typing import Any, cast

import discord
from benchmarks.chats.discord_place import discord_account, serve_discord, settings
from benchmarks.chats.posts import IN_FLIGHT, POSTS, UNPACED, bare, compare
from benchmarks.chats.remote import Remote
from discord.components import _component_factory
from discord.ui.view import _component_to_item

from briefbot.core.document import Document
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.discord.pages import DiscordPages
from briefbot.platforms.discord.rest import intents, point_at


def view_of(body: dict[str, Any]) -> discord.ui.LayoutView:
    """Return what a bot gives to `channel.send` for a body of ours."""
    view = discord.ui.LayoutView(timeout=None)
    for container in body["components"]:
        component = _component_factory(cast("Any", container))
        if component is None:
            raise RuntimeError("discord.py knows all our components")
        view.add_item(_component_to_item(component))
    return view


async def loop(server: Remote, document: Document) -> float:
    """Return the seconds of the bare loop."""
    pages = DiscordPages({"desk": RenderOptions(zone="Europe/Kyiv", channel="desk")})
    [page] = pages.render(document, destination="desk", reference="0123ab")
    views = [view_of(json.loads(page)) for _ in range(POSTS)]
    first = time.time_ns()  # the server remembers nonces from one round to the next
    point_at(settings(server.where))
    async with discord.Client(intents=intents(), max_messages=None) as client:
        await client.login(server.where.token)

        async def send(channel: str, number: int) -> None:
            place = client.get_partial_messageable(int(channel))
            nothing = discord.AllowedMentions.none()
            await place.send(view=views[number], allowed_mentions=nothing, nonce=first + number)

        return await bare(server.where.channels, send)


def main() -> int:
    """Print what the courier reaches of the bare loop."""
    print("posts on Discord, against a bare loop of discord.py:")
    return compare(
        "discord",
        serve_discord,
        loop=loop,
        opened=lambda server: partial(
            discord_account, server.where, pace=UNPACED, in_flight=IN_FLIGHT
        ),
    )


if __name__ == "__main__":
    raise SystemExit(main())
