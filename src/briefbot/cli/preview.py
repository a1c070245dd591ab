"""`briefbot preview`."""

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from briefbot import app
from briefbot.cli.options import config_option
from briefbot.cli.pages import open_page, write_page
from briefbot.cli.printable import printable
from briefbot.core.document import DocumentKind
from briefbot.core.duration import parse_duration
from briefbot.errors import UsageError

#: Lines longer than this are hard to read, however wide the terminal is.
MAX_WIDTH = 100

#: What a single brief can be shown as.
_KINDS = [
    DocumentKind.SUMMARY.value,
    DocumentKind.CORRECTION.value,
    DocumentKind.WITHDRAWAL.value,
    DocumentKind.SOURCES.value,
]


_LOOK_OPTIONS = (
    click.option(
        "--as",
        "form",
        type=click.Choice([form.value for form in app.Form]),
        help="The form.  [default: the destination's, else terminal]",
    ),
    click.option("--destination", help="A destination of the configuration, whose settings hold."),
    click.option("--zone", help="The IANA zone of times.  [default: the destination's]"),
    click.option(
        "--width",
        type=click.IntRange(20, 400),
        help=f"Columns, for terminal.  [default: the terminal's, at most {MAX_WIDTH}]",
    ),
    click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write to this file.  [default: standard output; html: in build/, on a terminal]",
    ),
    click.option("--open", "opened", is_flag=True, help="Open the page in a browser, for html."),
    config_option,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How a preview looks, and where it goes: the options that every preview has."""

    form: str | None
    destination: str | None
    zone: str | None
    width: int | None
    output: Path | None
    opened: bool
    config: Path | None

    def request(self, name: str) -> app.PreviewRequest:
        """Return what is asked for. Raises UsageError for options that exclude each other."""
        form = app.Form(self.form) if self.form else None
        if self.opened and form is not app.Form.HTML:
            raise UsageError("only a page can be opened", next_step="add --as html")
        return app.PreviewRequest(
            name=name,
            form=form,
            config=self.config,
            destination=self.destination,
            zone=self.zone,
            width=self.width or min(MAX_WIDTH, shutil.get_terminal_size().columns),
            colour=self.output is None and app.colour(sys.stdout),
        )

    def show(self, result: app.Preview, *, name: str) -> int:
        """Print a preview, or write it and print where it is; a page is named `name`."""
        is_page = result.form is app.Form.HTML
        if self.output or self.opened or (is_page and sys.stdout.isatty()):
            path = write_page(_shown(result), output=self.output, name=name)
            click.echo(printable(str(path)))
            if self.opened:
                open_page(path)
        else:
            click.echo(_shown(result), nl=False, color=app.colour(sys.stdout))
        for note in result.notes:
            click.echo(printable(note), err=True)
        return 0


def _with_look(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options that every preview has; the command gets them as one argument, `look`."""

    @wraps(command)
    def call(**arguments: Any) -> int:  # noqa: ANN401 - click checks what it hands over
        look = _Look(**{field.name: arguments.pop(field.name) for field in fields(_Look)})
        return command(look=look, **arguments)

    for option in reversed(_LOOK_OPTIONS):
        call = option(call)
    return call


@click.group(
    epilog="""\b
Examples:
  briefbot preview brief SLUG              as text on this terminal
  briefbot preview brief SLUG --as html --open
  briefbot preview digest NAME --at 2026-12-01T08:00
  briefbot preview reminder SLUG/MEETING --lead 1d
  briefbot preview brief --help            every form and option"""
)
def preview() -> None:
    """Show what would be posted; nothing is sent."""


@preview.command(
    epilog="""\b
Examples:
  briefbot preview brief nuc-dnipro-oreshnik
  briefbot preview brief nuc-dnipro-oreshnik --as html --open
  briefbot preview brief nuc-dnipro-oreshnik --as discord -o page.json
  briefbot preview brief nuc-dnipro-oreshnik --kind correction --as slack
  briefbot preview brief briefs/2026/new.md --destination newsroom

\b
discord, discord-embed and slack print a JSON array: the exact body of each message.
html is one page with all of them as readers will see them."""
)
@click.argument("name", metavar="SLUG")
@click.option(
    "--kind",
    type=click.Choice(_KINDS),
    default=DocumentKind.SUMMARY.value,
    show_default=True,
    help="What to show of the brief.",
)
@_with_look
def brief(*, name: str, kind: str, look: _Look) -> int:
    """Show a brief as it would be posted.

    SLUG is the brief's short name, or the path of its file. What does not come through whole, and
    why readers would not see it yet, is told on standard error.
    """
    result = app.preview(replace(look.request(name), kind=DocumentKind(kind)))
    summary = kind == DocumentKind.SUMMARY.value
    return look.show(result, name=name if summary else f"{name}-{kind}")


@preview.command(
    epilog="""\b
Examples:
  briefbot preview digest morning --at 2026-12-01T08:00
  briefbot preview digest morning --at 2026-12-01T06:00Z --as slack"""
)
@click.argument("name", metavar="NAME")
@click.option(
    "--at", required=True, metavar="TIME", help="ISO 8601; without an offset, in the digest's zone."
)
@_with_look
def digest(*, name: str, at: str, look: _Look) -> int:
    """Show an edition of a digest as it would be posted at a time.

    NAME is the digest's in the configuration. What is left out, and why, is told on standard error.
    """
    return look.show(app.preview_digest(look.request(name), at=at), name=f"{name}-{at}")


@preview.command(
    epilog="""\b
Examples:
  briefbot preview reminder nuc-dnipro-oreshnik/nato-ukraine-council --lead 1d
  briefbot preview reminder team/standup@2026-12-01T09:00:00Z --lead 30m --as discord"""
)
@click.argument("name", metavar="MEETING")
@click.option("--lead", default="1d", show_default=True, help="How long before: 30m, 2h, 1d12h.")
@_with_look
def reminder(*, name: str, lead: str, look: _Look) -> int:
    """Show the reminder of a meeting as it would be posted.

    MEETING is a brief's slug and the meeting's id, or a calendar's name and the event's uid.
    """
    before = parse_duration(lead)
    if before is None:
        raise UsageError(f'"{lead}" is no duration', next_step="write it as 30m, 2h or 1d12h")
    return look.show(app.preview_reminder(look.request(name), lead=before), name=name)


def _shown(result: app.Preview) -> str:
    if result.form.is_text:
        return "".join(str(page) for page in result.pages)
    value = result.pages[0] if result.form is app.Form.JSON else result.pages
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
