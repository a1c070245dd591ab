"""The door that every request of a process goes through, and behind which it may be killed."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from aiohttp import web

#: What of a path is another one in each run: ids and tokens.
_ID = re.compile(r"\d{6,}|[\w-]{20,}")


class Moment(StrEnum):
    """When, around a request, its process is killed.

    BEFORE it takes effect, which it then never does; AFTER it took effect and before its answer;
    ANSWERED, once the answer is on its way.
    """

    BEFORE = "before"
    AFTER = "after"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Kill:
    """A kill; `delay` is how many seconds an answered process still lives."""

    moment: Moment
    delay: float = 0.0


@dataclass
class Door:
    """Counts requests, from 1, and has whoever makes those in `kills` killed.

    `kill` tells whether it did; `killed` has the numbers and names of the requests where it did.
    """

    kill: Callable[[], bool]
    kills: Mapping[int, Kill] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    killed: dict[int, str] = field(default_factory=dict)

    async def __call__(
        self, request: web.BaseRequest, answer: Callable[[], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        self.names.append(f"{request.method} {_ID.sub('*', request.path)}")
        number = len(self.names)
        kill = self.kills.get(number)
        if kill is None:
            return await answer()
        if kill.moment is Moment.BEFORE:
            return self._cut(request, number)
        response = await answer()
        if kill.moment is Moment.AFTER:
            return self._cut(request, number)
        await response.prepare(request)
        await response.write_eof()
        await asyncio.sleep(kill.delay)
        self._kill(number)
        return response

    def _cut(self, request: web.BaseRequest, number: int) -> web.StreamResponse:
        """Have it killed, and answer nothing."""
        self._kill(number)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _kill(self, number: int) -> None:
        if self.kill():
            self.killed[number] = self.names[number - 1]
