"""Preview a brief: find it, compose what would be posted, and say who would not see it yet."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from briefbot.core.brief import Brief, Tlp
from briefbot.core.brief_source import BriefSource
from briefbot.core.compose import (
    compose_correction,
    compose_sources,
    compose_summary,
    compose_withdrawal,
)
from briefbot.core.document import Document, DocumentKind
from briefbot.core.finding import Severity
from briefbot.core.visibility import Audience, Place, Reason, Role, visible
from briefbot.errors import UnreadableError, UsageError
from briefbot.ports import BriefReader

_COMPOSERS: Mapping[DocumentKind, Callable[[Brief], Document]] = {
    DocumentKind.SUMMARY: compose_summary,
    DocumentKind.CORRECTION: compose_correction,
    DocumentKind.WITHDRAWAL: compose_withdrawal,
    DocumentKind.SOURCES: compose_sources,
}

_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}-")

#: What a preview can show of a brief.
PREVIEW_KINDS = tuple(_COMPOSERS)


def find_brief(name: str, *, folder: Path, reader: BriefReader) -> tuple[Brief, tuple[str, ...]]:
    """Return the brief with this slug in a folder, or in the file of this name, and what to know.

    Raises UsageError when there is none, with the nearest slug, and UnreadableError when the file
    is too faulty to show.
    """
    is_file = name.endswith(".md") or "/" in name
    files, faults = reader.find([Path(name) if is_file else folder])
    if is_file and not faults and files != [Path(name)]:
        raise UsageError("is a folder", where=name, next_step="name one file, or a slug")
    if faults and not files:
        raise UnreadableError(faults[0].message, where=faults[0].path, next_step=faults[0].hint)
    # A file is named for its slug: those that could be it are read first, all others only then.
    likely = [file for file in files if is_file or name in file.stem]
    for file in (*likely, *(file for file in files if file not in likely)):
        source = reader.read(file)
        if is_file or (source.brief.slug if source.brief else file.stem) == name:
            return _brief_of(source), _fault_notes(source)
    raise UsageError(f'no brief has the slug "{name}"', next_step=_nearest(name, files))


def compose_preview(brief: Brief, kind: DocumentKind) -> Document:
    """Return the document that would be posted.

    Raises UsageError when the brief gives no reason for a document of this kind.
    """
    if kind is DocumentKind.CORRECTION and not brief.corrections:
        raise UsageError(
            f'"{brief.slug}" has no corrections',
            next_step='add an entry to "corrections", or preview its summary',
        )
    return _COMPOSERS[kind](brief)


def visibility_notes(brief: Brief, *, tlp_max: Tlp, now: datetime) -> tuple[str, ...]:
    """Return why a channel's readers would not be shown the brief at `now`, if they would not."""
    place = Place(audience=Audience.CHANNEL, tlp_max=tlp_max)
    decision = visible(brief, place=place, person=Role.READER, now=now)
    if decision.allowed:
        return ()
    hidden = "not shown there" if decision.reason is Reason.TLP_TOO_HIGH else "not shown yet"
    return (f"{hidden}: {decision.reason}",)


def _brief_of(source: BriefSource) -> Brief:
    if source.brief is not None:
        return source.brief
    fault = source.faults[0]
    raise UnreadableError(
        f"cannot be shown: {fault.message}",
        where=f"{fault.path}:{fault.line}",
        next_step=f"see all faults: briefbot check {source.path}",
    )


def _fault_notes(source: BriefSource) -> tuple[str, ...]:
    errors = sum(fault.severity is Severity.ERROR for fault in source.faults)
    return (f"read with errors ({errors}): briefbot check {source.path}",) if errors else ()


def _nearest(name: str, files: Sequence[Path]) -> str:
    slugs = {_DATE.sub("", file.stem): file for file in files}
    near = difflib.get_close_matches(name, slugs, n=1, cutoff=0.4)
    return f'did you mean "{near[0]}"?' if near else "give a slug or a file; new: briefbot new"
