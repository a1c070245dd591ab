"""Document -> the bodies of messages for the spool: text, as JSON."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from briefbot.core.document import Document
from briefbot.core.rendered_once import ANY_REFERENCE, RenderedOnce, referred
from briefbot.core.rendering import Rendered, RenderOptions

#: Renders a document as text; which one is the choice of whoever builds the platform.
RenderText = Callable[[Document, RenderOptions], Rendered[str]]


class TerminalPages:
    """Renders for terminal destinations, by their names (`ports.Pages`)."""

    def __init__(self, render: RenderText, destinations: Mapping[str, RenderOptions]) -> None:
        self._render = render
        self._destinations = destinations
        self.once = RenderedOnce[str]()

    def render(self, document: Document, *, destination: str, reference: str) -> Sequence[str]:
        """Return the body of each page; KeyError for a destination that is none of them."""
        options = self._destinations[destination]
        if len(reference) != len(ANY_REFERENCE):
            return self._bodies(document, replace(options, reference=reference))
        # The reference is in the marker, which is the last text of a page.
        kept = self.once.bodies(document, options, self._bodies)
        return [referred(text, reference) for text in kept]

    def _bodies(self, document: Document, options: RenderOptions) -> Sequence[str]:
        return [body(page.payload) for page in self._render(document, options).pages]


def body(text: str) -> str:
    """Return a text as the body of a message."""
    return json.dumps({"text": text}, ensure_ascii=False)


def text_of(payload: str) -> str:
    """Return the text of a body; ValueError if it is none."""
    match json.loads(payload):
        case {"text": str(text)}:
            return text
    raise ValueError("the body has no text")
