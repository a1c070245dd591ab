"""What the page asks of the server, as JSON: its state, messages and events, commands and presses.

Whatever is wrong with a request is told as `{"error": "a sentence"}`.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from aiohttp import web

from briefbot.platforms.local.assets import Asset
from briefbot.platforms.local.commands import Asked, Commands
from briefbot.platforms.local.events import Events
from briefbot.platforms.local.fields import (
    LONGEST_LINE,
    browser_position,
    cursor_of,
    id_of,
    lang_of,
    number_of,
    role_of,
    text_of,
    zone_of,
)
from briefbot.platforms.local.guards import HEADERS, Handler, RefusedError, body_of, guarded
from briefbot.platforms.local.settings import Channel, Kind, LocalSettings
from briefbot.platforms.local.store import ChatStore
from briefbot.platforms.local.views import Json, Views, state

_MOST_MESSAGES: Final = 100
_USUAL_MESSAGES = 50


class Routes:
    """The handlers. `channels` are as they are now, `examples` are drawn when first asked for."""

    def __init__(  # noqa: PLR0913 - what the page is made of
        self,
        store: ChatStore,
        *,
        settings: LocalSettings,
        channels: Callable[[], Sequence[Channel]],
        views: Views,
        events: Events,
        commands: Commands,
        examples: Callable[[], Sequence[Json]],
        assets: Mapping[str, Asset],
    ) -> None:
        self._store = store
        self._settings = settings
        self._channels = channels
        self._views = views
        self._events = events
        self._commands = commands
        self._examples = examples
        self._assets = assets

    def table(self) -> list[web.RouteDef]:
        """Return the routes, each behind the guards."""

        def get(path: str, handler: Handler) -> web.RouteDef:
            return web.get(path, guarded(handler), allow_head=False)

        def post(path: str, handler: Handler) -> web.RouteDef:
            return web.post(path, guarded(handler))

        return [
            get("/", self._page),
            get("/chat/state", self._state),
            get("/chat/messages", self._messages),
            get("/chat/thread", self._thread),
            get("/chat/events", self._follow),
            get(r"/chat/{name:[a-z0-9_-]+\.(js|css|svg)}", self._asset),
            post("/chat/command", self._command),
            post("/chat/press", self._press),
            post("/chat/complete", self._complete),
            post("/chat/about", self._about),
        ]

    # --- the page ---

    async def _page(self, request: web.Request) -> web.StreamResponse:
        return self._served("index.html", request)

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        return self._served(request.match_info["name"], request)

    def _served(self, name: str, request: web.Request) -> web.StreamResponse:
        """Return a file; a browser keeps it, and asks each time whether it is still the same."""
        asset = self._assets.get(name)
        if asset is None:
            raise RefusedError(404, "There is no such file.")
        headers = {**HEADERS, "Cache-Control": "no-cache", "ETag": f'"{asset.tag}"'}
        if any(each.value == asset.tag for each in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        return web.Response(
            body=asset.content,
            content_type=asset.content_type,
            charset="utf-8",
            headers=headers,
        )

    # --- reading ---

    async def _state(self, request: web.Request) -> web.StreamResponse:
        role, lang = role_of(request.query), lang_of(request.query)
        # The number comes first: what is posted in between is then told as an event besides.
        latest = await asyncio.to_thread(self._store.latest)
        marks = await asyncio.to_thread(self._store.marks)
        told = state(
            self._channels(),
            marks=marks,
            latest=latest,
            settings=self._settings,
            role=role,
            lang=lang,
        )
        return _json(told)

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        channel = self._channel(request.query)
        before, limit = number_of(request.query, "before"), number_of(request.query, "limit")
        if channel.kind is Kind.EXAMPLE:
            shown = [] if before else await asyncio.to_thread(self._examples)
            return _json({"messages": shown, "more": False})
        most = max(1, min(limit or _USUAL_MESSAGES, _MOST_MESSAGES))
        found, more = await asyncio.to_thread(
            self._store.stream, channel.place, before=before, limit=most
        )
        drawn = [self._views.message(each, channel) for each in found]
        return _json({"messages": drawn, "more": more})

    async def _thread(self, request: web.Request) -> web.StreamResponse:
        channel = self._channel(request.query)
        found = await asyncio.to_thread(self._store.thread, text_of(request.query, "id"))
        drawn = [
            self._views.message(each, channel) for each in found if each.channel == channel.place
        ]
        if not drawn:
            raise RefusedError(404, "There is no such message.")
        return _json({"messages": drawn})

    async def _follow(self, request: web.Request) -> web.StreamResponse:
        last = number_of({"after": request.headers.get("Last-Event-ID", "")}, "after")
        after = number_of(request.query, "after") if last is None else last
        return await self._events.stream(request, after)

    # --- asking ---

    async def _command(self, request: web.Request) -> web.StreamResponse:
        fields = await body_of(request)
        text = text_of(fields, "text", most=LONGEST_LINE)
        return _json({"answer": await self._commands.line(text, self._asked(fields))})

    async def _press(self, request: web.Request) -> web.StreamResponse:
        fields = await body_of(request)
        action = text_of(fields, "action")
        return _json({"answer": await self._commands.press(action, self._asked(fields))})

    async def _about(self, request: web.Request) -> web.StreamResponse:
        fields = await body_of(request)
        message = text_of(fields, "message")
        return _json({"answer": await self._commands.about(message, self._asked(fields))})

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        fields = await body_of(request)
        text = text_of(fields, "text", most=LONGEST_LINE)
        asked = Asked(
            channel=self._channel(fields),
            role=role_of(fields),
            zone=zone_of(fields),
            lang=lang_of(fields),
        )
        found = await self._commands.complete(text, cursor_of(fields, text), asked)
        proposals = [
            {
                "shown": each.shown,
                "insert": each.insert,
                "from": browser_position(text, each.start),
                "to": browser_position(text, each.end),
            }
            for each in found
        ]
        return _json({"proposals": proposals})

    # --- what is asked about ---

    def _channel(self, fields: Mapping[str, object]) -> Channel:
        name = text_of(fields, "channel")
        found = next((each for each in self._channels() if each.name == name), None)
        if found is None:
            raise RefusedError(404, "There is no such channel.")
        return found

    def _asked(self, fields: Mapping[str, object]) -> Asked:
        return Asked(
            channel=self._channel(fields),
            role=role_of(fields),
            id=id_of(fields),
            zone=zone_of(fields),
            lang=lang_of(fields),
        )


def _json(value: Mapping[str, object]) -> web.Response:
    return web.json_response(value, headers=HEADERS)
