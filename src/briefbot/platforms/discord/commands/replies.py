"""Answering an interaction: acknowledged at once, then told, by its token.

https://docs.discord.com/developers/interactions/receiving-and-responding
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp

from briefbot.platforms.discord.limits.table import IS_COMPONENTS_V2
from briefbot.platforms.discord.rest import Json, RefusedError, Rest

EPHEMERAL = 1 << 6

_DEFERRED = 5
_CHOICES = 8
_TOO_MANY = 429
_SERVER = 500
#: So often a request is made, and so long is waited before it is made again, in seconds.
_TRIES = 3
_PAUSE = 1.0
_LONGEST_WAIT = 10.0

# The token stands where discord.py looks for a bucket's name, so that no answer waits for another.
_CALLBACK = "/interactions/{webhook_id}/{webhook_token}/callback"
_FOLLOW_UP = "/webhooks/{webhook_id}/{webhook_token}"
_ORIGINAL = f"{_FOLLOW_UP}/messages/@original"


@dataclass(frozen=True, slots=True)
class Replies:
    """The answers to one interaction. Each call raises what a request raises."""

    rest: Rest
    interaction: str
    application: str
    token: str

    async def defer(self, *, is_public: bool) -> None:
        """Acknowledge, to be told later: to everybody, or to whoever asked alone."""
        data = {} if is_public else {"flags": EPHEMERAL}
        await self._call_back({"type": _DEFERRED, "data": data})

    async def propose(self, choices: Sequence[Json]) -> None:
        """Answer a question for completion."""
        await self._call_back({"type": _CHOICES, "data": {"choices": list(choices)}})

    async def tell(self, pages: Sequence[Json], *, is_public: bool, was_public: bool) -> None:
        """Tell the answer, to everybody or to whoever asked alone.

        The message that was deferred stays as open or closed as it was; an answer that has to be
        otherwise is told by another one in its place.
        """
        first, rest = pages[:1], pages[1:]
        if is_public != was_public:
            await self._request("DELETE", _ORIGINAL)
            first, rest = [], pages
        for page in first:
            await self._request("PATCH", _ORIGINAL, _message(page, 0))
        for page in rest:
            await self._request("POST", _FOLLOW_UP, _message(page, 0 if is_public else EPHEMERAL))

    async def _call_back(self, body: Json) -> None:
        ids = {"webhook_id": self.interaction, "webhook_token": self.token}
        await self.rest.request("POST", _CALLBACK, ids=ids, body=body)

    async def _request(self, method: str, path: str, body: Json | None = None) -> None:
        """Make a request; again where a limit has refused it, or where repeating does no harm."""
        ids = {"webhook_id": self.application, "webhook_token": self.token}
        for tries_left in reversed(range(_TRIES)):
            try:
                await self.rest.request(method, path, ids=ids, body=body)
            except (RefusedError, aiohttp.ClientError, OSError) as error:
                wait = _wait(error, is_repeatable=method != "POST")
                if wait is None or not tries_left:
                    raise
                await asyncio.sleep(wait)
            else:
                return


def _wait(error: Exception, *, is_repeatable: bool) -> float | None:
    """Return after how many seconds a request may be made again, None for never."""
    if isinstance(error, RefusedError) and error.status == _TOO_MANY:
        return min(error.retry_after or _PAUSE, _LONGEST_WAIT)
    is_lost = not isinstance(error, RefusedError) or error.status >= _SERVER
    return _PAUSE if is_lost and is_repeatable else None


def _message(page: Json, flags: int) -> Json:
    """Return a page as an answer: nobody is mentioned by one, whatever it says."""
    kept = page.get("flags", 0) & IS_COMPONENTS_V2
    return {**page, "flags": kept | flags, "allowed_mentions": {"parse": []}}
