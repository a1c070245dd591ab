"""Document -> the request bodies of a destination, as JSON (`ports.Pages`)."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from briefbot.core.document import Document
from briefbot.core.rendered_once import ANY_REFERENCE, RenderedOnce, referred
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.discord.render import render_components, render_embeds


class DiscordPages:
    """Renders for destinations on Discord, by their names; those in `embeds` as embeds."""

    def __init__(
        self, destinations: Mapping[str, RenderOptions], *, embeds: Collection[str] = ()
    ) -> None:
        self._destinations = destinations
        self._embeds = embeds
        self.once = RenderedOnce[str]()

    def render(self, document: Document, *, destination: str, reference: str) -> Sequence[str]:
        """Return the body of each page; KeyError for a destination that is none of them."""
        options = self._destinations[destination]
        bodies = _embeds if destination in self._embeds else _components
        if len(reference) != len(ANY_REFERENCE):
            return bodies(document, replace(options, reference=reference))
        # The reference is in the marker, which is the last text of a page.
        kept = self.once.bodies(document, options, bodies)
        return [referred(body, reference) for body in kept]


def _components(document: Document, options: RenderOptions) -> Sequence[str]:
    pages = render_components(document, options).pages
    return [json.dumps(page.payload, ensure_ascii=False) for page in pages]


def _embeds(document: Document, options: RenderOptions) -> Sequence[str]:
    pages = render_embeds(document, options).pages
    return [json.dumps(page.payload, ensure_ascii=False) for page in pages]
