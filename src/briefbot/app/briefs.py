"""Briefs: checked, begun and previewed."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from briefbot.app.forms import (
    Form,
    Preview,
    PreviewRequest,
    form_and_destination,
    options_of,
    rendered_preview,
)
from briefbot.clock import utc_now
from briefbot.core.reference import reference

if TYPE_CHECKING:
    from briefbot.ports import BriefReader, Progress
    from briefbot.services.check import CheckReport
    from briefbot.settings import Settings


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


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft that was written, and what its author should know."""

    path: Path
    notes: tuple[str, ...] = ()


def new_brief(  # noqa: PLR0913 - one argument for each option of the command
    title: str,
    *,
    folder: Path | None = None,
    slug: str = "",
    day: date | None = None,
    lang: str = "en",
    config: Path | None = None,
) -> Begun:
    """Write a draft below a folder, else that of briefs.

    Raises UsageError when the title, the slug or the name of the file cannot be used, and
    SettingsError when the folder is asked of a file that is no configuration.
    """
    from briefbot.app.schedules import usable_settings
    from briefbot.services.draft import draft_brief
    from briefbot.sources.drafts import write_draft

    draft = draft_brief(title, now=utc_now(), slug=slug, day=day, lang=lang)
    notes: tuple[str, ...] = ()
    if folder is None:
        settings, notes = usable_settings(config)
        folder = settings.briefs.path
    path = folder / draft.name
    write_draft(path, draft.text)
    return Begun(path, notes)


def preview(request: PreviewRequest) -> Preview:
    """Return what a brief would be posted as.

    Raises UsageError, UnreadableError or SettingsError.
    """
    from briefbot.app.schedules import usable_settings
    from briefbot.core.brief import Tlp
    from briefbot.services.preview import compose_preview, find_brief, visibility_notes

    settings, told = usable_settings(request.config)
    if request.form is Form.HTML:
        return _preview_page(request, settings, told)
    form, destination = form_and_destination(request, settings)
    options = options_of(request, settings, destination)
    brief, faults = find_brief(request.name, folder=settings.briefs.path, reader=brief_reader())
    # A posting is named by its delivery; a preview's name only takes up the same room.
    options = replace(options, reference=reference("preview", brief.slug))
    document = compose_preview(brief, request.kind)
    tlp_max = destination.tlp_max if destination else Tlp.RED
    notes = (*told, *faults, *visibility_notes(brief, tlp_max=tlp_max, now=utc_now()))
    return rendered_preview(request, form, document, options=options, notes=notes)


def _preview_page(request: PreviewRequest, settings: "Settings", told: tuple[str, ...]) -> Preview:
    from briefbot.app.pages import Composed, page_preview
    from briefbot.core.brief import Tlp
    from briefbot.services.preview import compose_preview, find_brief, visibility_notes

    now = utc_now()
    brief, faults = find_brief(request.name, folder=settings.briefs.path, reader=brief_reader())
    document = compose_preview(brief, request.kind)

    def compose(place: str) -> Composed:
        destination = settings.destinations.get(place)
        tlp_max = destination.tlp_max if destination else Tlp.RED
        return Composed(
            document=document,
            subject=brief.slug,
            at=brief.updated_at or brief.published_at or now,
            notes=visibility_notes(brief, tlp_max=tlp_max, now=now),
        )

    return page_preview(
        request, settings, compose, places=tuple(settings.destinations), notes=(*told, *faults)
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


def _is_below(path: Path, folder: Path) -> bool:
    # Unlike Path.resolve, this bears links that lead in a circle.
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
