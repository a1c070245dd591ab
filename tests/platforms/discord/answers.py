"""An answerer for tests of the adapter: it notes what it is asked, and says what it is told to."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from briefbot.core.commands import Command
from briefbot.core.commands.exchange import Answer, Proposal, Request
from briefbot.core.document import Document, DocumentKind, Meta, Para, Part, Text
from briefbot.core.visibility import Role


def document(text: str, *, paragraphs: int = 1) -> Document:
    """Return a document with a title and paragraphs."""
    filler = "word " * 80
    blocks = tuple(Para((Text(f"{text} {number}. {filler}"),)) for number in range(paragraphs))
    meta = Meta(kind=DocumentKind.NOTICE, title=text)
    return Document(meta=meta, body=(Part(blocks=blocks),))


@dataclass
class NotedAnswers:
    """Answers everything with `answer`; `asked` are the calls with their requests, in order.

    `hold` keeps answers back until it is set. `rooms` names channels, `managers` holds ids.
    """

    answer: Answer = field(default_factory=lambda: Answer(document=document("Answer")))
    proposals: Sequence[Proposal] = ()
    rooms: Mapping[str, str] = field(default_factory=dict)
    managers: frozenset[str] = frozenset()
    hold: asyncio.Event | None = None
    fault: Exception | None = None
    asked: list[tuple[object, ...]] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    greeted_of: Collection[str] | None = None

    async def _answered(self, request: Request, *what: object) -> Answer:
        self.asked.append(what)
        self.requests.append(request)
        if self.hold is not None:
            await self.hold.wait()
        if self.fault is not None:
            raise self.fault
        return self.answer

    async def text(self, command: Command, text: str, request: Request) -> Answer:
        return await self._answered(request, "text", command, text)

    async def line(self, line: str, request: Request) -> Answer:
        return await self._answered(request, "line", line)

    async def options(self, verb: str, given: Mapping[str, str], request: Request) -> Answer:
        return await self._answered(request, "options", verb, dict(given))

    async def pressed(self, action: str, request: Request) -> Answer:
        return await self._answered(request, "pressed", action)

    async def about(self, message: str, request: Request) -> Answer:
        return await self._answered(request, "about", message)

    async def complete(
        self, verb: str, option: str, typed: str, request: Request
    ) -> Sequence[Proposal]:
        await self._answered(request, "complete", verb, option, typed)
        return self.proposals

    def role_of(self, platform: str, ids: Collection[str]) -> Role:
        assert platform == "discord"
        return Role.READER if self.managers.isdisjoint(ids) else Role.MANAGER

    def destination_of(self, platform: str, channel: str) -> str:
        assert platform == "discord"
        return self.rooms.get(channel, "")

    def greeting(
        self,
        platform: str,
        *,
        missing: Sequence[str],
        lang: str = "",
        channels: Collection[str] | None = None,
    ) -> Document:
        assert platform == "discord"
        self.missing = list(missing)
        self.greeted_of = channels
        greeted = document("Hello")
        return replace(greeted, meta=replace(greeted.meta, lang=lang.partition("-")[0] or "en"))
