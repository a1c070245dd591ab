"""Reading message bodies back, written apart from the renderer: what stands in them, and where."""

from collections.abc import Iterator

from briefbot.core.document import (
    Block,
    Document,
    Emph,
    Inline,
    Inlines,
    Link,
    MentionTarget,
    SourceRef,
    Strike,
    Strong,
    Time,
)
from briefbot.core.plain_text import block_runs
from briefbot.core.rendering import Rendered

LIVE = frozenset({"link", "date", "user", "usergroup", "channel", "broadcast", "emoji", "color"})


def walk(value: object) -> Iterator[dict[str, object]]:
    """Yield every object of a body, outermost first, in reading order."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from walk(part)
    elif isinstance(value, list):
        for part in value:
            yield from walk(part)


def objects(rendered: Rendered[dict[str, object]]) -> Iterator[dict[str, object]]:
    for page in rendered.pages:
        yield from walk(page.payload["blocks"])


def blocks_of_page(page: dict[str, object]) -> list[dict[str, object]]:
    blocks = page["blocks"]
    assert isinstance(blocks, list)
    return blocks


def visible_text(rendered: Rendered[dict[str, object]]) -> str:
    """Return every text of every block, in reading order, without white space."""
    found: list[str] = []
    for part in objects(rendered):
        for key in ("image_url", "alt_text", "text", "fallback", "url"):
            value = part.get(key)
            if isinstance(value, str):
                found.append(value)
    return bare("".join(found))


def bare(text: str) -> str:
    return "".join(text.split())


def inlines_of(document: Document) -> Iterator[Inline]:
    for block in document.blocks:
        yield from block_inlines(block)


def block_inlines(block: Block) -> Iterator[Inline]:
    for run in block_runs(block):
        yield from _nested(run)


def _nested(content: Inlines) -> Iterator[Inline]:
    for inline in content:
        yield inline
        if isinstance(inline, Strong | Emph | Strike | Link):
            yield from _nested(inline.children)


def live_targets(document: Document) -> tuple[set[str], set[int], set[str]]:
    """Return the addresses, timestamps and mention keys that a document's inlines call for."""
    urls: set[str] = set()
    instants: set[int] = set()
    keys: set[str] = set()
    for inline in inlines_of(document):
        if isinstance(inline, Link | SourceRef):
            urls.add(inline.url)
        elif isinstance(inline, Time):
            moments = (inline.when.instant, inline.when.end)
            instants |= {int(moment.timestamp() // 1) for moment in moments if moment}
        elif isinstance(inline, MentionTarget):
            keys.add(inline.key)
    return urls, instants, keys
