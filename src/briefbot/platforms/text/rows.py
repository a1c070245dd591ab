"""Document -> rows: what plain text and the terminal both say, before either lays it out.

Meaning is carried by words and order alone: a callout starts with its label, a table reads as
"header: value", struck-out text says that it is struck out. Styles only repeat what the words say.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

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
    Para,
    ParaStyle,
    Quote,
    Strike,
    Strong,
    Table,
    Text,
)
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.plain_text import inline_text
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.text.clean import address, many_lines, one_line


class Style(Enum):
    """How a span may stand out."""

    TITLE = auto()
    HEADING = auto()
    LABEL = auto()
    STRONG = auto()
    EMPH = auto()
    STRIKE = auto()
    CODE = auto()
    DIM = auto()
    ADDRESS = auto()


Styles = frozenset[Style]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of printable text in one look."""

    text: str
    styles: Styles = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph's worth of text: `first` stands before it, `rest` before its further lines.

    `apart` asks for an empty line above. `whole` rows are never wrapped.
    """

    spans: tuple[Span, ...]
    first: str = ""
    rest: str = ""
    apart: bool = False
    whole: bool = False

    @property
    def text(self) -> str:
        """The text of the spans, without what stands before them."""
        return "".join(span.text for span in self.spans)


def rows_of(document: Document, options: RenderOptions) -> tuple[Row, ...]:
    """Return a document as rows: title, blocks in reading order, and the reference if any."""
    return RowMaker(document.meta.lang, options).rows(document)


@dataclass(frozen=True, slots=True)
class RowMaker:
    """Turns blocks into rows in one language."""

    lang: str
    options: RenderOptions

    def rows(self, document: Document) -> tuple[Row, ...]:
        """Return the rows of a whole document."""
        made = [_row(_styled(document.meta.title, Style.TITLE))]
        for block in document.blocks:
            made += self.block(block)
        if self.options.reference:
            made.append(_row(_styled(f"ref {self.options.reference}", Style.DIM), apart=True))
        return tuple(row for row in made if row.text.strip() or row.whole)

    def block(self, block: Block) -> Iterator[Row]:
        """Yield the rows of one block."""
        match block:
            case Heading():
                yield _row(self.spans(block.content, Style.HEADING), apart=True)
            case Para():
                styles = (Style.DIM,) if block.style is ParaStyle.SMALL else ()
                yield _row(self.spans(block.content, *styles), apart=True)
            case List():
                yield from self.points(block.items, start=block.start if block.ordered else None)
            case Quote():
                quote = _styled(f"{catalogue_for(self.lang).text(Label.QUOTE)}: ", Style.LABEL)
                yield _row(quote + self.spans(block.content), apart=True)
                yield _row(self.spans(block.attribution), first="— ", rest="  ")
            case Callout():
                label = _styled(f"{block.label.upper()}: ", Style.LABEL)
                yield _row(label + self.spans(block.content), apart=True)
            case CodeBlock():
                for number, line in enumerate(many_lines(block.text)):
                    yield Row((Span(line),), apart=number == 0, whole=True)
            case Divider():
                pass  # every block stands apart already; a rule would be read out as dashes
            case Table() | KeyValues() | Image() | Fold() | Actions():
                yield from self.grouped(block)

    def grouped(self, block: Table | KeyValues | Image | Fold | Actions) -> Iterator[Row]:
        """Yield the rows of a block that holds more than one run of text."""
        match block:
            case Table():
                yield from self.table(block)
            case KeyValues():
                for number, pair in enumerate(block.pairs):
                    label = _styled(f"{pair.label}: ", Style.LABEL)
                    value = label + self.attributed(pair.value, pair.attribution)
                    yield _row(value, rest="  ", apart=number == 0)
            case Image():
                label = _styled(f"{catalogue_for(self.lang).text(Label.IMAGE)}: ", Style.LABEL)
                link = Link(block.url, (Text(block.alt),))
                yield _row(label + self.spans((link,)), rest="  ", apart=True)
                yield _row(_styled(block.caption), first="  ", rest="  ")
            case Fold():
                yield _row(_styled(block.title, Style.HEADING), apart=True)
                for inner in block.blocks:
                    yield from self.block(inner)
            case Actions():
                buttons = [button for button in block.buttons if isinstance(button, LinkButton)]
                for number, button in enumerate(buttons):
                    link = Link(button.url, (Text(button.label),))
                    yield _row(self.spans((link,)), rest="  ", apart=number == 0)

    def points(
        self, items: tuple[ListItem, ...], *, start: int | None, indent: str = ""
    ) -> Iterator[Row]:
        """Yield the rows of a list; nested points are indented by two columns."""
        for number, item in enumerate(items):
            marker = "- " if start is None else f"{start + number}. "
            yield _row(
                self.attributed(item.content, item.attribution),
                first=indent + marker,
                rest=indent + " " * len(marker),
                apart=number == 0 and not indent,
            )
            yield from self.points(item.items, start=None, indent=f"{indent}  ")

    def table(self, table: Table) -> Iterator[Row]:
        """Yield a table as one point per row, each cell on its own line under its header."""
        yield _row(_styled(table.caption, Style.LABEL), apart=True)
        if not table.rows:
            header = "; ".join(filter(None, map(self.text, table.header)))
            yield _row(_styled(header), apart=not table.caption)
        for row_number, row in enumerate(table.rows):
            for number, (header_cell, cell) in enumerate(zip(table.header, row, strict=True)):
                header = self.text(header_cell)
                label = _styled(f"{header}: ", Style.LABEL) if header.strip() else ()
                yield _row(
                    label + self.spans(cell),
                    first="  " if number else "- ",
                    rest="    ",
                    apart=row_number == number == 0 and not table.caption,
                )

    def attributed(self, content: Inlines, attribution: Inlines) -> tuple[Span, ...]:
        """Return a run with who says so behind it, in brackets."""
        spans = self.spans(content)
        source = self.spans(attribution, Style.DIM)
        if not _text(source).strip():
            return spans
        gap = " " if spans and not _text(spans).endswith(" ") else ""
        return (*spans, *_styled(f"{gap}(", Style.DIM), *source, *_styled(")", Style.DIM))

    def spans(self, content: Inlines, *styles: Style) -> tuple[Span, ...]:
        """Return a run of inlines as spans."""
        active = frozenset(styles)
        return tuple(span for inline in content for span in self._inline(inline, active))

    def text(self, content: Inlines) -> str:
        """Return the text of a run as spans would give it."""
        return _text(self.spans(content))

    def _inline(self, inline: Inline, styles: Styles) -> Iterator[Span]:
        match inline:
            case Strong():
                yield from self._children(inline.children, styles | {Style.STRONG})
            case Emph():
                yield from self._children(inline.children, styles | {Style.EMPH})
            case Strike():
                yield from self._struck(inline.children, styles)
            case Link():
                yield from self._link(inline, styles)
            case Code():
                yield Span(one_line(inline.text), styles | {Style.CODE})
            case _:
                text = inline_text(
                    (inline,), lang=self.lang, zone=self.options.zone, hours=self.options.hours
                )
                yield Span(one_line(text), styles)

    def _children(self, children: Inlines, styles: Styles) -> Iterator[Span]:
        for child in children:
            yield from self._inline(child, styles)

    def _struck(self, children: Inlines, styles: Styles) -> Iterator[Span]:
        before, after = catalogue_for(self.lang).text(Label.STRUCK, text="\n").split("\n")
        yield Span(before, styles)
        yield from self._children(children, styles | {Style.STRIKE})
        yield Span(after, styles)

    def _link(self, link: Link, styles: Styles) -> Iterator[Span]:
        shown = tuple(self._children(link.children, styles))
        url = address(link.url)
        yield from shown if _text(shown).strip() != url else ()
        if url:
            gap = " " if _text(shown).strip() not in {"", url} else ""
            yield Span(f"{gap}<{url}>", styles | {Style.ADDRESS})


def _row(spans: Iterable[Span], *, first: str = "", rest: str = "", apart: bool = False) -> Row:
    return Row(tuple(span for span in spans if span.text), first, rest, apart)


def _styled(text: str, *styles: Style) -> tuple[Span, ...]:
    return (Span(one_line(text), frozenset(styles)),)


def _text(spans: Iterable[Span]) -> str:
    return "".join(span.text for span in spans)
