"""What schedules would post: previews of editions and reminders, and rehearsals of whole days."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.app.briefs import brief_reader
from briefbot.app.forms import (
    Form,
    Preview,
    PreviewRequest,
    form_and_destination,
    options_of,
    rendered_preview,
)
from briefbot.app.pages import Composed, page_preview
from briefbot.clock import utc_now
from briefbot.core.reference import reference
from briefbot.errors import UsageError

if TYPE_CHECKING:
    from briefbot.core.programme import Programme
    from briefbot.core.rehearsal import RehearsedPost
    from briefbot.services.preview_plans import Material, Previewed
    from briefbot.settings import Settings


def preview_digest(request: PreviewRequest, *, at: str) -> Preview:
    """Return what a digest would be posted as at a time, ISO 8601, in its zone without an offset.

    Raises UsageError, UnreadableError or SettingsError.
    """
    from briefbot.services.preview_plans import preview_edition

    settings, programme, notes = load_programme(request.config, first=day_of(at))
    fault = next((note for note in notes if f"[digests.{request.name}]" in note), "")
    if fault and request.name not in programme.digests:
        raise UsageError(f'the digest "{request.name}" does not run: {fault}')
    material, more = read_material(settings, day_of(at))
    edition = partial(preview_edition, programme, material, name=request.name, at=at)
    if request.form is Form.HTML:
        digest = programme.digests.get(request.name)
        return page_preview(
            request,
            settings,
            lambda place: _composed(edition(destination=place or request.destination), request),
            places=digest.destinations if digest else (),
            notes=(*notes, *more),
        )
    shown = edition(destination=request.destination)
    form, destination = form_and_destination(request, settings)
    options = replace(
        options_of(request, settings, destination),
        zone=request.zone or shown.channel.zone,
        reference=reference("preview", request.name),
    )
    return rendered_preview(
        request, form, shown.document, options=options, notes=(*notes, *more, *shown.notes)
    )


def preview_reminder(request: PreviewRequest, *, lead: timedelta) -> Preview:
    """Return what the reminder of a meeting would be posted as, `lead` before it.

    Raises UsageError, UnreadableError or SettingsError.
    """
    from briefbot.core.brief import Tlp
    from briefbot.core.programme import Channel
    from briefbot.core.reminders import ReminderPlan
    from briefbot.core.visibility import Audience, Place
    from briefbot.services.preview_plans import preview_reminder as preview_meeting

    settings, programme, notes = load_programme(request.config)
    anywhere = Place(audience=Audience.CHANNEL, tlp_max=Tlp.RED)
    unnamed = Channel(name="preview", place=anywhere, zone=request.zone or settings.timezone)
    now = utc_now()
    material, more = read_material(settings, now.date(), days=_YEAR)

    def reminder(named: str) -> "Previewed":
        plans = [each for each in programme.reminders.values() if named in each.destinations]
        plan = plans[0] if plans else ReminderPlan(name="preview")
        channel = programme.channels.get(named) or unnamed
        return preview_meeting(
            plan, material, channel=channel, meeting=request.name, lead=lead, now=now
        )

    if request.form is Form.HTML:
        return page_preview(
            request,
            settings,
            lambda place: _composed(reminder(place), request),
            places=tuple(settings.destinations),
            notes=(*notes, *more),
        )
    form, destination = form_and_destination(request, settings)
    shown = reminder(
        next((name for name, each in settings.destinations.items() if each is destination), "")
    )
    options = replace(
        options_of(request, settings, destination),
        zone=request.zone or shown.channel.zone,
        reference=reference("preview", request.name),
    )
    return rendered_preview(
        request, form, shown.document, options=options, notes=(*notes, *more, *shown.notes)
    )


def _composed(shown: "Previewed", request: PreviewRequest) -> Composed:
    return Composed(
        document=shown.document,
        subject=request.name,
        at=shown.at,
        zone=shown.channel.zone,
        notes=shown.notes,
    )


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Every post that would go out, in order of time, and what its reader should know."""

    posts: tuple["RehearsedPost", ...]
    notes: tuple[str, ...] = ()


def rehearsal(first: date, days: int, *, config: Path | None = None) -> Rehearsal:
    """Rehearse the configured programme on some days, those of the configured time zone.

    Raises UsageError or SettingsError.
    """
    from briefbot.core.rehearsal import chapters_of, rehearse
    from briefbot.core.schedule import zone_named
    from briefbot.core.selection import public_at

    settings, programme, notes = load_programme(config, first=first, days=days)
    material, more = read_material(settings, first, days=days)
    zone = zone_named(settings.timezone)
    start, end = (
        datetime.combine(day, time(), zone) for day in (first, first + timedelta(days=days))
    )
    revisions = [(at, brief) for brief in material.briefs if (at := public_at(brief))]
    chapters = chapters_of(revisions, start=start, listed=material.listed)
    return Rehearsal(rehearse(programme, chapters, start=start, end=end), (*notes, *more))


#: How far around the days asked for calendars are read: for reminders and for meetings ahead.
_BEFORE, _AHEAD = timedelta(days=2), timedelta(days=32)

#: How far ahead a meeting may be whose reminder is previewed.
_YEAR = 365


def read_material(
    settings: "Settings", first: date, *, days: int = 1
) -> "tuple[Material, tuple[str, ...]]":
    """Read all briefs, and what the calendars have around some days; notes for what is not read."""
    from briefbot.app.calendars import read_calendars
    from briefbot.configured import calendar_topics
    from briefbot.core.occurrence import CalendarQuery
    from briefbot.core.rehearsal import Listed
    from briefbot.services.gather import gather_briefs
    from briefbot.services.preview_plans import Material

    query = CalendarQuery(
        first=first - _BEFORE,
        until=first + timedelta(days=days) + _AHEAD,
        default_zone=settings.timezone,
    )
    occurrences, notes = read_calendars(settings.calendars.items(), query)
    briefs, more = gather_briefs(settings.briefs.path, reader=brief_reader())
    listed = Listed(occurrences=tuple(occurrences), topics=calendar_topics(settings))
    return Material(briefs=tuple(briefs), listed=listed), (*notes, *more)


def day_of(at: str) -> date:
    """Return the day of an ISO 8601 time; today for one that is not understood yet."""
    try:
        return datetime.fromisoformat(at).date()
    except ValueError:
        return utc_now().date()


def configuration_schema() -> dict[str, object]:
    """Return the JSON Schema of the configuration."""
    from briefbot.settings import Settings

    form = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": form, **Settings.model_json_schema(), "title": "briefbot.toml"}


def usable_settings(config: Path | None) -> "tuple[Settings, tuple[str, ...]]":
    """Return the settings, faulty keys left out, and a note for every fault.

    Raises SettingsError when the file is no configuration.
    """
    from briefbot.settings import examine_settings, refuse

    settings, findings = examine_settings(config)
    refuse(tuple(each for each in findings if each.code in {"BB801", "BB802"}))
    told = (
        f"{each.path}:{each.line}:{each.col}: {each.code} {each.message} -- {each.hint}"
        for each in findings
    )
    return settings, tuple(told)


def load_programme(
    config: Path | None, *, first: date | None = None, days: int = 1
) -> "tuple[Settings, Programme, tuple[str, ...]]":
    """Return the settings, what goes out by them, and a note for every fault.

    What is faulty is left out, and the rest works. Holidays are read for `days` from `first`, today
    if it is None, and the month before. Raises SettingsError when the file is no configuration, and
    UsageError for a day in years that schedules do not know, with a year's margin.
    """
    from briefbot.configured import programme
    from briefbot.core.schedule.ticks import FIRST_YEAR, LAST_YEAR

    first = first or utc_now().date()
    if not FIRST_YEAR < first.year < LAST_YEAR:
        advice = f"choose a day in the years {FIRST_YEAR + 1} to {LAST_YEAR - 1}"
        raise UsageError(f"nothing is scheduled on {first}", next_step=advice)
    settings, told = usable_settings(config)
    holidays, notes = _holidays(settings, first, days=days)
    return settings, programme(settings, holidays=holidays), (*told, *notes)


def _holidays(
    settings: "Settings", first: date, *, days: int
) -> tuple[dict[str, frozenset[date]], tuple[str, ...]]:
    """Return the days that each digest's `holidays` names, and a note for what is not read.

    A file that is not there is a finding of the settings already.
    """
    from briefbot.app.calendars import read_calendars
    from briefbot.configured import whole_days
    from briefbot.core.occurrence import CalendarQuery
    from briefbot.settings import Calendar

    # An edition's window begins with the edition before it, which a holiday may have skipped.
    begin, end = first - _AHEAD, first + timedelta(days=days) + _BEFORE
    query = CalendarQuery(first=begin, until=end, default_zone=settings.timezone)
    found: dict[str, frozenset[date]] = {}
    notes: list[str] = []
    for name, path in settings.holiday_files().items():
        occurrences, more = read_calendars([(name, Calendar(path=path))], query)
        found[name] = whole_days(occurrences, first=begin, until=end)
        notes += more
    return found, tuple(notes)
