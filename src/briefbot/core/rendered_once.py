"""What goes to many destinations is rendered once: its bodies differ in their references only."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from briefbot.core.document import Document
from briefbot.core.rendering import RenderOptions

B = TypeVar("B")

#: Stands for a reference in bodies that are kept; as long as each of them, for the budgets' sake.
ANY_REFERENCE = "000000"
#: So many documents are kept as bodies: those that go to many places at once.
KEPT = 32


class RenderedOnce(Generic[B]):
    """The bodies of the documents that were rendered last, with ANY_REFERENCE in them.

    They are kept by the identity of documents, which costs less than comparing them: each is kept
    with its bodies, so that its id stays its own.
    """

    def __init__(self) -> None:
        self._kept: dict[object, tuple[Document, Sequence[B]]] = {}

    def __len__(self) -> int:
        """Return how many documents are kept."""
        return len(self._kept)

    def bodies(
        self,
        document: Document,
        options: RenderOptions,
        render: Callable[[Document, RenderOptions], Sequence[B]],
    ) -> Sequence[B]:
        """Return the bodies of a document by these options, but for their channel and reference."""
        mentions = tuple(sorted(options.mentions.items()))
        by = (options.zone, options.hours, mentions, options.max_pages)
        key = (id(document), render, by)
        kept = self._kept.pop(key, None)
        if kept is None:
            kept = (document, render(document, replace(options, reference=ANY_REFERENCE)))
            if len(self._kept) >= KEPT:
                del self._kept[next(iter(self._kept))]
        self._kept[key] = kept  # the one that was asked for last goes last
        return kept[1]


def referred(text: str, reference: str, *, mark: str = "ref {}") -> str:
    """Return a body's text with its reference in the last place where ANY_REFERENCE is marked."""
    before, found, after = text.rpartition(mark.format(ANY_REFERENCE))
    return f"{before}{mark.format(reference)}{after}" if found else text
