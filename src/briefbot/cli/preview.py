"""`briefbot preview`."""

import json
import shutil
import sys
from pathlib import Path

import click

from briefbot import app
from briefbot.cli.options import config_option
from briefbot.cli.printable import printable
from briefbot.core.document import DocumentKind

#: Lines longer than this are hard to read, however wide the terminal is.
MAX_WIDTH = 100

#: What a single brief can be shown as.
_KINDS = [
    DocumentKind.SUMMARY.value,
    DocumentKind.CORRECTION.value,
    DocumentKind.WITHDRAWAL.value,
    DocumentKind.SOURCES.value,
]


@click.group(
    epilog="""\b
Examples:
  briefbot preview brief SLUG              as text on this terminal
  briefbot preview brief --help            every form and option"""
)
def preview() -> None:
    """Show what would be posted; nothing is sent."""


@preview.command(
    epilog="""\b
Examples:
  briefbot preview brief nuc-dnipro-oreshnik
  briefbot preview brief nuc-dnipro-oreshnik --as discord > page.json
  briefbot preview brief nuc-dnipro-oreshnik --kind correction --as slack
  briefbot preview brief briefs/2026/new.md --destination newsroom

\b
discord, discord-embed and slack print a JSON array: the exact body of each message."""
)
@click.argument("name", metavar="SLUG")
@click.option(
    "--as",
    "form",
    type=click.Choice([form.value for form in app.Form]),
    help="The form.  [default: the destination's, else terminal]",
)
@click.option(
    "--kind",
    type=click.Choice(_KINDS),
    default=DocumentKind.SUMMARY.value,
    show_default=True,
    help="What to show of the brief.",
)
@click.option("--destination", help="A destination of the configuration, whose settings hold.")
@click.option("--zone", help="The IANA zone of times.  [default: the destination's]")
@click.option(
    "--width",
    type=click.IntRange(20, 400),
    help=f"Columns, for terminal.  [default: the terminal's, at most {MAX_WIDTH}]",
)
@config_option
def brief(  # noqa: PLR0913 - click hands every option over as an argument
    *,
    name: str,
    form: str | None,
    kind: str,
    destination: str | None,
    zone: str | None,
    width: int | None,
    config: Path | None,
) -> int:
    """Show a brief as it would be posted.

    SLUG is the brief's short name, or the path of its file. What does not come through whole, and
    why readers would not see it yet, is told on standard error.
    """
    request = app.PreviewRequest(
        name=name,
        kind=DocumentKind(kind),
        form=app.Form(form) if form else None,
        config=config,
        destination=destination,
        zone=zone,
        width=width or min(MAX_WIDTH, shutil.get_terminal_size().columns),
        colour=app.colour(sys.stdout),
    )
    result = app.preview(request)
    click.echo(_shown(result), nl=False, color=request.colour)
    for note in result.notes:
        click.echo(printable(note), err=True)
    return 0


def _shown(result: app.Preview) -> str:
    if result.form.is_text:
        return "".join(str(page) for page in result.pages)
    value = result.pages[0] if result.form is app.Form.JSON else result.pages
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
