"""The Web API over HTTP: tokens, scopes, rates and faults around the methods.

https://docs.slack.dev/apis/web-api
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec
from aiohttp import web

from slack_server.calls import Call, RefusedError
from slack_server.faults import Break, Faults, Instead
from slack_server.interactions import Interactions
from slack_server.limits import Rates
from slack_server.methods import Method, needed_scope
from slack_server.world import Json, World

#: Under this name the faults know what is sent to a response_url.
RESPONSE_URL = "response_url"
_FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True, kw_only=True)
class WebApi:
    """Answers calls; `requests` keeps every one of them, oldest first."""

    world: World
    faults: Faults
    rates: Rates
    scopes: set[str]
    bot_token: str
    app_token: str
    table: Mapping[str, Method]
    interactions: Interactions
    stopping: asyncio.Event
    requests: list[Call] = field(default_factory=list)

    async def answer(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        """Answer `/api/<name>`, or don't, as the faults have it."""
        call = Call(method=name, arguments={}, token="", at=self.world.clock())
        self.requests.append(call)
        try:
            await _read(request, call, self.table.get(name))
        except RefusedError as refused:
            return self._refused(call, refused)
        return await self._with_faults(request, call, lambda: self._answered(call))

    async def respond(self, request: web.BaseRequest, token: str) -> web.StreamResponse:
        """Take a message to a response_url; its faults are those of the method "response_url"."""
        call = Call(method=RESPONSE_URL, arguments={}, token="", at=self.world.clock())
        if request.content_type != "application/json":
            return web.Response(status=400, text="invalid_payload")
        call.arguments = _object(await request.read())

        def responded() -> web.Response:
            status, body = self.interactions.respond(token, call.arguments)
            if isinstance(body, str):
                return web.Response(status=status, text=body)
            return _json(body, status=status)

        return await self._with_faults(request, call, responded)

    async def _with_faults(
        self, request: web.BaseRequest, call: Call, work: Callable[[], web.Response]
    ) -> web.StreamResponse:
        act = self.faults.take(call.method, call.channel)
        if isinstance(act, Instead):
            return _instead(call, act)
        await self.faults.wait(call.method)
        if act in (Break.DROP_BEFORE, Break.HANG_BEFORE):
            return await self._break_off(request, call, hangs=act is Break.HANG_BEFORE)
        response = work()
        if act is not None:
            return await self._break_off(request, call, hangs=act is Break.HANG_AFTER)
        return response

    def _answered(self, call: Call) -> web.Response:
        try:
            method = self._authorized(call)
            seconds = self.rates.wait(call.method, call.channel, call.at)
            if seconds:
                call.status, call.error = 429, "ratelimited"
                return _json(
                    {"ok": False, "error": call.error},
                    status=call.status,
                    headers={"Retry-After": str(seconds)},
                )
            return _json(method.answer(call), headers=self._scopes())
        except RefusedError as refused:
            return self._refused(call, refused)

    def _refused(self, call: Call, refused: RefusedError) -> web.Response:
        call.error = str(refused.body["error"])
        return _json(refused.body, headers=self._scopes())

    def _scopes(self) -> Mapping[str, str]:
        return {"X-OAuth-Scopes": ",".join(sorted(self.scopes))}

    def _authorized(self, call: Call) -> Method:
        """Return the method of a call that may be made; raise RefusedError for one that may not."""
        method = self.table.get(call.method)
        if method is None:
            raise RefusedError("unknown_method", req_method=call.method)
        if not call.token:
            raise RefusedError("not_authed")
        if call.token not in (self.bot_token, self.app_token):
            raise RefusedError("invalid_auth")
        if self.faults.account:
            raise RefusedError(self.faults.account)
        if (call.token == self.app_token) is not method.by_app_token:
            raise RefusedError("not_allowed_token_type")
        scope = needed_scope(method, call, self.world)
        if scope and scope not in self.scopes:
            provided = ",".join(sorted(self.scopes))
            raise RefusedError("missing_scope", needed=scope, provided=provided)
        return method

    async def _break_off(
        self, request: web.BaseRequest, call: Call, *, hangs: bool
    ) -> web.StreamResponse:
        call.error = call.error or "dropped"
        if hangs:
            await self.stopping.wait()
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


async def _read(request: web.BaseRequest, call: Call, method: Method | None) -> None:
    """Take token and arguments out of header, query and body."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    call.token = token.strip() if scheme == "Bearer" else ""
    call.arguments = dict(request.query)
    body = await request.read()
    if body and request.content_type == "application/json":
        given = _object(body)
        if method is not None and method.takes_json:
            call.arguments |= given
        return  # a token within JSON is not read
    if body and request.content_type in (_FORM, "multipart/form-data"):
        call.arguments |= {name: str(value) for name, value in (await request.post()).items()}
    elif body:
        raise RefusedError("invalid_post_type")
    call.token = call.token or str(call.arguments.pop("token", ""))


def _object(body: bytes) -> Json:
    try:
        given = msgspec.json.decode(body)  # the benchmarks wait for what this server spends
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise RefusedError("invalid_json") from None
    if not isinstance(given, dict):
        raise RefusedError("json_not_object")
    return given


def _instead(call: Call, act: Instead) -> web.Response:
    call.status = act.status
    if isinstance(act.body, str):
        call.error = f"status {act.status}"
        return web.Response(status=act.status, text=act.body, headers=act.headers)
    call.error = str(act.body.get("error", ""))
    return _json(act.body, status=act.status, headers=act.headers)


def _json(
    body: Json, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(body),
        status=status,
        headers=headers,
        content_type="application/json",
        charset="utf-8",
    )
