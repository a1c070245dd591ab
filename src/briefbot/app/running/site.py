"""The one address of the program: health for those who look after it, and what platforms serve."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from aiohttp import web
from aiohttp.web_runner import AppRunner, TCPSite

from briefbot.errors import UsageError
from briefbot.settings import Http

_log = structlog.get_logger()

#: By these names everybody reaches a program on the same machine.
_OWN_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
#: A request that is longer is refused before it is read; a form of Slack is far below.
_LONGEST_REQUEST = 512 * 1024
#: How long open requests may still take when the program ends.
_FAREWELL = 1.0
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the program, and why it does not work now; "" while it does."""

    name: str
    trouble: str = ""


class Site:
    """Serves health and routes at `[http] listen`, until it is stopped.

    `alive` tells whether the program still keeps time, `parts` how its connections are. `served` is
    told the address of the chat page, where that is among the routes.
    """

    def __init__(
        self,
        http: Http,
        *,
        routes: Iterable[web.AbstractRouteDef] = (),
        alive: Callable[[], bool],
        parts: Callable[[], Sequence[Part]],
        served: Callable[[str], None] | None = None,
    ) -> None:
        self._listen = http.listen
        self._names = _OWN_NAMES | {name.casefold() for name in http.allowed_hosts}
        self._routes = tuple(routes)
        self._alive = alive
        self._parts = parts
        self._served = served
        self._stopped = asyncio.Event()
        #: Where it is reached, "" while it is not.
        self.address = ""

    def stop(self) -> None:
        """Let `run` come to its end."""
        self._stopped.set()

    def check(self) -> None:
        """Raise UsageError when the address cannot be had, as far as that is known before."""
        if not self._listen:
            return
        host, port = self._place
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            with socket.socket(family) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind((host, port))
        except OSError as error:
            raise self._refused(error) from None

    async def run(self) -> None:
        """Serve until `stop`. Raises UsageError when the address cannot be had."""
        if not self._listen:
            await self._stopped.wait()
            return
        runner = AppRunner(
            self._application(),
            access_log=None,
            shutdown_timeout=_FAREWELL,
        )
        await runner.setup()
        try:
            await self._open(runner)
            await self._stopped.wait()
        finally:
            self.address = ""
            await runner.cleanup()

    async def _open(self, runner: AppRunner) -> None:
        host, port = self._place
        try:
            await TCPSite(runner, host, port).start()
        except OSError as error:
            raise self._refused(error) from None
        bound = runner.addresses[0][1]
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
        self.address = f"http://{f'[{shown}]' if ':' in shown else shown}:{bound}/"
        _log.info("chat page" if self._served else "serving", address=self.address)
        if self._served is not None:
            self._served(self.address)

    @property
    def _place(self) -> tuple[str, int]:
        host, _, port = self._listen.rpartition(":")
        return host.strip("[]"), int(port)

    def _refused(self, error: OSError) -> UsageError:
        return UsageError(
            f"nothing can be served at {self._listen}: {error.strerror or 'it is refused'}",
            next_step="end what uses it, or set [http] listen to another port",
        )

    def _application(self) -> web.Application:
        application = web.Application(
            middlewares=[self._only_by_its_names], client_max_size=_LONGEST_REQUEST
        )
        application.add_routes(
            [
                web.get("/healthz", self._health),
                web.get("/readyz", self._readiness),
                *self._routes,
            ]
        )
        return application

    @web.middleware
    async def _only_by_its_names(
        self, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        """Refuse a request under any other name: a page elsewhere may have led a browser here.

        https://developer.mozilla.org/en-US/docs/Web/Security/Attacks/DNS_rebinding
        """
        name = _without_port(request.headers.get("Host", "")).casefold()
        if name not in self._names:
            return web.json_response(
                {"error": "this name is not in [http] allowed_hosts"}, status=421, headers=_HEADERS
            )
        return await handler(request)

    async def _health(self, _request: web.Request) -> web.Response:
        """Tell whether the program lives: 200, or 503 when it has stopped keeping time."""
        alive = self._alive()
        body = {"status": "alive" if alive else "stuck"}
        return web.json_response(body, status=200 if alive else 503, headers=_HEADERS)

    async def _readiness(self, _request: web.Request) -> web.Response:
        """Tell whether it does its work: 200, or 503 with every part that does not."""
        parts = self._parts()
        ready = self._alive() and not any(part.trouble for part in parts)
        body = {
            "status": "ready" if ready else "not ready",
            "parts": {part.name: part.trouble or "good" for part in parts},
        }
        return web.json_response(body, status=200 if ready else 503, headers=_HEADERS)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
