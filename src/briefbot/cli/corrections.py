"""`briefbot corrections`."""

from pathlib import Path

import click

from briefbot import app
from briefbot.cli.operating import format_option, show, show_notes, show_value
from briefbot.cli.options import config_option
from briefbot.services.telling import corrections_lines, corrections_value


@click.command(
    epilog="""\b
Examples:
  briefbot corrections
  briefbot corrections --limit 5 --format json

\b
Exit codes: 0 listed, 2 nothing can be read."""
)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many."
)
@format_option
@config_option
def corrections(*, limit: int, form: str, config: Path | None) -> int:
    """List the corrections of what was posted, the newest first."""
    answer = app.ask(lambda desk: desk.store.corrections(limit=limit), config=config)
    if form == "json":
        show_value(corrections_value(answer.value))
    else:
        show(corrections_lines(answer.value, answer.zone_at) or ["nothing was corrected so far"])
    show_notes(answer.notes)
    return 0
