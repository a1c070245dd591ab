"""Sockets of the gateway, and the sessions that outlive them."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field

from aiohttp import web

from discord_server.records import Guild

HEARTBEAT = 1
IDENTIFY = 2
PRESENCE = 3
VOICE_STATE = 4
RESUME = 6
RECONNECT = 7
REQUEST_MEMBERS = 8
INVALID_SESSION = 9
HELLO = 10
HEARTBEAT_ACK = 11


@dataclass(slots=True, eq=False)
class Line:
    """One open socket: what is queued for it leaves in order."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    queue: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    session: "Session | None" = None

    def put(self, op: int, data: object = None) -> None:
        self.queue.put_nowait(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    async def write(self) -> None:
        """Send what is queued, until cancelled or the socket is gone."""
        while True:
            text = await self.queue.get()
            if self.socket.closed:
                return
            await self.socket.send_str(text)


@dataclass(slots=True, eq=False)
class Session:
    """What survives a lost socket: the numbered events that a RESUME asks for again."""

    id: str
    shard: tuple[int, int]
    intents: int
    kept: deque[tuple[int, str]]
    sequence: int = 0
    line: Line | None = None

    def push(self, event: str, data: object) -> None:
        self.sequence += 1
        text = json.dumps({"op": 0, "d": data, "s": self.sequence, "t": event})
        self.kept.append((self.sequence, text))
        if self.line:
            self.line.queue.put_nowait(text)

    def hears(self, guild: Guild | None) -> bool:
        number, count = self.shard
        return number == (0 if guild is None else (guild.id >> 22) % count)
