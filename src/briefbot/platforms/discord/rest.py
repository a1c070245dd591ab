"""The one place where a request of ours is handed to discord.py.

discord.py keeps the session, the token, proxies, and the buckets of the rate limits, which it waits
for before it asks. Its own repetitions are switched off here: whatever the answer, one call is one
request on the wire, and the answer is ours to judge. `docs/discord.md` has the table.
"""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import discord
import msgspec
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route

from briefbot.platforms.discord.settings import DiscordSettings
from briefbot.ports import Dates, unread_dates

Json = dict[str, Any]

#: What discord.py talks to if nothing else is set.
_API = Route.BASE
_GATEWAY = DiscordWebSocket.DEFAULT_GATEWAY
#: Of an answer that is no JSON nothing is of use.
_ERROR = 400


class RefusedError(Exception):
    """An answer of 400 or more: its status, and Discord's own code and body where it has them.

    `retry_after` are seconds, None where nothing is said. `is_discord` is False for an answer that
    something in between has given: a proxy, or Cloudflare.
    """

    def __init__(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.scope = headers.get("X-RateLimit-Scope", "")
        self.is_discord = bool(body) and (status != 429 or "Via" in headers)
        self.retry_after = _seconds(body.get("retry_after", headers.get("Retry-After")))

    @property
    def code(self) -> int:
        """Discord's code of the error, 0 for none: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json."""
        code = self.body.get("code", 0)
        return code if isinstance(code, int) else 0


class Rest:
    """Discord's REST API through a client that is logged in; `dates` takes those of its answers."""

    def __init__(self, http: HTTPClient, *, dates: Dates = unread_dates) -> None:
        self._http = http
        self._dates = dates

    async def request(
        self,
        method: str,
        path: str,
        *,
        ids: Mapping[str, str] | None = None,
        body: Json | list[Json] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Any:  # noqa: ANN401 - JSON, whose shape is the reader's to check
        """Make one request, and return what the answer holds, None for nothing.

        `ids` fill the placeholders of `path`. Raises RefusedError for an answer of 400 and above,
        aiohttp.ClientError or OSError where there is no whole answer.
        """
        more: Json = {} if body is None else {"data": _as_json(body)}
        if query is not None:
            more["params"] = query
        route = Route(method, path, **(ids or {}))
        heard = self._dates()

        async def judged(response: aiohttp.ClientResponse) -> None:
            heard(response.headers.get("Date"))
            await _refuse(response)

        try:
            found = await self._http.request(route, raise_for_status=judged, **more)
        except ValueError as error:
            raise aiohttp.ClientPayloadError("not JSON") from error
        return found or None

    def forget(self, token: str) -> None:
        """Let go of the buckets of an interaction that is over.

        discord.py keeps each for five minutes, and with many goes through all at every new one.
        """
        buckets = self._http._buckets  # noqa: SLF001 - a test holds that they are there
        for key in [each for each in buckets if each.endswith(f"+{token}")]:
            del buckets[key]


def _as_json(body: object) -> aiohttp.BytesPayload:
    """Return a body as bytes; discord.py would take ten times as long.

    Halves of characters, which only strangers write, are escaped for Discord to judge.
    """
    try:
        encoded = msgspec.json.encode(body)
    except UnicodeEncodeError:
        encoded = json.dumps(body).encode()
    return aiohttp.BytesPayload(encoded, content_type="application/json")


async def _refuse(response: aiohttp.ClientResponse) -> None:
    """Raise for an answer that refuses, before discord.py sees it and asks again."""
    if response.status < _ERROR:
        return
    body: object = None
    if response.headers.get("Content-Type", "").startswith("application/json"):
        try:
            body = await response.json()
        except ValueError:
            body = None
    raise RefusedError(response.status, body if isinstance(body, dict) else {}, response.headers)


def _seconds(value: object) -> float | None:
    try:
        seconds = float(str(value))
    except ValueError:
        return None
    return seconds if 0 <= seconds < 1e6 else None  # also None for NaN


def id_of(found: object) -> str:
    """Return the id in an answer. Raises aiohttp.ClientPayloadError where there is none."""
    identity = found.get("id") if isinstance(found, Mapping) else None
    if not isinstance(identity, str) or not identity.isdecimal():
        raise aiohttp.ClientPayloadError("no id")
    return identity


def point_at(settings: DiscordSettings) -> None:
    """Let discord.py talk to the addresses of the settings, from its next request on.

    They are attributes of its classes, so all clients of a process talk to one Discord.
    """
    Route.BASE = settings.api.rstrip("/") or _API
    gateway = settings.gateway
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway) if gateway else _GATEWAY


#: There is no voice here, and nothing to say about what it would need.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


def intents() -> discord.Intents:
    """Return what the gateway has to tell: servers with their channels; nothing privileged."""
    return discord.Intents(guilds=True)
