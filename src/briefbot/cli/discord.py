"""`briefbot discord`."""

from pathlib import Path

import click

from briefbot import app
from briefbot.cli.options import config_option


@click.group(
    epilog="""\b
Example:
  briefbot discord invite"""
)
def discord() -> None:
    """Set the bot up on Discord."""


@discord.command(
    epilog="""\b
Examples:
  briefbot discord invite
  briefbot discord invite --application 100000000000000000

\b
Exit codes: 0 printed, 2 there is no token and no application."""
)
@click.option(
    "--application", help="The application's ID.  [default: the one that the token begins with]"
)
@config_option
def invite(*, application: str | None, config: Path | None) -> int:
    """Print the link that adds the bot to a server, and what it asks for.

    Whoever opens it needs Manage Server there. Nothing is connected, and the token is not shown.
    """
    if application is not None and not (application.isascii() and application.isdecimal()):
        raise click.BadParameter("an ID has digits only", param_hint="--application")
    link, permissions = app.discord_invitation(application or "", config=config)
    click.echo(link)
    click.echo("\nIt asks for:")
    width = max(len(each.name) for each in permissions)
    for each in permissions:
        click.echo(f"  {each.name:<{width}}  {each.reason}")
    return 0
