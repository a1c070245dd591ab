"""The composition root: the one place that knows every part, and joins them for each command.

Each function loads only the parts that its command needs; a preview loads no platform's SDK.
"""

import difflib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from zoneinfo import available_timezones

from briefbot.clock import utc_now
from briefbot.core.document import DocumentKind
from briefbot.core.reference import reference
from briefbot.core.rendering import Rendered, RenderOptions
from briefbot.errors import UsageError
from briefbot.sources.examples import CALENDAR as EXAMPLE_CALENDAR
from briefbot.sources.examples import FIRST_REVISION, example_folder

__all__ = [
    "FIRST_REVISION",
    "Form",
    "Preview",
    "PreviewRequest",
    "check",
    "colour",
    "configuration_schema",
    "demonstration",
    "demonstration_replay",
    "example_folder",
    "load_programme",
    "new_brief",
    "preview",
    "show_calendar",
]

if TYPE_CHECKING:
    from briefbot.core.brief_source import BriefSource
    from briefbot.core.document import Document
    from briefbot.core.occurrence import CalendarReading
    from briefbot.core.programme import Programme
    from briefbot.core.rehearsal import RehearsedPost
    from briefbot.ports import BriefReader, Progress
    from briefbot.services.check import CheckReport
    from briefbot.services.demonstrate import Demonstration
    from briefbot.services.preview_plans import Material
    from briefbot.services.replay import Replay
    from briefbot.settings import Destination, Settings


class Form(StrEnum):
    """What a preview can look like."""

    TERMINAL = "terminal"
    TEXT = "text"
    MARKDOWN = "markdown"
    DISCORD = "discord"
    DISCORD_EMBED = "discord-embed"
    SLACK = "slack"
    JSON = "json"

    @property
    def platform(self) -> str:
        """The platform whose destinations this form is for."""
        return {"discord": "discord", "discord-embed": "discord", "slack": "slack"}.get(
            self, "terminal"
        )

    @property
    def is_text(self) -> bool:
        """Whether a page is a text; else it is a value for JSON."""
        return self in {Form.TERMINAL, Form.TEXT, Form.MARKDOWN}


Renderer = Callable[..., Rendered[object]]

#: The renderer of every form, `module:function`, imported when it is used.
_RENDERERS: Mapping[Form, str] = {
    Form.TERMINAL: "briefbot.platforms.text.terminal:render_terminal",
    Form.TEXT: "briefbot.platforms.text.plain:render_plain",
    Form.MARKDOWN: "briefbot.platforms.text.markdown:render_markdown",
    Form.DISCORD: "briefbot.platforms.discord.render:render_components",
    Form.DISCORD_EMBED: "briefbot.platforms.discord.render:render_embeds",
    Form.SLACK: "briefbot.platforms.slack.render:render",
    Form.JSON: "briefbot.platforms.text.json_form:render_json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRequest:
    """What to preview, and how; what is None comes from the destination, or has a default."""

    name: str
    kind: DocumentKind = DocumentKind.SUMMARY
    form: Form | None = None
    config: Path | None = None
    destination: str | None = None
    zone: str | None = None
    width: int = 80
    colour: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be posted: one text or request body a page, and what its reader should know."""

    form: Form
    pages: tuple[object, ...]
    notes: tuple[str, ...] = ()


def check(
    paths: Sequence[Path], *, config: Path | None = None, progress: "Progress | None" = None
) -> "CheckReport":
    """Check the configuration and the briefs at `paths`, else those in the configured folder."""
    from briefbot.services.check import Checker
    from briefbot.settings import examine_settings
    from briefbot.sources.history import GitHistory

    settings, faults = examine_settings(config)
    folder = settings.briefs.path
    checker = Checker(reader=brief_reader(), history=GitHistory(), now=utc_now(), progress=progress)
    beside = [folder] if any(_is_below(path, folder) for path in paths) else []
    report = checker.check(paths or [folder], beside=beside)
    return replace(report, findings=tuple(sorted({*faults, *report.findings})))


def new_brief(  # noqa: PLR0913 - one argument for each option of the command
    title: str,
    *,
    folder: Path | None = None,
    slug: str = "",
    day: date | None = None,
    lang: str = "en",
    config: Path | None = None,
) -> Path:
    """Write a draft below the folder of briefs and return its path.

    Raises UsageError when the title, the slug or the name of the file cannot be used.
    """
    from briefbot.services.draft import draft_brief
    from briefbot.settings import load_settings
    from briefbot.sources.drafts import write_draft

    draft = draft_brief(title, now=utc_now(), slug=slug, day=day, lang=lang)
    path = (folder or load_settings(config).briefs.path) / draft.name
    write_draft(path, draft.text)
    return path


def preview(request: PreviewRequest) -> Preview:
    """Return what a brief would be posted as.

    Raises UsageError, UnreadableError or SettingsError.
    """
    from briefbot.core.brief import Tlp
    from briefbot.services.preview import compose_preview, find_brief, visibility_notes
    from briefbot.settings import load_settings

    settings = load_settings(request.config)
    form, destination = _form_and_destination(request, settings)
    options = _options(request, settings, destination)
    brief, faults = find_brief(request.name, folder=settings.briefs.path, reader=brief_reader())
    # A posting is named by its delivery; a preview's name only takes up the same room.
    options = replace(options, reference=reference("preview", brief.slug))
    document = compose_preview(brief, request.kind)
    tlp_max = destination.tlp_max if destination else Tlp.RED
    notes = (*faults, *visibility_notes(brief, tlp_max=tlp_max, now=utc_now()))
    return _rendered(request, form, document, options=options, notes=notes)


def _rendered(
    request: PreviewRequest,
    form: Form,
    document: "Document",
    *,
    options: RenderOptions,
    notes: Sequence[str],
) -> Preview:
    rendered = _renderer(request, form)(document, options)
    losses = (f"{loss.kind}: {loss.what} ({loss.count})" for loss in rendered.losses)
    return Preview(form, tuple(page.payload for page in rendered.pages), (*notes, *losses))


def preview_digest(request: PreviewRequest, *, at: str) -> Preview:
    """Return what a digest would be posted as at a time, ISO 8601, in its zone without an offset.

    Raises UsageError, UnreadableError or SettingsError.
    """
    from briefbot.services.preview_plans import preview_edition

    settings, programme, notes = load_programme(request.config, first=day_of(at))
    material, more = _material(settings, day_of(at))
    shown = preview_edition(
        programme, material, name=request.name, at=at, destination=request.destination
    )
    form, destination = _form_and_destination(request, settings)
    options = replace(
        _options(request, settings, destination),
        zone=request.zone or shown.channel.zone,
        reference=reference("preview", request.name),
    )
    return _rendered(
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
    form, destination = _form_and_destination(request, settings)
    named = next((name for name, d in settings.destinations.items() if d is destination), "")
    anywhere = Place(audience=Audience.CHANNEL, tlp_max=Tlp.RED)
    channel = programme.channels.get(named) or Channel(
        name="preview", place=anywhere, zone=request.zone or settings.timezone
    )
    plans = [each for each in programme.reminders.values() if named in each.destinations]
    plan = plans[0] if plans else ReminderPlan(name="preview")
    now = utc_now()
    material, more = _material(settings, now.date())
    shown = preview_meeting(
        plan, material, channel=channel, meeting=request.name, lead=lead, now=now
    )
    options = replace(
        _options(request, settings, destination),
        zone=request.zone or channel.zone,
        reference=reference("preview", request.name),
    )
    return _rendered(
        request, form, shown.document, options=options, notes=(*notes, *more, *shown.notes)
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
    material, more = _material(settings, first, days=days)
    zone = zone_named(settings.timezone)
    start, end = (
        datetime.combine(day, time(), zone) for day in (first, first + timedelta(days=days))
    )
    revisions = [(at, brief) for brief in material.briefs if (at := public_at(brief))]
    chapters = chapters_of(revisions, start=start, listed=material.listed)
    return Rehearsal(rehearse(programme, chapters, start=start, end=end), (*notes, *more))


#: How far around the days asked for calendars are read: for reminders and for meetings ahead.
_BEFORE, _AHEAD = timedelta(days=2), timedelta(days=32)


def _material(
    settings: "Settings", first: date, *, days: int = 1
) -> "tuple[Material, tuple[str, ...]]":
    """Read all briefs, and what the calendars have around some days; notes for what is not read."""
    from briefbot.clock import seconds
    from briefbot.configured import calendar_topics
    from briefbot.core.occurrence import CalendarQuery, Occurrence
    from briefbot.core.rehearsal import Listed
    from briefbot.errors import UnreadableError
    from briefbot.services.gather import gather_briefs
    from briefbot.services.preview_plans import Material
    from briefbot.settings import is_there
    from briefbot.sources.ics import read_calendar

    occurrences: list[Occurrence] = []
    notes: list[str] = []
    for name, calendar in settings.calendars.items():
        if not is_there(calendar.path):
            continue  # a finding of the settings already
        query = CalendarQuery(
            first=first - _BEFORE,
            until=first + timedelta(days=days) + _AHEAD,
            calendar=name,
            default_zone=calendar.zone or settings.timezone,
        )
        try:
            reading = read_calendar(calendar.path, query, seconds=seconds)
        except UnreadableError as error:
            notes.append(str(error))
            continue
        occurrences += reading.occurrences
        notes += [f"{calendar.path}: {one.uid}: {one.reason}" for one in reading.skipped]
    briefs, more = gather_briefs(settings.briefs.path, reader=brief_reader())
    listed = Listed(occurrences=tuple(occurrences), topics=calendar_topics(settings))
    return Material(briefs=tuple(briefs), listed=listed), (*notes, *more)


def day_of(at: str) -> date:
    """Return the day of an ISO 8601 time; today for one that is not understood yet."""
    try:
        return datetime.fromisoformat(at).date()
    except ValueError:
        return utc_now().date()


def demonstration(*, width: int, colour: bool) -> "Demonstration":
    """Return the demonstration over the example briefs, for a terminal this wide."""
    from briefbot.services.demonstrate import CHANNEL, Demonstration

    options = RenderOptions(zone=CHANNEL.zone, reference=reference("demo"))

    def renderer(form: Form) -> Callable[["Document"], Rendered[object]]:
        return partial(_loaded(form), options=options)

    return Demonstration(
        reader=brief_reader(),
        terminal=partial(
            _loaded(Form.TERMINAL),
            options=RenderOptions(zone=CHANNEL.zone),
            width=width,
            colour=colour,
        ),
        platforms={
            "Discord": renderer(Form.DISCORD),
            "Discord embeds": renderer(Form.DISCORD_EMBED),
            "Slack": renderer(Form.SLACK),
            "Markdown": renderer(Form.MARKDOWN),
            "plain text": renderer(Form.TEXT),
        },
        now=utc_now(),
    )


def demonstration_replay(sources: "Sequence[BriefSource]") -> "Replay":
    """Return the replay of the example briefs and their calendar, in one channel.

    Raises UnreadableError when one of them cannot be read.
    """
    from briefbot.clock import seconds
    from briefbot.core.occurrence import CalendarQuery
    from briefbot.core.rehearsal import Listed, chapters_of
    from briefbot.services.demonstrate import CHANNEL, END, LISTED, PROGRAMME, START, revisions_of
    from briefbot.services.replay import Replay
    from briefbot.sources.ics import read_calendar

    query = CalendarQuery(
        first=START.date(), until=END.date(), calendar="example", default_zone=CHANNEL.zone
    )
    revisions = revisions_of(sources, brief_reader().read(FIRST_REVISION))
    occurrences = read_calendar(EXAMPLE_CALENDAR, query, seconds=seconds).occurrences
    listed = Listed(occurrences=occurrences)
    chapters = chapters_of(revisions, start=START, listed=listed, listed_since=LISTED)
    return Replay(programme=PROGRAMME, channel=CHANNEL, chapters=chapters, start=START, end=END)


def colour(stream: TextIO) -> bool:
    """Tell whether texts on a stream may be coloured: on a terminal, unless NO_COLOR is set."""
    from briefbot.settings import colour_allowed

    return stream.isatty() and colour_allowed()


def brief_reader() -> "BriefReader":
    """Return the reader of briefs in Markdown files."""
    from briefbot.sources.briefs import find_briefs, parse_brief, read_brief

    class MarkdownBriefs:
        find = staticmethod(find_briefs)
        read = staticmethod(read_brief)
        parse = staticmethod(parse_brief)

    return MarkdownBriefs()


def show_calendar(
    path: Path, *, first: date, until: date, zone: str | None, config: Path | None
) -> "CalendarReading":
    """Return what a calendar's file has on some days (`until` excluded), in `zone` if given.

    Raises UsageError, UnreadableError or SettingsError.
    """
    from briefbot.clock import seconds
    from briefbot.services.calendars import calendar_query
    from briefbot.sources.ics import read_calendar

    if zone is None:
        from briefbot.settings import load_settings

        query = calendar_query(first, until, default_zone=load_settings(config).timezone)
    else:
        query = calendar_query(first, until, zone=zone)
    return read_calendar(path, query, seconds=seconds)


def configuration_schema() -> dict[str, object]:
    """Return the JSON Schema of the configuration."""
    from briefbot.settings import Settings

    form = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": form, **Settings.model_json_schema(), "title": "briefbot.toml"}


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
    from briefbot.settings import examine_settings, refuse

    first = first or utc_now().date()
    if not FIRST_YEAR < first.year < LAST_YEAR:
        advice = f"choose a day in the years {FIRST_YEAR + 1} to {LAST_YEAR - 1}"
        raise UsageError(f"nothing is scheduled on {first}", next_step=advice)
    settings, findings = examine_settings(config)
    refuse(tuple(each for each in findings if each.code in {"BB801", "BB802"}))
    holidays, notes = _holidays(settings, first, days=days)
    told = (
        f"{each.path}:{each.line}:{each.col}: {each.code} {each.message} -- {each.hint}"
        for each in findings
    )
    return settings, programme(settings, holidays=holidays), (*told, *notes)


def _holidays(
    settings: "Settings", first: date, *, days: int
) -> tuple[dict[str, frozenset[date]], tuple[str, ...]]:
    """Return the days that each digest's `holidays` names, and a note for what is not read.

    A file that is not there is a finding of the settings already.
    """
    from briefbot.clock import seconds
    from briefbot.configured import whole_days
    from briefbot.core.occurrence import CalendarQuery
    from briefbot.errors import UnreadableError
    from briefbot.settings import is_there
    from briefbot.sources.ics import read_calendar

    # An edition's window begins with the edition before it, which a holiday may have skipped.
    begin, end = first - _AHEAD, first + timedelta(days=days) + _BEFORE
    found: dict[str, frozenset[date]] = {}
    notes: list[str] = []
    for name, path in settings.holiday_files().items():
        if not is_there(path):
            continue
        query = CalendarQuery(first=begin, until=end, default_zone=settings.timezone)
        try:
            reading = read_calendar(path, query, seconds=seconds)
        except UnreadableError as error:
            notes.append(str(error))
            continue
        found[name] = whole_days(reading.occurrences, first=begin, until=end)
        notes += [f"{path}: {one.uid}: {one.reason}" for one in reading.skipped]
    return found, tuple(notes)


def _renderer(request: PreviewRequest, form: Form) -> Renderer:
    if form is Form.TERMINAL:
        return partial(_loaded(form), width=request.width, colour=request.colour)
    return _loaded(form)


def _loaded(form: Form) -> Renderer:
    module, name = _RENDERERS[form].split(":")
    renderer: Renderer = getattr(import_module(module), name)
    return renderer


def _form_and_destination(
    request: PreviewRequest, settings: "Settings"
) -> tuple[Form, "Destination | None"]:
    """Return the form asked for, and the destination named, or the first of that form's platform.

    A destination named without a form is shown in its own.
    """
    places = settings.destinations
    if request.destination is None:
        form = request.form or Form.TERMINAL
        return form, next((p for p in places.values() if p.platform == form.platform), None)
    destination = places.get(request.destination)
    if destination is None:
        near = difflib.get_close_matches(request.destination, places, n=1)
        advice = f'did you mean "{near[0]}"?' if near else "add its table to the configuration"
        raise UsageError(f'no destination is named "{request.destination}"', next_step=advice)
    embeds = destination.platform == "discord" and destination.look == "embeds"
    own_form = Form.DISCORD_EMBED if embeds else Form(destination.platform)
    return request.form or own_form, destination


def _options(
    request: PreviewRequest, settings: "Settings", destination: "Destination | None"
) -> RenderOptions:
    if request.zone is not None and request.zone not in available_timezones():
        near = difflib.get_close_matches(request.zone, sorted(available_timezones()), n=1)
        advice = f'did you mean "{near[0]}"?' if near else "use an IANA name, such as Europe/Kyiv"
        raise UsageError(f'unknown time zone "{request.zone}"', next_step=advice)
    if destination is None:
        zone = request.zone or settings.timezone
        return RenderOptions(zone=zone, hours=settings.hours)
    return RenderOptions(
        zone=request.zone or destination.zone or settings.timezone,
        hours=destination.hours or settings.hours,
        mentions=destination.mentions,
        channel=destination.channel,
        max_pages=destination.max_pages,
    )


def _is_below(path: Path, folder: Path) -> bool:
    # Unlike Path.resolve, this bears links that lead in a circle.
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
