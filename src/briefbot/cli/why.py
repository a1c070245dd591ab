"""`briefbot why`."""

from pathlib import Path

import click

from briefbot import app
from briefbot.cli.operating import format_option, show, show_notes, show_value
from briefbot.cli.options import config_option
from briefbot.services.operating import explain
from briefbot.services.telling import explanation_lines, explanation_value


@click.command(
    epilog="""\b
Examples:
  briefbot why 7f3k2m                    the post with "ref 7f3k2m" in its last line
  briefbot why 12                        a delivery, by its number
  briefbot why morning 2026-12-01T08:00  what became of an edition
  briefbot why morning 2026-12-01        of every edition of a day
  briefbot why 7f3k2m --format json

\b
Exit codes: 0 answered, 2 nothing is known of it, or nothing can be read."""
)
@click.argument("named", metavar="REF|DELIVERY|SCHEDULE")
@click.argument("time", metavar="[TIME]", default="")
@click.option("--all", "in_full", is_flag=True, help="Tell all of it, however long that is.")
@format_option
@config_option
def why(*, named: str, time: str, in_full: bool, form: str, config: Path | None) -> int:
    """Tell why something was posted, or was not.

    SCHEDULE is a digest, a table of reminders or summaries, a brief's slug or a meeting's key. TIME
    is ISO 8601: a day or a local time of the schedule's zone, or a time with an offset. Where
    nothing is recorded, the answer is worked out from the schedule. The answer fits a screen of 24
    lines: what failed comes first, and what is left out is counted.
    """
    answer = app.ask(lambda desk: explain(desk, named, time), config=config)
    if form == "json":
        show_value(explanation_value(answer.value, answer.zone_at))
    else:
        show(explanation_lines(answer.value, answer.zone_at, in_full=in_full))
    show_notes(answer.notes)
    return 0
