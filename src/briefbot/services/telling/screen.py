"""One screen: how many rows lines take, and how lines of many places become one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROWS, COLUMNS = 24, 80

#: The prompt that follows takes a row.
_ROOM = ROWS - 1
#: So many rows one line may take where there are many; its rest is cut.
_LONGEST = 3
#: Of more places, the others are counted.
_MOST_NAMES = 4
#: Every letter of two columns is beyond this one, and no escape is longer than that.
_WIDE, _ESCAPED = "\u1100", len("\\U0001f600")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is told of one place, in front of its name and behind it; `rank` 0 comes first.

    The reference stands before it where it is the only one of its words.
    """

    before: str
    place: str
    after: str
    rank: int = 0
    reference: str = ""


def fits(lines: Iterable[str]) -> bool:
    """Tell whether lines, and the prompt after them, stand on one screen."""
    return sum(map(_rows, lines)) <= _ROOM


def folded(lines: Sequence[Line]) -> list[tuple[str, int]]:
    """Return each different line once, with the places that it is of, and how many of them.

    Those of a lower rank come first; otherwise the order stays.
    """
    alike: dict[tuple[int, str, str], list[Line]] = {}
    for line in lines:
        alike.setdefault((line.rank, line.before, line.after), []).append(line)
    ordered = sorted(alike.values(), key=lambda each: each[0].rank)
    return [(_together(each), len(each)) for each in ordered]


def bounded(lines: Sequence[tuple[str, int]], *, last: Sequence[str]) -> list[str]:
    """Return the first lines that leave room for the `last` ones, and how many more there are."""
    told = list(last)
    for shown in range(min(len(lines), _ROOM), -1, -1):
        left_out = sum(count for _, count in lines[shown:])
        more = [f"and {left_out} more, with --all"] if left_out else []
        told = [*(_cut(text) for text, _ in lines[:shown]), *more, *last]
        if fits(told):
            break
    return told


def _rows(line: str) -> int:
    return max(1, -(-sum(map(_columns, line)) // COLUMNS))


def _columns(character: str) -> int:
    """Return how many columns a character takes at most; what is not printable is shown escaped."""
    if not character.isprintable():
        return _ESCAPED
    return 2 if character >= _WIDE else 1


def _cut(line: str) -> str:
    if _rows(line) <= _LONGEST:
        return line
    while _rows(line) > _LONGEST - 1:
        line = line[: len(line) * 9 // 10]
    return f"{line} ..."


def _together(lines: Sequence[Line]) -> str:
    first, names = lines[0], [line.place for line in lines]
    if len(lines) == 1:
        reference = f"{first.reference}: " if first.reference else ""
        return f"{reference}{first.before}{first.place}{first.after}"
    more = len(names) - _MOST_NAMES
    others = f" and {more} more" if more > 0 else ""
    told = f"{len(names)} places ({', '.join(names[:_MOST_NAMES])}{others})"
    return f"{first.before}{told}{first.after}"
