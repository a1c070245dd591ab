"""Slack's rich text -> elements. Text in it is text; nothing is read in it.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefbot.platforms.text.html.controls import anchor
from briefbot.platforms.text.html.frame import unknown
from briefbot.platforms.text.html.icons import swatch
from briefbot.platforms.text.html.markup import Element, Node, element, web_address
from briefbot.platforms.text.html.reading import Json, member, members, number, string
from briefbot.platforms.text.html.slack.mentions import broadcast, date, emoji, pill
from briefbot.platforms.text.html.view import Names, View

_STYLES = {"bold": "strong", "italic": "em", "strike": "s", "underline": "u", "code": "code"}
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_CODE_POINTS = re.compile(r"[0-9A-Fa-f]{2,6}(?:-[0-9A-Fa-f]{2,6}){0,9}")
#: Slack's own composer indents no further.
_DEEPEST_INDENT = 8


@dataclass(frozen=True, slots=True)
class RichText:
    """Draws rich text with names and times as a reader has them."""

    names: Names
    view: View

    def blocks(self, owner: Json) -> Iterator[Element]:
        """Yield the parts of a rich text block; lists of deeper indents within those above."""
        lists: list[Json] = []
        for part in members(owner, "elements"):
            if part.get("type") == "rich_text_list":
                lists.append(part)
                continue
            yield from self._nested(lists, 0)
            lists = []
            yield self._part(part)
        yield from self._nested(lists, 0)

    def inline(self, owner: Json) -> list[Node]:
        """Return the elements of a section, quote or preformatted part."""
        return [node for each in members(owner, "elements") for node in self._element(each)]

    def _part(self, part: Json) -> Element:
        match part.get("type"):
            case "rich_text_section":
                return element("p", *self.inline(part), dir="auto")
            case "rich_text_quote":
                return element("blockquote", element("p", *self.inline(part), dir="auto"))
            case "rich_text_preformatted":
                return element("pre", element("code", *self.inline(part)), class_="code")
            case kind:
                return unknown(f"unknown rich text {kind}")

    # --- lists ---

    def _nested(self, lists: Sequence[Json], depth: int) -> Iterator[Element]:
        position = 0
        while position < len(lists):
            first = lists[position]
            items: list[list[Node]] = []
            while position < len(lists) and _continues(first, lists[position], len(items)):
                items += [self._point(point) for point in members(lists[position], "elements")]
                position += 1
                end = position
                while end < len(lists) and _indent(lists[end]) > _indent(first):
                    end += 1
                inner = self._nested(lists[position:end], depth + 1)
                if items:
                    items[-1] += inner
                else:
                    yield from inner
                position = end
            if items:
                yield self._list(first, items, deeper=_indent(first) - depth)

    def _list(self, first: Json, items: list[list[Node]], *, deeper: int) -> Element:
        ordered = first.get("style") == "ordered"
        offset = _offset(first)
        return element(
            "ol" if ordered else "ul",
            *(element("li", *item) for item in items),
            start=offset + 1 if ordered and offset else None,
            class_=f"indent{_indent(first)}" + (f" deeper{deeper}" if deeper > 0 else ""),
        )

    def _point(self, point: Json) -> list[Node]:
        return [element("p", *self.inline(point), dir="auto")]

    # --- elements ---

    def _element(self, each: Json) -> tuple[Node, ...]:
        match each.get("type"):
            case "text":
                return self._styled(each, string(each, "text"))
            case "link":
                return self._styled(each, self._link(each))
            case "date":
                timestamp = number(each, "timestamp")
                template, url = string(each, "format"), string(each, "url")
                fallback = string(each, "fallback")
                shown = date(timestamp, template, url=url, fallback=fallback, view=self.view)
                return self._styled(each, *shown)
            case "emoji":
                return (_emoji(each),)
            case "color":
                return _colour(string(each, "value"))
            case _:
                return (self._mention(each),)

    def _mention(self, each: Json) -> Node:
        match each.get("type"):
            case "user":
                user = string(each, "user_id")
                return pill(f"@{self.names.users.get(user, user)}")
            case "usergroup":
                group = string(each, "usergroup_id")
                return pill(f"@{self.names.usergroups.get(group, group)}")
            case "channel":
                channel = string(each, "channel_id")
                return pill(f"#{self.names.channels.get(channel, channel)}")
            case "broadcast":
                return broadcast(string(each, "range"))
            case kind:
                return element("span", f"unknown element {kind}", class_="unknown")

    def _link(self, each: Json) -> Node:
        url = web_address(string(each, "url"))
        text = string(each, "text") or string(each, "url")
        return text if url is None else anchor(url, text)

    def _styled(self, each: Json, *nodes: Node) -> tuple[Node, ...]:
        wanted = member(each, "style")
        for style, tag in _STYLES.items():
            if wanted.get(style) is True:
                nodes = (element(tag, *nodes),)
        return nodes


def _indent(part: Json) -> int:
    return max(0, min(_DEEPEST_INDENT, int(number(part, "indent") or 0)))


def _offset(part: Json) -> int:
    return max(0, min(999_999, int(number(part, "offset") or 0)))


def _continues(first: Json, part: Json, count: int) -> bool:
    """Tell whether a list goes on with the points of another: one look, and the next number."""
    if part is first:
        return True
    same = part.get("style") == first.get("style") and _indent(part) == _indent(first)
    ordered = first.get("style") == "ordered"
    return same and (not ordered or _offset(part) == _offset(first) + count)


def _emoji(each: Json) -> Node:
    points = string(each, "unicode")
    if not _CODE_POINTS.fullmatch(points):
        return emoji(string(each, "name"))
    numbers = [int(point, 16) for point in points.split("-")]
    if any(number > 0x10FFFF for number in numbers):
        return emoji(string(each, "name"))
    return element("span", "".join(map(chr, numbers)), class_="emoji")


def _colour(value: str) -> tuple[Node, ...]:
    if not _COLOUR.fullmatch(value):
        return (value,)
    return (element("span", swatch(value), value, class_="colour"),)
