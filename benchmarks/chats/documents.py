"""What the benchmarks of chats post: an event's summary, and a morning's edition."""

from collections.abc import Mapping
from dataclasses import replace

from benchmarks.outbox import EXAMPLES, edition

from briefbot.core.compose import compose_summary
from briefbot.core.document import Document
from briefbot.sources.briefs import parse_brief


def summary() -> Document:
    """Return the first page of an example brief's summary, with its sources and its buttons.

    Later pages go into a thread, and to begin one is another request.
    """
    path = min(EXAMPLES.glob("*.md"))
    brief = parse_brief(path.read_text(encoding="utf-8"), path=path.name).brief
    if brief is None:
        raise RuntimeError("the example is a brief")
    document = compose_summary(brief)
    return replace(document, body=document.body[:1])


#: By what they are called in the figures.
DOCUMENTS: Mapping[str, Document] = {"summaries": summary(), "editions": edition()}
