"""`briefbot clock`."""

from pathlib import Path

import click

from briefbot import app
from briefbot.cli.operating import show, show_notes
from briefbot.cli.options import config_option
from briefbot.services.operating import accept_clock
from briefbot.services.telling import moment_words


@click.group(
    epilog="""\b
Example:
  briefbot clock accept"""
)
def clock() -> None:
    """Vouch for the clock of this machine."""


@clock.command(
    epilog="""\b
Example:
  briefbot clock accept

\b
Exit codes: 0 noted, 2 nothing can be read."""
)
@config_option
def accept(*, config: Path | None) -> int:
    """Say that the clock is right, after briefbot has doubted it.

    While it doubts, no schedule runs. Look at the time that is printed: schedules go on from there.
    """
    answer = app.ask(accept_clock, config=config)
    show([f"schedules go on from {moment_words(answer.value, answer.zone)}"])
    show_notes(answer.notes)
    return 0
