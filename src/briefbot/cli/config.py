"""`briefbot config`."""

import json
from pathlib import Path

import click

from briefbot import app
from briefbot.cli.operating import show, show_notes
from briefbot.cli.options import config_option
from briefbot.services.telling import subscription_tables


@click.group(
    epilog="""\b
Examples:
  briefbot config schema > config/briefbot.schema.json
  briefbot config export"""
)
def config() -> None:
    """Tell the configuration's form, and what chat has added; `briefbot check` checks the file."""


@config.command(
    epilog="""\b
Example:
  briefbot config schema > config/briefbot.schema.json

\b
An editor that knows TOML completes keys and marks faults when the configuration begins with
  #:schema ./briefbot.schema.json"""
)
def schema() -> int:
    """Print the JSON Schema of the configuration."""
    click.echo(json.dumps(app.configuration_schema(), ensure_ascii=False, indent=2))
    return 0


@config.command(
    epilog="""\b
Example:
  briefbot config export

\b
Exit codes: 0 printed, 2 nothing can be read."""
)
@config_option
def export(*, config: Path | None) -> int:
    """Print what was subscribed to in chat as tables that may be put into the file."""
    answer = app.ask(lambda desk: desk.store.subscriptions(), config=config)
    show(subscription_tables(answer.value))
    show_notes(answer.notes)
    return 0
