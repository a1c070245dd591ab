"""Options that several commands have."""

from pathlib import Path

import click

config_option = click.option(
    "--config",
    envvar="BRIEFBOT_CONFIG",
    type=click.Path(path_type=Path),
    help="The configuration.  [default: config/briefbot.toml, if it is there]",
)
