"""`briefbot calendar`."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from briefbot import app
from briefbot.cli.options import config_option
from briefbot.cli.printable import printable
from briefbot.core.meeting import MeetingStatus
from briefbot.core.occurrence import CalendarReading, Occurrence, describe_skipped, when_of
from briefbot.core.wording import describe_duration, describe_when

_DAY = click.DateTime(["%Y-%m-%d"])

_Command = TypeVar("_Command", bound=Callable[..., int])


def _days_options(command: _Command) -> _Command:
    """Add the options that say which days are asked for."""
    for option in reversed(
        (
            click.option("--from", "first", type=_DAY, required=True, help="The first day."),
            click.option(
                "--to", "until", type=_DAY, required=True, help="The day after the last one."
            ),
        )
    ):
        command = option(command)
    return command


@click.group(
    epilog="""\b
Examples:
  briefbot calendar show council.ics --from 2026-03-01 --to 2026-04-01
  briefbot calendar export --from 2026-03-01 --to 2026-04-01 -o meetings.ics"""
)
def calendar() -> None:
    """Show a calendar, or write one."""


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
@_days_options
@click.option(
    "--tz",
    "zone",
    help="The IANA zone of the days.  [default: the calendar's, else as configured]",
)
@click.option("--alarms", is_flag=True, help="Also tell the lead times that alarms ask for.")
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
    alarms: bool,
    form: str,
    config: Path | None,
) -> int:
    """Show what happens on some days, from a calendar's FILE (.ics).

    What had begun before and goes on is shown too. A series that is broken or takes too long to
    work out is left out, and told on standard error with the reason.
    """
    days = app.CalendarDays(first=first.date(), until=until.date(), zone=zone, config=config)
    reading = app.show_calendar(file, days, alarms=alarms)
    if form == "json":
        click.echo(_as_json(reading, alarms=alarms))
    else:
        for occurrence in reading.occurrences:
            click.echo(printable(_line(occurrence, zone or reading.zone)))
        for line in describe_skipped(reading.skipped):
            click.echo(printable(f"skipped {line}"), err=True)
    for note in reading.notes:
        click.echo(printable(note), err=True)
    return 0


@calendar.command(
    epilog="""\b
Examples:
  briefbot calendar export --from 2026-03-01 --to 2026-04-01 -o meetings.ics
  briefbot calendar export --calendar council --from 2026-03-01 --to 2026-04-01
  briefbot calendar export --destination newsroom --from 2026-03-01 --to 2026-04-01

\b
Exit codes: 0 written, 2 a calendar that was named cannot be read."""
)
@click.option(
    "--calendar",
    "calendars",
    multiple=True,
    metavar="NAME|FILE",
    help="Only this calendar's meetings; may be repeated.  [default: of all, and of briefs]",
)
@_days_options
@click.option("--tz", "zone", help="The IANA zone of the days.  [default: as configured]")
@click.option(
    "--destination", help="Up to its TLP ceiling, and not only what is TLP:CLEAR or has no label."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write, in place of one that is there.  [default: standard output]",
)
@config_option
def export(  # noqa: PLR0913 - click hands every option over as an argument
    *,
    calendars: tuple[str, ...],
    first: datetime,
    until: datetime,
    zone: str | None,
    destination: str | None,
    output: Path | None,
    config: Path | None,
) -> int:
    """Write the meetings of some days as one calendar (.ics).

    Each meeting keeps its UID, so that a later file replaces it. What may not be shown in a
    channel, and what has no date, is left out and told on standard error.
    """
    days = app.CalendarDays(first=first.date(), until=until.date(), zone=zone, config=config)
    exported = app.export_calendar(calendars, days, destination=destination)
    if output is None:
        click.echo(exported.octets, nl=False)
    else:
        app.save_calendar(output, exported)
    for note in exported.notes:
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
    if occurrence.leads:
        leads = (describe_duration(lead, lang="en") for lead in occurrence.leads)
        remarks.append(f"alarms {', '.join(leads)} before")
    place = f" · {occurrence.place}" if occurrence.place else ""
    told = f" [{'; '.join(remarks)}]" if remarks else ""
    return f"{when}: {occurrence.title or '(no title)'}{place}{told}"


def _as_json(reading: CalendarReading, *, alarms: bool) -> str:
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
            **({"leads": [int(lead.total_seconds()) for lead in one.leads]} if alarms else {}),
        }
        for one in reading.occurrences
    ]
    skipped = [{"uid": one.uid, "reason": one.reason} for one in reading.skipped]
    return f'{{\n"occurrences": {_array(occurrences)},\n"skipped": {_array(skipped)}\n}}'


def _array(values: Sequence[Mapping[str, object]]) -> str:
    # json.dumps with an indent takes five times as long, and ten lines for an occurrence.
    lines = ",\n  ".join(json.dumps(value, ensure_ascii=False) for value in values)
    return f"[\n  {lines}\n]" if lines else "[]"
