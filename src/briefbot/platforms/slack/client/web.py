"""The Web API of one workspace, over one session; a call is at most one request.

https://docs.slack.dev/apis/web-api
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from briefbot.core.delivery.backoff import LONGEST_WISH
from briefbot.platforms.slack.settings import SlackSettings
from briefbot.ports import Dates, unread_dates

Json = dict[str, object]

_API = "https://slack.com/api/"
#: The caller bounds a call; this only keeps a connection that nobody waits for from staying.
_TOTAL = 30.0
_CONNECT = 5.0
#: For a `Retry-After` that is not there, or is no number.
_PAUSE = timedelta(seconds=30)
_TOO_MANY = 429


class SlackError(Exception):
    """What Slack answers instead of doing it: its code, and what goes with that.

    `needed` is the scope that is missing. `details` are the places of a body that it refuses,
    without what stands there.
    """

    def __init__(
        self,
        code: str,
        *,
        needed: str = "",
        retry_after: timedelta | None = None,
        details: tuple[str, ...] = (),
    ) -> None:
        super().__init__(code)
        self.code = code
        self.needed = needed
        self.retry_after = retry_after
        self.details = details


class GarbledError(Exception):
    """An answer that is none of Slack's: a server error, or something in between."""


#: All that a call may raise: a refusal, and what the network does.
FAILURES = (SlackError, GarbledError, aiohttp.ClientError, OSError)


@dataclass(frozen=True, slots=True)
class Reply:
    """A good answer, and the scopes that the token has; None where the answer does not say."""

    body: Mapping[str, object] = field(default_factory=dict)
    scopes: frozenset[str] | None = None

    def text(self, *keys: str) -> str:
        """Return a text in the body, "" where there is none."""
        found: object = self.body
        for key in keys:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found if isinstance(found, str) else ""


class Web:
    """One client and its session, which is opened when it is first used, and again after `close`.

    No proxy is taken from the environment: slack_sdk would not heed NO_PROXY. `settings.api` names
    a way around. `dates` takes those of good answers.
    """

    def __init__(self, settings: SlackSettings, *, dates: Dates = unread_dates) -> None:
        self._dates = dates
        self._app_token = settings.app_token
        self._session: aiohttp.ClientSession | None = None
        # Until when each method that was asked too often is not asked again, by the loop's clock.
        self._limited: dict[str, float] = {}
        self.client = AsyncWebClient(
            token=settings.bot_token,
            base_url=settings.api or _API,
            retry_handlers=[],  # the default one sends a lost request again
        )
        self.client.proxy = None

    def open(self) -> aiohttp.ClientSession:
        """Return the session of everything that goes to Slack."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=_TOTAL, sock_connect=_CONNECT),
                trust_env=False,
                json_serialize=_serialized,
            )
            self.client.session = self._session
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, body: Json) -> Reply:
        """Call a method with a JSON body. Raises one of `FAILURES`."""
        return await self._in_turn(method, lambda: self.client.api_call(method, json=body))

    async def ask(self, method: str, **arguments: str | int) -> Reply:
        """Call a method that only reads; those take no JSON. Raises as `call` does.

        https://docs.slack.dev/apis/web-api/#slack-web-api__basics__post-bodies
        """
        given = {key: str(value) for key, value in arguments.items()}
        return await self._in_turn(method, lambda: self.client.api_call(method, data=given))

    async def socket_address(self) -> str:
        """Return where a socket can be opened now, for once. Raises as `call` does.

        https://docs.slack.dev/reference/methods/apps.connections.open
        """
        token = self._app_token
        reply = await self._answered(lambda: self.client.apps_connections_open(app_token=token))
        return reply.text("url")

    async def post(self, address: str, body: Json) -> str:
        """Post to an address that an interaction brought; return "", or why that is refused.

        https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
        """
        async with self.open().post(address, json=body) as response:
            text = (await response.content.read(2000)).decode("utf-8", "replace")
            return "" if response.ok else f"HTTP {response.status} {_code_of(text)}"

    async def _in_turn(
        self, method: str, request: Callable[[], Awaitable[AsyncSlackResponse]]
    ) -> Reply:
        """Ask, unless the method was asked too often a while ago: then it is refused here.

        Slack limits each method of a workspace by itself.
        https://docs.slack.dev/apis/web-api/rate-limits
        """
        now = asyncio.get_running_loop().time()
        left = self._limited.get(method, now) - now
        if left > 0:
            raise SlackError("ratelimited", retry_after=timedelta(seconds=left))
        try:
            return await self._answered(request)
        except SlackError as error:
            if error.code == "ratelimited" and error.retry_after is not None:
                wish = min(error.retry_after, LONGEST_WISH)
                self._limited[method] = now + wish.total_seconds()
            raise

    async def _answered(self, request: Callable[[], Awaitable[AsyncSlackResponse]]) -> Reply:
        self.open()
        heard = self._dates()
        try:
            response = await request()
        except SlackApiError as error:
            raise _error_of(error) from None
        except (AttributeError, ValueError):  # slack_sdk, of a text where JSON should be
            raise GarbledError("an answer that is no JSON") from None
        if not isinstance(response.data, dict):
            raise GarbledError("an answer that is no JSON")
        heard(response.headers.get("Date"))
        header = response.headers.get("x-oauth-scopes")
        listed = None if header is None else frozenset(map(str.strip, header.split(",")))
        return Reply(response.data, listed)


def _serialized(body: object) -> str:
    """Return a body as JSON; it may hold values that are JSON already (`msgspec.Raw`)."""
    return msgspec.json.encode(body).decode()


def _error_of(error: SlackApiError) -> SlackError | GarbledError:
    """Return what an error of slack_sdk says; one without Slack's JSON is garbled."""
    response = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    headers: Mapping[str, str] = getattr(response, "headers", {})
    data = getattr(response, "data", None)
    if status == _TOO_MANY:
        return SlackError("ratelimited", retry_after=_seconds(headers.get("Retry-After", "")))
    if not isinstance(data, dict) or not isinstance(data.get("error"), str):
        return GarbledError(f"HTTP {status} without an answer of Slack's")
    return SlackError(
        data["error"],
        needed=str(data.get("needed", "")),
        retry_after=_seconds(headers["Retry-After"]) if "Retry-After" in headers else None,
        details=_places(data),
    )


def _seconds(header: str) -> timedelta:
    return timedelta(seconds=int(header)) if header.isdecimal() else _PAUSE


def _places(data: Mapping[str, object]) -> tuple[str, ...]:
    """Return the JSON pointers of what is refused; the sentences beside them may quote content."""
    faults = data.get("errors")
    texts = [each for each in faults if isinstance(each, str)] if isinstance(faults, list) else []
    pointers = [text.partition("[json-pointer:")[2].partition("]")[0] for text in texts]
    return tuple(pointer for pointer in pointers if pointer)[:5]


def _code_of(text: str) -> str:
    """Return Slack's word for what is wrong, of an answer that is JSON or that word alone."""
    try:
        found = json.loads(text)
    except ValueError:
        return text if text.replace("_", "").isalnum() and len(text) < 60 else ""
    return str(found.get("error", ""))[:60] if isinstance(found, dict) else ""
