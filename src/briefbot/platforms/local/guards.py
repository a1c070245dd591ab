"""Who may ask: this machine's own page, in requests of bounded size.

A page elsewhere can lead a browser here. It cannot read our answers (no CORS header is ever sent),
and cannot make a request that changes something: that takes a header and a content type for which a
browser asks first. Other names than the program's own (DNS rebinding) it refuses as a whole, before
any of this.
https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Final
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from briefbot.errors import BriefbotError

_log = structlog.get_logger()

#: The longest body of a request, in bytes.
LONGEST_BODY: Final = 16 * 1024
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class RefusedError(Exception):
    """A request that is not answered: the status, and why, in a sentence."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        self.reason = reason
        super().__init__(reason)


def guarded(handler: Handler) -> Handler:
    """Return a handler behind the guards; what goes wrong is told as JSON, with every header."""

    @wraps(handler)
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            _check_origin(request)
            return await handler(request)
        except RefusedError as error:
            return told(error.status, error.reason)
        except BriefbotError as error:
            _log.warning("the local chat cannot answer", reason=error.what)
            return told(503, "The messages cannot be read or kept now. Try again in a moment.")
        except Exception:  # noqa: BLE001 - the page takes nothing but JSON, whatever went wrong
            _log.exception("the local chat has a fault", path=request.path)
            return told(500, "Something went wrong here; the log has it.")

    return answer


def told(status: int, reason: str) -> web.Response:
    """Return an error as the page takes it."""
    return web.json_response({"error": reason}, status=status, headers=HEADERS)


async def body_of(request: web.Request) -> Mapping[str, object]:
    """Return the fields of a POST. Raises RefusedError."""
    if request.headers.get("X-Briefbot") != "1":
        raise RefusedError(403, "The header X-Briefbot is missing.")
    if not _is_from_here(request):
        raise RefusedError(
            403, "Only this page may ask, and the request does not say it is from it."
        )
    if request.content_type != "application/json":
        raise RefusedError(415, "The content type has to be application/json.")
    raw = bytearray()
    async for chunk in request.content.iter_any():
        raw += chunk
        if len(raw) > LONGEST_BODY:
            raise RefusedError(413, f"The request is longer than {LONGEST_BODY} bytes.")
    try:
        fields = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise RefusedError(400, "The body is not JSON.") from None
    if not isinstance(fields, dict):
        raise RefusedError(400, "The body has to be a JSON object.")
    return fields


def _check_origin(request: web.Request) -> None:
    """Refuse what another site's page asks for; a link to the page itself may be followed."""
    origin = request.headers.get("Origin")
    if origin is not None and not _is_own(origin, request):
        raise RefusedError(403, "Only this page may ask.")
    site = request.headers.get("Sec-Fetch-Site", "none")
    is_visit = request.headers.get("Sec-Fetch-Mode") == "navigate" and request.method == "GET"
    if site not in ("same-origin", "none") and not is_visit:
        raise RefusedError(403, "Only this page may ask.")


def _is_from_here(request: web.Request) -> bool:
    return "Origin" in request.headers or request.headers.get("Sec-Fetch-Site") == "same-origin"


def _is_own(origin: str, request: web.Request) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    host = request.headers.get("Host", "").casefold()
    return parts.scheme in ("http", "https") and parts.netloc.casefold() == host
