"""The front matter: found between its `---` lines, and read as YAML without surprises.

YAML's own types are not used: `NO` is Norway, `0123` a string of digits and `19:00` a time. Every
scalar stays the text that was written, with its place, and the fields' own types convert it.
Anchors, aliases, tags and merge keys are refused: they make small files large, or say elsewhere
what stands here.
"""

import re
from dataclasses import dataclass
from typing import Final

import yaml
from yaml import events

from briefbot.core.brief_source import FieldNode, MappingNode, ScalarNode, SequenceNode
from briefbot.core.position import Position
from briefbot.sources.briefs.characters import REFUSED, fault_of
from briefbot.sources.briefs.report import Report, shown

MAX_DEPTH: Final = 8
MAX_NODES: Final = 20_000

_OPENING = re.compile(r"---[ \t]*(?:\n|$)")
_CLOSING = re.compile(r"^---[ \t]*(?:\n|\Z)", re.MULTILINE)

# libyaml's parser is many times faster; a PyYAML built without it has only its own.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Split:
    """A file's two parts; `yaml` starts on line 2, `body` on `body_line`."""

    yaml: str | None
    body: str
    body_line: int


def split(text: str, report: Report) -> Split:
    """Return front matter and body; `yaml` is None when there is no usable front matter."""
    opening = _OPENING.match(text)
    if opening is None:
        report.add(
            "BB006",
            Position(1, 1),
            "the file does not start with a front matter",
            "start it with a line ---, the fields, and another line ---",
        )
        return Split(None, text, 1)
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        report.add(
            "BB007",
            Position(1, 1),
            "the front matter is opened here but never closed",
            "put a line --- after the last field",
        )
        return Split(None, "", text.count("\n") + 1)
    body_line = text.count("\n", 0, closing.end()) + 1
    return Split(text[opening.end() : closing.start()], text[closing.end() :], body_line)


def read_fields(source: str, report: Report) -> MappingNode | None:
    """Return the front matter's fields; None after reporting that it could not be read at all."""
    try:
        return _Composer(source, report).root()
    except _RefusedError as refusal:
        at, message = refusal.args
        report.add("BB011", at, message, "a front matter needs neither; write less of it")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = Position(mark.line + 2, mark.column + 1) if mark else Position(1, 1)
        report.add(
            "BB008",
            at,
            f"the front matter is not valid YAML: {error.problem or error.context}",
            'check the indentation, and put text that holds ": " or " #" in quotes',
        )
    except yaml.YAMLError as error:  # a character that YAML does not allow: no mark
        report.add(
            "BB008",
            Position(2, 1),
            f"the front matter is not valid YAML: {shown(str(error))}",
            "remove the character that YAML does not allow",
        )
    return None


class _RefusedError(Exception):
    """The front matter is too large to go on; the arguments are the place and the reason."""


class _Composer:
    """Builds positioned nodes from YAML's events, which name anchors, aliases and tags."""

    def __init__(self, source: str, report: Report) -> None:
        self._next = _Loader(source).get_event
        self._report = report
        self._nodes = 0

    def root(self) -> MappingNode | None:
        self._next()  # stream start
        event = self._next()
        if isinstance(event, events.StreamEndEvent):
            return MappingNode((), Position(1, 1))
        node = self._node(self._next(), 1)
        self._next()  # document end
        after = self._next()
        if not isinstance(after, events.StreamEndEvent):
            self._fault("BB008", _at(after), "the front matter holds a second document")
        if isinstance(node, MappingNode):
            return node
        self._fault("BB008", node.at, "the front matter is not a list of fields")
        return None

    def _fault(self, code: str, at: Position, message: str) -> None:
        hint = "write each field as `name: value` on a line of its own"
        if code == "BB009":
            hint = "keep one of the two"
        elif code == "BB010":
            hint = "write the value out where it is needed"
        self._report.add(code, at, message, hint)

    def _node(self, event: events.Event, depth: int) -> FieldNode:
        at = _at(event)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _RefusedError(at, f"the front matter holds more than {MAX_NODES:,} values")
        if isinstance(event, events.AliasEvent):
            self._fault("BB010", at, f"alias {shown(str(event.anchor))} is not allowed")
            return ScalarNode("", at)  # as if nothing had been written
        if not isinstance(event, events.ScalarEvent | events.CollectionStartEvent):
            raise TypeError(f"YAML event {event!r} starts no node")
        if event.anchor is not None:
            self._fault("BB010", at, f"anchor {shown(str(event.anchor))} is not allowed")
        if event.tag is not None:
            self._fault("BB010", at, f"tag {shown(event.tag)} is not allowed")
        if isinstance(event, events.ScalarEvent):
            return ScalarNode(self._text(event.value, at), at, bool(event.style))
        if depth > MAX_DEPTH:
            raise _RefusedError(at, f"the front matter is nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, events.SequenceStartEvent):
            return SequenceNode(self._items(depth + 1), at)
        return MappingNode(self._entries(depth + 1), at)

    def _text(self, value: str, at: Position) -> str:
        """Return a scalar without the characters that an escape put there and no file may hold."""
        refused = REFUSED.search(value)
        if refused is None:
            return value
        code, name = fault_of(refused.group())
        self._report.add(code, at, f"{name} is not allowed, not even escaped", "delete the escape")
        return REFUSED.sub("", value)

    def _items(self, depth: int) -> tuple[FieldNode, ...]:
        items = []
        while not isinstance(event := self._next(), events.SequenceEndEvent):
            item = self._node(event, depth)
            if not isinstance(event, events.AliasEvent):
                items.append(item)
        return tuple(items)

    def _entries(self, depth: int) -> tuple[tuple[ScalarNode, FieldNode], ...]:
        entries: dict[str, tuple[ScalarNode, FieldNode]] = {}
        while not isinstance(event := self._next(), events.MappingEndEvent):
            key = self._node(event, depth)
            value = self._node(self._next(), depth)
            if not isinstance(key, ScalarNode):
                self._fault("BB008", key.at, "a field's name is a list or mapping")
            elif key.value == "<<" and not key.quoted:
                self._fault("BB010", key.at, "merge key << is not allowed")
            elif key.value in entries:
                first = entries[key.value][0].at.line
                message = f"{shown(key.value)} stands here again, first on line {first}"
                self._fault("BB009", key.at, message)
            else:
                entries[key.value] = (key, value)
        return tuple(entries.values())


def _at(event: events.Event) -> Position:
    mark = event.start_mark
    return Position(mark.line + 2, mark.column + 1) if mark else Position(1, 1)
