"""What tests drive the adapter with: bodies, senders on the local Discord, and that in a thread."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.work import Outgoing
from briefbot.platforms.discord.sender import DiscordSender
from briefbot.platforms.discord.settings import DiscordSettings
from discord_server import Channel, DiscordServer, Message

T = TypeVar("T")


def text_body(text: str, *, reference: str = "", page: int = 1, pages: int = 1) -> str:
    """Return a page as our renderer makes it, the smallest there is."""
    number = f" · {page}/{pages}" if pages > 1 else ""
    marker = f"\n-# ref {reference}{number}" if reference else ""
    container = {"type": 17, "components": [{"type": 10, "content": f"{text}{marker}"}]}
    body = {"flags": 1 << 15, "components": [container], "allowed_mentions": {"parse": []}}
    return json.dumps(body, ensure_ascii=False)


def outgoing(
    channel: Channel | str,
    text: str = "Council meets",
    *,
    subject: str = "one",
    page: int = 1,
    pages: int = 1,
    **fields: Any,  # noqa: ANN401 - passed on to the dataclass, which types them
) -> Outgoing:
    """Return a message of a posting of its own for each subject."""
    key = PostingKey(
        destination="news", kind=PostingKind.DIGEST, subject=subject, occurrence="2026-01-10"
    )
    out = Outgoing(
        channel=channel if isinstance(channel, str) else str(channel.id),
        payload=text_body(text, reference=key.reference, page=page, pages=max(page, pages)),
        nonce=key.nonce(page),
        reference=key.reference,
        page=page,
        since=datetime.now(UTC) - timedelta(seconds=1),
    )
    return replace(out, **fields)


def said(message: Message) -> str:
    """Return what a message says, without its marker."""
    content: str = message.components[0]["components"][0]["content"]
    return content.partition("\n-# ref")[0]


def settings_for(server: DiscordServer, *, token: str = "") -> DiscordSettings:
    """Return what leads to a local Discord."""
    return DiscordSettings(token=token or server.token, api=server.api, gateway=server.gateway)


async def until(condition: Callable[[], object], *, seconds: float = 10) -> None:
    """Wait for something to come true. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - it is another program's state
            await asyncio.sleep(0.01)


@asynccontextmanager
async def sending(server: DiscordServer) -> AsyncIterator[DiscordSender]:
    """Give a sender as a process has it that was just started."""
    sender = DiscordSender(settings_for(server))
    try:
        yield sender
    finally:
        await sender.close()


class Hosted:
    """A local Discord in a thread of its own, for tests with several event loops."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self.server = self.call(_started())
        self._is_up = True

    def call(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Return the result of a coroutine that runs where the server does."""
        return self.begin(coroutine).result(30)

    def begin(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Let a coroutine run where the server does."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop)

    def stop(self) -> None:
        """Serve nothing any more."""
        if self._is_up:
            self.call(self.server.__aexit__(None, None, None))
            self._is_up = False

    def close(self) -> None:
        """End the thread too."""
        self.stop()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


async def _started() -> DiscordServer:
    return await DiscordServer().__aenter__()


@contextmanager
def hosted() -> Iterator[Hosted]:
    """Run a local Discord in a thread."""
    host = Hosted()
    try:
        yield host
    finally:
        host.close()
