"""Findings: what is wrong in a file, where, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters; only errors fail a check."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault, in the order findings are shown: by file, line, column, code.

    `path` is as the user gave it, `line` and `col` count from 1. `message` says what is wrong,
    `hint` what to do next. `unreadable` marks a file that could not be read as a brief at all.
    """

    path: str
    line: int
    col: int
    code: str
    severity: Severity
    message: str
    hint: str = ""
    unreadable: bool = False
