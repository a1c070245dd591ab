"""The local Slack as the benchmarks use it, and an account on it as `briefbot run` makes it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from benchmarks.chats.remote import Order, Post, Where

from briefbot.core.delivery.pacing import Pace
from briefbot.core.delivery.timing import Timing
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.slack.client.web import Web
from briefbot.platforms.slack.sender.pages import SlackPages
from briefbot.platforms.slack.sender.sending import SlackSender
from briefbot.platforms.slack.settings import SlackSettings
from briefbot.services.delivering import Account
from slack_server import Limits, SlackServer


class ServedSlack:
    """A workspace and its channels (`Served`)."""

    def __init__(self, server: SlackServer, channels: int) -> None:
        self._server = server
        ids = tuple(server.add_channel(f"desk{number}").id for number in range(channels))
        self.where = Where(server.api, server.bot_token, ids)
        self._seen = 0

    def posts(self) -> Sequence[Post]:
        """Return the requests to post since this was last asked."""
        calls = self._server.requests[self._seen :]
        self._seen += len(calls)
        return [
            Post(
                call.channel,
                str(call.arguments["metadata"]["event_payload"]["nonce"]),
                not call.error,
            )
            for call in calls
            if call.method == "chat.postMessage"
        ]

    def refused(self) -> int:
        """Return how many requests came too fast."""
        return sum(call.error == "ratelimited" for call in self._server.requests)


@asynccontextmanager
async def serve_slack(order: Order) -> AsyncIterator[ServedSlack]:
    """Have a Slack in this process. It looks at blocks only where its limits are wanted as well."""
    limits = Limits.real() if order.is_limited else Limits.off()
    async with SlackServer(limits, checks_blocks=order.is_limited) as server:
        yield ServedSlack(server, order.channels)


def settings(where: Where) -> SlackSettings:
    """Return what connects to a server."""
    return SlackSettings(bot_token=where.token, api=where.api)


@asynccontextmanager
async def slack_account(
    where: Where, places: Mapping[str, str], *, pace: Pace, in_flight: int
) -> AsyncIterator[Account]:
    """Have an account that posts there; `places` are the channels of destinations."""
    options = {
        name: RenderOptions(zone="Europe/Kyiv", channel=channel) for name, channel in places.items()
    }
    web = Web(settings(where))
    try:
        yield Account(
            name="slack",
            sender=SlackSender(web),
            pages=SlackPages(options),
            pace=pace,
            timing=Timing(),
            in_flight=in_flight,
        )
    finally:
        await web.close()
