"""`briefbot slack`."""

import click

from briefbot.errors import UsageError
from briefbot.platforms.slack.commands.manifest import manifest as app_manifest


@click.group(
    epilog="""\b
Example:
  briefbot slack manifest > slack-manifest.yaml"""
)
def slack() -> None:
    """Set briefbot up on Slack; docs/slack.md has the steps."""


@slack.command(
    epilog="""\b
Examples:
  briefbot slack manifest > slack-manifest.yaml
  briefbot slack manifest --url https://briefs.example.org/slack/events"""
)
@click.option(
    "--url",
    default="",
    help="The public address of /slack/events, for HTTP mode.  [default: Socket Mode]",
)
def manifest(*, url: str) -> int:
    """Print the manifest from which Slack makes the app: its commands, and each scope's reason."""
    if url and not url.startswith("https://"):
        raise UsageError("Slack only sends to https", next_step="give the public https address")
    click.echo(app_manifest(url=url), nl=False)
    return 0
