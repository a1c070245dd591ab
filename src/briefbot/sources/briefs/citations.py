"""What stands at the end of a statement: Pandoc's citations and attributes.

`- The council met. [@wire-26; @council-26] {claim="Council" contested=true}`, in either order
(https://pandoc.org/MANUAL.html#citations, https://pandoc.org/MANUAL.html#attributes).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from briefbot.sources.briefs.fields import MAX_ID, SLUG, SLUG_RULE
from briefbot.sources.briefs.markdown import MAX_COMMENT
from briefbot.sources.briefs.report import shown

#: Groups at the end of one statement; whoever writes more means something else.
MAX_GROUPS: Final = 16

_ATTRIBUTE = re.compile(
    r"""\s*([A-Za-z][A-Za-z0-9-]*)\s*=\s*(?:"([^"]*)"|([^\s"'“”{}=]+))(?=\s|$)"""
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something at the end of a statement that cannot be read, by its offset in the content."""

    offset: int
    message: str
    hint: str


@dataclass(slots=True)
class Tail:
    """A statement's raw text without its end, and what that end says.

    `attributes` maps a name to its value and offset. `cited` tells whether there was a citation.
    """

    text: str
    cited: bool = False
    sources: list[str] = field(default_factory=list)
    attributes: dict[str, tuple[str, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def split_tail(raw: str) -> Tail:
    """Take citations, attributes and comments off the end of a block's raw content."""
    tail = Tail(raw)
    text = raw.rstrip()
    groups: list[tuple[int, str]] = []
    while len(groups) < MAX_GROUPS:
        start = _group_start(text)
        if start < 0:
            break
        groups.append((start, text[start:]))
        text = text[:start].rstrip()
    for start, group in reversed(groups):
        if group.startswith("["):
            _read_citation(tail, start, group)
        elif group.startswith("{"):
            _read_attributes(tail, start, group)
    tail.text = text
    return tail


def _group_start(text: str) -> int:
    """Return where the last citation, attribute list or comment begins, or -1."""
    if text.endswith("]"):
        start = text.rfind("[")
        inner = text[start + 1 : -1].lstrip() if start >= 0 else ""
        return start if inner.startswith("@") and not text[:start].endswith("\\") else -1
    if text.endswith("}"):
        start = text.rfind("{")
        return start if start == 0 or (start > 0 and text[start - 1] in " \t\n]}") else -1
    if text.endswith("-->"):
        return text.rfind("<!--", max(0, len(text) - MAX_COMMENT))
    return -1


def _read_citation(tail: Tail, start: int, group: str) -> None:
    tail.cited = True
    for item in group[1:-1].split(";"):
        cited = item.strip().removeprefix("@")
        if not (SLUG.fullmatch(cited) and len(cited) <= MAX_ID and item.lstrip().startswith("@")):
            hint = f"write [@id; @other-id]; in ids {SLUG_RULE}"
            tail.problems.append(Problem(start, f"{shown(item)} is no citation", hint))
        elif cited not in tail.sources:
            tail.sources.append(cited)


def _read_attributes(tail: Tail, start: int, group: str) -> None:
    inner = group[1:-1]
    for name, value, offset in _pairs(inner.rstrip()):
        place = start + 1 + offset
        if value is None:
            message = f"{shown(inner[offset:])} is no attribute"
            hint = 'write attributes as {claim="Who" contested=true}, with straight quotes'
            tail.problems.append(Problem(place, message, hint))
        elif name in tail.attributes:
            tail.problems.append(Problem(place, f"{name} stands twice", "keep one of the two"))
        else:
            tail.attributes[name] = (value, place)


def _pairs(inner: str) -> Iterator[tuple[str, str | None, int]]:
    """Yield name, value and offset of each attribute; a value of None ends what can be read."""
    offset = 0
    while offset < len(inner):
        match = _ATTRIBUTE.match(inner, offset)
        if match is None:
            skipped = len(inner) - len(inner[offset:].lstrip())
            yield "", None, skipped
            return
        quoted, bare = match.group(2), match.group(3)
        yield match.group(1), quoted if quoted is not None else bare, match.start(1)
        offset = match.end()
