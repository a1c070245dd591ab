"""`briefbot post`."""

from pathlib import Path

import click

from briefbot import app
from briefbot.cli.operating import show, show_notes
from briefbot.cli.options import config_option
from briefbot.services.operating import Ordered, order_edition
from briefbot.services.telling import moment_words


@click.command(
    epilog="""\b
Examples:
  briefbot post morning
  briefbot post morning --destination newsroom
  briefbot post morning --at 2026-12-01T10:30

\b
Exit codes: 0 ordered, 2 there is no such digest, or nothing can be read."""
)
@click.argument("digest")
@click.option("--destination", default="", help="Only there.  [default: wherever it goes]")
@click.option(
    "--at", default="", metavar="TIME", help="ISO 8601, in the digest's zone.  [default: now]"
)
@config_option
def post(*, digest: str, destination: str, at: str, config: Path | None) -> int:
    """Post an edition of a digest now, or at a time, besides those that its rule brings.

    It has what is new since the last edition. Quiet hours and holidays do not hold it.
    """
    answer = app.ask(
        lambda desk: order_edition(desk, digest, destination=destination, at=at), config=config
    )
    show([_line(each, answer.zone_at(each.destination)) for each in answer.value])
    show_notes(answer.notes)
    return 0


def _line(order: Ordered, zone: str) -> str:
    what = "ordered" if order.new else "ordered before"
    due = f"{order.reference} at {order.destination}: {what}, due {moment_words(order.due, zone)}"
    if not order.obstacle:
        return f"{due}; see: briefbot why {order.reference}"
    until = moment_words(order.expires_at, zone)
    return f"{due}; it waits, until {until} at most: {order.obstacle}"
