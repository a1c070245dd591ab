"""The local chat, served by a thread of its own while a browser looks at it."""

import asyncio
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from briefbot.core.commands.exchange import Answer, Request
from briefbot.core.delivery.state import Receipt, Verdict
from briefbot.core.visibility import Role
from briefbot.platforms.local.chat import LocalChat
from platforms.local.stage import Answering, Stage, post

T = TypeVar("T")

_PATIENCE = 20


class Rightful(Answering):
    """Says back what it is asked, and refuses what only managers may do."""

    async def line(self, line: str, request: Request) -> Answer:
        self.is_done = not line.startswith("/brief-admin") or request.caller.role is Role.MANAGER
        return await super().line(line, request)

    async def pressed(self, action: str, request: Request) -> Answer:
        self.is_done = True
        return await super().pressed(action, request)


@dataclass
class Serving:
    """A chat at one address, through as many processes after each other as a test starts."""

    folder: Path
    answering: Rightful = field(default_factory=Rightful)
    posted: int = 0

    def __post_init__(self) -> None:
        self.stage = Stage(self.folder, answering=self.answering)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.port = 0
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def _done(self, call: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(call, self.loop).result(_PATIENCE)

    def start(self) -> None:
        self.chat = self.stage.chat()
        self.runner, self.link, self.port = self._done(_served(self.chat, self.port))

    def stop(self) -> None:
        self._done(_ended(self.chat, self.runner, self.link))

    def close(self) -> None:
        self.stop()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(_PATIENCE)
        self.loop.close()

    def post(self, channel: str, title: str, **fields: object) -> Receipt:
        self.posted += 1
        message = self.stage.outgoing(channel, title, nonce=f"nonce-{self.posted}", **fields)
        return self._done(post(self.chat, message))

    def edit(self, channel: str, receipt: Receipt, title: str) -> None:
        message = replace(self.stage.outgoing(channel, title), target=receipt)
        assert self._done(self.chat.sender.edit(message)).verdict is Verdict.DELIVERED

    def retract(self, channel: str, receipt: Receipt) -> None:
        message = replace(self.stage.outgoing(channel, "gone"), target=receipt)
        assert self._done(self.chat.sender.delete(message)).verdict is Verdict.DELIVERED

    @property
    def commands(self) -> list[str]:
        """What was asked, without what was asked while somebody typed."""
        return [what for what, _ in self.answering.asked if not what.startswith("complete")]


async def _served(chat: LocalChat, port: int) -> "tuple[web.AppRunner, asyncio.Task[None], int]":
    application = web.Application()
    application.add_routes(chat.routes())
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()
    link = asyncio.create_task(chat.link.run())
    return runner, link, runner.addresses[0][1]


async def _ended(chat: LocalChat, runner: web.AppRunner, link: "asyncio.Task[None]") -> None:
    chat.link.stop()
    await asyncio.wait_for(link, _PATIENCE)
    await runner.cleanup()
