"""What documents hold, and what their CommonMark says to a strict reader of it.

To that reader HTML and bare addresses are live.
"""

from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from briefbot.core.document import Document, Emph, Inlines, Link, Strike, Strong
from briefbot.core.plain_text import block_runs, inline_text
from briefbot.platforms.text.clean import one_line

ZONE = "Europe/Kyiv"
READER = MarkdownIt("commonmark", {"html": True, "linkify": True}).enable("linkify")

_SAYING = {"text", "code_inline", "fence", "code_block", "html_inline", "html_block"}


def folded(text: str) -> str:
    """Return text without white space, to compare what is said and not how it is laid out."""
    return "".join(text.split())


def leaves_of(document: Document) -> Iterator[str]:
    """Yield the text of every inline that holds no others, of every run of a document."""
    lang = document.meta.lang

    def leaves(content: Inlines) -> Iterator[str]:
        for inline in content:
            if isinstance(inline, Strong | Emph | Strike | Link):
                yield from leaves(inline.children)
            else:
                yield one_line(inline_text((inline,), lang=lang, zone=ZONE))

    for block in document.blocks:
        for run in block_runs(block):
            yield from leaves(run)


def tokens_of(markdown: str) -> Iterator[Token]:
    """Yield every token, those within lines and within images included."""
    yield from _inner(READER.parse(markdown))


def _inner(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _inner(token.children or ())


def visible_text(markdown: str) -> str:
    """Return what a reader of the rendered page sees, images as their alt text."""
    return "".join(token.content for token in tokens_of(markdown) if token.type in _SAYING)


def targets(markdown: str) -> list[str]:
    """Return where links and images lead, in order."""
    found = (token.attrs.get("href", token.attrs.get("src")) for token in tokens_of(markdown))
    return [str(target) for target in found if target is not None]


def is_live(token: Token) -> bool:
    """Tell whether a token is HTML, or a link that only the reader's guess made."""
    return token.type.startswith("html") or token.info == "auto"
