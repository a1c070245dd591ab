"""The text of a document with nothing around it: for notifications, search, lint and comparison.

What the text holds is what the document holds, control characters included: whoever prints or
posts it cleans it.
"""

from collections.abc import Iterator

from briefbot.core.document import (
    Actions,
    Block,
    Callout,
    Code,
    CodeBlock,
    Divider,
    Document,
    Emph,
    Fold,
    Heading,
    Image,
    Inline,
    Inlines,
    KeyValues,
    Link,
    LinkButton,
    List,
    ListItem,
    MentionTarget,
    Para,
    Quote,
    SourceRef,
    Strike,
    Strong,
    Table,
    Text,
    Time,
)
from briefbot.core.wording import Hours, describe_when


def inline_text(
    content: Inlines, *, lang: str = "en", zone: str = "UTC", hours: Hours | None = None
) -> str:
    """Return the text of a run: links and sources by their label, dates in words, mentions by key.

    `lang`, `zone` and `hours` are as in `describe_when`.
    """

    def text_of(inline: Inline) -> str:
        match inline:
            case Text(text) | Code(text) | MentionTarget(text):
                return text
            case SourceRef():
                return inline.label
            case Time():
                return describe_when(
                    inline.when, lang=lang, zone=zone, hours=hours, style=inline.style
                )
            case Strong() | Emph() | Strike() | Link():
                return "".join(map(text_of, inline.children))

    return "".join(map(text_of, content))


def document_text(document: Document, *, zone: str = "UTC", hours: Hours | None = None) -> str:
    """Return title and blocks in reading order, one run of text per line.

    Dates are in the document's language. Command buttons are left out: they do, they do not say.
    """
    lang = document.meta.lang
    runs = (run for block in document.blocks for run in block_runs(block))
    lines = (inline_text(run, lang=lang, zone=zone, hours=hours) for run in runs)
    return "\n".join((document.meta.title, *filter(None, lines)))


def block_runs(block: Block) -> Iterator[Inlines]:
    """Yield every run of text in a block, in reading order."""
    match block:
        case Heading() | Para():
            yield block.content
        case List():
            yield from _item_runs(block.items)
        case Quote():
            yield block.content
            yield block.attribution
        case Callout():
            yield (Text(block.label),)
            yield block.content
        case CodeBlock():
            yield (Text(block.text),)
        case Image():
            yield (Text(block.alt),)
            yield (Text(block.caption),)
        case Divider():
            pass
        case Table() | KeyValues() | Fold() | Actions():
            yield from _group_runs(block)


def _item_runs(items: tuple[ListItem, ...]) -> Iterator[Inlines]:
    for item in items:
        yield item.content
        yield item.attribution
        yield from _item_runs(item.items)


def _group_runs(block: Table | KeyValues | Fold | Actions) -> Iterator[Inlines]:
    match block:
        case Table():
            yield (Text(block.caption),)
            yield from block.header
            for row in block.rows:
                yield from row
        case KeyValues():
            for pair in block.pairs:
                yield (Text(pair.label),)
                yield pair.value
                yield pair.attribution
        case Fold():
            yield (Text(block.title),)
            for inner in block.blocks:
                yield from block_runs(inner)
        case Actions():
            for button in block.buttons:
                if isinstance(button, LinkButton):
                    yield (Text(button.label),)
