"""The text of a body's blocks: read, placed in the file, and noted for lint."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from markdown_it.token import Token

from briefbot.core.brief import Section, SectionSlug, Statement
from briefbot.core.brief_source import LinkUse, Passage, PassageKind, TableUse
from briefbot.core.document import Block
from briefbot.core.position import Position
from briefbot.sources.briefs.inline import Run, read_inline
from briefbot.sources.briefs.report import Report, shown

#: Fault, message and hint of what may stand in a text and may not.
_STRAY = (
    "a citation stands within the text",
    "put it after the statement's last full stop: The council met. [@wire-26]",
)
_DENSE = (
    "there are too many brackets to look for links among them",
    "split the text, or put it in a code block",
)
_STATEMENTS: Final = (PassageKind.STATEMENT, PassageKind.DETAIL)
_HTML_HINT: Final = "write Markdown; a comment must end with --> within a few lines"


@dataclass(slots=True)
class Body:
    """A body as read. Everything is in the order of the file."""

    preamble: tuple[Block, ...] = ()
    sections: list[Section] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    links: list[LinkUse] = field(default_factory=list)
    tables: list[TableUse] = field(default_factory=list)
    headings: list[tuple[str, Position]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The raw content of one block, on rows `row` to `end` (from 0, exclusive) of the body.

    `column` (from 0) is where to look for it on its first row; table cells share a row.
    """

    raw: str
    row: int
    end: int
    column: int = 0

    @classmethod
    def of(cls, token: Token, column: int = 0) -> "Stretch":
        """Return the stretch of an inline or code token."""
        row, end = token.map or (0, 1)
        return cls(token.content, row, end, column)


class ContentReader:
    """Reads content into runs; links and passages go to `body`, faults to the report.

    `section` is the fixed section that is being read; before the first heading, `in_preamble`.
    """

    def __init__(self, text: str, first_line: int, report: Report) -> None:
        self.body = Body()
        self.report = report
        self.section: SectionSlug | None = None
        self.in_preamble = True
        self._lines = text.split("\n")
        self._first_line = first_line

    def run(self, stretch: Stretch, raw: str | None = None, *, shift: int = 0) -> Run:
        """Read a block's content, or only `raw`, the part of it that begins `shift` into it."""
        raw = stretch.raw if raw is None else raw
        run = read_inline(raw)
        if run.links:
            places = self.places(stretch, (shift + link.offset for link in run.links))
            for link, at in zip(run.links, places, strict=True):
                self.body.links.append(LinkUse(link.url, link.text, at, link.image))
        for tag in dict.fromkeys(run.html):
            if self.report.full:
                break
            at = self.place(stretch, shift + max(0, raw.find(tag)))
            message = f"raw HTML {shown(tag)} is not allowed"
            self.report.add("BB015", at, message, _HTML_HINT)
        if "[@" in run.prose:
            self.report.add("BB014", self.place(stretch, shift + max(0, raw.find("[@"))), *_STRAY)
        if run.dense:
            self.report.add("BB016", self.place(stretch), *_DENSE)
        return run

    def note(
        self,
        kind: PassageKind,
        run: Run,
        stretch: Stretch,
        *,
        statement: Statement | None = None,
    ) -> None:
        """Add a passage for content that was read; list items are statements in sections only."""
        if not run.text:
            return
        if self.in_preamble and kind in _STATEMENTS:
            kind, statement = PassageKind.LIST_ITEM, None
        self.body.passages.append(
            Passage(
                kind=kind,
                text=run.text,
                prose=run.prose,
                at=self.place(stretch),
                end_line=self._first_line + max(stretch.row, stretch.end - 1),
                section=self.section,
                statement=statement,
            )
        )

    def place(self, stretch: Stretch, offset: int = 0) -> Position:
        """Return where an offset into a block's raw content stands in the file."""
        return next(self.places(stretch, (offset,)))

    def places(self, stretch: Stretch, offsets: Iterable[int]) -> Iterator[Position]:
        """Yield where ascending offsets into a block's raw content stand in the file.

        Markdown strips markers and indentation off each line, so the rest is looked up in the line;
        where it was changed (an escaped bar in a table) the place is that of the line or cell.
        """
        row = begin = 0
        column = self._column(stretch, row, begin)
        for offset in offsets:
            row_before = row
            while (end := stretch.raw.find("\n", begin, offset)) >= 0:
                row, begin = row + 1, end + 1
            if row != row_before:
                column = self._column(stretch, row, begin)
            yield Position(self._first_line + stretch.row + row, column + offset - begin + 1)

    def _column(self, stretch: Stretch, row: int, begin: int) -> int:
        """Return the column (from 0) at which a row of content, from `begin` on, starts."""
        end = stretch.raw.find("\n", begin)
        piece = stretch.raw[begin:] if end < 0 else stretch.raw[begin:end]
        line = self._lines[min(stretch.row + row, len(self._lines) - 1)]
        least = 0 if row else stretch.column
        found = line.find(piece, least)
        return found if found >= 0 else least

    def row_start(self, row: int) -> Position:
        """Return where the text of a row begins."""
        line = self._lines[min(row, len(self._lines) - 1)]
        return Position(self._first_line + row, len(line) - len(line.lstrip()) + 1)
