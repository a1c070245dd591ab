"""Document -> text for a terminal: wrapped to its width, with colour where that is wanted."""

from collections.abc import Iterator
from itertools import groupby

from briefbot.core.document import Document
from briefbot.core.rendering import Page, Rendered, RenderOptions
from briefbot.platforms.text.clean import ISOLATE, POP, isolated
from briefbot.platforms.text.plain import notice
from briefbot.platforms.text.rows import Row, Style, Styles, rows_of
from briefbot.platforms.text.wrapping import columns, line_breaks

# Only attributes and colours that read on light and dark backgrounds:
# https://ecma-international.org/publications-and-standards/standards/ecma-48/ (SGR, 8.3.117)
_SGR = {
    Style.TITLE: "1",
    Style.HEADING: "1;34",
    Style.LABEL: "1",
    Style.STRONG: "1",
    Style.EMPH: "3",
    Style.STRIKE: "9",
    Style.CODE: "36",
    Style.DIM: "2",
    Style.ADDRESS: "4",
}
_RESET = "\x1b[0m"


def render_terminal(
    document: Document, options: RenderOptions, *, width: int = 80, colour: bool = False
) -> Rendered[str]:
    """Return a document as one page of lines at most `width` columns wide, ending in a newline.

    Words and addresses that are wider stay whole, and so do the lines of code. There is no escape
    sequence in it unless `colour` asks for some, and never one from the document.
    """
    lines: list[str] = []
    for row in rows_of(document, options):
        if row.apart and lines:
            lines.append("")
        lines += _lines(row, width=width, colour=colour)
    return Rendered((Page("\n".join(lines) + "\n"),), fallback=notice(document.meta))


def _lines(row: Row, *, width: int, colour: bool) -> Iterator[str]:
    text = row.text
    styles = [span.styles for span in row.spans for _ in span.text] if colour else None
    breaks = iter([(0, len(text))])
    if not row.whole:
        breaks = line_breaks(text, first=width - columns(row.first), rest=width - columns(row.rest))
    for number, (start, end) in enumerate(breaks):
        line = isolated(text[start:end])
        if styles:
            line = _painted(line, styles[start:end])
        yield (row.rest if number else row.first) + line


def _painted(line: str, styles: list[Styles]) -> str:
    """Return a line with its styles as escape sequences; `styles` has one entry per character.

    Isolates were put in after the styles were counted, and take the style of what follows them.
    """
    positions = iter(styles)
    current: Styles = frozenset()
    looks: list[tuple[str, Styles]] = []
    for character in line:
        if character not in {ISOLATE, POP}:
            current = next(positions)
        looks.append((character, current))
    return "".join(
        _run("".join(character for character, _ in run), look)
        for look, run in groupby(looks, key=lambda pair: pair[1])
    )


def _run(text: str, styles: Styles) -> str:
    codes = ";".join(_SGR[style] for style in Style if style in styles)
    return f"\x1b[{codes}m{text}{_RESET}" if codes else text
