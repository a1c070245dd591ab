"""Calendars: what they have on some days, and one of our own for others to read."""

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.app.briefs import brief_reader
from briefbot.clock import utc_now
from briefbot.errors import UsageError

if TYPE_CHECKING:
    from briefbot.core.brief import Brief
    from briefbot.core.occurrence import CalendarQuery, CalendarReading, Occurrence
    from briefbot.core.visibility import Place
    from briefbot.settings import Calendar, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDays:
    """The days of calendars that a command asks for, `until` excluded, in `zone` if given."""

    first: date
    until: date
    zone: str | None = None
    config: Path | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """A calendar's file, and what its reader should know."""

    octets: bytes
    notes: tuple[str, ...] = ()


def show_calendar(path: Path, days: CalendarDays, *, alarms: bool = False) -> "CalendarReading":
    """Return what a calendar's file has on some days; with `alarms`, their lead times too.

    Raises UsageError, UnreadableError or SettingsError.
    """
    from briefbot.clock import seconds
    from briefbot.services.calendars import calendar_query
    from briefbot.sources.ics import read_calendar

    told: tuple[str, ...] = ()
    if days.zone is None:
        from briefbot.app.schedules import usable_settings

        settings, told = usable_settings(days.config)
        query = calendar_query(days.first, days.until, default_zone=settings.timezone)
    else:
        query = calendar_query(days.first, days.until, zone=days.zone)
    reading = read_calendar(path, replace(query, alarms=alarms), seconds=seconds)
    return replace(reading, notes=(*told, *reading.notes))


def export_calendar(
    calendars: tuple[str, ...], days: CalendarDays, *, destination: str | None = None
) -> Exported:
    """Return the meetings on some days as one calendar, those that may be shown in a channel.

    `calendars` are names of the configuration, or files, whose meetings alone are taken; with none
    of them, it is those of all calendars and briefs, joined. The TLP ceiling is CLEAR, or that of a
    destination. Raises UsageError, UnreadableError or SettingsError.
    """
    from briefbot.app.schedules import usable_settings
    from briefbot.core.reasons import lines_by_reason
    from briefbot.services.calendars import calendar_query, exportable, wider
    from briefbot.services.gather import gather_briefs
    from briefbot.sources.ics.write import written_calendar

    settings, notes = usable_settings(days.config)
    asked = calendar_query(days.first, days.until, zone=days.zone or settings.timezone)
    place = _place(settings, destination)
    chosen = [_named(settings, text) for text in calendars]
    query = replace(wider(asked), zone="", default_zone=asked.zone)
    occurrences, more = read_calendars(
        chosen or settings.calendars.items(), query, strict=bool(chosen)
    )
    now = utc_now()
    briefs: list[Brief] = []
    unread: list[str] = []
    if not chosen:
        briefs, unread = gather_briefs(settings.briefs.path, reader=brief_reader())
    found = exportable(briefs, occurrences, place=place, now=now, asked=asked)
    told = lines_by_reason((each.subject, each.reason) for each in found.left_out)
    octets = written_calendar(found.meetings, now=now)
    return Exported(octets, (*notes, *more, *unread, *(f"left out: {line}" for line in told)))


def save_calendar(path: Path, exported: Exported) -> None:
    """Write a calendar's file, in place of one that is there. Raises UnreadableError."""
    from briefbot.sources.ics.write import save_calendar as save

    save(path, exported.octets)


def read_calendars(
    calendars: "Iterable[tuple[str, Calendar]]", query: "CalendarQuery", *, strict: bool = False
) -> "tuple[list[Occurrence], list[str]]":
    """Return what calendars, by name, have on some days, and a note for what is not read.

    Times without a zone are in that of their calendar's table, else in the query's default. With
    `strict`, a calendar that cannot be read raises UnreadableError; else it is left out.
    """
    from briefbot.clock import seconds
    from briefbot.core.occurrence import describe_skipped
    from briefbot.errors import UnreadableError
    from briefbot.settings import is_there
    from briefbot.sources.ics import read_calendar

    occurrences: list[Occurrence] = []
    notes: list[str] = []
    for name, calendar in calendars:
        if not strict and not is_there(calendar.path):
            continue  # a finding of the settings already
        asked = replace(
            query,
            calendar=name,
            default_zone=calendar.zone or query.default_zone,
            alarms=calendar.alarms,
        )
        try:
            reading = read_calendar(calendar.path, asked, seconds=seconds)
        except UnreadableError as error:
            if strict:
                raise
            notes.append(str(error))
            continue
        occurrences += reading.occurrences
        skipped = describe_skipped(reading.skipped)
        notes += (f"{calendar.path}: {line}" for line in (*skipped, *reading.notes))
    return occurrences, notes


def _named(settings: "Settings", text: str) -> "tuple[str, Calendar]":
    """Return a calendar of the configuration, or one for a file, under its name."""
    from briefbot.settings import Calendar, is_there

    if text in settings.calendars:
        return text, settings.calendars[text]
    if is_there(Path(text)):
        return Path(text).stem, Calendar(path=Path(text))
    advice = _near(text, settings.calendars) or "give its name or the path of its file"
    raise UsageError(f'no calendar or file is named "{text}"', next_step=advice)


def _place(settings: "Settings", destination: str | None) -> "Place":
    from briefbot.core.visibility import Audience, Place

    if destination is None:
        return Place(audience=Audience.CHANNEL)
    named = settings.destinations.get(destination)
    if named is None:
        advice = _near(destination, settings.destinations) or "add its table to the configuration"
        raise UsageError(f'no destination is named "{destination}"', next_step=advice)
    return Place(audience=Audience.CHANNEL, tlp_max=named.tlp_max)


def _near(name: str, names: Collection[str]) -> str:
    near = difflib.get_close_matches(name, sorted(names), n=1)
    return f'did you mean "{near[0]}"?' if near else ""
