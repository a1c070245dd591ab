"""`briefbot new`."""

from datetime import datetime
from pathlib import Path

import click

from briefbot import app
from briefbot.cli.options import config_option
from briefbot.cli.printable import printable


@click.command(
    epilog="""\b
Examples:
  briefbot new "Council meets on the river dam"
  briefbot new "Рада збирається" --slug council-meets --lang uk
  briefbot new "Strike at the port" --date 2026-03-02 --dir drafts"""
)
@click.argument("title")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    help="The folder of briefs.  [default: as configured]",
)
@click.option("--slug", default="", help="The brief's short name.  [default: from the title]")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day of the event.  [default: today, UTC]",
)
@click.option("--lang", default="en", show_default=True, help="The brief's language, as BCP 47.")
@config_option
def new(  # noqa: PLR0913 - click hands every option over as an argument
    *,
    title: str,
    folder: Path | None,
    slug: str,
    day: datetime | None,
    lang: str,
    config: Path | None,
) -> int:
    """Begin a brief: write a draft that says what belongs where.

    The file is YEAR/SLUG.md in the folder of briefs, and nothing is ever written over.
    """
    begun = app.new_brief(
        title, folder=folder, slug=slug, day=day.date() if day else None, lang=lang, config=config
    )
    path = printable(str(begun.path))
    click.echo(path)
    for note in begun.notes:
        click.echo(printable(note), err=True)
    click.echo(f"Fill it in, then: briefbot check {path}", err=True)
    return 0
