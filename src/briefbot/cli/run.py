"""`briefbot run`."""

import os
import signal
from pathlib import Path

import click

from briefbot import app
from briefbot.cli.options import config_option
from briefbot.cli.pages import open_address


@click.command(
    epilog="""\b
Examples:
  briefbot run
  briefbot run --open                     and show the chat page in a browser
  briefbot run --config /etc/briefbot.toml --log-level debug
  briefbot run 2>briefbot.log             posts on the terminal, the log in a file

\b
Signals: SIGTERM and SIGINT end it within 8 seconds, SIGHUP reads everything anew.
Exit codes: 0 ended, 2 it could not begin: the configuration, the data folder, the database, or
the address of the chat page.
What goes wrong later does not end it: see briefbot status."""
)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    show_default=True,
    help="The least important lines that the log has.",
)
@click.option("--open", "opened", is_flag=True, help="Open the chat page in a browser.")
@config_option
def run(*, log_level: str, opened: bool, config: Path | None) -> None:
    """Post what is due, on time and once, and answer commands, until it is stopped.

    Needs no account or token for the chat page on this machine and for the terminal.
    """
    # Until the program handles them: what begins only now has nothing to lose, and as the first
    # process of a container it would not be ended by a signal that nobody handles. At once, for an
    # exception might be raised where nobody expects one, as half-way in making the event loop.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))
    app.run_program(
        config, level=log_level, served=open_address if opened else lambda _address: None
    )
