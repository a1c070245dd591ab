"""People of a workspace who talk to the app: the real answerer behind the real link."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

from aiohttp import web as http

from answering_stage import Chat
from briefbot.core.commands import Holders, RoleMap
from briefbot.platforms.slack.client.link import PATH, SlackLink
from briefbot.platforms.slack.client.socket import Rhythm
from briefbot.platforms.slack.client.web import Web
from briefbot.platforms.slack.settings import SlackSettings
from platforms.slack.serving import run
from slack_server import Answer, Channel, Limits, Message, SlackServer, User

QUICK = Rhythm(beat=timedelta(seconds=0.1), deaf=timedelta(seconds=0.5))

Mode = Literal["socket", "http"]


@dataclass
class Talk:
    """A reader and a manager in a channel that is the newsroom, and the link that hears them."""

    server: SlackServer
    chat: Chat
    link: SlackLink
    news: Channel
    reader: User
    manager: User

    async def says(
        self,
        text: str,
        *,
        command: str = "/brief",
        user: User | None = None,
        **more: Any,  # noqa: ANN401 - passed on
    ) -> Answer:
        """Have somebody type a command."""
        return await self.server.run_command(
            user or self.reader, more.pop("channel", self.news), command, text, **more
        )

    async def manages(self, text: str, *, wait: float = 5.0) -> Answer:
        return await self.says(text, command="/brief-admin", user=self.manager, wait=wait)


def words(message: Message) -> str:
    """Return all that a message says, of its blocks."""
    return " ".join(_texts(message.blocks))


def seen(answer: Answer) -> str:
    """Return all that somebody sees of an answer."""
    return " ".join(map(words, answer.messages))


def action_ids(message: Message, kind: str = "button") -> dict[str, str]:
    """Return the action ids of a message's buttons by what stands on them."""
    elements = [each for block in message.blocks for each in block.get("elements", ())]
    return {
        each.get("text", each.get("placeholder"))["text"]: each["action_id"]
        for each in elements
        if each.get("type") == kind and "action_id" in each
    }


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [text for each in value.values() for text in _texts(each)]
    return []


@asynccontextmanager
async def talking(
    server: SlackServer, chat: Chat, mode: Mode = "socket", rhythm: Rhythm | None = None
) -> AsyncIterator[Talk]:
    """Have a link that is connected."""
    reader = server.add_user("Reader", tz="Europe/Kyiv")
    manager = server.add_user("Manager")
    news = server.add_channel("news")
    chat.library = replace(
        chat.library,
        roles=RoleMap({"slack": Holders(managers=frozenset({manager.id, "admin"}))}),
        places={("slack", news.id): "newsroom"},
    )
    settings = SlackSettings(
        bot_token=server.bot_token,
        app_token=server.app_token,
        signing_secret=server.signing_secret,
        mode=mode,
        api=server.api,
    )
    web = Web(settings)
    link = SlackLink(
        settings,
        web,
        answering=chat.answerer,
        once=_once(),
        lacks=nothing,
        clock=chat.clock,
        rhythm=rhythm or QUICK,
    )
    running = asyncio.create_task(link.run())
    try:
        async with served(server, link, mode):
            yield Talk(server, chat, link, news, reader, manager)
    finally:
        link.stop()
        await asyncio.gather(running, return_exceptions=True)
        await web.close()


@asynccontextmanager
async def served(server: SlackServer, link: SlackLink, mode: Mode) -> AsyncIterator[None]:
    """Have the link reached: by its socket, or at an address of ours."""
    if mode == "socket":
        await server.connected()
        await until(lambda: not link.trouble)
        yield
        return
    application = http.Application()
    application.add_routes(link.routes)
    runner = http.AppRunner(application)
    await runner.setup()
    await http.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    server.request_url = f"http://{host}:{port}{PATH}"
    try:
        await until(lambda: not link.trouble)
        yield
    finally:
        await runner.cleanup()


async def until(so: Callable[[], bool], *, within: float = 10.0) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(within):
        while not so():  # noqa: ASYNC110 - of a server that tells nobody
            await asyncio.sleep(0.01)


def play(
    chat: Chat,
    scenario: Callable[[Talk], Coroutine[Any, Any, None]],
    *,
    mode: Mode = "socket",
    limits: Limits | None = None,
    rhythm: Rhythm | None = None,
) -> None:
    """Play a scenario with people who talk."""

    async def main(server: SlackServer) -> None:
        async with talking(server, chat, mode, rhythm) as talk:
            await scenario(talk)

    run(main, limits)


async def nothing(_lacks: Mapping[str, str]) -> None:
    """Let the app lack what it lacks."""


def _once() -> Callable[[str], Coroutine[Any, Any, bool]]:
    given: set[str] = set()

    async def once(name: str) -> bool:
        is_first = name not in given
        given.add(name)
        return is_first

    return once
