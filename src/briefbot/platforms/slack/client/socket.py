"""Socket Mode: envelopes come in over a WebSocket, and their acknowledgements go back.

slack_sdk's own socket client takes a proxy from the environment without heeding NO_PROXY, and tries
a wrong token forever; this one tells.
https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import structlog

from briefbot.errors import BriefbotError
from briefbot.platforms.slack.client.web import Json, Web

_log = structlog.get_logger()

#: Takes an envelope; returns what is acknowledged with it, None where it must not be acknowledged.
Handle = Callable[[Json], Awaitable[Json | None]]

#: How long a parting may take.
_CLOSE = aiohttp.ClientWSTimeout(ws_close=1.0)
#: A connection that ends before that is followed by a pause.
_SHORT = 10.0
_PAUSE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often the other end is asked for a sign of life, and how long there may be none.

    After `renew` a connection gets a successor in any case: one may give signs of life while
    nothing else arrives any more.
    """

    beat: timedelta = timedelta(seconds=5)
    deaf: timedelta = timedelta(seconds=15)
    renew: timedelta = timedelta(minutes=15)


class Socket:
    """Stays connected; a connection that goes deaf, ends, or is to be renewed gets a successor."""

    def __init__(self, web: Web, handle: Handle, *, rhythm: Rhythm) -> None:
        self._web = web
        self._handle = handle
        self._rhythm = rhythm
        #: Why nobody is heard, "" while the connection is good.
        self.trouble = "not connected yet"

    async def run(self, stop: asyncio.Event) -> None:
        """Be connected until `stop`. Raises what `Web` and the network do."""
        stopped = asyncio.create_task(stop.wait())
        lines: list[_Line] = []
        try:
            while not stop.is_set():
                began = asyncio.get_running_loop().time()
                lines.append(await self._connect())
                for line in lines[:-1]:
                    await line.close()
                del lines[:-1]
                left = asyncio.create_task(lines[0].left.wait())
                await asyncio.wait({left, stopped}, return_when=asyncio.FIRST_COMPLETED)
                left.cancel()
                self._look_at(lines[0])
                if asyncio.get_running_loop().time() - began < _SHORT:
                    await asyncio.wait({stopped}, timeout=_PAUSE)
        finally:
            stopped.cancel()
            for line in lines:
                await line.close()
            self.trouble = "not connected"

    async def _connect(self) -> "_Line":
        address = await self._web.socket_address()
        socket = await self._web.open().ws_connect(address, autoping=False, timeout=_CLOSE)
        return _Line(socket, self._handle, rhythm=self._rhythm, good=self._good)

    def _good(self) -> None:
        if self.trouble:
            _log.info("connected to Slack")
        self.trouble = ""

    def _look_at(self, line: "_Line") -> None:
        if line.why == "link_disabled":
            raise BriefbotError(
                "Socket Mode is switched off for the Slack app",
                next_step="switch it on in the app's settings, under Socket Mode",
            )
        if line.why and not line.is_relieved:
            self.trouble = f"{line.why}; connecting again"
            _log.warning("Slack is not heard", reason=line.why)


class _Line:
    """One connection. `left` is set when it has ended, or there should be another in its place."""

    def __init__(
        self,
        socket: aiohttp.ClientWebSocketResponse,
        handle: Handle,
        *,
        rhythm: Rhythm,
        good: Callable[[], None],
    ) -> None:
        self.left = asyncio.Event()
        self.why = ""
        self.is_relieved = False
        self._socket = socket
        self._handle = handle
        self._rhythm = rhythm
        self._good = good
        self._began = self._heard = asyncio.get_running_loop().time()
        self._work: set[asyncio.Task[None]] = set()
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._ask())]

    async def close(self) -> None:
        """End the connection; what is being acknowledged may still be."""
        if self._work:
            await asyncio.wait(self._work, timeout=1.0)
        for task in (*self._tasks, *self._work):
            task.cancel()
        await asyncio.gather(*self._tasks, *self._work, return_exceptions=True)
        with suppress(aiohttp.ClientError, OSError):
            await self._socket.close()

    async def _read(self) -> None:
        """Read frames until there are no more."""
        try:
            while True:
                frame = await self._socket.receive()
                self._heard = asyncio.get_running_loop().time()
                if frame.type is aiohttp.WSMsgType.TEXT:
                    self._take(frame.data)
                elif frame.type is aiohttp.WSMsgType.PING:
                    await self._socket.pong(frame.data)
                elif frame.type not in {aiohttp.WSMsgType.PONG, aiohttp.WSMsgType.BINARY}:
                    break
        except (aiohttp.ClientError, OSError) as error:
            self._leave(f"the connection to Slack broke ({type(error).__name__})")
        else:
            self._leave("Slack closed the connection")

    async def _ask(self) -> None:
        """Ask for signs of life, until there was none for too long, or the connection is old."""
        beat, deaf, renew = (
            span.total_seconds()
            for span in (self._rhythm.beat, self._rhythm.deaf, self._rhythm.renew)
        )
        with suppress(aiohttp.ClientError, OSError):
            while self._since(self._heard) < deaf and self._since(self._began) < renew:
                await self._socket.ping()
                await asyncio.sleep(beat)
            silence = self._since(self._heard)
            self.is_relieved = silence < deaf
            self._leave(f"nothing was heard from Slack for {silence:.0f} s")

    @staticmethod
    def _since(moment: float) -> float:
        return asyncio.get_running_loop().time() - moment

    def _take(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            return
        match message:
            case {"type": "hello"}:
                self._good()
            case {"type": "disconnect"}:
                self.is_relieved = True
                self._leave(str(message.get("reason", "")))
            case {"envelope_id": str(), "payload": dict()}:
                work = asyncio.create_task(self._acknowledge(message))
                self._work.add(work)
                work.add_done_callback(self._work.discard)
            case _:
                _log.debug("something else came from Slack")

    async def _acknowledge(self, envelope: Json) -> None:
        try:
            payload = await self._handle(envelope)
        except Exception:  # noqa: BLE001 - whatever it is, the others are acknowledged
            _log.exception("an envelope could not be taken")
            return
        if payload is None:
            return
        answer: Json = {"envelope_id": envelope["envelope_id"]}
        # One that cannot be sent is delivered again over the next connection.
        with suppress(aiohttp.ClientError, OSError):
            await self._socket.send_json({**answer, "payload": payload} if payload else answer)

    def _leave(self, why: str) -> None:
        if not self.left.is_set():
            self.why = why
            self.left.set()
