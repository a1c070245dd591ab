"""The content of one block: markup -> inlines, their plain text, and the editor's own prose."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from markdown_it.token import Token

from briefbot.core.document import Code, Emph, Inline, Inlines, Link, Strike, Strong, Text
from briefbot.sources.briefs.characters import REFUSED
from briefbot.sources.briefs.markdown import MAX_LINK, encode_address, parse_inline

#: Content with more brackets than this is taken as plain text: each may open a link, and thousands
#: of them take the parser seconds.
MAX_BRACKETS: Final = 1000

_MARKUP = re.compile(r"[\\`*_\[<&]|~~|  \n")
#: A tag, comment, declaration or instruction of HTML, as CommonMark 6.6 knows them.
_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:[\s/][^<>]*)?>|<!--|<[?]|<![A-Z]")
_ADDRESS = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?(?:[/?#][!#-;=?-\[\]-~]*)?",
    re.IGNORECASE,
)
#: Quoted spans that clearly begin and end: not an apostrophe, an inch or a mark without its pair.
_QUOTED = re.compile(
    "“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»"
    r'|(?<!\w)"(?=\S)[^"]*(?<=\S)"(?!\w)'
    r"|(?<!\w)‘(?=\S)[^‘’]*(?:’\w[^‘’]*)*(?<=\S)’(?!\w)"
)
_ELEMENTS: Final[Mapping[str, type[Strong | Emph | Strike]]] = {
    "strong_close": Strong,
    "em_close": Emph,
    "s_close": Strike,
}
_QUOTE_MARKS = re.compile('[“„«"‘]')


@dataclass(frozen=True, slots=True)
class LinkFound:
    """A link or image: its offset in the block's raw content, address as written, and text."""

    offset: int
    url: str
    text: str
    image: bool


@dataclass(slots=True)
class Run:
    """What a block says. `text` and `prose` are equally long; `prose` blanks code and quotes.

    `html` holds the raw HTML that was found, and was kept as text. `image` is set when the whole
    content is one image. `dense` marks content with too many brackets to look for links in it.
    """

    content: Inlines
    text: str
    prose: str
    links: list[LinkFound] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    image: LinkFound | None = None
    dense: bool = False


def read_inline(raw: str) -> Run:
    """Read the raw content of one block."""
    if _MARKUP.search(raw) is None:
        text = raw if "\n" not in raw else " ".join(line.strip() for line in raw.split("\n"))
        return Run((Text(text),) if text else (), text, blank_quotes(text))
    if len(raw) > MAX_BRACKETS and raw.count("[") > MAX_BRACKETS:
        text = raw.replace("\n", " ")
        return Run((Text(text),), text, blank_quotes(text), dense=True)
    return _InlineReader(raw).read()


def blank_quotes(text: str) -> str:
    """Return the text with spaces for everything that stands in a clear pair of quotes."""
    if _QUOTE_MARKS.search(text) is None:
        return text
    return _QUOTED.sub(lambda match: " " * len(match.group()), text)


def safe_address(url: str) -> str | None:
    """Return an http or https address, encoded in ASCII and without user part, else None."""
    if len(url) > MAX_LINK or not url[:8].lower().startswith(("https://", "http://")):
        return None
    encoded = encode_address(url)
    return encoded if _ADDRESS.fullmatch(encoded) else None


class _InlineReader:
    """Turns the inline tokens of one block into inlines. Open elements are a stack of lists."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._offset = 0
        self._stack: list[list[Inline]] = [[]]
        self._text: list[str] = []
        self._prose: list[str] = []
        self._markup: list[str] = []
        self._links: list[LinkFound] = []
        self._opened: list[tuple[str, int]] = []

    def read(self) -> Run:
        tokens = parse_inline(self._raw)
        for token in tokens:
            self._token(token)
        text = "".join(self._text)
        html: list[str] = []
        if "<" in self._raw:
            html = [match.group() for match in _HTML.finditer("".join(self._markup))]
        alone = len(tokens) == 1 and tokens[0].type == "image"
        return Run(
            tuple(self._stack[0]),
            text,
            blank_quotes("".join(self._prose)),
            self._links,
            html,
            self._links[0] if alone else None,
        )

    def _token(self, token: Token) -> None:
        kind = token.type
        if kind == "text":
            self._add(token.content)
        elif kind == "text_special":
            self._add(_unescaped(token), markup="\0")
        elif kind == "softbreak":
            self._add(" ")
        elif kind == "hardbreak":
            self._add("\n")
        elif kind == "code_inline":
            self._code(token.content)
        elif kind == "image":
            self._image(token)
        elif token.nesting > 0:
            self._open(token)
        else:
            self._close(kind)

    def _add(self, text: str, *, markup: str = "") -> None:
        """Append text; `markup` stands for it where HTML is looked for, when it was escaped."""
        if not text:
            return
        self._text.append(text)
        self._prose.append(text)
        self._markup.append(markup or text)
        self._append(Text(text))

    def _append(self, inline: Inline) -> None:
        children = self._stack[-1]
        if isinstance(inline, Text) and children and isinstance(last := children[-1], Text):
            children[-1] = Text(last.text + inline.text)
        else:
            children.append(inline)

    def _code(self, text: str) -> None:
        self._text.append(text)
        self._prose.append(" " * len(text))
        self._markup.append("\0")
        self._append(Code(text))

    def _image(self, token: Token) -> None:
        alt = "".join(_alternative(child) for child in token.children or ())
        url = str(token.attrGet("src") or "")
        self._links.append(LinkFound(self._locate(url), url, alt, image=True))
        self._add(alt, markup="\0")

    def _open(self, token: Token) -> None:
        if token.type == "link_open":
            url = str(token.attrGet("href") or "")
            self._opened.append((url, len(self._text)))
        self._stack.append([])

    def _close(self, kind: str) -> None:
        children = tuple(self._stack.pop())
        if kind == "link_close":
            self._link(children)
        elif children:
            self._append(_ELEMENTS[kind](children))

    def _link(self, children: Inlines) -> None:
        url, since = self._opened.pop()
        text = "".join(self._text[since:])
        self._links.append(LinkFound(self._locate(url), url, text, image=False))
        address = safe_address(url)
        if address is not None and children:
            self._append(Link(address, children))
            return
        for child in children:
            self._append(child)

    def _locate(self, url: str) -> int:
        """Return where an address stands in the raw content; a guess when it was escaped."""
        found = self._raw.find(url, self._offset) if url else -1
        if found < 0:
            return self._offset
        self._offset = found + len(url)
        return found


def _unescaped(token: Token) -> str:
    """Return what an escape or entity stands for, or itself where that may not be in a brief."""
    refused = token.content == "\n" or REFUSED.search(token.content)
    return token.markup if refused else token.content


def _alternative(token: Token) -> str:
    """Return what a token inside an image's text adds to it."""
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return _unescaped(token) if token.type == "text_special" else token.content
