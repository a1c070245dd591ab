"""What the operator's commands have in common: their options, and how answers are printed."""

import json
from collections.abc import Sequence

import click

from briefbot.cli.printable import printable

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How it is written.",
)


def show(lines: Sequence[str]) -> None:
    """Print lines, whatever is in them."""
    for line in lines:
        click.echo(printable(line))


def show_value(value: object) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_notes(notes: Sequence[str]) -> None:
    """Print what is wrong with the configuration, on standard error."""
    for note in notes:
        click.echo(printable(note), err=True)
