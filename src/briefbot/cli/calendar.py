"""`briefbot calendar`."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click

from briefbot import app
from briefbot.cli.options import config_option
from briefbot.cli.printable import printable
from briefbot.core.meeting import MeetingStatus
from briefbot.core.occurrence import CalendarReading, Occurrence, when_of
from briefbot.core.wording import describe_when

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(
    epilog="""\b
Example:
  briefbot calendar show council.ics --from 2026-03-01 --to 2026-04-01"""
)
def calendar() -> None:
    """Show what a calendar has."""


@calendar.command(
    epilog="""\b
Examples:
  briefbot calendar show council.ics --from 2026-03-01 --to 2026-04-01
  briefbot calendar show council.ics --from 2026-03-02 --to 2026-03-03 --tz Europe/Kyiv
  briefbot calendar show council.ics --from 2026-03-01 --to 2026-04-01 --format json | jq .

\b
Exit codes: 0 read, 2 the file is no calendar."""
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "first", type=_DAY, required=True, help="The first day.")
@click.option("--to", "until", type=_DAY, required=True, help="The day after the last one.")
@click.option(
    "--tz",
    "zone",
    help="The IANA zone of the days.  [default: the calendar's, else as configured]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How occurrences are written.",
)
@config_option
def show(  # noqa: PLR0913 - click hands every option over as an argument
    *,
    file: Path,
    first: datetime,
    until: datetime,
    zone: str | None,
    form: str,
    config: Path | None,
) -> int:
    """Show what happens on some days, from a calendar's FILE (.ics).

    What had begun before and goes on is shown too. A series that is broken or takes too long to
    work out is left out, and told on standard error with the reason.
    """
    reading = app.show_calendar(
        file, first=first.date(), until=until.date(), zone=zone, config=config
    )
    if form == "json":
        click.echo(_as_json(reading))
    else:
        for occurrence in reading.occurrences:
            click.echo(printable(_line(occurrence, zone or reading.zone)))
        for skipped in reading.skipped:
            click.echo(printable(f"skipped {skipped.uid}: {skipped.reason}"), err=True)
    for note in reading.notes:
        click.echo(printable(note), err=True)
    return 0


def _line(occurrence: Occurrence, zone: str) -> str:
    when = describe_when(occurrence.when, lang="en", zone=zone)
    remarks = []
    if occurrence.status is not MeetingStatus.CONFIRMED:
        remarks.append(occurrence.status.value)
    if occurrence.moved_from is not None:
        moved_from = when_of(occurrence.moved_from, zone=occurrence.tz)
        remarks.append(f"moved from {describe_when(moved_from, lang='en', zone=zone)}")
    if occurrence.tz_assumed:
        remarks.append("time zone assumed")
    place = f" · {occurrence.place}" if occurrence.place else ""
    told = f" [{'; '.join(remarks)}]" if remarks else ""
    return f"{when}: {occurrence.title or '(no title)'}{place}{told}"


def _as_json(reading: CalendarReading) -> str:
    """Return one object, with each occurrence and each skipped series on a line of its own."""
    occurrences = [
        {
            "key": one.key,
            "uid": one.uid,
            "title": one.title,
            "start": one.start.isoformat(),
            "end": one.end.isoformat(),
            "all_day": one.all_day,
            "tz": one.tz or None,
            "tz_assumed": one.tz_assumed,
            "status": one.status.value,
            "moved_from": one.moved_from.isoformat() if one.moved_from else None,
        }
        for one in reading.occurrences
    ]
    skipped = [{"uid": one.uid, "reason": one.reason} for one in reading.skipped]
    return f'{{\n"occurrences": {_array(occurrences)},\n"skipped": {_array(skipped)}\n}}'


def _array(values: Sequence[Mapping[str, object]]) -> str:
    # json.dumps with an indent takes five times as long, and ten lines for an occurrence.
    lines = ",\n  ".join(json.dumps(value, ensure_ascii=False) for value in values)
    return f"[\n  {lines}\n]" if lines else "[]"
