"""From a match in a passage's plain text to its place in the file."""

import re
from functools import lru_cache

from briefbot.core.brief_source import BriefSource, MappingNode, Passage, SequenceNode
from briefbot.core.position import Position

#: How many lines down from a statement's start its citations are looked for.
_CITATION_LINES = 60


def locate(source: BriefSource, passage: Passage, start: int, end: int) -> Position:
    """Return where the characters `start` to `end` of `passage.text` stand in the file.

    Markup makes plain text and file differ, so the words are looked for in the passage's own lines:
    all of them on one line, else the first of them, else the passage's start is good enough.
    """
    phrase = passage.text[start:end].strip()
    if not phrase:
        return passage.at
    lines = _lines(source.text)[passage.at.line - 1 : passage.end_line]
    for words in (phrase, phrase.split(maxsplit=1)[0]):
        skipped = passage.text.count(words, 0, start)
        place = _occurrence(lines, passage.at, words=words, skipped=skipped)
        if place is not None:
            return place
    return passage.at


@lru_cache(maxsize=2)
def _lines(text: str) -> list[str]:
    """Return the file's lines; kept, because one file's faults are located one after another."""
    return text.split("\n")


def _occurrence(lines: list[str], first: Position, *, words: str, skipped: int) -> Position | None:
    """Return the occurrence after `skipped` others, or the last there is: markup may hide some."""
    place: Position | None = None
    for offset, line in enumerate(lines):
        column = line.find(words, first.col - 1 if offset == 0 else 0)
        while column >= 0:
            place = Position(first.line + offset, column + 1)
            if skipped == 0:
                return place
            skipped -= 1
            column = line.find(words, column + len(words))
    return place


def locate_citation(source: BriefSource, source_id: str, first: Position) -> Position:
    """Return where `@source_id` is cited in the statement that starts at `first`.

    Citations are no part of a passage's text; the next one of this id in the file is meant.
    """
    citation = re.compile(rf"@{re.escape(source_id)}(?![\w-])")
    lines = _lines(source.text)
    for number in range(first.line, min(len(lines), first.line + _CITATION_LINES) + 1):
        found = citation.search(lines[number - 1], first.col - 1 if number == first.line else 0)
        if found is not None:
            return Position(number, found.start() + 1)
    return first


def locate_field(source: BriefSource, entry: Position, *, listed: str, field: str) -> Position:
    """Return where a field stands in the entry at `entry` of a list, or else that place.

    Entries that could not be converted are missing in a brief, so that an index into one of its
    lists (`listed`, by its key) is none into the file's.
    """
    nodes = source.fields.get(listed) if source.fields is not None else None
    for node in nodes.items if isinstance(nodes, SequenceNode) else ():
        if node.at == entry and isinstance(node, MappingNode):
            key = node.key(field)
            return key.at if key is not None else entry
    return entry
