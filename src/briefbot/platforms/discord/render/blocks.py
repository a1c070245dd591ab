"""Blocks -> Discord Markdown, and how they are set off from each other."""

from collections.abc import Iterator

from briefbot.core.document import (
    Block,
    CodeBlock,
    Emph,
    Heading,
    Inlines,
    KeyValue,
    KeyValues,
    List,
    Para,
    ParaStyle,
    Quote,
    Strong,
    Text,
)
from briefbot.core.size import Size
from briefbot.platforms.discord.limits.table import characters
from briefbot.platforms.discord.markup import Markup, code_block

#: Discord shows no list deeper than this.
_DEEPEST = 10

#: The widest gap, and room for the number of a point in a list that goes on from another page.
_GAP = "\n\n"
_WIDEST_NUMBER = 10


def block_text(block: Block, markup: Markup) -> str:
    """Return a block of text as Markdown; empty when there is nothing to see in it.

    Raises TypeError for blocks that are no text and those that `prepare` replaces.
    """
    match block:
        case Heading():
            return _heading(block, markup)
        case Para():
            small = block.style is ParaStyle.SMALL
            text = markup.write(block.content, line_break="\n-# " if small else "\n")
            return f"-# {text}" if small and text else text
        case List():
            return "\n".join(_points(block, markup))
        case Quote():
            return _quote(block, markup)
        case KeyValues():
            return "\n".join(filter(None, (_figure(pair, markup) for pair in block.pairs)))
        case CodeBlock():
            return code_block(block.text)
        case _:
            raise TypeError(f"no text: {type(block).__name__}")


def text_size(block: Block, markup: Markup) -> Size:
    """Return the size of a block of text with the gap before it; pieces are for others to count."""
    text = block_text(block, markup)
    extra = len(_GAP) + (_WIDEST_NUMBER if isinstance(block, List) and block.ordered else 0)
    return Size(characters(text) + extra, len(text.encode()) + extra)


def gap(before: Block, after: Block) -> str:
    """Return the line breaks between two blocks of text: an empty line between paragraphs.

    Headings of sections and lists bring their own margin, but two lists would look like one. Small
    lines belong to what they stand by.
    """
    tight = (
        isinstance(before, Heading)
        or (isinstance(after, List) and not isinstance(before, List))
        or (isinstance(after, Heading) and after.level <= 2)
        or any(isinstance(each, Para) and each.style is ParaStyle.SMALL for each in (before, after))
    )
    return "\n" if tight else _GAP


def attributed(content: Inlines, attribution: Inlines) -> Inlines:
    """Return content with who says so and where after it, in parentheses and italics."""
    if not attribution:
        return content
    return (*content, Text(" "), Emph((Text("("), *attribution, Text(")"))))


def _heading(heading: Heading, markup: Markup) -> str:
    text = markup.write(heading.content if heading.level <= 2 else (Strong(heading.content),))
    return f"### {text}" if text and heading.level <= 2 else text


def _points(block: List, markup: Markup, depth: int = 0) -> Iterator[str]:
    """Yield the lines of a list. Two spaces a level, and for lines that go on within a point."""
    indent = "  " * min(depth, _DEEPEST)
    for number, item in enumerate(block.items, start=max(0, block.start)):
        mark = f"{number}. " if block.ordered else "- "
        content = attributed(item.content, item.attribution)
        text = markup.write(content, line_break=f"\n{indent}  ")
        if text:
            yield f"{indent}{mark}{text}"
        yield from _points(List(item.items), markup, depth + 1)


def _quote(quote: Quote, markup: Markup) -> str:
    content = markup.write(quote.content, line_break="\n> ")
    attribution = markup.write(quote.attribution, line_break=" ")
    lines = (content, f"-# — {attribution}" if attribution else "")
    return "\n".join(f"> {line}" for line in lines if line)


def _figure(pair: KeyValue, markup: Markup) -> str:
    label = Strong((Text(f"{pair.label}:"),))
    return markup.write((label, Text(" "), *attributed(pair.value, pair.attribution)))
