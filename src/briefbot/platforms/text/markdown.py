"""Document -> CommonMark, for files and for places that read Markdown.

Only CommonMark itself is used, so a table is a list of "header: value" and struck-out text says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from briefbot.core.document import (
    Actions,
    Block,
    Callout,
    CodeBlock,
    Divider,
    Document,
    Fold,
    Heading,
    Image,
    Inlines,
    KeyValues,
    Link,
    LinkButton,
    List,
    ListItem,
    Para,
    Quote,
    Strong,
    Table,
    Text,
)
from briefbot.core.rendering import Page, Rendered, RenderOptions
from briefbot.platforms.text.clean import many_lines
from briefbot.platforms.text.commonmark import InlineWriter, escaped, fence_for, target
from briefbot.platforms.text.plain import notice

#: Blocks that become lists. Two lists that meet would be read as one, unless their markers differ.
_LISTS = (List, Table, KeyValues, Actions)
_BULLETS = ("-", "*")
_DELIMITERS = (".", ")")


def render_markdown(document: Document, options: RenderOptions) -> Rendered[str]:
    """Return a document as one page of CommonMark, ending in a newline.

    Read back, it shows the document's text and has its links and images, and no other markup, link
    or HTML. Command buttons are left out: their label promises what a file cannot do.
    """
    writer = _BlockWriter(InlineWriter(document.meta.lang, options))
    pieces = [writer.heading((Text(document.meta.title),), level=1)]
    turn, after_list = 0, False
    for block in _unfolded(document.blocks):
        next_turn = 1 - turn if after_list else 0
        written = [piece for piece in writer.block(block, turn=next_turn) if piece]
        if written:
            pieces += written
            turn, after_list = next_turn, isinstance(block, _LISTS)
    pieces.append(
        writer.inlines.write((Text(f"ref {options.reference}"),)) if options.reference else ""
    )
    text = "\n\n".join(filter(None, pieces))
    return Rendered((Page(f"{text}\n"),), fallback=notice(document.meta))


def _unfolded(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Fold):
            yield Heading(3, (Text(block.title),))
            yield from _unfolded(block.blocks)
        else:
            yield block


@dataclass(frozen=True, slots=True)
class _BlockWriter:
    """Writes blocks; `turn` picks the marker of a list, 0 or 1."""

    inlines: InlineWriter

    def heading(self, content: Inlines, *, level: int) -> str:
        text = self.inlines.write(content)
        return f"{'#' * min(level, 6)} {text}" if text else ""

    def block(self, block: Block, *, turn: int) -> Iterator[str]:
        """Yield what a block becomes, in pieces that stand apart; a piece may be empty."""
        match block:
            case Heading():
                yield self.heading(block.content, level=block.level)
            case Para():
                yield self.inlines.write(block.content)
            case Quote():
                yield self.quote(block)
            case Callout():
                label = Strong((Text(f"{block.label.upper()}:"),))
                yield self.inlines.write((label, Text(" "), *block.content))
            case CodeBlock():
                yield _code_block(block.text)
            case Divider():
                yield "---"
            case Table() | Image() | List() | KeyValues() | Actions():
                yield from self.grouped(block, turn=turn)
            case Fold():
                raise AssertionError("folds were opened before")

    def grouped(
        self, block: Table | Image | List | KeyValues | Actions, *, turn: int
    ) -> Iterator[str]:
        """Yield the pieces of a block that holds more than one run of text."""
        match block:
            case Table():
                yield self.inlines.write((Text(block.caption),))
                yield "\n".join(self.table_lines(block, bullet=_BULLETS[turn]))
            case Image():
                yield self.image(block)
                yield self.inlines.write((Text(block.caption),))
            case _:
                yield "\n".join(self.list_lines(block, turn=turn))

    def list_lines(self, block: List | KeyValues | Actions, *, turn: int) -> Iterator[str]:
        bullet = _BULLETS[turn]
        match block:
            case List():
                start = block.start if block.ordered else None
                yield from self.points(block.items, start=start, turn=turn)
            case KeyValues():
                for pair in block.pairs:
                    value = _attributed(pair.value, pair.attribution)
                    yield f"{bullet} {self.labelled((Text(pair.label),), value)}"
            case Actions():
                for button in block.buttons:
                    if isinstance(button, LinkButton):
                        link = Link(button.url, (Text(button.label),))
                        yield f"{bullet} {self.inlines.write((link,))}"

    def table_lines(self, table: Table, *, bullet: str) -> Iterator[str]:
        """Yield a point per row, each cell on a line of its own under its header's name."""
        for row in table.rows or (((),) * len(table.header),):
            cells = (self.labelled(*pair) for pair in zip(table.header, row, strict=True))
            lines = list(filter(None, cells))
            for number, line in enumerate(lines):
                end = "\\" if number < len(lines) - 1 else ""  # a line break within the point
                yield f"{'  ' if number else f'{bullet} '}{line}{end}"

    def points(
        self, items: tuple[ListItem, ...], *, start: int | None, turn: int, indent: str = ""
    ) -> Iterator[str]:
        for number, item in enumerate(items):
            marker = _BULLETS[turn] if start is None else f"{start + number}{_DELIMITERS[turn]}"
            text = self.inlines.write(_attributed(item.content, item.attribution))
            inner = indent
            if text:  # a marker alone would underline the line above it: a heading
                yield f"{indent}{marker} {text}"
                inner += " " * (len(marker) + 1)
            yield from self.points(item.items, start=None, turn=turn, indent=inner)

    def labelled(self, label: Inlines, value: Inlines) -> str:
        if not self.inlines.write(label):
            return self.inlines.write(value)
        return self.inlines.write((Strong((*label, Text(":"))), Text(" "), *value))

    def quote(self, quote: Quote) -> str:
        content = self.inlines.write(quote.content)
        attribution = self.inlines.write(quote.attribution)
        parts = [content, f"— {attribution}" if attribution else ""]
        return "\n>\n".join(f"> {part}" for part in parts if part)

    def image(self, image: Image) -> str:
        shown = target(image.url)
        if not shown:
            return self.inlines.write((Text(image.alt),))
        return f"![{escaped(image.alt)}]({shown})"


def _attributed(content: Inlines, attribution: Inlines) -> Inlines:
    """Return a run with who says so behind it, in brackets."""
    return (*content, Text(" ("), *attribution, Text(")")) if attribution else content


def _code_block(text: str) -> str:
    lines = many_lines(text)
    fence = fence_for(text, least=3)
    return "\n".join((fence, *lines, fence))
