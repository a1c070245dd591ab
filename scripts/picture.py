"""Draw README's picture: the head of an example brief, exactly as `briefbot preview` prints it.

Writes docs/images/preview.svg; with --check, exits 1 when it is not what would be drawn now.
"""

import re
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from briefbot import app

COMMAND = "briefbot preview brief nuc-dnipro-oreshnik"
SLUG = COMMAND.rsplit(" ", 1)[-1]
TARGET = Path(__file__).parent.parent / "docs" / "images" / "preview.svg"
COLUMNS, LINES = 84, 37

# Pixels. A monospaced font's letters are about 0.6 em wide.
FONT, LEADING, LETTER = 14, 20, 8.43
MARGIN, BAR = 24, 40
WIDTH = round(COLUMNS * LETTER + 2 * MARGIN)
HEIGHT = (LINES + 3) * LEADING + BAR + MARGIN

PAPER, FRAME, INK, DIM, BLUE, GREEN = (
    "#0d1117", "#30363d", "#e6edf3", "#9da7b3", "#79c0ff", "#7ee787"
)  # fmt: skip
STYLES = {
    "1": f'fill="{INK}" font-weight="700"',
    "2": f'fill="{DIM}"',
    "1;34": f'fill="{BLUE}" font-weight="700"',
    "3": f'fill="{INK}" font-style="italic"',
}
SGR = re.compile(r"\x1b\[([0-9;]*)m")


def spans(line: str) -> Iterator[str]:
    """Yield a line's runs of one style as SVG; the codes are those the terminal form uses."""
    style = ""
    for index, piece in enumerate(SGR.split(line)):
        if index % 2:
            style = STYLES.get(piece, "")
        elif piece:
            yield f"<tspan {style}>{escape(piece)}</tspan>" if style else escape(piece)


def row(number: int, content: str) -> str:
    """Return a line of text at its height."""
    y = BAR + (number + 1) * LEADING
    return f'<text x="{MARGIN}" y="{y}" xml:space="preserve">{content}</text>'


def picture() -> str:
    """Return the picture as SVG: no outside font, script or image."""
    shown = app.preview(app.PreviewRequest(name=SLUG, width=COLUMNS, colour=True))
    lines = [*str(shown.pages[0]).splitlines()[:LINES], "…"]
    prompt = f'<tspan fill="{GREEN}">$</tspan> {escape(COMMAND)}'
    rows = [row(0, prompt), *(row(n, "".join(spans(line))) for n, line in enumerate(lines, 2))]
    dots = "".join(
        f'<circle cx="{MARGIN + 18 * n}" cy="{BAR // 2}" r="5" fill="{FRAME}"/>' for n in range(3)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{escape(COMMAND)}">\n'
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="10" '
        f'fill="{PAPER}" stroke="{FRAME}"/>\n{dots}\n'
        f'<g fill="{INK}" font-size="{FONT}" font-family="ui-monospace, SFMono-Regular, Menlo, '
        f"Consolas, 'DejaVu Sans Mono', monospace\">\n" + "\n".join(rows) + "\n</g>\n</svg>\n"
    )


def main() -> int:
    """Write the picture, or with --check compare it."""
    drawn = picture()
    if "--check" in sys.argv[1:]:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == drawn:
            return 0
        print(f"{TARGET.name} is out of date -- run: make docs", file=sys.stderr)
        return 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(drawn, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
