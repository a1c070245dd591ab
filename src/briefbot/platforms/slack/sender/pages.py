"""Document -> the bodies of `chat.postMessage`, as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefbot.core.document import Document
from briefbot.core.rendered_once import ANY_REFERENCE, RenderedOnce, referred
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.slack.render import render

Json = dict[str, object]


class SlackPages:
    """Renders for Slack destinations, by their names (`ports.Pages`)."""

    def __init__(self, destinations: Mapping[str, RenderOptions]) -> None:
        self._destinations = destinations
        self.once = RenderedOnce[Json]()

    def render(self, document: Document, *, destination: str, reference: str) -> Sequence[str]:
        """Return the body of each page; KeyError for a destination that is none of them."""
        options = self._destinations[destination]
        if len(reference) != len(ANY_REFERENCE):
            bodies = _bodies(document, replace(options, reference=reference))
            return [json.dumps(body, ensure_ascii=False) for body in bodies]
        kept = self.once.bodies(document, options, _bodies)
        return [_addressed(body, options.channel, reference) for body in kept]


def _bodies(document: Document, options: RenderOptions) -> Sequence[Json]:
    return [page.payload for page in render(document, options).pages]


def _addressed(body: Json, channel: str, reference: str) -> str:
    """Return a body for a channel with its reference: in the last text, and in the metadata."""
    text = json.dumps({**body, "channel": channel}, ensure_ascii=False)
    text = referred(text, reference)
    return referred(text, reference, mark='"ref": "{}"')
