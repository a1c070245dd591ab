"""Document -> the request bodies of a destination, as JSON (`ports.Pages`)."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from briefbot.core.document import Document
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.discord.render import render_components, render_embeds


class DiscordPages:
    """Renders for destinations on Discord, by their names; those in `embeds` as embeds."""

    def __init__(
        self, destinations: Mapping[str, RenderOptions], *, embeds: Collection[str] = ()
    ) -> None:
        self._destinations = destinations
        self._embeds = embeds

    def render(self, document: Document, *, destination: str, reference: str) -> Sequence[str]:
        """Return the body of each page; KeyError for a destination that is none of them."""
        options = replace(self._destinations[destination], reference=reference)
        render = render_embeds if destination in self._embeds else render_components
        pages = render(document, options).pages
        return [json.dumps(page.payload, ensure_ascii=False) for page in pages]
