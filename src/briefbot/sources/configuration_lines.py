"""The lines of a TOML file: where its tables and keys stand, and which of them stand twice.

A scan by lines, enough to point with: what a key says is for the parser.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefbot.core.position import Position

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_LONG_STRING = re.compile(r'"""|' + "'''")
#: What begins a key of an inline table; a text may hold it too.
_INLINE_KEY = re.compile(rf"[{{,][ \t]*({_DOTTED})[ \t]*=")
#: How many of them are looked at: a value that holds more of them is none of ours.
_MAX_TRIED = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """A table's header, or a key at the start of a line, with the names that lead to it."""

    keys: tuple[str, ...]
    at: Position
    is_table: bool

    def overlaps(self, other: "Entry") -> bool:
        """Tell whether one of the two is, or holds, the other."""
        common = min(len(self.keys), len(other.keys))
        return self.keys[:common] == other.keys[:common]


@dataclass(frozen=True, slots=True)
class Repeat:
    """An entry that stands twice, and the text with the second one's lines left empty."""

    first: Entry
    second: Entry
    text: str


def entries(text: str) -> Iterator[Entry]:
    """Yield headers and keys in order; keys inside inline tables are not found."""
    table: tuple[str, ...] = ()
    in_string = False
    for number, line in enumerate(text.split("\n"), start=1):
        header = None if in_string else _HEADER.match(line)
        key = None if in_string or header else _KEY.match(line)
        if header:
            table = _parts(header[1])
            yield Entry(table, Position(number, header.start(1) + 1), is_table=True)
        elif key:
            keys = (*table, *_parts(key[1]))
            yield Entry(keys, Position(number, key.start(1) + 1), is_table=False)
        if len(_LONG_STRING.findall(line)) % 2:
            in_string = not in_string


def key_places(text: str) -> dict[tuple[str, ...], Position]:
    """Return where each table header and each key at the start of a line first stands."""
    places: dict[tuple[str, ...], Position] = {}
    for entry in entries(text):
        places.setdefault(entry.keys, entry.at)
    return places


def repeat_before(text: str, line: int) -> Repeat | None:
    """Return the last entry up to a line, if it stands twice: a table with the tables below it."""
    known = list(entries(text))
    number = sum(entry.at.line <= line for entry in known) - 1
    if number < 1:
        return None
    second, later = known[number], known[number + 1 :]
    # A table may follow those within it: only the same name says the same twice.
    same = [one for one in known[:number] if one.keys == second.keys]
    first = next(iter(same or [one for one in known[:number] if one.overlaps(second)]), None)
    if first is None:
        return None
    return Repeat(first, second, _without(text, second, later))


def inline_repeat_before(text: str, at: Position) -> Repeat | None:
    """Return the key of an inline table whose value ends at a place, if it stands there twice."""
    offset = sum(len(line) + 1 for line in text.split("\n")[: at.line - 1]) + at.col - 1
    known = list(_INLINE_KEY.finditer(text, 0, offset))
    # A comma within the value is none of the table's: what follows it is no key and value.
    tried = reversed(known[-_MAX_TRIED:])
    pairs = (one for one in tried if _is_pair(text[one.start() + 1 : offset]))
    second = next(pairs, None)
    if second is None:
        return None
    keys = _parts(second[1])
    earlier = known[: known.index(second)]
    first = next((one for one in reversed(earlier) if _parts(one[1]) == keys), None)
    if first is None:
        return None
    taken = text[second.start() : offset]
    # No line may end within an inline table: that the others keep their places, it ends after it.
    rest, end, others = text[offset:].partition("\n")
    ends = end * (taken.count("\n") + 1)
    return Repeat(
        Entry(keys, _position(text, first.start(1)), is_table=False),
        Entry(keys, _position(text, second.start(1)), is_table=False),
        text[: second.start()] + " " * len(taken) + rest + ends + others,
    )


def _is_pair(text: str) -> bool:
    try:
        return len(tomllib.loads(text.strip())) == 1
    except (tomllib.TOMLDecodeError, RecursionError):
        return False


def _position(text: str, offset: int) -> Position:
    before = text[:offset]
    return Position(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def _without(text: str, entry: Entry, later: Sequence[Entry]) -> str:
    """Return a text with the lines of an entry left empty, so that the others keep their places."""
    depth = len(entry.keys)
    others = (
        one.at.line
        for one in later
        if not entry.is_table or (one.is_table and one.keys[:depth] != entry.keys)
    )
    lines = text.split("\n")
    begin, end = entry.at.line - 1, next(others, len(lines) + 1) - 1
    return "\n".join((*lines[:begin], *([""] * (end - begin)), *lines[end:]))


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))
