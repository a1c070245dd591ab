"""The local Discord as the benchmarks use it, and an account on it as `briefbot run` makes it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from benchmarks.chats.remote import Order, Post, Where

from briefbot.core.delivery.pacing import Pace
from briefbot.core.delivery.timing import Timing
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.discord.pages import DiscordPages
from briefbot.platforms.discord.sender import DiscordSender
from briefbot.platforms.discord.settings import DiscordSettings
from briefbot.services.delivering import Account
from discord_server import CREATE_MESSAGE, DiscordServer, Limits


class ServedDiscord:
    """A Discord with one server and its channels (`Served`)."""

    def __init__(self, server: DiscordServer, channels: int) -> None:
        self._server = server
        guild = server.add_guild()
        added = [server.add_channel(guild, name=f"desk{number}") for number in range(channels)]
        ids = tuple(str(channel.id) for channel in added)
        self.where = Where(server.api, server.token, ids)
        self._seen = 0

    def posts(self) -> Sequence[Post]:
        """Return the requests to post since this was last asked."""
        calls = self._server.requests[self._seen :]
        self._seen += len(calls)
        return [
            Post(call.parts["channel_id"], str(call.body["nonce"]), call.status == 200)
            for call in calls
            if call.route == CREATE_MESSAGE
        ]

    def refused(self) -> int:
        """Return how many requests came too fast."""
        return sum(call.status == 429 for call in self._server.requests)


@asynccontextmanager
async def serve_discord(order: Order) -> AsyncIterator[ServedDiscord]:
    """Have a Discord in this process."""
    limits = Limits.real() if order.is_limited else Limits.off()
    async with DiscordServer(limits=limits) as server:
        yield ServedDiscord(server, order.channels)


def settings(where: Where) -> DiscordSettings:
    """Return what connects to a server."""
    return DiscordSettings(token=where.token, api=where.api)


@asynccontextmanager
async def discord_account(
    where: Where, places: Mapping[str, str], *, pace: Pace, in_flight: int
) -> AsyncIterator[Account]:
    """Have an account that posts there; `places` are the channels of destinations."""
    options = {
        name: RenderOptions(zone="Europe/Kyiv", channel=channel) for name, channel in places.items()
    }
    sender = DiscordSender(settings(where))
    try:
        yield Account(
            name="discord",
            sender=sender,
            pages=DiscordPages(options),
            pace=pace,
            timing=Timing(),
            in_flight=in_flight,
            requests=sender.requests,
        )
    finally:
        await sender.close()
