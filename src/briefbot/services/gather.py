"""Gather the briefs of a folder, all that can be read."""

from pathlib import Path

from briefbot.core.brief import Brief
from briefbot.ports import BriefReader


def gather_briefs(folder: Path, *, reader: BriefReader) -> tuple[list[Brief], list[str]]:
    """Return every brief of a folder, drafts too, and a note for each file that is left out."""
    files, faults = reader.find([folder])
    notes = [f"{fault.path}: {fault.message} -- {fault.hint}" for fault in faults]
    briefs: list[Brief] = []
    for path in files:
        source = reader.read(path)
        if source.brief is None:
            notes.append(f"{source.path}: left out, it cannot be read -- see briefbot check")
        else:
            briefs.append(source.brief)
    return briefs, notes
