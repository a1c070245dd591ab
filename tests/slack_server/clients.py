"""The real clients that the server is tested with: slack_sdk's and slack_bolt's, asynchronous."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slack_server import SlackServer

Json = dict[str, Any]


@asynccontextmanager
async def web_client(server: SlackServer, *, token: str = "") -> AsyncIterator[AsyncWebClient]:
    """Yield a client with one session that retries nothing."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        yield AsyncWebClient(
            token or server.bot_token, base_url=server.api, session=session, retry_handlers=[]
        )


@asynccontextmanager
async def bolt_app(server: SlackServer) -> AsyncIterator[AsyncApp]:
    """Yield an app that is not connected yet."""
    async with web_client(server) as client:
        yield AsyncApp(client=client, signing_secret=server.signing_secret)


@asynccontextmanager
async def by_socket(
    server: SlackServer, app: AsyncApp, *, ping_interval: float = 5
) -> AsyncIterator[AsyncSocketModeHandler]:
    """Connect an app by Socket Mode."""
    handler = AsyncSocketModeHandler(app, server.app_token, ping_interval=ping_interval)
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call] # of slack_bolt
        await server.connected()
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call] # of slack_bolt


@asynccontextmanager
async def by_requests(server: SlackServer, app: AsyncApp) -> AsyncIterator[None]:
    """Connect an app by signed requests."""

    async def events(request: web.Request) -> web.Response:
        answered = await app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answered)

    site = web.Application()
    site.router.add_post("/slack/events", events)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    server.request_url = f"http://{host}:{port}/slack/events"
    try:
        yield
    finally:
        server.request_url = ""
        await runner.cleanup()


async def refusal(call: Awaitable[object]) -> Json:
    """Return what a call is refused with; it is a failure if it is not."""
    with pytest.raises(SlackApiError) as caught:
        await call
    answer = caught.value.response.data
    assert isinstance(answer, dict)
    return answer
