"""Blocks of a Slack message.

https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from briefbot.platforms.text.html.frame import picture, unknown
from briefbot.platforms.text.html.markup import Element, Node, element
from briefbot.platforms.text.html.reading import Json, member, members, string, word
from briefbot.platforms.text.html.slack.elements import Elements
from briefbot.platforms.text.html.slack.mrkdwn import mrkdwn
from briefbot.platforms.text.html.slack.rich_text import RichText
from briefbot.platforms.text.html.view import Names, View

_ALIGNMENTS = frozenset({"left", "center", "right"})


@dataclass(frozen=True, slots=True)
class Blocks:
    """Draws blocks with names and times as a reader has them."""

    names: Names
    view: View

    def draw(self, block: Json) -> Element:
        """Return a block; one that has no drawing is a box that says so."""
        kind = block.get("type")
        draw = self._kinds().get(kind) if isinstance(kind, str) else None
        if draw is None:
            return unknown("a block without a type" if kind is None else f"unknown block {kind}")
        return draw(block)

    @property
    def _elements(self) -> Elements:
        return Elements(self.names, self.view)

    def _kinds(self) -> Mapping[str, Callable[[Json], Element]]:
        return {
            "header": self._header,
            "section": self._section,
            "context": self._context,
            "rich_text": self._rich_text,
            "actions": self._actions,
            "divider": lambda _: element("hr"),
            "image": self._image,
            "table": self._table,
            "input": self._input,
        }

    def _header(self, block: Json) -> Element:
        return element("h1", *self._elements.text(member(block, "text")), dir="auto")

    def _section(self, block: Json) -> Element:
        parts: list[Node] = list(self._text_blocks(member(block, "text")))
        fields = [
            element("div", *self._text_blocks(field), class_="text")
            for field in members(block, "fields")
        ]
        if fields:
            parts.append(element("div", *fields, class_="fields"))
        main = element("div", *parts, class_="main text")
        accessory = member(block, "accessory")
        if not accessory:
            return main
        side = element("div", self._elements.draw(accessory), class_="accessory")
        return element("div", main, side, class_="section")

    def _text_blocks(self, value: Json) -> Iterator[Node]:
        if value.get("type") == "mrkdwn":
            yield from mrkdwn(string(value, "text"), names=self.names, view=self.view)
        elif value:
            yield element("p", *self._elements.text(value), dir="auto")

    def _context(self, block: Json) -> Element:
        shown = [self._in_context(each) for each in members(block, "elements")]
        return element("div", *shown, class_="context muted")

    def _in_context(self, each: Json) -> Element:
        if word(each, "type") in {"plain_text", "mrkdwn"}:
            return element("p", *self._elements.text(each), dir="auto")
        return self._elements.draw(each)

    def _rich_text(self, block: Json) -> Element:
        return element("div", *RichText(self.names, self.view).blocks(block), class_="text")

    def _actions(self, block: Json) -> Element:
        drawn = map(self._elements.draw, members(block, "elements"))
        return element("div", *drawn, class_="row")

    def _image(self, block: Json) -> Element:
        title = self._elements.text(member(block, "title"))
        file = string(member(block, "slack_file"), "url")
        url = string(block, "image_url") or file
        return picture(string(block, "alt_text"), url, caption=title)

    def _input(self, block: Json) -> Element:
        hint = self._elements.text(member(block, "hint"))
        return element(
            "div",
            element("p", *self._elements.text(member(block, "label")), class_="label"),
            self._elements.draw(member(block, "element")),
            element("p", *hint, class_="muted") if hint else None,
            class_="input",
        )

    # --- tables ---

    def _table(self, block: Json) -> Element:
        """Return a table that scrolls by itself where it is too wide for the page."""
        rows = block.get("rows")
        if not isinstance(rows, list) or not rows:
            return unknown("a table without rows")
        columns = members(block, "column_settings")
        header, *others = (members({"row": row}, "row") for row in rows)
        head = element("tr", *self._cells(header, columns, tag="th"))
        body = [element("tr", *self._cells(row, columns, tag="td")) for row in others]
        table = element("table", element("thead", head), element("tbody", *body))
        return element(
            "div", table, class_="scroller", role="group", tabindex=0, aria_label="Table"
        )

    def _cells(
        self, cells: tuple[Json, ...], columns: tuple[Json, ...], *, tag: str
    ) -> Iterator[Element]:
        for number, cell in enumerate(cells):
            align = word(columns[number], "align") if number < len(columns) else None
            looks = align if align in _ALIGNMENTS and align != "left" else None
            scope = "col" if tag == "th" else None
            yield element(tag, *self._cell(cell), scope=scope, class_=looks)

    def _cell(self, cell: Json) -> tuple[Node, ...]:
        match cell.get("type"):
            case "rich_text":
                return tuple(RichText(self.names, self.view).blocks(cell))
            case "raw_text" | "raw_number":
                return (string(cell, "text") or string(cell, "value"),)
            case kind:
                return (unknown(f"unknown cell {kind}"),)
