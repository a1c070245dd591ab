"""Document -> the bodies of messages: another chat's request body, and which chat's it is."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from briefbot.core.document import Document
from briefbot.core.rendering import Rendered, RenderOptions
from briefbot.platforms.local.settings import Channel, Look

#: The renderer of each look; whoever builds the platform chooses them.
Renderers = Mapping[Look, Callable[[Document, RenderOptions], Rendered[object]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A message's body: `content` is as its look's renderer made it, `text` the fallback."""

    look: Look
    content: object
    text: str = ""
    lang: str = "en"

    def written(self) -> str:
        """Return it as JSON."""
        fields = {"look": self.look, "content": self.content, "text": self.text, "lang": self.lang}
        return json.dumps(fields, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """When a message was posted or said (aware), and whether it is an example."""

    at: datetime
    is_example: bool = False


#: Draws a body as safe HTML; whoever builds the platform gives it.
Draw = Callable[[Body, Sight], str]


def read_body(payload: str) -> Body:
    """Return a body that was written as JSON; ValueError if it is none."""
    match json.loads(payload):
        case {"look": str(look), "content": content, "text": str(text), "lang": str(lang)}:
            return Body(look=Look(look), content=content, text=text, lang=lang)
    raise ValueError("the body is none of this chat's")


def bodies(
    document: Document, options: RenderOptions, *, look: Look, renderers: Renderers
) -> list[Body]:
    """Return the body of each page."""
    rendered = renderers[look](document, options)
    lang, text = document.meta.lang, rendered.fallback
    return [Body(look=look, content=page.payload, text=text, lang=lang) for page in rendered.pages]


class LocalPages:
    """Renders for the channels of this chat, by their names (`ports.Pages`).

    `options` are by the same names; a name that is none of them raises KeyError.
    """

    def __init__(
        self,
        channels: Sequence[Channel],
        *,
        renderers: Renderers,
        options: Mapping[str, RenderOptions],
    ) -> None:
        self.channels = tuple(channels)
        self._looks = {channel.name: channel.look for channel in channels}
        self._renderers = renderers
        self._options = options

    def render(self, document: Document, *, destination: str, reference: str) -> Sequence[str]:
        """Return the body of each page; KeyError for a destination that is none of them."""
        look = self._looks[destination]
        options = replace(self._options[destination], reference=reference)
        made = bodies(document, options, look=look, renderers=self._renderers)
        return [body.written() for body in made]
