"""Saying an answer: to whoever asked alone, or to the channel."""

from dataclasses import dataclass
from typing import Literal, cast

import structlog

from briefbot.core.commands.exchange import Answer
from briefbot.core.document import Document
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.slack.client.web import FAILURES, Json, Web
from briefbot.platforms.slack.commands.inbound import Inbound
from briefbot.platforms.slack.render import render
from briefbot.platforms.slack.sender.twin import plain_twin

_log = structlog.get_logger()

#: An address for answers takes five of them.
_MOST_PAGES = 5


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says answers where something was asked."""

    web: Web

    async def answer(self, answer: Answer, place: Inbound, *, more: tuple[Json, ...] = ()) -> None:
        """Say an answer, page by page; `more` are blocks at its end."""
        kind = "in_channel" if answer.is_shared else "ephemeral"
        pages = bodies(answer)
        for number, body in enumerate(pages, start=1):
            if number == len(pages) and more:
                body["blocks"] = [*cast("list[Json]", body["blocks"]), *more]
            await self.say(body, place, kind=kind)

    async def say(self, body: Json, place: Inbound, *, kind: str = "ephemeral") -> None:
        """Say something by the address for answers; without one, to whoever asked alone."""
        try:
            if place.url and not await self._respond(body, place, kind):
                return
            if kind == "ephemeral":
                await self._whisper(body, place)
        except FAILURES as error:
            _log.warning("an answer was not said", reason=str(error) or type(error).__name__)

    async def whisper(self, document: Document, place: Inbound) -> None:
        """Say something to one person in a channel, unasked."""
        for body in bodies(Answer(document=document)):
            await self._whisper(body, place)

    async def _respond(self, body: Json, place: Inbound, kind: str) -> str:
        """Post to the address for answers, once more as plain text; return why neither is taken."""
        manner: Json = {"response_type": kind, "replace_original": False}
        refused = await self.web.post(place.url, {**body, **manner})
        if refused:
            _log.warning("an answer was refused", reason=refused)
            refused = await self.web.post(place.url, {**plain_twin(body), **manner})
        return refused

    async def _whisper(self, body: Json, place: Inbound) -> None:
        aimed = {**body, "channel": place.channel, "user": place.user}
        await self.web.call("chat.postEphemeral", aimed)


def bodies(answer: Answer) -> list[Json]:
    """Return the bodies of an answer's pages, by the reader's zone and clock."""
    options = RenderOptions(
        zone=answer.zone,
        hours=cast("Literal[12, 24] | None", answer.hours),
        max_pages=_MOST_PAGES,
    )
    pages = render(answer.document, options).pages
    return [
        {"text": page.payload["text"], "blocks": page.payload["blocks"], "mrkdwn": False}
        for page in pages
    ]
