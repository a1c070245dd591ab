"""`briefbot config`."""

import json

import click

from briefbot import app


@click.group(
    epilog="""\b
Example:
  briefbot config schema > config/briefbot.schema.json"""
)
def config() -> None:
    """Tell about the configuration's form; `briefbot check` checks the file itself."""


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
