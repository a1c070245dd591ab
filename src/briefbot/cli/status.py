"""`briefbot status`."""

from pathlib import Path

import click

from briefbot import app
from briefbot.cli.operating import format_option, show, show_notes, show_value
from briefbot.cli.options import config_option
from briefbot.services.operating import needs_attention
from briefbot.services.telling import status_lines, status_value

EXIT_ATTENTION = 1


@click.command(
    epilog="""\b
Examples:
  briefbot status
  briefbot status --format json | jq .faults

\b
Exit codes: 0 all is well, 1 a person has to act (something is held, refused, paused or faulty, or
the program died), 2 nothing can be read."""
)
@format_option
@config_option
def status(*, form: str, config: Path | None) -> int:
    """Tell whether briefbot runs, what it waits for, and what needs a person."""
    answer = app.ask(lambda desk: desk.status(), config=config)
    if form == "json":
        show_value(status_value(answer.value, answer.zone_at))
    else:
        show(status_lines(answer.value, answer.zone_at, zone=answer.zone))
    show_notes(answer.notes)
    return EXIT_ATTENTION if needs_attention(answer.value) else 0
