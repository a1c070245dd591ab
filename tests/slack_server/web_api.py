"""The Web API over HTTP: tokens, scopes, rates and faults around the methods.

https://docs.slack.dev/apis/web-api
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from slack_server.calls import Call, RefusedError
from slack_server.faults import Break, Faults, Instead
from slack_server.limits import Rates
from slack_server.methods import Method, needed_scope
from slack_server.world import Json, World

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
    stopping: asyncio.Event
    requests: list[Call] = field(default_factory=list)

    async def answer(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        """Answer `/api/<name>`, or don't, as the faults have it."""
        call = Call(method=name, arguments={}, token="", at=self.world.clock())
        self.requests.append(call)
        try:
            await _read(request, call, self.table.get(name))
            act = self.faults.take(name, call.channel)
            if isinstance(act, Instead):
                return _instead(call, act)
            await self.faults.wait(name)
            if act in (Break.DROP_BEFORE, Break.HANG_BEFORE):
                return await self._break_off(request, call, hangs=act is Break.HANG_BEFORE)
            answered = self._answered(call)
        except RefusedError as refused:
            act, answered = None, refused.body
        call.error = str(answered.get("error", ""))
        if act is not None:
            return await self._break_off(request, call, hangs=act is Break.HANG_AFTER)
        headers = {"X-OAuth-Scopes": ",".join(sorted(self.scopes))}
        if call.error == "ratelimited":
            call.status = 429
            headers["Retry-After"] = str(answered.pop("retry_after"))
        return _json(answered, status=call.status, headers=headers)

    def _answered(self, call: Call) -> Json:
        method = self.table.get(call.method)
        if method is None:
            raise RefusedError("unknown_method", req_method=call.method)
        self._authorize(call, method)
        seconds = self.rates.wait(call.method, call.channel, call.at)
        if seconds:
            raise RefusedError("ratelimited", retry_after=seconds)
        return method.answer(call)

    def _authorize(self, call: Call, method: Method) -> None:
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
        given = json.loads(body)
    except ValueError:
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


def _json(body: Json, *, status: int, headers: Mapping[str, str]) -> web.Response:
    return web.json_response(body, status=status, headers=headers)
