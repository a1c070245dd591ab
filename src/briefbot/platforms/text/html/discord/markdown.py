"""Discord's Markdown as its client reads it -> elements.

No library reads this dialect: underline, spoilers and subtext are its own, line breaks stay, a
backslash in a link's label is only itself, and blocks need no empty line around them. The rules
are those of the parser that Discord publishes for Android (https://github.com/discord/SimpleAST)
and of the open one that its web client builds on, by ariabuckles: at every place the rules are
tried in order, and of several emphases the longest wins.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from briefbot.platforms.text.html.controls import anchor
from briefbot.platforms.text.html.discord.natives import native
from briefbot.platforms.text.html.discord.paragraphs import paragraphs
from briefbot.platforms.text.html.markup import Element, Node, element, web_address
from briefbot.platforms.text.html.reading import DEEPEST
from briefbot.platforms.text.html.view import Names, View

Found = tuple[int, tuple[Node, ...]]

_HEADING = re.compile(r" *(#{1,3})[ \t]+([^\n]*[^\s][^\n]*)(?:\n|$)")
_SUBTEXT = re.compile(r" *-#[ \t]+([^\n]*[^\s][^\n]*)(?:\n|$)")
_QUOTE = re.compile(r" *>(?!>>) +[^\n]*(?:\n *>(?!>>) +[^\n]*)*\n?")
_QUOTE_MARK = re.compile(r"^ *> ?", re.MULTILINE)
_LONG_QUOTE = re.compile(r" *>>> +")
_POINT = re.compile(r"( *)([-*]|\d{1,9}\.) +(?=[^\n])")

_FENCE = re.compile(r"```(?:[\w+\-.#]+\n)?", re.ASCII)
_TICKS = re.compile(r"`+")
_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_AUTOLINK = re.compile(r"<(https?://[^\s<>]+)>")
_ADDRESS = re.compile(r"https?://[^\s<]+[^<.,:;\"'\]\s]")
_TARGET = re.compile(
    r"\(\s*(?:<([^<>\s]*)>|((?:\([^\s()<>]*\)|[^\s()<>\\])*))(?:\s+[\"'][^\n\"']*[\"'])?\s*\)"
)
#: With one of these in its label, Discord shows no link but what was typed:
#: https://github.com/discord/discord-api-docs/issues/6185 and 7721.
_NO_LABEL = re.compile(r"://|[\U0001f000-\U0001faff\u2600-\u27bf]")

#: Tag, pattern, and how much the pattern is preferred to others that reach as far.
_EMPHASES = (
    ("em", re.compile(r"_((?:__|\\[\s\S]|[^\\_])+?)_(?![0-9A-Za-z_])"), 2),
    (
        "em",
        re.compile(r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"),
        2,
    ),
    ("strong", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"), 1),
    ("u", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"), 0),
    ("s", re.compile(r"~~([\s\S]+?)~~(?!_)"), 0),
    ("spoiler", re.compile(r"\|\|([\s\S]+?)\|\|"), 0),
)
_OPENERS = {"strong": "**", "u": "__", "s": "~~", "spoiler": "||"}
#: Up to whatever a rule could start with; an address may start within a word.
_TEXT = re.compile(r"[^\\*_~|`\[<:@h\n]+|[\s\S]")


def markdown(text: str, *, names: Names, view: View) -> tuple[Element, ...]:
    """Return a message's text as paragraphs, headings, lists and so on, in order."""
    return tuple(paragraphs(_Reader(text, _Scope(names, view)).read()))


def inline_markdown(text: str, *, names: Names, view: View, links: bool = True) -> tuple[Node, ...]:
    """Return a text in which Discord reads no headings, lists and quotes, as inline elements."""
    return _Reader(text, _Scope(names, view, blocks=False, links=links)).read()


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where a text stands, and thereby what is read in it."""

    names: Names
    view: View
    blocks: bool = True
    quotes: bool = True
    links: bool = True
    escapes: bool = True
    depth: int = 0

    def within(self, *without: str) -> "_Scope":
        """Return the scope of something in this one, `without` some of what is read here."""
        return _Scope(
            self.names,
            self.view,
            blocks=self.blocks and "blocks" not in without,
            quotes=self.quotes and "quotes" not in without,
            links=self.links and "links" not in without,
            escapes=self.escapes and "escapes" not in without,
            depth=self.depth + 1,
        )


@dataclass(frozen=True)
class _Reader:
    """Reads one text. `_vain` holds the marks that have no partner further on."""

    text: str
    scope: _Scope
    _vain: set[str] = field(default_factory=set)

    def read(self) -> tuple[Node, ...]:
        """Return the text as elements, inline and block ones side by side, and plain strings."""
        if self.scope.depth > DEEPEST:
            return (self.text,)
        nodes: list[Node] = []
        plain: list[str] = []
        position = 0
        while position < len(self.text):
            found = self._found(position)
            if found is None:
                piece = _TEXT.match(self.text, position)
                end = piece.end() if piece else position + 1
                plain.append(self.text[position:end])
            else:
                end, made = found
                if made and isinstance(made[0], str):
                    plain += [node for node in made if isinstance(node, str)]
                else:
                    nodes += ["".join(plain)] if plain else []
                    nodes += made
                    plain = []
            position = end
        return (*nodes, "".join(plain)) if plain else tuple(nodes)

    def _inside(self, text: str, *without: str) -> tuple[Node, ...]:
        return _Reader(text, self.scope.within(*without)).read()

    def _found(self, position: int) -> Found | None:
        """Return where the thing that starts here ends, and what it is; None for plain text."""
        if self.scope.blocks and (position == 0 or self.text[position - 1] == "\n"):
            block = self._block(position)
            if block is not None:
                return block
        for rule in _RULES.get(self.text[position], ()):
            found = rule(self, position)
            if found is not None:
                return found
        return None

    # --- blocks ---

    def _block(self, position: int) -> Found | None:
        text = self.text
        if match := _HEADING.match(text, position):
            content = self._inside(match[2].strip(), "blocks")
            return match.end(), (element(f"h{len(match[1])}", *content, dir="auto"),)
        if match := _SUBTEXT.match(text, position):
            content = self._inside(match[1].strip(), "blocks")
            return match.end(), (element("p", *content, class_="subtext", dir="auto"),)
        if self.scope.quotes and (match := _LONG_QUOTE.match(text, position)):
            return len(text), (self._quote(text[match.end() :]),)
        if self.scope.quotes and (match := _QUOTE.match(text, position)):
            return match.end(), (self._quote(_QUOTE_MARK.sub("", match[0]).removesuffix("\n")),)
        return self._list(position)

    def _quote(self, text: str) -> Element:
        return element("blockquote", *paragraphs(self._inside(text, "quotes")))

    def _list(self, position: int) -> Found | None:
        """Read points of one indentation; what is indented further is within them."""
        first = _POINT.match(self.text, position)
        if first is None:
            return None
        points: list[list[str]] = []
        end = position
        while end < len(self.text):
            stop = self.text.find("\n", end)
            line = self.text[end : stop if stop >= 0 else None]
            match = _POINT.match(line)
            if match and match[1] == first[1]:
                points.append([line])
            elif line.startswith(" ") and line.strip():
                points[-1].append(line)
            else:
                break
            end += len(line) + 1
        ordered = first[2][0].isdigit()
        items = (element("li", *paragraphs(self._inside(_outdented(point)))) for point in points)
        if not ordered:
            made = element("ul", *items)
        else:
            start = int(first[2][:-1])
            made = element("ol", *items, start=None if start == 1 else start)
        return min(end, len(self.text)), (made,)

    # --- inlines ---

    def escape(self, position: int) -> Found | None:
        """Read a backslash that makes text of the mark after it."""
        match = _ESCAPE.match(self.text, position) if self.scope.escapes else None
        return match and (match.end(), (match[1],))

    def fence(self, position: int) -> Found | None:
        """Read a code block, which may begin and end within a line."""
        match = _FENCE.match(self.text, position)
        if match is None or "```" in self._vain:
            return None
        end = self.text.find("```", match.end())
        if end < 0:
            self._vain.add("```")
            return None
        code = self.text[match.end() : end].strip("\n")
        if not code:
            return None
        if not self.scope.blocks:
            return end + 3, (element("code", code),)
        after = end + 3 + self.text.startswith("\n", end + 3)
        return after, (element("pre", element("code", code), class_="code"),)

    def code(self, position: int) -> Found | None:
        """Read `code` or ``code``: up to the next run of exactly as many backticks."""
        ticks = _TICKS.match(self.text, position)
        for length in (2, 1):
            mark = "`" * length
            if ticks is None or len(ticks[0]) < length or mark in self._vain:
                continue
            start = position + length
            for run in _TICKS.finditer(self.text, max(start, ticks.end())):
                if len(run[0]) == length:
                    return run.end(), (element("code", self.text[start : run.start()]),)
            self._vain.add(mark)
        return None

    def emphasis(self, position: int) -> Found | None:
        """Read bold, italic and the like: of several that could begin here, the longest."""
        best: tuple[int, int, str, str] | None = None
        for tag, pattern, preference in _EMPHASES:
            vain = tag != "em" and tag in self._vain
            match = None if vain else pattern.match(self.text, position)
            if match is not None:
                found = (match.end(), preference, tag, match[1])
                best = found if best is None else max(best, found)
            elif tag != "em" and self.text.startswith(_OPENERS[tag], position):
                self._vain.add(tag)
        if best is None:
            return None
        end, _, tag, inner = best
        content = self._inside(inner, "blocks")
        if tag == "spoiler":
            return end, (element("span", *content, class_="spoiler", title="Spoiler"),)
        return end, (element(tag, *content),)

    def link(self, position: int) -> Found | None:
        """Read `[label](address)`. In the label, a backslash is only itself."""
        close = self._brackets.get(position) if self.scope.links else None
        target = _TARGET.match(self.text, close + 1) if close is not None else None
        if target is None:
            return None
        label = self.text[position + 1 : close]
        url = web_address(target[1] or target[2] or "")
        if url is None or not label.strip() or _NO_LABEL.search(label):
            return None
        content = self._inside(label, "blocks", "links", "escapes")
        return target.end(), (anchor(url, *content),)

    @cached_property
    def _brackets(self) -> dict[int, int]:
        """Every opening square bracket with the one that closes it."""
        pairs: dict[int, int] = {}
        opened: list[int] = []
        for match in re.finditer(r"[\[\]]", self.text):
            if match[0] == "[":
                opened.append(match.start())
            elif opened:
                pairs[opened.pop()] = match.start()
        return pairs

    def address(self, position: int) -> Found | None:
        """Read an address that stands by itself, or in angle brackets."""
        if not self.scope.links:
            return None
        match = _AUTOLINK.match(self.text, position) or _ADDRESS.match(self.text, position)
        if match is None:
            return None
        shown = match[1] if match.re is _AUTOLINK else match[0]
        end = match.end()
        while match.re is _ADDRESS and shown.endswith(")") and shown.count(")") > shown.count("("):
            shown, end = shown[:-1], end - 1
        url = web_address(shown)
        return None if url is None else (end, (anchor(url, shown),))

    def native(self, position: int) -> Found | None:
        """Read a mention, a time or an emoji."""
        found = native(self.text, position, names=self.scope.names, view=self.scope.view)
        return found and (found[0], (found[1],))


#: The rules that a character may begin, in the order in which they are tried.
_RULES: Mapping[str, tuple[Callable[[_Reader, int], Found | None], ...]] = {
    "\\": (_Reader.escape,),
    "`": (_Reader.fence, _Reader.code),
    **dict.fromkeys("_*~|", (_Reader.emphasis,)),
    "[": (_Reader.link,),
    "<": (_Reader.address, _Reader.native),
    "h": (_Reader.address,),
    **dict.fromkeys("@:", (_Reader.native,)),
}


def _outdented(lines: list[str]) -> str:
    """Return a point without its mark, and what belongs to it without the indentation."""
    match = _POINT.match(lines[0])
    width = match.end() if match else 0
    rest = (re.sub(rf"^ {{1,{width}}}", "", line) for line in lines[1:])
    return "\n".join((lines[0][width:], *rest))
