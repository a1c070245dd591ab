"""`briefbot ask`."""

import json
import shutil
import sys
from pathlib import Path

import click

from briefbot import app
from briefbot.cli.operating import show_notes
from briefbot.cli.options import config_option
from briefbot.core.visibility import Role

EXIT_REFUSED = 1

#: Lines longer than this are hard to read, however wide the terminal is.
_MAX_WIDTH = 100


@click.command(
    epilog="""\b
Examples:
  briefbot ask "/brief latest"
  briefbot ask "/brief show SLUG section:response"
  briefbot ask "/brief-admin status" --as manager
  briefbot ask "/brief latest" --form json

\b
Exit codes: 0 answered, 1 not understood or refused, 2 nothing can be read."""
)
@click.argument("line", metavar="COMMAND")
@click.option(
    "--as",
    "role",
    type=click.Choice([role.value for role in Role]),
    default=Role.READER.value,
    show_default=True,
    help="Who asks.",
)
@click.option("--destination", help="Where it is asked.  [default: in a direct message]")
@click.option("--lang", default="", help="The language of who asks, BCP 47.  [default: en]")
@click.option(
    "--form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How it is written.",
)
@config_option
def ask(  # noqa: PLR0913 - one argument for each option
    *, line: str, role: str, destination: str | None, lang: str, form: str, config: Path | None
) -> int:
    """Answer a command as the bot would in a chat, from the files and the database.

    What a command changes is changed. Where there is no database yet, one is made.
    """
    look = app.PreviewRequest(
        name="",
        form=app.Form.JSON if form == "json" else app.Form.TERMINAL,
        config=config,
        destination=destination,
        width=min(_MAX_WIDTH, shutil.get_terminal_size().columns),
        colour=app.colour(sys.stdout),
    )
    told = app.answer_command(line, look, role=Role(role), lang=lang)
    for page in told.pages:
        text = page if isinstance(page, str) else json.dumps(page, ensure_ascii=False, indent=2)
        click.echo(text.rstrip("\n"), color=app.colour(sys.stdout))
    show_notes(told.notes)
    return 0 if told.is_done else EXIT_REFUSED
