"""The gateway: sessions, identifying, resuming, heartbeats and events.

https://docs.discord.com/developers/events/gateway
"""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Callable

from aiohttp import WSMsgType, web

from discord_server.faults import Faults
from discord_server.limits import Limits
from discord_server.objects import guild_json, user_json
from discord_server.records import Guild, Json
from discord_server.sessions import (
    HEARTBEAT,
    HEARTBEAT_ACK,
    HELLO,
    IDENTIFY,
    INVALID_SESSION,
    PRESENCE,
    RECONNECT,
    REQUEST_MEMBERS,
    RESUME,
    VOICE_STATE,
    Line,
    Session,
)
from discord_server.settings import Settings
from discord_server.world import World

GUILDS = 1 << 0
GUILD_MESSAGES = 1 << 9
DIRECT_MESSAGES = 1 << 12
MESSAGE_CONTENT = 1 << 15
_PRIVILEGED = 1 << 1 | 1 << 8 | MESSAGE_CONTENT
_KNOWN_INTENTS = (1 << 26) - 1


class Gateway:
    """Every session of the one bot. `violations` tells what a real Discord would punish."""

    def __init__(
        self,
        world: World,
        settings: Settings,
        faults: Faults,
        *,
        limits: Limits,
        token: Callable[[], str],
    ) -> None:
        self.world = world
        self.settings = settings
        self.faults = faults
        self.limits = limits
        self.token = token
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.violations: list[str] = []
        self.identified = 0
        self.resumed = 0
        self._lines: set[Line] = set()
        self._last_identify: dict[int, float] = {}

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Hold one socket until it closes."""
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        line = Line(socket, request.transport)
        self._lines.add(line)
        line.put(HELLO, {"heartbeat_interval": int(self.settings.heartbeat_interval * 1000)})
        writer = asyncio.create_task(line.write())
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    code: int | None = 4002
                else:
                    code = self._receive(line, message.data)
                if code is not None:
                    await socket.close(code=code)
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
            self._hang_up(line)
        return socket

    def listens(self, guild: Guild | None, intent: int) -> bool:
        """Tell whether any session wants events of this intent."""
        return any(
            session.intents & intent and session.hears(guild) for session in self.sessions.values()
        )

    def dispatch(
        self, event: str, data: object, *, guild: Guild | None = None, intent: int = 0
    ) -> None:
        """Send an event to the sessions that want it; without `intent`, to the server's shard."""
        for session in self.sessions.values():
            if session.hears(guild) and (not intent or session.intents & intent):
                session.push(event, data)

    def ask_to_reconnect(self) -> None:
        """Send op 7 to every socket."""
        for line in self._lines:
            line.put(RECONNECT)

    def invalidate(self, *, is_resumable: bool = False) -> None:
        """Send op 9 to every socket."""
        if not is_resumable:
            self.sessions.clear()
        for line in self._lines:
            line.put(INVALID_SESSION, is_resumable)

    async def close(self, code: int) -> None:
        """Close every socket with a code."""
        await asyncio.gather(*(line.socket.close(code=code) for line in list(self._lines)))

    def abort(self) -> None:
        """Let every connection break without a word."""
        for line in list(self._lines):
            if line.transport:
                line.transport.abort()

    def _hang_up(self, line: Line) -> None:
        self._lines.discard(line)
        session = line.session
        if session is None or session.line is not line:
            return
        session.line = None
        if line.socket.close_code in (1000, 1001):  # then the bot does not mean to resume
            self.sessions.pop(session.id, None)

    def _receive(self, line: Line, text: str) -> int | None:
        """Do what one message says; return the code to close with, if any."""
        try:
            message = json.loads(text)
            op, data = message["op"], message.get("d")
        except (ValueError, KeyError, TypeError, AttributeError):
            return 4002
        if op == HEARTBEAT:
            if self.faults.acknowledges_heartbeats:
                line.put(HEARTBEAT_ACK)
            return None
        if op in (IDENTIFY, RESUME):
            return self._enter(line, op, data)
        if line.session is None:
            return 4003
        return None if op in (PRESENCE, VOICE_STATE, REQUEST_MEMBERS) else 4001

    def _enter(self, line: Line, op: int, data: object) -> int | None:
        if line.session:
            return 4005
        if not isinstance(data, dict):
            return 4002
        if data.get("token") != self.token():
            return 4004
        return self._identify(line, data) if op == IDENTIFY else self._resume(line, data)

    def _identify(self, line: Line, data: Json) -> int | None:
        code = self._refusal(data)
        if code is not None:
            return code
        number, count = data.get("shard", (0, 1))
        key = number % self.limits.max_concurrency
        now = self.world.seconds()
        early = now < self._last_identify.get(key, 0.0) + self.limits.identify_seconds
        self._last_identify[key] = now
        if early:
            self.violations.append(f"IDENTIFY of shard {number} within the limit's seconds")
            line.put(INVALID_SESSION, data=False)
            return None
        kept: deque[tuple[int, str]] = deque(maxlen=self.settings.events_kept)
        session = Session(secrets.token_hex(16), (number, count), data["intents"], kept)
        self.sessions = {
            identity: other
            for identity, other in self.sessions.items()
            if other.line or other.shard != session.shard
        }
        self.sessions[session.id] = session
        self.identified += 1
        line.session, session.line = session, line
        self._welcome(session)
        return None

    def _refusal(self, data: Json) -> int | None:
        shard = data.get("shard", (0, 1))
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            return 4010
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~_KNOWN_INTENTS:
            return 4013
        if intents & _PRIVILEGED & ~self.settings.privileged_intents:
            return 4014
        return None

    def _welcome(self, session: Session) -> None:
        world = self.world
        guilds = [guild for guild in world.guilds.values() if session.hears(guild)]
        ready = {
            "v": 10,
            "user": {**user_json(world.bot), "email": None, "verified": True, "flags": 0},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.url,
            "shard": list(session.shard),
            "application": {"id": str(world.application_id), "flags": 0},
        }
        session.push("READY", ready)
        if session.intents & GUILDS:
            for guild in guilds:
                session.push("GUILD_CREATE", guild_json(world, guild))

    def _resume(self, line: Line, data: Json) -> int | None:
        session = self.sessions.get(str(data.get("session_id")))
        seen = data.get("seq")
        if session is None or not isinstance(seen, int) or not self.faults.accepts_resume:
            line.put(INVALID_SESSION, data=False)
            return None
        if seen > session.sequence:
            return 4007
        missed = [(number, text) for number, text in session.kept if number > seen]
        if len(missed) < session.sequence - seen:
            line.put(INVALID_SESSION, data=False)
            return None
        self.resumed += 1
        line.session, session.line = session, line
        for _, text in missed:
            line.queue.put_nowait(text)
        session.push("RESUMED", {})
        return None
