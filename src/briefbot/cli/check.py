"""`briefbot check`."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from briefbot import app
from briefbot.cli.findings import FORMATS, summary_line
from briefbot.cli.options import config_option
from briefbot.core.finding import Finding, Severity

#: From so many files on, a terminal is told how far the reading is.
PROGRESS_FROM = 200

EXIT_ERRORS = 1
EXIT_UNREADABLE = 2


@click.command(
    epilog="""\b
Examples:
  briefbot check                          all briefs, and config/briefbot.toml
  briefbot check briefs/2026              those of one year
  briefbot check --format github          for a check of a change on GitHub
  briefbot check --format json | jq .     for other programs

\b
Exit codes: 0 no errors, 1 errors, 2 something could not be read.
Every code is explained in docs/rules."""
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How findings are written.",
)
@config_option
def check(paths: Sequence[Path], form: str, config: Path | None) -> int:
    """Check briefs and the configuration.

    PATHS are files and folders; without any, the configured folder of briefs. Every fault of every
    file is told in one run: where it is, what is wrong and what to do.
    """
    progress = _show_progress if sys.stderr.isatty() else None
    report = app.check(paths, config=config, progress=progress)
    click.echo(FORMATS[form](report.findings), nl=False, color=app.colour(sys.stdout))
    if not report.compared:
        click.echo("BB104's comparison was not run: no history", err=True)
    click.echo(summary_line(report.files, report.findings), err=True)
    return exit_code(report.findings)


def exit_code(findings: Sequence[Finding]) -> int:
    """Return 2 when something could not be read, else 1 when there are errors, else 0."""
    if any(finding.unreadable for finding in findings):
        return EXIT_UNREADABLE
    return EXIT_ERRORS if any(f.severity is Severity.ERROR for f in findings) else 0


def _show_progress(done: int, total: int) -> None:
    if total < PROGRESS_FROM or (done % 50 and done != total):
        return
    end = "\r\x1b[K" if done == total else ""
    click.echo(f"\rreading {done} of {total}{end}", nl=False, err=True)
