"""The body of a brief: Markdown blocks -> sections of statements and neutral blocks."""

from collections.abc import Callable
from typing import Final, TypeGuard

from markdown_it.token import Token

from briefbot.core.brief import (
    SECTION_TITLES,
    Content,
    Section,
    SectionSlug,
    Statement,
    StatementKind,
)
from briefbot.core.brief_source import PassageKind, TableUse
from briefbot.core.document import (
    Block,
    CodeBlock,
    Divider,
    Heading,
    Image,
    Inlines,
    List,
    ListItem,
    Para,
    Quote,
    Table,
    Text,
)
from briefbot.sources.briefs.citations import split_tail
from briefbot.sources.briefs.content import Body, ContentReader, Stretch
from briefbot.sources.briefs.inline import Run, safe_address
from briefbot.sources.briefs.markdown import parse_blocks
from briefbot.sources.briefs.report import Report
from briefbot.sources.briefs.statements import StatementReader

#: Lists in lists; deeper ones are kept, but flattened, and reported.
MAX_LEVELS: Final = 4

_SLUG_BY_HEADING: Final[dict[str, SectionSlug]] = {
    **{title.casefold(): slug for slug, title in SECTION_TITLES.items()},
    **{slug.value: slug for slug in SECTION_TITLES},
}
_BlockReader = Callable[[Token], list[Content]]
_LISTS = ("bullet_list_open", "ordered_list_open")
_CONTAINERS = (*_LISTS, "blockquote_open")


def read_body(text: str, first_line: int, report: Report) -> Body:
    """Read the text after the front matter, whose first line has this number in the file."""
    tokens = parse_blocks(text)
    content = ContentReader(text, first_line, report)
    _report_depth(tokens, content)
    _BodyReader(tokens, content).read()
    content.body.passages.sort(key=lambda passage: (passage.at.line, passage.at.col))
    return content.body


def _report_depth(tokens: list[Token], content: ContentReader) -> None:
    """Report the first container that is nested too deep; a list takes two of Markdown's levels.

    The parser drops what is nested deeper than MAX_NESTING, long after this point.
    """
    for token in tokens:
        if token.level >= 2 * MAX_LEVELS and token.type in _CONTAINERS:
            message = f"lists or quotes are nested more than {MAX_LEVELS} levels deep"
            at = content.row_start(_row(token))
            content.report.add("BB016", at, message, "make shorter statements of it")
            return


class _BodyReader:
    """Walks the block tokens once, building the body of its content reader."""

    def __init__(self, tokens: list[Token], content: ContentReader) -> None:
        self._tokens = tokens
        self._index = 0
        self._content = content
        self._statements = StatementReader(content)
        self._block_readers: dict[str, _BlockReader] = {
            "paragraph_open": self._paragraph,
            "heading_open": self._heading,
            "bullet_list_open": self._list,
            "ordered_list_open": self._list,
            "blockquote_open": self._quote,
            "table_open": self._table,
            "hr": lambda _: [Divider()],
            "fence": lambda token: [CodeBlock(token.content.removesuffix("\n"))],
            "code_block": lambda token: [CodeBlock(token.content.removesuffix("\n"))],
        }

    def read(self) -> None:
        body = self._content.body
        body.preamble = tuple(_as_block(item) for item in self._section_content())
        self._content.in_preamble = False
        while self._index < len(self._tokens):
            self._take()  # heading_open
            stretch = Stretch.of(self._take())
            title, at = self._heading_text(stretch), self._content.place(stretch)
            self._content.section = slug = _SLUG_BY_HEADING.get(title.text.strip().casefold())
            self._content.note(PassageKind.HEADING, title, stretch)
            self._take()  # heading_close
            content = tuple(self._section_content())
            section = Section(slug=slug, title=title.text.strip(), content=content, at=at)
            body.sections.append(section)

    def _section_content(self) -> list[Content]:
        """Read blocks up to the next level-2 heading, or the end."""
        content: list[Content] = []
        while self._index < len(self._tokens):
            token = self._tokens[self._index]
            if token.type == "heading_open" and token.tag == "h2":
                break
            content.extend(self._block(self._take()))
        return content

    def _take(self) -> Token:
        token = self._tokens[self._index]
        self._index += 1
        return token

    # --- blocks ---

    def _block(self, opening: Token) -> list[Content]:
        """Read the block that `opening` opens, up to and including its end."""
        return self._block_readers[opening.type](opening)

    def _inline(self) -> Stretch:
        """Take the content of a paragraph or heading, and its end."""
        stretch = Stretch.of(self._take())
        self._take()
        return stretch

    def _heading_text(self, stretch: Stretch) -> Run:
        run = self._content.run(stretch)
        self._content.body.headings.append((run.text.strip(), self._content.place(stretch)))
        return run

    def _heading(self, _: Token) -> list[Content]:
        stretch = self._inline()
        run = self._heading_text(stretch)
        self._content.note(PassageKind.HEADING, run, stretch)
        return [Heading(3, run.content)]

    def _paragraph(self, _: Token) -> list[Content]:
        stretch = self._inline()
        tail = split_tail(stretch.raw)
        if tail.cited:
            return [self._statements.statement(stretch, PassageKind.STATEMENT, tail=tail)]
        run = self._content.run(stretch)
        if run.image is not None:
            address = safe_address(run.image.url)
            if address is not None and address.lower().startswith("https:"):
                return [Image(address, run.image.text)]
        self._content.note(PassageKind.PARAGRAPH, run, stretch)
        return [Para(run.content)] if run.content else []

    def _table(self, opening: Token) -> list[Content]:
        rows: list[list[Inlines]] = []
        column = 0
        while (token := self._take()).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
                column = 0
            elif token.type == "inline":
                stretch = Stretch.of(token, column)
                run = self._content.run(stretch)
                self._content.note(PassageKind.CELL, run, stretch)
                column = self._content.place(stretch, len(stretch.raw)).col - 1
                rows[-1].append(run.content)
        header, *others = (tuple(row) for row in rows)
        at = self._content.row_start(_row(opening))
        self._content.body.tables.append(TableUse(len(header), len(others), at))
        return [Table(header, tuple(others))]

    def _quote(self, _: Token) -> list[Content]:
        parts: list[Token] = []
        opened = 1
        while opened:
            token = self._take()
            opened += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
            if token.content:
                parts.append(token)
        return [self._statements.quote(parts)] if parts else []

    # --- lists ---

    def _list(self, opening: Token) -> list[Content]:
        """Return a list's items as statements, and after each what else stood in it."""
        contents = self._items(1)
        if not self._content.in_preamble:
            return contents
        items = tuple(_as_item(item) for item in contents if _is_point(item))
        start = opening.attrGet("start")
        ordered = opening.type == "ordered_list_open"
        block = List(items, ordered=ordered, start=1 if start is None else int(start))
        others = [item for item in contents if not _is_point(item)]
        return [block, *others] if items else others

    def _items(self, level: int) -> list[Content]:
        contents: list[Content] = []
        while self._take().type == "list_item_open":
            contents.extend(self._item(level))
        return contents

    def _item(self, level: int) -> list[Content]:
        """Read one item: its first paragraph is the statement, what follows its details.

        Blocks that no statement can hold follow it. An item that does not begin with a paragraph,
        and one at the last level, hand their details up.
        """
        kind = PassageKind.STATEMENT if level == 1 else PassageKind.DETAIL
        own: Stretch | None = None
        rest: list[Content] = []
        if self._tokens[self._index].type == "paragraph_open":
            self._take()
            own = self._inline()
        while (token := self._take()).type != "list_item_close":
            if token.type == "paragraph_open":
                rest.append(self._statements.statement(self._inline(), PassageKind.DETAIL))
            elif token.type in _LISTS:
                rest.extend(self._items(min(level + 1, MAX_LEVELS)))
            else:
                rest.extend(self._block(token))
        if own is None:
            return rest
        if level == MAX_LEVELS:
            return [self._statements.statement(own, kind), *rest]
        details = tuple(item for item in rest if isinstance(item, Statement))
        others = (item for item in rest if not isinstance(item, Statement))
        return [self._statements.statement(own, kind, details=details), *others]


def _row(token: Token) -> int:
    return token.map[0] if token.map else 0


def _is_point(content: Content) -> TypeGuard[Statement]:
    """Return whether a list holds this as a point, not as a block beside it."""
    return isinstance(content, Statement) and content.kind is not StatementKind.QUOTE


def _as_item(point: Statement) -> ListItem:
    return ListItem(point.content, items=tuple(_as_item(item) for item in point.details))


def _as_block(content: Content) -> Block:
    """Return what stood before the first heading as a block: no statement is made there."""
    if not isinstance(content, Statement):
        return content
    if content.kind is not StatementKind.QUOTE:
        return Para(content.content)
    speaker = content.speaker
    said_on = speaker.said_on.isoformat() if speaker and speaker.said_on else ""
    parts = (speaker.name, speaker.role, said_on, speaker.place) if speaker else ()
    attribution = ", ".join(part for part in parts if part)
    return Quote(content.content, (Text(attribution),) if attribution else ())
