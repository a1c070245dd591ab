"""The front door of the REST half: who asks, for what, how often, and what goes wrong."""

import asyncio
import json
import socket
import struct
from collections.abc import Callable, Sequence
from typing import Any

from aiohttp import web

from discord_server import account_routes as account
from discord_server import answer_routes as answers
from discord_server import channel_routes as channels
from discord_server import command_routes as commands
from discord_server import thread_changes
from discord_server.faults import Fault, Trouble
from discord_server.limits import Gate
from discord_server.problems import RefusedError, failed, invalid_form, refused
from discord_server.records import Json
from discord_server.schema import schema_faults
from discord_server.state import Call, State

PREFIX = "/api/v10"
Endpoint = Callable[[State, Call], Json | list[Json] | None]

_MESSAGES = "/channels/{channel_id}/messages"
_ONE = _MESSAGES + "/{message_id}"
_REACTION = _ONE + "/reactions/{emoji_name}/@me"
_GLOBAL = "/applications/{application_id}/commands"
_LOCAL = "/applications/{application_id}/guilds/{guild_id}/commands"
_HOOK = "/webhooks/{webhook_id}/{webhook_token}"

#: Paths as the official schema writes them; a fixed part stands before a name in its place.
ROUTES: dict[str, Endpoint] = {
    f"POST {_MESSAGES}": channels.create_message,
    f"GET {_MESSAGES}": channels.history,
    f"GET {_ONE}": channels.get_message,
    f"PATCH {_ONE}": channels.edit_message,
    f"DELETE {_ONE}": channels.delete_message,
    f"POST {_ONE}/threads": channels.thread_from_message,
    f"PUT {_REACTION}": channels.react,
    f"DELETE {_REACTION}": channels.unreact,
    "POST /channels/{channel_id}/threads": channels.thread_alone,
    "POST /channels/{channel_id}/typing": channels.typing,
    "GET /channels/{channel_id}": channels.get_channel,
    "PATCH /channels/{channel_id}": thread_changes.edit_channel,
    "POST /users/@me/channels": channels.open_direct,
    "DELETE /users/@me/guilds/{guild_id}": account.leave,
    "GET /users/@me": account.me,
    "GET /users/{user_id}": account.user,
    "GET /oauth2/applications/@me": account.application,
    "GET /applications/@me": account.application,
    "GET /gateway": account.gateway,
    "GET /gateway/bot": account.gateway_of_bot,
    "GET /guilds/{guild_id}": account.guild,
    "GET /guilds/{guild_id}/channels": account.guild_channels,
    "GET /guilds/{guild_id}/members/{user_id}": account.member,
    **{f"GET {scope}": commands.get_commands for scope in (_GLOBAL, _LOCAL)},
    **{f"PUT {scope}": commands.put_commands for scope in (_GLOBAL, _LOCAL)},
    **{f"POST {scope}": commands.post_command for scope in (_GLOBAL, _LOCAL)},
    **{f"GET {scope}/{{command_id}}": commands.get_command for scope in (_GLOBAL, _LOCAL)},
    **{f"PATCH {scope}/{{command_id}}": commands.patch_command for scope in (_GLOBAL, _LOCAL)},
    **{f"DELETE {scope}/{{command_id}}": commands.delete_command for scope in (_GLOBAL, _LOCAL)},
    "POST /interactions/{interaction_id}/{interaction_token}/callback": answers.callback,
    f"POST {_HOOK}": answers.follow_up,
    f"GET {_HOOK}/messages/@original": answers.get_answer,
    f"PATCH {_HOOK}/messages/@original": answers.edit_answer,
    f"DELETE {_HOOK}/messages/@original": answers.delete_answer,
    f"GET {_HOOK}/messages/{{message_id}}": answers.get_answer,
    f"PATCH {_HOOK}/messages/{{message_id}}": answers.edit_answer,
    f"DELETE {_HOOK}/messages/{{message_id}}": answers.delete_answer,
}

#: What parts the buckets of one route: https://docs.discord.com/developers/topics/rate-limits
_MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")


class Rest:
    """Answers requests. `requests` holds every one of them, refused ones included.

    `errors` are faults of this server itself, which the tests must not take for an outage.
    """

    def __init__(self, state: State, gate: Gate) -> None:
        self.state = state
        self.gate = gate
        self.requests: list[Call] = []
        self.errors: list[Exception] = []
        self.closing = asyncio.Event()
        self._routes = [
            (route, tuple(route.split("/")[1:]), endpoint) for route, endpoint in ROUTES.items()
        ]

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request, or make of it what was ordered."""
        call = Call(request.method, request.path, self.state.world.seconds())
        self.requests.append(call)
        call.query = dict(request.query)
        endpoint = self._find(call, request)
        unread = await _read(request, call)
        fault = self.state.faults.take(call.route)
        if fault is not None and not fault.is_stored:
            return await self._spoil(request, call, fault)
        status, payload, headers = self._carry_out(request, call, unread or endpoint)
        if fault is not None and fault.trouble is Trouble.DELAY:
            await self._wait(fault.seconds)
        elif fault is not None and fault.trouble is Trouble.CUT:
            return await self._cut(request, payload)
        elif fault is not None:
            return await self._spoil(request, call, fault)
        return _response(call, status, payload, headers)

    def _find(self, call: Call, request: web.BaseRequest) -> Endpoint | RefusedError:
        if not call.path.startswith(PREFIX + "/"):
            return failed(404)
        parts = request.rel_url.raw_path[len(PREFIX) + 1 :].split("/")
        status = 404
        for route, pattern, endpoint in self._routes:
            found = _match(pattern, parts)
            if found is None:
                continue
            if route.startswith(f"{call.method} "):
                call.route, call.parts = route, found
                return endpoint
            status = 405
        return failed(status)

    def _carry_out(
        self, request: web.BaseRequest, call: Call, endpoint: Endpoint | RefusedError
    ) -> tuple[int, Any, dict[str, str]]:
        headers: dict[str, str] = {}
        if isinstance(endpoint, RefusedError):
            return endpoint.status, endpoint.body, headers
        try:
            self._authorise(request, call)
            major = "+".join(call.parts.get(name, "") for name in _MAJOR)
            is_answer = call.route.startswith("POST /interactions/") or "/webhooks/" in call.route
            headers = self.gate.admit(call.route, major, now=call.at, is_global=not is_answer)
            self._validate(call)
            payload = endpoint(self.state, call)
        except RefusedError as refusal:
            return refusal.status, refusal.body, {**headers, **refusal.headers}
        except Exception as error:
            self.errors.append(error)
            raise
        return (204 if payload is None else 200), payload, headers

    def _authorise(self, request: web.BaseRequest, call: Call) -> None:
        if call.route.startswith("POST /interactions/") or "/webhooks/" in call.route:
            return  # the token in the path is the right
        if request.headers.get("Authorization") != f"Bot {self.state.token}":
            raise failed(401)
        if not request.headers.get("User-Agent", "").startswith("DiscordBot ("):
            raise refused(40333)

    def _validate(self, call: Call) -> None:
        if call.body is None or not self.state.settings.is_schema_checked:
            return
        faults = schema_faults(call.route, call.body)
        if faults:
            raise invalid_form(faults)

    async def _spoil(
        self, request: web.BaseRequest, call: Call, fault: Fault
    ) -> web.StreamResponse:
        if fault.refusal is not None:
            refusal = fault.refusal
            return _response(call, refusal.status, refusal.body, refusal.headers)
        if fault.trouble is Trouble.HANG:
            await self.closing.wait()
        transport = request.transport
        if transport is not None:
            if fault.trouble is Trouble.RESET:
                # Lingering for no time makes the kernel send RST instead of FIN.
                plug = transport.get_extra_info("socket")
                plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        return web.Response(status=500)

    async def _cut(self, request: web.BaseRequest, payload: object) -> web.StreamResponse:
        body = json.dumps(payload).encode()
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        response.content_length = len(body)
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
        if request.transport is not None:
            request.transport.close()
        return response

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.closing.wait()
        except TimeoutError:
            return


def _match(pattern: Sequence[str], parts: Sequence[str]) -> dict[str, str] | None:
    if len(pattern) != len(parts):
        return None
    found = {}
    for expected, part in zip(pattern, parts, strict=True):
        if expected[0] == "{":
            found[expected[1:-1]] = part
        elif expected != part:
            return None
    return found


async def _read(request: web.BaseRequest, call: Call) -> RefusedError | None:
    """Read a body: JSON, or a form with files and the JSON in `payload_json`."""
    if not request.can_read_body:
        return None
    content_type = request.headers.get("Content-Type", "")
    if content_type == "application/json":
        text: str | bytes = await request.read()
    elif content_type.startswith("multipart/form-data"):
        form = await request.post()
        text = str(form.get("payload_json", "{}"))
        for name, value in form.items():
            if isinstance(value, web.FileField):
                call.files.append(_attachment(call, name, value))
    else:
        return failed(415)
    try:
        call.body = json.loads(text)
    except ValueError:
        return refused(50109)
    return None


def _attachment(call: Call, name: str, file: web.FileField) -> Json:
    identity = str(int(call.at * 1000) << 22 | len(call.files))
    url = f"https://cdn.example.org/attachments/{identity}/{file.filename}"
    return {
        "id": identity,
        "filename": file.filename,
        "size": len(file.file.read()),
        "content_type": file.content_type,
        "url": url,
        "proxy_url": url,
        "field": name,
    }


def _response(
    call: Call,
    status: int,
    payload: object,
    headers: Any,  # noqa: ANN401 - mapping
) -> web.Response:
    call.status = status
    if payload is None:
        return web.Response(status=204, headers=headers)
    # aiohttp's json_response would add a charset, and discord.py takes the body for text then.
    return web.Response(
        body=json.dumps(payload).encode(),
        status=status,
        headers=headers,
        content_type="application/json",
    )
