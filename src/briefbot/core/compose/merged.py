"""What quiet hours held, as one message: a night's posts are read together, not one by one."""

from collections.abc import Iterator, Sequence

from briefbot.core.compose.statements import separated
from briefbot.core.document import (
    Actions,
    Block,
    Code,
    Divider,
    Document,
    DocumentKind,
    Heading,
    Inlines,
    Link,
    LinkButton,
    List,
    ListItem,
    Meta,
    Para,
    ParaStyle,
    Part,
    Priority,
    Text,
)
from briefbot.core.labels import Label, catalogue_for

_URGENCY = tuple(Priority)


def compose_merged(documents: Sequence[Document]) -> Document:
    """Return documents (at least one) as a single one, in their order and the first's language.

    Each keeps its title as a heading, all of its lead, and what it says itself of being late.
    Instead of its buttons, which would have no place of their own, stand the links and the command
    that shows the whole.
    """
    metas = [document.meta for document in documents]
    titles = List(tuple(ListItem((Text(meta.title),)) for meta in metas))
    return Document(
        meta=Meta(
            kind=DocumentKind.MERGED,
            title=catalogue_for(metas[0].lang).text(Label.HELD_TITLE),
            lang=metas[0].lang,
            summary="; ".join(meta.title for meta in metas),
            priority=min((meta.priority for meta in metas), key=_URGENCY.index),
        ),
        lead=(titles, Divider()),
        body=tuple(part for document in documents for part in _parts(document)),
    )


def _parts(document: Document) -> Iterator[Part]:
    lead = tuple(block for block in document.lead if not isinstance(block, Divider))
    yield Part((Heading(2, (Text(document.meta.title),)), *_lowered(lead)), keep=True)
    for part in document.body:
        yield Part(_lowered(part.blocks), keep=part.keep)
    rest = [*_lowered(block for block in document.tail if not isinstance(block, Actions))]
    where: list[Inlines] = [(Code(document.meta.show),)] if document.meta.show else []
    for block in document.tail:
        if isinstance(block, Actions):
            where += (
                (Link(button.url, (Text(button.label),)),)
                for button in block.buttons
                if isinstance(button, LinkButton)
            )
    if where:
        rest.append(Para(separated(where, Text(" · ")), ParaStyle.SMALL))
    if rest:
        yield Part(tuple(rest))


def _lowered(blocks: Sequence[Block] | Iterator[Block]) -> tuple[Block, ...]:
    """Return blocks with their headings below the one of their document."""
    return tuple(
        Heading(3, block.content) if isinstance(block, Heading) else block for block in blocks
    )
