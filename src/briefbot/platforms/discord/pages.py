"""Document -> the request bodies of a destination, as JSON (`ports.Pages`)."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from briefbot.core.document import Document
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.discord.render import render_components, render_embeds

#: Stands for a reference in bodies that are kept; as long as each of them, for the budgets' sake.
_ANY = "000000"
#: So many documents are kept as bodies: those that go to many places at once.
_KEPT = 32


class DiscordPages:
    """Renders for destinations on Discord, by their names; those in `embeds` as embeds.

    What goes to many destinations is rendered once: their bodies differ in the reference only.
    """

    def __init__(
        self, destinations: Mapping[str, RenderOptions], *, embeds: Collection[str] = ()
    ) -> None:
        self._destinations = destinations
        self._embeds = embeds
        # By the identity of documents, which costs less than comparing them: each is kept with its
        # bodies, so that its id stays its own.
        self._kept: dict[object, tuple[Document, Sequence[str]]] = {}

    def render(self, document: Document, *, destination: str, reference: str) -> Sequence[str]:
        """Return the body of each page; KeyError for a destination that is none of them."""
        options, in_embeds = self._destinations[destination], destination in self._embeds
        if len(reference) != len(_ANY):
            return _bodies(document, replace(options, reference=reference), in_embeds=in_embeds)
        key = (id(document), _hashable(options), in_embeds)
        kept = self._kept.pop(key, None)
        if kept is None:
            whole = replace(options, reference=_ANY)
            kept = (document, _bodies(document, whole, in_embeds=in_embeds))
            if len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
        self._kept[key] = kept  # the one that was asked for last goes last
        return [_referred(body, reference) for body in kept[1]]


def _bodies(document: Document, options: RenderOptions, *, in_embeds: bool) -> Sequence[str]:
    pages = (render_embeds if in_embeds else render_components)(document, options).pages
    return [json.dumps(page.payload, ensure_ascii=False) for page in pages]


def _hashable(options: RenderOptions) -> tuple[object, ...]:
    """Return the options that decide what a body says."""
    mentions = tuple(sorted(options.mentions.items()))
    return options.zone, options.hours, mentions, options.max_pages


def _referred(body: str, reference: str) -> str:
    """Return a body with its reference: in the marker, which is the last text of a page."""
    before, marker, after = body.rpartition(f"ref {_ANY}")
    return f"{before}ref {reference}{after}" if marker else body
