"""The local chat as it is served: a real address, real renderers, and an answerer that listens."""

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import BaseTestServer, TestServer

from briefbot.core.actions import action_id
from briefbot.core.commands.exchange import Answer, Proposal, Request
from briefbot.core.commands.verb import Command
from briefbot.core.delivery.state import Receipt, Verdict
from briefbot.core.delivery.work import Outgoing
from briefbot.core.document import (
    Actions,
    CommandButton,
    Document,
    DocumentKind,
    Meta,
    Para,
    Part,
    Text,
)
from briefbot.core.rendering import RenderOptions
from briefbot.core.visibility import Role
from briefbot.platforms.discord.render import render_components
from briefbot.platforms.local.chat import LocalChat, Looks
from briefbot.platforms.local.render import Body, LocalPages, Sight
from briefbot.platforms.local.settings import (
    Channel,
    Example,
    LocalSettings,
    Look,
    direct_channel,
)
from briefbot.platforms.slack.render import render as render_slack
from briefbot.platforms.text.html import (
    STYLES,
    View,
    draw_discord,
    draw_plain,
    draw_slack,
    style_sheet,
)
from briefbot.platforms.text.plain import render_plain

T = TypeVar("T")

NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
SHOW = CommandButton(label="Show", verb="show", subject="council-meets")
RENDERERS = {
    Look.DISCORD: render_components,
    Look.SLACK: render_slack,
    Look.PLAIN: render_plain,
}
NEWSROOM = Channel(name="newsroom", place="newsroom")
DESK = Channel(name="desk", place="desk", look=Look.PLAIN)
FLOOR = Channel(name="floor", place="floor", look=Look.SLACK)


def done(call: Coroutine[Any, Any, T]) -> T:
    async def bounded() -> T:
        return await asyncio.wait_for(call, 20)

    return asyncio.run(bounded())


def document(title: str, *texts: str) -> Document:
    parts = tuple(Part((Para((Text(text),)),)) for text in texts)
    meta = Meta(kind=DocumentKind.DIGEST, title=title, summary="What it comes to.")
    return Document(meta=meta, body=parts, tail=(Actions((SHOW,)),))


def draw(body: Body, sight: Sight) -> str:
    sender = "briefbot (example)" if sight.is_example else "briefbot"
    view = View(
        lang=body.lang,
        sent_at=sight.at,
        heading=3,
        sender=sender,
        live=not sight.is_example,
    )
    if body.look is Look.PLAIN:
        return draw_plain(str(body.content), view=view)
    content = cast("Mapping[str, object]", body.content)
    drawing = draw_slack if body.look is Look.SLACK else draw_discord
    return drawing(content, view=view)


@dataclass
class Clock:
    """Shows a second more each time it is looked at."""

    moment: datetime = NOW

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def elapsed(self) -> float:
        return self.moment.timestamp()


@dataclass
class Answering:
    """Keeps what it was asked, and says it back, unless it `fails`."""

    asked: list[tuple[str, Request]] = field(default_factory=list)
    is_shared: bool = False
    is_done: bool = True
    pages: int = 1
    fails: bool = False

    async def _say(self, what: str, request: Request) -> Answer:
        if self.fails:
            raise LookupError("a fault of the program")
        self.asked.append((what, request))
        texts = [f"{what} " + "x" * 3500] * self.pages if self.pages > 1 else [what]
        return Answer(
            document=document("Answer", *texts), is_shared=self.is_shared, is_done=self.is_done
        )

    async def text(self, command: Command, text: str, request: Request) -> Answer:
        return await self._say(f"text {command.value} {text}", request)

    async def line(self, line: str, request: Request) -> Answer:
        return await self._say(f"line {line}", request)

    async def options(self, verb: str, given: Mapping[str, str], request: Request) -> Answer:
        return await self._say(f"options {verb} {dict(given)}", request)

    async def pressed(self, action: str, request: Request) -> Answer:
        return await self._say(f"pressed {action}", request)

    async def about(self, message: str, request: Request) -> Answer:
        return await self._say(f"about {message}", request)

    async def complete(
        self, verb: str, option: str, typed: str, request: Request
    ) -> Sequence[Proposal]:
        self.asked.append((f"complete {verb} {option} {typed}", request))
        return (Proposal("The council meets", "council-meets"), Proposal("Two words", "two words"))

    def role_of(self, platform: str, ids: object) -> Role:
        raise AssertionError(f"the page says as whom it asks: {platform} {ids}")

    def destination_of(self, platform: str, channel: str) -> str:
        raise AssertionError(f"channels are known by destination: {platform} {channel}")

    def greeting(
        self,
        platform: str,
        *,
        missing: Sequence[str],
        lang: str = "",
        channels: Collection[str] | None = None,
    ) -> Document:
        raise AssertionError(f"nobody joins a page: {platform} {missing} {lang} {channels}")


EXAMPLE = Example(at=NOW - timedelta(days=400), document=document("An example", "As it was."))


@dataclass
class Stage:
    """One file, and as many processes after each other as a test starts."""

    folder: Path
    answering: Answering = field(default_factory=Answering)
    clock: Clock = field(default_factory=Clock)
    channels: list[Channel] = field(
        default_factory=lambda: [NEWSROOM, DESK, FLOOR, direct_channel()]
    )

    @property
    def file(self) -> Path:
        return self.folder / "chat.db"

    def chat(self) -> LocalChat:
        """Return the chat as a process has it that was just started."""
        return LocalChat(
            self.file,
            settings=LocalSettings(version="0.1.0", zone="Europe/Brussels"),
            channels=lambda: tuple(self.channels),
            looks=Looks(renderers=RENDERERS, draw=draw, style=style_sheet(), times=STYLES),
            answering=self.answering,
            clock=self.clock,
            examples=lambda: [EXAMPLE],
        )

    def pages(self) -> LocalPages:
        options = {each.name: RenderOptions() for each in self.channels}
        return LocalPages(self.channels, renderers=RENDERERS, options=options)

    def outgoing(self, name: str, text: str = "Council meets", **fields: Any) -> Outgoing:  # noqa: ANN401 - of an Outgoing, which types them
        """Return a message for a channel, the first page of a document of this title."""
        channel = next(each for each in self.channels if each.name == name)
        payload = self.pages().render(document(text, "More."), destination=name, reference="7f3k2m")
        made = Outgoing(
            channel=channel.place,
            payload=payload[0],
            nonce=fields.pop("nonce", f"nonce-{text.replace(' ', '-')}"[:60]),
            reference="7f3k2m",
            page=1,
            since=NOW,
        )
        return replace(made, **fields)


async def post(chat: LocalChat, message: Outgoing) -> Receipt:
    outcome = await chat.sender.send(message)
    assert outcome.verdict is Verdict.DELIVERED
    assert outcome.receipt is not None
    return outcome.receipt


@dataclass
class Event:
    name: str
    number: str
    data: dict[str, Any]


@dataclass
class Visitor:
    """A browser's requests, as its page makes them."""

    session: ClientSession
    server: BaseTestServer

    @property
    def origin(self) -> str:
        return f"http://{self.server.host}:{self.server.port}"

    async def get(self, path: str, **headers: str) -> ClientResponse:
        return await self.session.get(f"{self.origin}{path}", headers=headers)

    async def read(self, path: str) -> dict[str, Any]:
        response = await self.get(path)
        assert response.status == 200, await response.text()
        return cast("dict[str, Any]", await response.json())

    async def post(
        self, path: str, body: object, *, drop: Sequence[str] = (), **headers: str
    ) -> ClientResponse:
        given = {
            "Content-Type": "application/json",
            "X-Briefbot": "1",
            "Origin": self.origin,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        kept = {name: value for name, value in given.items() if name not in drop}
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.session.post(
            f"{self.origin}{path}", data=raw, headers=kept, skip_auto_headers=["Content-Type"]
        )

    async def ask(self, what: str, **fields: object) -> dict[str, Any]:
        body = {"channel": "newsroom", "as": "reader", "id": f"request-{id(fields)}"} | fields
        response = await self.post(f"/chat/{what}", body)
        assert response.status == 200, await response.text()
        return cast("dict[str, Any]", await response.json())

    @asynccontextmanager
    async def events(self, query: str = "", **headers: str) -> AsyncIterator[AsyncIterator[Event]]:
        response = await self.get(f"/chat/events{query}", **headers)
        assert response.status == 200, await response.text()
        try:
            yield _events(response)
        finally:
            response.close()


async def _events(response: ClientResponse) -> AsyncIterator[Event]:
    fields: dict[str, str] = {}
    async for raw in response.content:
        line = raw.decode().rstrip("\n")
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "event" in fields:
            yield Event(fields["event"], fields.get("id", ""), json.loads(fields["data"]))
            fields = {}
        else:
            fields = {}


@asynccontextmanager
async def visiting(chat: LocalChat, *, with_link: bool = True) -> AsyncIterator[Visitor]:
    """Serve a chat on a free port of this machine, and stop it in order."""
    application = web.Application()
    application.add_routes(chat.routes())
    link = asyncio.create_task(chat.link.run() if with_link else asyncio.sleep(0))
    async with TestServer(application) as server, ClientSession() as session:
        try:
            yield Visitor(session, server)
        finally:
            chat.link.stop()
            await asyncio.wait_for(link, 3)


SHOW_ACTION = action_id(SHOW)
