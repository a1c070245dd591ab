"""Socket Mode: tickets, hello, envelopes with their acknowledgements, ping, and disconnect.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from aiohttp import WSMsgType, web

from slack_server.calls import Call
from slack_server.delivering import Acknowledged, Kind, repeated
from slack_server.faults import Faults
from slack_server.limits import Limits
from slack_server.world import Json, World

#: An app may have so many connections at once.
MOST_CONNECTIONS = 10
_PING_SECONDS = 10.0


@dataclass(slots=True, eq=False)
class Connection:
    """An open connection. `is_mute`: nothing is sent on it; `is_deaf`: nor are pings answered."""

    socket: web.WebSocketResponse
    is_deaf: bool = False
    is_mute: bool = False

    async def say(self, message: Json) -> None:
        if not (self.is_deaf or self.is_mute or self.socket.closed):
            with contextlib.suppress(ConnectionError):
                await self.socket.send_json(message)


class Sockets:
    """Every connection of the app; `acknowledged` keeps (envelope id, was it in time)."""

    faults: Faults

    def __init__(self, world: World, limits: Limits, base: Callable[[], str]) -> None:
        self.world = world
        self.limits = limits
        self.connections: list[Connection] = []
        self.acknowledged: list[tuple[str, bool]] = []
        self.opened = 0
        self._base = base
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    # --- what opens a connection ---

    def connect(self, _call: Call) -> Json:
        """Answer apps.connections.open: an address that is good for one connection."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        address = self._base().replace("http", "ws", 1)
        return {"ok": True, "url": f"{address}link/?ticket={ticket}&app_id={self.world.app_id}"}

    async def accept(self, request: web.BaseRequest) -> web.StreamResponse:
        """Take a connection, and keep it until either side hangs up."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="no such ticket")
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(autoping=False, timeout=0.5)
        await socket.prepare(request)
        connection = Connection(socket, is_deaf=self.faults.is_deaf, is_mute=self.faults.is_mute)
        if len(self.connections) >= MOST_CONNECTIONS:
            await connection.say({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self.connections.append(connection)
        self.opened += 1
        self._changed.set()
        await connection.say(self._hello())
        pinging = asyncio.create_task(_ping(connection))
        try:
            await self._listen(connection)
        finally:
            pinging.cancel()
            self.connections.remove(connection)
            self._changed.set()
        return socket

    async def connected(self, count: int = 1, *, within: float = 10.0) -> None:
        """Return when connections have been opened so often; raise TimeoutError if not."""
        async with asyncio.timeout(within):
            while self.opened < count or not self.connections:
                self._changed.clear()
                await self._changed.wait()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "connection_info": {"app_id": self.world.app_id},
            "debug_info": {"host": "local", "approximate_connection_time": 18060},
        }

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is WSMsgType.PING and not connection.is_deaf:
                await connection.socket.pong(message.data)
            elif message.type is WSMsgType.TEXT and not connection.is_deaf:
                self._heard(json.loads(message.data))

    # --- envelopes ---

    async def deliver(self, kind: Kind, payload: Json) -> Acknowledged:
        """Send an envelope on the newest connection and wait for its acknowledgement."""
        if not self.connections:
            return Acknowledged(error="dispatch_failed")
        envelope: Json = {
            "type": kind.value,
            "envelope_id": str(uuid4()),
            "accepts_response_payload": kind is not Kind.EVENT,
            "payload": payload,
        }

        async def send(attempt: int) -> Acknowledged:
            retry = {"retry_attempt": attempt, "retry_reason": "timeout"} if attempt else {}
            return await self._sent({**envelope, **retry})

        return await repeated(kind, self.faults.redeliveries, send)

    async def _sent(self, envelope: Json) -> Acknowledged:
        name = envelope["envelope_id"]
        ack: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[name] = ack
        start = time.monotonic()
        try:
            if self.connections:
                await self.connections[-1].say(envelope)
            body = await asyncio.wait_for(ack, self.limits.acknowledge_seconds)
        except TimeoutError:
            return Acknowledged(error="operation_timeout")
        finally:
            del self._waiting[name]
        return Acknowledged(after=time.monotonic() - start, body=body)

    def _heard(self, message: Json) -> None:
        name = str(message.get("envelope_id"))
        ack = self._waiting.get(name)
        self.acknowledged.append((name, ack is not None))
        if self.faults.lost_acks:
            self.faults.lost_acks -= 1
        elif ack is not None and not ack.done():
            ack.set_result(message.get("payload") or {})

    # --- faults ---

    def go_deaf(self, mute: bool) -> None:  # noqa: FBT001 -- a callback of the faults
        for connection in self.connections:
            connection.is_mute = True
            connection.is_deaf = not mute

    def say(self, message: Json) -> None:
        """Send a message to every connection; hang up after any disconnect but a warning."""
        for connection in list(self.connections):
            task = asyncio.create_task(_say_goodbye(connection, message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Hang up on everybody."""
        for connection in list(self.connections):
            await connection.socket.close()


async def _say_goodbye(connection: Connection, message: Json) -> None:
    await connection.say(message)
    if message.get("reason") != "warning":
        await connection.socket.close()


async def _ping(connection: Connection) -> None:
    while True:
        await asyncio.sleep(_PING_SECONDS)
        if not connection.is_deaf:
            with contextlib.suppress(ConnectionError):
                await connection.socket.ping(b"Ping from local")
