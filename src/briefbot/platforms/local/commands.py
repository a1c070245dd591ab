"""Commands, presses and completion from the page, answered by the program (`ports.Answering`)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from briefbot.core.commands.exchange import Answer, Caller, Request
from briefbot.core.rendering import RenderOptions
from briefbot.core.visibility import Role
from briefbot.platforms.local.bell import Bell
from briefbot.platforms.local.completion import MOST, Insertion, complete
from briefbot.platforms.local.render import Body, Draw, Renderers, Sight, bodies, read_body
from briefbot.platforms.local.settings import PERSON, Channel, Kind
from briefbot.platforms.local.store import ChatStore, NewMessage
from briefbot.ports import Answering, Clock

#: As long as the nonces of posts.
_NONCE_LENGTH = 22

#: What the page is given, as JSON.
Json = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks, and where: `id` is the page's own for this interaction."""

    channel: Channel
    role: Role = Role.READER
    id: str = ""
    zone: str = ""
    lang: str = ""

    @property
    def request(self) -> Request:
        """The same, as the program takes it."""
        caller = Caller(person=PERSON, role=self.role, lang=self.lang, zone=self.zone)
        destination = self.channel.destination
        return Request(id=f"local:{self.id}", caller=caller, destination=destination)


class Commands:
    """Answers; an answer that is shared becomes a message of its channel."""

    def __init__(  # noqa: PLR0913 - whom to ask, how to show it, where to keep it
        self,
        answering: Answering,
        *,
        renderers: Renderers,
        draw: Draw,
        store: ChatStore,
        bell: Bell,
        clock: Clock,
    ) -> None:
        self._answering = answering
        self._renderers = renderers
        self._draw = draw
        self._store = store
        self._bell = bell
        self._clock = clock

    async def line(self, text: str, asked: Asked) -> Json:
        """Answer a command. Raises StoreError when an answer to share cannot be kept."""
        return await self._answered(self._answering.line(text, asked.request), asked)

    async def press(self, action: str, asked: Asked) -> Json:
        """Answer the press of a button. Raises StoreError as above."""
        return await self._answered(self._answering.pressed(action, asked.request), asked)

    async def about(self, message: str, asked: Asked) -> Json:
        """Answer "Brief this" on a message of this chat. Raises StoreError as above."""
        found = await asyncio.to_thread(self._store.find, message)
        text = ""
        if found is not None and not found.retracted_at:
            text = f"{read_body(found.payload).text}\nref {found.reference}"
        return await self._answered(self._answering.about(text, asked.request), asked)

    async def complete(self, text: str, cursor: int, asked: Asked) -> list[Insertion]:
        """Return what may come next at a cursor, counted in characters: values before keys.

        What stands there already is not proposed.
        """
        found = complete(text, cursor, role=asked.role)
        values: list[Insertion] = []
        if found.wanted is not None:
            wanted = found.wanted
            given = await self._answering.complete(
                wanted.verb.name, wanted.option.name, wanted.typed, asked.request
            )
            values = [wanted.insertion(each.shown, each.value) for each in given]
        proposed = (*values, *found.insertions)
        return [each for each in proposed if text[each.start : each.end] != each.insert][:MOST]

    async def _answered(self, answering: Awaitable[Answer], asked: Asked) -> Json:
        answer = await answering
        options = RenderOptions(zone=answer.zone, hours=_clock_of(answer.hours))
        look = asked.channel.look
        pages = bodies(answer.document, options, look=look, renderers=self._renderers)
        is_shared = answer.is_shared and asked.channel.kind is not Kind.EXAMPLE
        if is_shared:
            await self._share(pages, asked)
        sight = Sight(at=self._clock.now())
        return {
            "html": "".join(self._draw(page, sight) for page in pages),
            "text": pages[0].text,
            "is_done": answer.is_done,
            "private": not is_shared,
        }

    async def _share(self, pages: list[Body], asked: Asked) -> None:
        """Post an answer, once for its interaction: the first page, the others under it."""
        nonces = [_nonce(asked.request.id, number) for number, _ in enumerate(pages, 1)]
        try:
            for number, (nonce, page) in enumerate(zip(nonces, pages, strict=True), 1):
                new = NewMessage(
                    id=nonce,
                    channel=asked.channel.place,
                    payload=page.written(),
                    thread=nonces[0] if number > 1 else "",
                    page=number,
                )
                await asyncio.to_thread(_add(self._store, new, self._clock))
        finally:
            self._bell.ring()


def _add(store: ChatStore, new: NewMessage, clock: Clock) -> Callable[[], bool]:
    return lambda: store.add(new, now=clock.now())


def _nonce(request: str, page: int) -> str:
    return sha256(f"{request}\x1f{page}".encode()).hexdigest()[:_NONCE_LENGTH]


def _clock_of(hours: int | None) -> Literal[12, 24] | None:
    return 12 if hours == 12 else 24 if hours == 24 else None
