"""`briefbot run`."""

from pathlib import Path

import click

from briefbot import app
from briefbot.cli.options import config_option


@click.command(
    epilog="""\b
Examples:
  briefbot run
  briefbot run --config /etc/briefbot.toml --log-level debug
  briefbot run 2>briefbot.log             posts on the terminal, the log in a file

\b
Signals: SIGTERM and SIGINT end it within 8 seconds, SIGHUP reads everything anew.
Exit codes: 0 ended, 2 it could not begin: the configuration, the data folder or the database.
What goes wrong later does not end it: see briefbot status."""
)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    show_default=True,
    help="The least important lines that the log has.",
)
@config_option
def run(*, log_level: str, config: Path | None) -> None:
    """Post what is due, on time and once, until it is stopped; needs no token for the terminal."""
    app.run_program(config, level=log_level)
