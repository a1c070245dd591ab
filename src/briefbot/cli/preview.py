"""`briefbot preview`."""

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click

from briefbot import app
from briefbot.cli.options import config_option
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


_Command = TypeVar("_Command", bound=Callable[..., int])


def _look_options(command: _Command) -> _Command:
    """Add the options that say how a preview looks."""
    for option in reversed(
        (
            click.option(
                "--as",
                "form",
                type=click.Choice([form.value for form in app.Form]),
                help="The form.  [default: the destination's, else terminal]",
            ),
            click.option(
                "--destination", help="A destination of the configuration, whose settings hold."
            ),
            click.option("--zone", help="The IANA zone of times.  [default: the destination's]"),
            click.option(
                "--width",
                type=click.IntRange(20, 400),
                help=f"Columns, for terminal.  [default: the terminal's, at most {MAX_WIDTH}]",
            ),
            config_option,
        )
    ):
        command = option(command)
    return command


@click.group(
    epilog="""\b
Examples:
  briefbot preview brief SLUG              as text on this terminal
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
  briefbot preview brief nuc-dnipro-oreshnik --as discord > page.json
  briefbot preview brief nuc-dnipro-oreshnik --kind correction --as slack
  briefbot preview brief briefs/2026/new.md --destination newsroom

\b
discord, discord-embed and slack print a JSON array: the exact body of each message."""
)
@click.argument("name", metavar="SLUG")
@click.option(
    "--kind",
    type=click.Choice(_KINDS),
    default=DocumentKind.SUMMARY.value,
    show_default=True,
    help="What to show of the brief.",
)
@_look_options
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
    request = _request(
        name, form=form, destination=destination, zone=zone, width=width, config=config
    )
    return _show(app.preview(replace(request, kind=DocumentKind(kind))), request)


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
@_look_options
def digest(  # noqa: PLR0913 - click hands every option over as an argument
    *,
    name: str,
    at: str,
    form: str | None,
    destination: str | None,
    zone: str | None,
    width: int | None,
    config: Path | None,
) -> int:
    """Show an edition of a digest as it would be posted at a time.

    NAME is the digest's in the configuration. What is left out, and why, is told on standard error.
    """
    request = _request(
        name, form=form, destination=destination, zone=zone, width=width, config=config
    )
    return _show(app.preview_digest(request, at=at), request)


@preview.command(
    epilog="""\b
Examples:
  briefbot preview reminder nuc-dnipro-oreshnik/nato-ukraine-council --lead 1d
  briefbot preview reminder team/standup@2026-12-01T09:00:00Z --lead 30m --as discord"""
)
@click.argument("name", metavar="MEETING")
@click.option("--lead", default="1d", show_default=True, help="How long before: 30m, 2h, 1d12h.")
@_look_options
def reminder(  # noqa: PLR0913 - click hands every option over as an argument
    *,
    name: str,
    lead: str,
    form: str | None,
    destination: str | None,
    zone: str | None,
    width: int | None,
    config: Path | None,
) -> int:
    """Show the reminder of a meeting as it would be posted.

    MEETING is a brief's slug and the meeting's id, or a calendar's name and the event's uid.
    """
    before = parse_duration(lead)
    if before is None:
        raise UsageError(f'"{lead}" is no duration', next_step="write it as 30m, 2h or 1d12h")
    request = _request(
        name, form=form, destination=destination, zone=zone, width=width, config=config
    )
    return _show(app.preview_reminder(request, lead=before), request)


def _request(  # noqa: PLR0913 - the options of every preview
    name: str,
    *,
    form: str | None,
    destination: str | None,
    zone: str | None,
    width: int | None,
    config: Path | None,
) -> app.PreviewRequest:
    return app.PreviewRequest(
        name=name,
        form=app.Form(form) if form else None,
        config=config,
        destination=destination,
        zone=zone,
        width=width or min(MAX_WIDTH, shutil.get_terminal_size().columns),
        colour=app.colour(sys.stdout),
    )


def _show(result: app.Preview, request: app.PreviewRequest) -> int:
    click.echo(_shown(result), nl=False, color=request.colour)
    for note in result.notes:
        click.echo(printable(note), err=True)
    return 0


def _shown(result: app.Preview) -> str:
    if result.form.is_text:
        return "".join(str(page) for page in result.pages)
    value = result.pages[0] if result.form is app.Form.JSON else result.pages
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
