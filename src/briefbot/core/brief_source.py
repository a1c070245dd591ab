"""A brief as it was read: the value, and what a linter needs to point into the file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from briefbot.core.brief import Brief, SectionSlug, Statement
from briefbot.core.finding import Finding
from briefbot.core.position import START, Position

# --- front matter, positioned ---


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A YAML scalar, as text: no implicit types. `quoted` tells `"0123"` from `0123`."""

    value: str
    at: Position
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A YAML sequence."""

    items: tuple["FieldNode", ...]
    at: Position


@dataclass(frozen=True, slots=True)
class MappingNode:
    """A YAML mapping, in file order; keys are unique."""

    entries: tuple[tuple[ScalarNode, "FieldNode"], ...]
    at: Position

    def get(self, key: str) -> "FieldNode | None":
        """Return the value under a key, or None."""
        return next((value for name, value in self.entries if name.value == key), None)

    def key(self, key: str) -> ScalarNode | None:
        """Return the key's own node, for its position, or None."""
        return next((name for name, _ in self.entries if name.value == key), None)


FieldNode = ScalarNode | SequenceNode | MappingNode

# --- body, positioned ---


class PassageKind(StrEnum):
    """What kind of text a passage is."""

    STATEMENT = "statement"
    DETAIL = "detail"
    QUOTE = "quote"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    HEADING = "heading"
    CELL = "cell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of the body's text with its place in the file.

    `text` is the plain text, `prose` the same text, same length, in which code and quoted spans are
    blanked, for rules about the editor's own words. Lines `at.line` to `end_line`, inclusive,
    hold it. `section` is the fixed section it stands in, None before the first heading or under
    another heading. `statement` is set for statements, details and quotes.
    """

    kind: PassageKind
    text: str
    prose: str
    at: Position
    end_line: int
    section: SectionSlug | None = None
    statement: Statement | None = None


@dataclass(frozen=True, slots=True)
class LinkUse:
    """A Markdown link or image of the body: its address, its visible text and its place."""

    url: str
    text: str
    at: Position
    image: bool = False


@dataclass(frozen=True, slots=True)
class TableUse:
    """A table of the body, by its size."""

    columns: int
    rows: int
    at: Position


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment `<!-- lint: BB301 reason -->`: silences the codes on lines `line` to `until_line`.

    That is its own line and the next one that is not blank.
    """

    codes: tuple[str, ...]
    reason: str
    line: int
    until_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefSource:
    """One file, read. `brief` is None when too much is wrong to build one; `faults` say what.

    `path` is shown as given. `fields` is None when the front matter could not be read. `faults` are
    what reading and converting found; lint adds its own. `text` is the whole file.
    """

    path: str
    text: str
    fields: MappingNode | None = None
    brief: Brief | None = None
    body_line: int = 1
    passages: tuple[Passage, ...] = ()
    links: tuple[LinkUse, ...] = ()
    tables: tuple[TableUse, ...] = ()
    headings: tuple[tuple[str, Position], ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    faults: tuple[Finding, ...] = ()

    def place_of(self, *path: str | int) -> Position:
        """Return where a front matter field stands, or the nearest parent of it that is there.

        `path` walks keys and list indexes: `place_of("meetings", 0, "tz")`.
        """
        node: FieldNode | None = self.fields
        place = START
        for step in path:
            if isinstance(step, str):
                name = node.key(step) if isinstance(node, MappingNode) else None
                if name is None:
                    return place
                place = name.at
                node = node.get(step) if isinstance(node, MappingNode) else None
            else:
                items = node.items if isinstance(node, SequenceNode) else ()
                if step >= len(items):
                    return place
                node = items[step]
                place = node.at
        return place


@dataclass(frozen=True, slots=True)
class Collection:
    """All briefs of one run, by slug, for rules that look across files."""

    sources: tuple[BriefSource, ...]
    by_slug: dict[str, tuple[BriefSource, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, sources: tuple[BriefSource, ...]) -> "Collection":
        """Index the sources that could be built into briefs."""
        found: dict[str, list[BriefSource]] = {}
        for source in sources:
            if source.brief is not None:
                found.setdefault(source.brief.slug, []).append(source)
        return cls(sources, {slug: tuple(group) for slug, group in found.items()})

    def briefs(self) -> Iterator[Brief]:
        """Yield every brief that could be built."""
        for source in self.sources:
            if source.brief is not None:
                yield source.brief
