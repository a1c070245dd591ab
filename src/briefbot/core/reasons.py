"""Telling what was left out: by name, and of very many with one reason the number."""

from collections.abc import Iterable
from typing import Final

#: Of those left out for one reason; what comes after is counted.
MAX_NAMED: Final = 10


def lines_by_reason(left_out: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return a line "name: reason" for each pair of them, reasons in order of their first one."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in left_out:
        by_reason.setdefault(reason, []).append(name)
    lines: list[str] = []
    for reason, names in by_reason.items():
        lines += (f"{name}: {reason}" for name in names[:MAX_NAMED])
        if len(names) > MAX_NAMED:
            lines.append(f"{len(names) - MAX_NAMED:,} more: {reason}")
    return tuple(lines)
