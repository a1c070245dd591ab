"""Finding the files of briefs, and reading one of them."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import Final

from briefbot.core.brief_source import BriefSource
from briefbot.core.finding import Finding
from briefbot.core.position import START
from briefbot.sources.briefs.characters import MAX_BYTES, decode
from briefbot.sources.briefs.reading import read_text
from briefbot.sources.briefs.report import Report

SUFFIX: Final = ".md"

_DATE_PREFIX = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-")


def stem_slug(path: str) -> str:
    """Return the slug that a file's name stands for: its stem without a date in front."""
    stem = PurePath(path).stem
    match = _DATE_PREFIX.match(stem)
    return stem[match.end() :] if match else stem


def read_brief(path: Path, shown: str | None = None) -> BriefSource:
    """Read a brief from a file; `shown` is what findings call it, by default its path.

    Never raises for anything about the file: faults are in the result.
    """
    report = Report(shown if shown is not None else str(path))
    data = _read(path, report)
    text = decode(data, report) if data is not None else None
    if text is None:
        return BriefSource(path=report.path, text="", faults=report.findings())
    return read_text(text, report)


def _read(path: Path, report: Report) -> bytes | None:
    """Return at most one byte more than a brief may have; None after reporting why not."""
    try:
        # Without O_NONBLOCK, opening a named pipe waits for somebody to write to it.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:  # noqa: PTH123 - pathlib opens no descriptors
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        _report_unreadable(report, _reason(error))
        return None
    _report_unreadable(report, "not a regular file")
    return None


def find_briefs(paths: Sequence[Path]) -> tuple[list[Path], list[Finding]]:
    """Return the files named and the `*.md` files below the folders named, each once, in order.

    Below a folder, what is hidden is skipped, and so is a symbolic link to a folder or out of the
    tree. What cannot be read is a finding.
    """
    found: dict[Path, None] = {}
    findings: list[Finding] = []
    for path in paths:
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            findings.extend(_unreadable(path, _reason(error)))
            continue
        if stat.S_ISDIR(mode):
            found.update(dict.fromkeys(_below(path, findings)))
        elif stat.S_ISREG(mode):
            found[path] = None
        else:
            findings.extend(_unreadable(path, "neither a file nor a folder"))
    return list(found), findings


def _below(root: Path, findings: list[Finding]) -> Iterator[Path]:
    real_root = os.path.realpath(root)
    pending = [root]
    while pending:
        path = pending.pop()
        if path == root or (path.is_dir() and not path.is_symlink()):
            try:
                entries = sorted(path.iterdir(), reverse=True)
            except OSError as error:
                findings.extend(_unreadable(path, _reason(error)))
                continue
            pending.extend(entry for entry in entries if not entry.name.startswith("."))
        elif path.suffix == SUFFIX and not path.is_dir() and _within(path, real_root):
            if path.is_file():
                yield path
            else:
                findings.extend(_unreadable(path, "neither a file nor a folder"))


def _within(path: Path, root: str) -> bool:
    """Return whether a path, when it is a link, leads to something below the root."""
    # os.path.realpath, because Path.resolve raises for links that go round in Python 3.11 and 3.12
    return not path.is_symlink() or Path(os.path.realpath(path)).is_relative_to(root)


def _reason(error: OSError | ValueError) -> str:
    text = error.strerror if isinstance(error, OSError) else None
    return (text or str(error)).lower()


def _unreadable(path: Path, why: str) -> tuple[Finding, ...]:
    report = Report(str(path))
    _report_unreadable(report, why)
    return report.findings()


def _report_unreadable(report: Report, why: str) -> None:
    hint = "check the path and its permissions"
    report.refuse("BB001", START, f"cannot be read: {why}", hint)
