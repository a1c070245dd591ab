"""Gather what is known: all briefs of a folder, and the meetings of briefs and calendars."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from briefbot.core.brief import Brief, Status
from briefbot.core.meetings import join_meetings
from briefbot.core.occurrence import Occurrence
from briefbot.core.rehearsal import Known
from briefbot.ports import BriefReader

_NEVER = datetime.min.replace(tzinfo=UTC)


def gather(
    folder: Path, *, reader: BriefReader, now: datetime, occurrences: Sequence[Occurrence] = ()
) -> tuple[Known, tuple[str, ...]]:
    """Return what is known, and a note for every file that could not be read as a brief.

    Where two briefs name one meeting, the one published last by `now` speaks; what only a draft
    names is left out.
    """
    files, faults = reader.find([folder])
    notes = [f"{fault.path}: {fault.message} -- {fault.hint}" for fault in faults]
    briefs: list[Brief] = []
    for path in files:
        source = reader.read(path)
        if source.brief is None:
            notes.append(f"{source.path}: left out, it cannot be read -- briefbot check")
        else:
            briefs.append(source.brief)
    upcoming = join_meetings(speaking_order(briefs, now=now), occurrences)
    return Known(briefs=tuple(briefs), upcoming=upcoming), tuple(notes)


def speaking_order(briefs: Sequence[Brief], *, now: datetime) -> list[Brief]:
    """Return the briefs whose meetings count: those published last first, then those to come."""
    speaking = [brief for brief in briefs if brief.status is not Status.DRAFT]
    speaking.sort(key=lambda brief: brief.published_at or _NEVER, reverse=True)
    return sorted(speaking, key=lambda brief: (brief.published_at or _NEVER) > now)
