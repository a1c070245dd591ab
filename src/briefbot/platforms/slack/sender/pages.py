"""Document -> the bodies of `chat.postMessage`, as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefbot.core.document import Document
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.slack.render import render


class SlackPages:
    """Renders for Slack destinations, by their names (`ports.Pages`)."""

    def __init__(self, destinations: Mapping[str, RenderOptions]) -> None:
        self._destinations = destinations

    def render(self, document: Document, *, destination: str, reference: str) -> Sequence[str]:
        """Return the body of each page; KeyError for a destination that is none of them."""
        options = replace(self._destinations[destination], reference=reference)
        pages = render(document, options).pages
        return [json.dumps(page.payload, ensure_ascii=False) for page in pages]
