"""`briefbot retract`."""

from pathlib import Path

import click

from briefbot import app
from briefbot.cli.operating import show, show_notes
from briefbot.cli.options import config_option
from briefbot.services.operating import retract as take_back


@click.command(
    epilog="""\b
Examples:
  briefbot retract 7f3k2m
  briefbot retract 7f3k2m --reason "the wrong channel"

\b
Exit codes: 0 ordered, 2 there is no such post, or nothing can be read."""
)
@click.argument("named", metavar="REF|DELIVERY")
@click.option("--reason", default="no reason given", help="Why, for the record.")
@config_option
def retract(*, named: str, reason: str, config: Path | None) -> int:
    """Take a post back: its messages are removed, and what has not left never will.

    What was posted and when stays on record.
    """
    answer = app.ask(lambda desk: take_back(desk, named, reason), config=config)
    found = answer.value
    reference = found.story.reference
    messages = "1 message" if found.messages == 1 else f"{found.messages} messages"
    lines = [f"{reference}: {messages} to remove; see: briefbot why {reference}"]
    lines += filter(None, [found.obstacle])
    lines += (
        f"page {line.page} may stand there: look, remove it by hand, "
        f"then: briefbot resolve {line.id} drop"
        for line in found.held
    )
    show(lines)
    show_notes(answer.notes)
    return 0
