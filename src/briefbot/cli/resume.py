"""`briefbot resume`."""

from pathlib import Path

import click

from briefbot import app
from briefbot.cli.operating import show, show_notes
from briefbot.cli.options import config_option
from briefbot.services.operating import resume as go_on


@click.command(
    epilog="""\b
Example:
  briefbot resume newsroom

\b
Exit codes: 0 it posts again, 2 there is no such destination, or nothing can be read."""
)
@click.argument("destination")
@config_option
def resume(*, destination: str, config: Path | None) -> int:
    """Post again at a destination that was paused, once what was in the way is put right.

    A destination is paused when its platform refuses everything there, its account when a token is
    refused; `briefbot status` tells which, and what was refused meanwhile.
    """
    answer = app.ask(lambda desk: go_on(desk, destination), config=config)
    ended = " and ".join(answer.value)
    show([f"no longer paused: {ended}" if ended else f"{destination} was not paused"])
    show_notes(answer.notes)
    return 0
