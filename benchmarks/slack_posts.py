"""Posts a second on Slack: ledger, renderer and slack_sdk, against a bare loop of AsyncWebClient.

Both have one session for all; 50 messages to 50 channels are under way in both.
"""

import json
from functools import partial

import aiohttp
from benchmarks.chats.posts import IN_FLIGHT, UNPACED, bare, compare
from benchmarks.chats.remote import Remote
from benchmarks.chats.slack_place import serve_slack, slack_account
from slack_sdk.web.async_client import AsyncWebClient

from briefbot.core.document import Document
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.slack.sender.pages import SlackPages


async def loop(server: Remote, document: Document) -> float:
    """Return the seconds of the bare loop."""
    pages = SlackPages({"desk": RenderOptions(zone="Europe/Kyiv", channel="desk")})
    [page] = pages.render(document, destination="desk", reference="0123ab")
    body = {**json.loads(page), "unfurl_links": False, "unfurl_media": False}
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            server.where.token, base_url=server.where.api, session=session, retry_handlers=[]
        )

        async def send(channel: str, number: int) -> None:
            fields = {"reference": "0123ab", "page": 1, "nonce": str(number)}
            metadata = {"event_type": "briefbot_delivery", "event_payload": fields}
            fresh = {**body, "channel": channel, "metadata": metadata}
            await client.api_call("chat.postMessage", json=fresh)

        return await bare(server.where.channels, send)


def main() -> int:
    """Print what the courier reaches of the bare loop."""
    print("posts on Slack, against a bare loop of slack_sdk:")
    return compare(
        "slack",
        serve_slack,
        loop=loop,
        opened=lambda server: partial(
            slack_account, server.where, pace=UNPACED, in_flight=IN_FLIGHT
        ),
    )


if __name__ == "__main__":
    raise SystemExit(main())
