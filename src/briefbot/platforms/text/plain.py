"""Document -> plain text, for screen readers, logs and mail: no markup, no width, no colour."""

from briefbot.core.document import Document, Meta
from briefbot.core.rendering import Page, Rendered, RenderOptions
from briefbot.platforms.text.clean import isolated, one_line
from briefbot.platforms.text.rows import rows_of


def render_plain(document: Document, options: RenderOptions) -> Rendered[str]:
    """Return a document as one page of plain text, a paragraph per line, ending in a newline.

    Command buttons are left out: their label promises what text cannot do. All else is there.
    """
    lines: list[str] = []
    for row in rows_of(document, options):
        if row.apart and lines:
            lines.append("")
        lines.append(isolated(f"{row.first}{row.text}").rstrip())
    return Rendered((Page("\n".join(lines) + "\n"),), fallback=notice(document.meta))


def notice(meta: Meta) -> str:
    """Return what a notification shows: title and bottom line, printable, a line each."""
    return "\n".join(filter(None, (one_line(meta.title), one_line(meta.summary))))
