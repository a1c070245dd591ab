"""Which of Slack's interactions goes where; acknowledging is all that is waited for.

https://docs.slack.dev/tools/bolt-python/concepts/async
"""

import re
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from briefbot.core.commands import Command
from briefbot.platforms.slack.client.web import Json
from briefbot.platforms.slack.commands.desk import Desk
from briefbot.platforms.slack.commands.manifest import SHORTCUT

_ANY = re.compile(r".*", re.DOTALL)


def bolt_app(
    desk: Desk, *, whose: Callable[[], Awaitable[AuthorizeResult]], signing_secret: str
) -> AsyncApp:
    """Return a Bolt app that has everything answered at a desk; `whose` tells who the app is.

    Its own client is never used: it would open a connection for each call.
    """

    async def authorize() -> AuthorizeResult:  # Bolt looks at the names of its arguments
        return await whose()

    app = AsyncApp(
        name="briefbot",
        client=AsyncWebClient(retry_handlers=[]),
        authorize=authorize,
        signing_secret=signing_secret,
        process_before_response=True,  # else Bolt looks every 10 ms whether it was acknowledged
    )
    _commands(app, desk)
    _actions(app, desk)
    _forms(app, desk)
    _others(app, desk)
    return app


def _commands(app: AsyncApp, desk: Desk) -> None:
    async def command(ack: AsyncAck, body: Json) -> None:
        await ack()
        desk.start(desk.command(body))

    async def shortcut(ack: AsyncAck, body: Json) -> None:
        await ack()
        desk.start(desk.about(body))

    for each in Command:
        app.command(f"/{each.value}")(command)
    app.message_shortcut(SHORTCUT)(shortcut)


def _actions(app: AsyncApp, desk: Desk) -> None:
    async def press(ack: AsyncAck, body: Json) -> None:
        await ack()
        desk.start(desk.press(body))

    async def choose(ack: AsyncAck, body: Json) -> None:
        await ack()
        desk.start(desk.choose(body))

    async def open_form(ack: AsyncAck, body: Json) -> None:
        await ack()
        desk.start(desk.open_form(body))

    app.action(re.compile(r"v1:"))(press)
    app.action(re.compile(r"find:"))(choose)
    app.action(re.compile(r"form:"))(open_form)


def _forms(app: AsyncApp, desk: Desk) -> None:
    async def propose(ack: AsyncAck, body: Json) -> None:
        await ack(options=await desk.propose(body))

    async def submit(ack: AsyncAck, body: Json) -> None:
        errors = await desk.submit(body)
        await (ack(response_action="errors", errors=errors) if errors else ack())

    app.options(re.compile(r"find:"))(propose)
    app.view(re.compile(r"form:"))(submit)


def _others(app: AsyncApp, desk: Desk) -> None:
    """Greet; and take what needs no answer, such as the press of a button that opens an address."""

    async def joined(ack: AsyncAck, body: Json) -> None:
        await ack()
        desk.start(desk.joined(body))

    async def nothing(ack: AsyncAck) -> None:
        await ack()

    app.event("member_joined_channel")(joined)
    app.action(_ANY)(nothing)
    app.event(_ANY)(nothing)
