"""Whom a post mentions: nobody, but those whom its destination names for posts that urgent."""

from dataclasses import replace

from briefbot.core.document import (
    Block,
    Document,
    Inline,
    MentionTarget,
    Para,
    ParaStyle,
    Priority,
    Text,
)
from briefbot.core.programme import Channel

_URGENCY = tuple(Priority)


def mentioning(document: Document, channel: Channel) -> Document:
    """Return a document as it goes to a channel: led by mentions, where it is urgent enough."""
    least, priority = channel.mention_from, document.meta.priority
    if least is None or not channel.mentions or _URGENCY.index(priority) > _URGENCY.index(least):
        return document
    content: list[Inline] = []
    for name in channel.mentions:
        content += [Text(" ")] * bool(content) + [MentionTarget(name)]
    return replace(document, lead=(Para(tuple(content), ParaStyle.SMALL), *document.lead))


def without_mentions(document: Document) -> tuple[Document, tuple[Block, ...]]:
    """Return a document without its line of mentions, and that line, if it has one."""
    match document.lead[:1]:
        case (Para(content=(MentionTarget(), *_)),) as line:
            return replace(document, lead=document.lead[1:]), line
        case _:
            return document, ()
