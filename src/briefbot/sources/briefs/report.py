"""Collecting what is wrong in one file."""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from briefbot.core.finding import Finding, Severity
from briefbot.core.lint.file_faults import FILE_FAULTS
from briefbot.core.position import START, Position

#: A file with more faults than this is not helped by a longer list.
MAX_FINDINGS = 100
#: How much of a file's own text a message repeats.
MAX_SHOWN = 60


def shown(text: str) -> str:
    """Return text from a file as a message may repeat it: one line, quoted, bounded."""
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= MAX_SHOWN else f'"{line[: MAX_SHOWN - 1]}…"'


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that `word` was probably meant to be, or None."""
    if len(word) > MAX_SHOWN:
        return None
    by_folded = {choice.casefold(): choice for choice in choices}
    found = get_close_matches(word.casefold(), by_folded, n=1)
    return by_folded[found[0]] if found else None


def advice(word: str, choices: Iterable[str]) -> str:
    """Return the hint for a word that is none of the choices."""
    known = tuple(choices)
    near = nearest(word, known)
    all_of_them = f"use one of {', '.join(known)}"
    return f'did you mean "{near}"? Otherwise {all_of_them}' if near else all_of_them


class Report:
    """The faults of one file, at most MAX_FINDINGS of them."""

    __slots__ = ("_findings", "_left_out", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self._findings: list[Finding] = []
        self._left_out = 0

    @property
    def full(self) -> bool:
        """Whether further faults are only counted, so that their wording need not be made up."""
        return len(self._findings) >= MAX_FINDINGS

    def add(self, code: str, at: Position, message: str, hint: str) -> None:
        """Note a fault; every fault of a file is an error."""
        if self.full:
            self._left_out += 1
            return
        line, column = at.line, at.col
        self._findings.append(Finding(self.path, line, column, code, Severity.ERROR, message, hint))

    def refuse(self, code: str, at: Position, message: str, hint: str) -> None:
        """Note a fault for which the file is not read any further."""
        self.add(code, at, message, hint)
        self._findings[-1] = replace(self._findings[-1], unreadable=True)

    def findings(self) -> tuple[Finding, ...]:
        """Return all that was noted, in the order of the file."""
        if not self._left_out:
            return tuple(sorted(self._findings))
        more = Finding(
            self.path,
            START.line,
            START.col,
            "BB012",
            Severity.ERROR,
            f"{FILE_FAULTS['BB012']}: {self._left_out} more",
            "correct these first, then check again",
        )
        return tuple(sorted([*self._findings, more]))
