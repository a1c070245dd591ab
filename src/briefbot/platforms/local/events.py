"""Server-sent events: what is new in the chat, as it comes.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

import structlog
from aiohttp import web

from briefbot.errors import StoreError
from briefbot.platforms.local.bell import Bell
from briefbot.platforms.local.guards import HEADERS, RefusedError
from briefbot.platforms.local.settings import Channel
from briefbot.platforms.local.store import ChatStore, Message

_log = structlog.get_logger()

#: How many pages may be open at once.
MOST_STREAMS: Final = 50
#: How often a page that hears nothing is told that all is well, in seconds.
_PING = 15.0
#: How long a page may take to read an event, in seconds.
_PATIENCE = 10.0
#: How soon a browser comes back, in milliseconds.
_RETRY = 1000


class Events:
    """The open streams. What is new is read from the store: a slow page makes nothing pile up."""

    def __init__(
        self,
        store: ChatStore,
        *,
        bell: Bell,
        channels: Callable[[], Sequence[Channel]],
        drawn: Callable[[Message, Channel], Mapping[str, object]],
        ping: float = _PING,
    ) -> None:
        self._store = store
        self._bell = bell
        self._channels = channels
        self._drawn = drawn
        self._ping = ping
        self._open: set[asyncio.BaseTransport] = set()

    async def stream(self, request: web.Request, after: int | None) -> web.StreamResponse:
        """Send what changed after a number, from now on without one, until the page is gone.

        Raises RefusedError when too many pages are open.
        """
        transport = request.transport
        if transport is None or sum(not each.is_closing() for each in self._open) >= MOST_STREAMS:
            raise RefusedError(503, f"{MOST_STREAMS} pages are open already.")
        latest = await asyncio.to_thread(self._store.latest)
        after = latest if after is None else min(after, latest)
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        self._open.add(transport)
        try:
            await response.prepare(request)
            # Whatever ends it, the page comes back and is told what is wrong then.
            with suppress(ConnectionError, TimeoutError, StoreError):
                await _write(response, f"retry: {_RETRY}\n\n")
                await self._follow(response, after)
        except Exception:  # what has begun can only end: no answer fits in any more
            if not response.prepared:
                raise
            _log.exception("a stream of events has a fault")
        finally:
            self._open.discard(transport)
        return response

    async def _follow(self, response: web.StreamResponse, after: int) -> None:
        channels = tuple(self._channels())
        with self._bell.listening() as heard:
            while not self._bell.is_closed:
                heard.clear()
                after = await self._send_new(response, after)
                if channels != (channels := tuple(self._channels())):
                    await _write(response, _event("state", {}))
                try:
                    await asyncio.wait_for(heard.wait(), self._ping)
                except TimeoutError:
                    await _write(response, _event("ping", {}))

    async def _send_new(self, response: web.StreamResponse, after: int) -> int:
        """Send every change after a number; return the number of the last one."""
        while changed := await asyncio.to_thread(self._store.changes, after):
            by_place = defaultdict(list)
            for channel in self._channels():
                by_place[channel.place].append(channel)
            for message in changed:
                await self._send(response, message, by_place[message.channel])
                after = message.change
        return after

    async def _send(
        self, response: web.StreamResponse, message: Message, channels: Sequence[Channel]
    ) -> None:
        """Send a change to every channel of its place; its number comes with the last of them.

        So a page that is cut off in between is told of all of them again.
        """
        for left, channel in reversed(list(enumerate(reversed(channels)))):
            number = None if left else message.change
            await _write(response, _event("message", self._drawn(message, channel), number))


async def _write(response: web.StreamResponse, text: str) -> None:
    """Write to a page. Raises TimeoutError for one that does not read."""
    async with asyncio.timeout(_PATIENCE):
        await response.write(text.encode())


def _event(name: str, data: Mapping[str, object], number: int | None = None) -> str:
    identity = "" if number is None else f"id: {number}\n"
    return f"{identity}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
