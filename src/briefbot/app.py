"""The composition root: the one place that knows every part, and joins them for each command.

Each function loads only the parts that its command needs; a preview loads no platform's SDK.
"""

import difflib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
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
from briefbot.sources.examples import FIRST_REVISION, example_folder

__all__ = [
    "FIRST_REVISION",
    "Form",
    "Preview",
    "PreviewRequest",
    "check",
    "colour",
    "demonstration",
    "example_folder",
    "new_brief",
    "preview",
    "show_calendar",
]

if TYPE_CHECKING:
    from briefbot.core.document import Document
    from briefbot.core.occurrence import CalendarReading
    from briefbot.ports import BriefReader, Progress
    from briefbot.services.check import CheckReport
    from briefbot.services.demonstrate import Demonstration
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
    rendered = _renderer(request, form)(document, options)
    tlp_max = destination.tlp_max if destination else Tlp.RED
    losses = (f"{loss.kind}: {loss.what} ({loss.count})" for loss in rendered.losses)
    notes = (*faults, *visibility_notes(brief, tlp_max=tlp_max, now=utc_now()), *losses)
    return Preview(form, tuple(page.payload for page in rendered.pages), notes)


def demonstration(*, width: int, colour: bool) -> "Demonstration":
    """Return the demonstration over the example briefs, for a terminal this wide."""
    from briefbot.services.demonstrate import Demonstration

    options = RenderOptions(reference=reference("demo"))

    def renderer(form: Form) -> Callable[["Document"], Rendered[object]]:
        return partial(_loaded(form), options=options)

    return Demonstration(
        reader=brief_reader(),
        terminal=partial(
            _loaded(Form.TERMINAL), options=RenderOptions(), width=width, colour=colour
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
