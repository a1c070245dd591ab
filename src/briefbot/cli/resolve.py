"""`briefbot resolve`."""

from pathlib import Path

import click

from briefbot import app
from briefbot.cli.operating import show, show_notes
from briefbot.cli.options import config_option
from briefbot.core.delivery.records import Resolution
from briefbot.services.operating import resolve as decide

_DONE = {
    Resolution.POSTED: "counts as posted",
    Resolution.AGAIN: "is sent again",
    Resolution.DROP: "is not sent any more",
}


@click.command(
    epilog="""\b
Examples:
  briefbot resolve 7f3k2m posted   it stands in the channel
  briefbot resolve 7f3k2m again    it does not: send it again
  briefbot resolve 12 drop         a delivery by its number: leave it

\b
Exit codes: 0 decided, 2 there is nothing to decide, or nothing can be read."""
)
@click.argument("named", metavar="REF|DELIVERY")
@click.argument("how", type=click.Choice([each.value for each in Resolution]))
@config_option
def resolve(*, named: str, how: str, config: Path | None) -> int:
    """Decide about a message that is held or was refused.

    A message is held when it may have been posted and nobody could tell: look at the channel first.
    """
    resolution = Resolution(how)
    answer = app.ask(lambda desk: decide(desk, named, resolution), config=config)
    line, reference = answer.value.line, answer.value.story.reference
    what = f"delivery {line.id}, the {line.operation.value} of page {line.page} of {reference}"
    show([f"{what}, {_DONE[resolution]}", *filter(None, [answer.value.obstacle])])
    show_notes(answer.notes)
    return 0
