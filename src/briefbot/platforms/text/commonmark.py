"""Text and inlines -> CommonMark (https://spec.commonmark.org/0.31.2/) that reads back the same.

Emphasis is marked only where its neighbours let every parser see it; elsewhere the words stand
unmarked. Struck-out text, which CommonMark lacks, says so in words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import regex

from briefbot.core.document import (
    Code,
    Emph,
    Inlines,
    Link,
    SourceRef,
    Strike,
    Strong,
    Text,
)
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.plain_text import inline_text
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.text.clean import address, one_line

# What is markup anywhere in a line, and what linkifiers look for: "//", the "@" of a mail address,
# the dot before a domain's last letters.
_MARKUP = regex.compile(r"[\\`*_\[\]<&~|#@]|/(?=/)|\.(?=[^\W\d])")
# What begins a list, a quote or a heading's underline where a block begins.
_BLOCK_START = regex.compile(r"^(?:\d{1,9}(?=[.)])|(?=[-+>=]))")
_ENTITY = regex.compile(r"&(?=#?\w+;)")
_PUNCTUATION = regex.compile(r"[\p{P}$+<=>^`|~]")
_BACKTICKS = regex.compile(r"`+")


def escaped(text: str) -> str:
    """Return text as CommonMark that shows it on one line and makes no markup and no link of it.

    Where it starts a block, it goes through `block_start` as well.
    """
    return _MARKUP.sub(r"\\\g<0>", one_line(text))


def block_start(line: str) -> str:
    """Return a line that is read as a paragraph, whatever its first characters are."""
    return _BLOCK_START.sub(r"\g<0>\\", line.strip(" "))


def fence_for(text: str, *, least: int) -> str:
    """Return a run of backticks longer than any in `text`, and at least `least` long."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    return "`" * max(least, longest + 1)


def target(url: str) -> str:
    """Return an address as the target of a link, or "" for one that must not be linked."""
    plain = _ENTITY.sub(r"\\&", address(url))
    return f"<{plain}>" if plain else ""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A piece of finished CommonMark, and the emphasis it is to stand in."""

    text: str
    strong: bool
    emph: bool


@dataclass(frozen=True, slots=True)
class InlineWriter:
    """Writes runs of inlines in one language."""

    lang: str
    options: RenderOptions

    def write(self, content: Inlines) -> str:
        """Return a run on one line, without spaces around it, safe to start a block with."""
        return block_start(_joined(self._leaves(content)))

    def _leaves(
        self, content: Inlines, *, strong: bool = False, emph: bool = False, linked: bool = False
    ) -> Iterator[_Leaf]:
        for inline in content:
            match inline:
                case Strong(children):
                    yield from self._leaves(children, strong=True, emph=emph, linked=linked)
                case Emph(children):
                    yield from self._leaves(children, strong=strong, emph=True, linked=linked)
                case Strike(children):
                    struck = (Text(self._struck[0]), *children, Text(self._struck[1]))
                    yield from self._leaves(struck, strong=strong, emph=emph, linked=linked)
                case Link() if linked or not target(inline.url):
                    yield from self._leaves(
                        inline.children, strong=strong, emph=emph, linked=linked
                    )
                case Link():
                    yield _Leaf(self._link(inline.children, inline.url), strong, emph)
                case SourceRef() if target(inline.url) and not linked:
                    yield _Leaf(self._link((Text(inline.label),), inline.url), strong, emph)
                case Code():
                    yield _Leaf(_code(inline.text), strong, emph)
                case _:
                    yield _Leaf(escaped(self._text((inline,))), strong, emph)

    def _link(self, children: Inlines, url: str) -> str:
        named = self._text(children).strip()
        label = _joined(self._leaves(children, linked=True)) if named else escaped(address(url))
        return f"[{label}]({target(url)})"

    def _text(self, content: Inlines) -> str:
        options = self.options
        return one_line(
            inline_text(content, lang=self.lang, zone=options.zone, hours=options.hours)
        )

    @property
    def _struck(self) -> tuple[str, str]:
        """The words before and after struck-out text."""
        before, after = catalogue_for(self.lang).text(Label.STRUCK, text="\n").split("\n")
        return before, after


def _code(text: str) -> str:
    """Return a code span; CommonMark strips a space on both sides, so one is put there to strip."""
    shown = one_line(text)
    if not shown:
        return ""
    edges = {shown[0], shown[-1]}
    padding = " " if "`" in edges or (edges == {" "} and shown.strip(" ")) else ""
    fence = fence_for(shown, least=1)
    return f"{fence}{padding}{shown}{padding}{fence}"


def _joined(leaves: Iterator[_Leaf]) -> str:
    """Return leaves as one run, with nothing that only comes about where two of them meet."""
    apart: list[_Leaf] = []
    for leaf in leaves:
        text = leaf.text
        if apart and text:
            last = apart[-1]
            end = last.text[-1]
            if end in "./!" and not text[0].isspace():
                # "example." + "com" would be a link, "!" + "[alt](url)" an image
                apart[-1] = replace(last, text=f"{last.text[:-1]}\\{end}")
            if end == text[0] == "`":  # two code spans would be one
                text = escaped(text.strip("`"))
        if text:
            apart.append(replace(leaf, text=text))
    return _marked(apart, ("strong", "emph"), before="", after="") if apart else ""


def _marked(leaves: Sequence[_Leaf], looks: tuple[str, ...], *, before: str, after: str) -> str:
    """Return leaves with runs of one look between its markers; `before`, `after` are neighbours."""
    if not looks:
        return "".join(leaf.text for leaf in leaves)
    marker = "**" if looks[0] == "strong" else "_"
    runs = [
        (is_marked, list(run))
        for is_marked, run in groupby(leaves, key=lambda leaf: getattr(leaf, looks[0]))
    ]
    ends = [run[0].text[0] for _, run in runs[1:]] + [after]
    written = ""
    for (is_marked, run), right in zip(runs, ends, strict=True):
        left = written[-1:] or before
        inner = _marked(run, looks[1:], before=left, after=right)
        written += _emphasised(inner, marker, left=left, right=right) if is_marked else inner
    return written


def _emphasised(text: str, marker: str, *, left: str, right: str) -> str:
    """Return text in emphasis, spaces outside, if what stands left and right of it allows it.

    That is a space, other punctuation, or nothing: then both runs of markers are flanking, see
    https://spec.commonmark.org/0.31.2/#emphasis-and-strong-emphasis.
    """
    core = text.strip()
    lead, trail = text[: text.find(core)], text[text.find(core) + len(core) :]
    neighbours = (lead[-1:] or left, trail[:1] or right)
    if not core or not all(_may_flank(neighbour, marker) for neighbour in neighbours):
        return text
    return f"{lead}{marker}{core}{marker}{trail}"


def _may_flank(neighbour: str, marker: str) -> bool:
    if not neighbour or neighbour.isspace():
        return True
    return neighbour != marker[0] and bool(_PUNCTUATION.match(neighbour))
