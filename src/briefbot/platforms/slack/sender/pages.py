"""Document -> the bodies of `chat.postMessage`, as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefbot.core.document import Document
from briefbot.core.rendered_once import ANY_REFERENCE, RenderedOnce, referred
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.slack.render import render

Json = dict[str, object]

#: Stands for a channel in bodies that are kept. What it is replaced by is an id, which needs no
#: escaping; and no content has this form, for its quotation marks are escaped.
_ANY_CHANNEL = "C0"
_CHANNEL = '"channel": "{}"'


class SlackPages:
    """Renders for Slack destinations, by their names (`ports.Pages`)."""

    def __init__(self, destinations: Mapping[str, RenderOptions]) -> None:
        self._destinations = destinations
        self.once = RenderedOnce[str]()

    def render(self, document: Document, *, destination: str, reference: str) -> Sequence[str]:
        """Return the body of each page; KeyError for a destination that is none of them."""
        options = self._destinations[destination]
        if len(reference) != len(ANY_REFERENCE):
            bodies = _bodies(document, replace(options, reference=reference))
            return [json.dumps(body, ensure_ascii=False) for body in bodies]
        kept = self.once.bodies(document, options, _texts)
        return [_addressed(text, options.channel, reference) for text in kept]


def _bodies(document: Document, options: RenderOptions) -> Sequence[Json]:
    return [page.payload for page in render(document, options).pages]


def _texts(document: Document, options: RenderOptions) -> Sequence[str]:
    bodies = _bodies(document, replace(options, channel=_ANY_CHANNEL))
    return [json.dumps(body, ensure_ascii=False) for body in bodies]


def _addressed(text: str, channel: str, reference: str) -> str:
    """Return a body for a channel with its reference: in the last text, and in the metadata."""
    text = text.replace(_CHANNEL.format(_ANY_CHANNEL), _CHANNEL.format(channel), 1)
    text = referred(text, reference)
    return referred(text, reference, mark='"ref": "{}"')
