"""Document -> the bodies of `chat.postMessage`, as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefbot.core.document import Document
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.slack.render import render

Json = dict[str, object]

#: Stands for a reference in bodies that are kept; as long as each of them, for the budgets' sake.
_ANY = "000000"
#: So many documents are kept as bodies: those that go to many places at once.
_KEPT = 32


class SlackPages:
    """Renders for Slack destinations, by their names (`ports.Pages`).

    What goes to many destinations is rendered once: their bodies differ in channel and reference.
    """

    def __init__(self, destinations: Mapping[str, RenderOptions]) -> None:
        self._destinations = destinations
        # By the identity of documents, which costs less than comparing them: each is kept with its
        # bodies, so that its id stays its own.
        self._kept: dict[object, tuple[Document, Sequence[Json]]] = {}

    def render(self, document: Document, *, destination: str, reference: str) -> Sequence[str]:
        """Return the body of each page; KeyError for a destination that is none of them."""
        options = self._destinations[destination]
        if len(reference) != len(_ANY):
            bodies = _bodies(document, replace(options, reference=reference))
            return [json.dumps(body, ensure_ascii=False) for body in bodies]
        mentions = tuple(sorted(options.mentions.items()))
        key = (id(document), options.zone, options.hours, mentions, options.max_pages)
        kept = self._kept.pop(key, None)
        if kept is None:
            kept = (document, _bodies(document, replace(options, reference=_ANY)))
            if len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
        self._kept[key] = kept  # the one that was asked for last goes last
        return [_addressed(body, options.channel, reference) for body in kept[1]]


def _bodies(document: Document, options: RenderOptions) -> Sequence[Json]:
    return [page.payload for page in render(document, options).pages]


def _addressed(body: Json, channel: str, reference: str) -> str:
    """Return a body for a channel with its reference: in the last text, and in the metadata."""
    text = json.dumps({**body, "channel": channel}, ensure_ascii=False)
    for mark in ("ref {}", '"ref": "{}"'):
        before, found, after = text.rpartition(mark.format(_ANY))
        text = f"{before}{mark.format(reference)}{after}" if found else text
    return text
