"""Cutting one block into blocks that each fit: by item, sentence, word, and last by grapheme.

Links, times and source labels are never cut, code only when it alone is larger than the limit.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import ceil

import regex

from briefbot.core.document import (
    Code,
    Emph,
    Inline,
    Inlines,
    Link,
    MentionTarget,
    SourceRef,
    Strike,
    Strong,
    Text,
)
from briefbot.core.size import Size

#: Tells whether inline content fits where it is to stand, by its rendered size.
Weigh = Callable[[Inlines], Size]

_SENTENCE_END = regex.compile(r"[.!?…][”\"»’)]?\s+|[。！？]|\n")
_SPACE = regex.compile(r"\s+")
_GRAPHEME = regex.compile(r"\X")

#: A wrapper around a leaf: the same inline node without its children.
_Wrapper = Strong | Emph | Strike


@dataclass(frozen=True, slots=True)
class _Leaf:
    """An inline without children, the styles around it, and whether a sentence ends with it."""

    inline: Inline
    wrappers: tuple[_Wrapper, ...] = ()
    ends_sentence: bool = False


def split_inlines(content: Inlines, *, weigh: Weigh, limit: Size) -> list[Inlines]:
    """Cut content into runs that each weigh at most `limit`, whole if it already does.

    A run ends at a sentence where one ends in its second half, else between words, else between
    graphemes. Only a single grapheme larger than the limit is cut inside.
    """
    if weigh(content).within(limit):
        return [content]
    leaves = [
        piece
        for leaf in _leaves(content)
        for piece in _fitting_leaves(leaf, weigh=weigh, limit=limit)
    ]
    runs: list[Inlines] = []
    for group in _grouped(leaves, weigh=weigh, limit=limit):
        run = _rebuild(group)
        if len(group) > 1 and not weigh(run).within(limit):
            # The weights did not quite add up (styles that need separating): settle for less.
            half = len(group) // 2
            runs += [_rebuild(group[:half]), _rebuild(group[half:])]
        else:
            runs.append(run)
    return runs


def _leaves(content: Inlines, wrappers: tuple[_Wrapper, ...] = ()) -> Iterator[_Leaf]:
    for inline in content:
        if isinstance(inline, Strong | Emph | Strike):
            yield from _leaves(inline.children, (*wrappers, inline))
        elif isinstance(inline, Text):
            sentences = _sentences(inline.text)
            for index, sentence in enumerate(sentences):
                yield _Leaf(Text(sentence), wrappers, index < len(sentences) - 1)
        else:
            yield _Leaf(inline, wrappers)


def _sentences(text: str) -> list[str]:
    """Cut after every sentence; the pieces joined are the text."""
    pieces: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        pieces.append(text[start : match.end()])
        start = match.end()
    return [*pieces, text[start:]] if start < len(text) or not pieces else pieces


def _fitting_leaves(leaf: _Leaf, *, weigh: Weigh, limit: Size) -> list[_Leaf]:
    """Return the leaf, or the parts it must be cut into because it is larger than the limit."""
    weight = weigh(_rebuild([leaf]))
    if weight.within(limit):
        return [leaf]
    inline = leaf.inline
    if isinstance(inline, Link):
        opened = list(_leaves(inline.children, leaf.wrappers))
    elif isinstance(inline, SourceRef):
        opened = [_Leaf(Text(inline.label), leaf.wrappers)]
    elif isinstance(inline, MentionTarget):
        opened = [_Leaf(Text(inline.key), leaf.wrappers)]
    elif isinstance(inline, Text | Code) and len(inline.text) > 1:
        times = max(
            weight.characters / max(1, limit.characters), weight.octets / max(1, limit.octets)
        )
        parts = cut_text(inline.text, max(2, ceil(times * 1.1)))
        opened = [replace(leaf, inline=type(inline)(part), ends_sentence=False) for part in parts]
    else:
        return [leaf]
    return [part for child in opened for part in _fitting_leaves(child, weigh=weigh, limit=limit)]


def cut_text(text: str, parts: int) -> list[str]:
    """Cut a text into about `parts` pieces of like length, between words where there are any.

    Without a space near the place, it cuts between grapheme clusters; a text that is one cluster is
    cut between code points. The pieces joined are the text.
    """
    step = max(1, len(text) // parts)
    borders = [match.end() for match in _SPACE.finditer(text)]
    pieces = _cut_at(text, borders, step)
    if max(map(len, pieces)) > 2 * step:
        borders = sorted({*borders, *(match.end() for match in _GRAPHEME.finditer(text))})
        pieces = _cut_at(text, borders, step)
    if len(pieces) == 1:
        middle = len(text) // 2
        pieces = [text[:middle], text[middle:]]
    return pieces


def _cut_at(text: str, borders: list[int], step: int) -> list[str]:
    """Cut at the last border within each step, or the first after it."""
    pieces: list[str] = []
    start = last = 0
    for border in borders:
        if border - start > step and last > start:
            pieces.append(text[start:last])
            start = last
        last = border
    if last > start and len(text) - start > step and last < len(text):
        pieces.append(text[start:last])
        start = last
    if start < len(text):
        pieces.append(text[start:])
    return pieces


def _grouped(leaves: list[_Leaf], *, weigh: Weigh, limit: Size) -> Iterator[list[_Leaf]]:
    """Put leaves together while they fit, and break after a sentence where that is not wasteful."""
    base = weigh(())
    group: list[_Leaf] = []
    total = base
    for leaf in leaves:
        weight = weigh(_rebuild([leaf])) - base
        if group and not (total + weight).within(limit):
            cut = _last_sentence(group)
            yield group[:cut]
            group = group[cut:]
            total = base
            for kept in group:
                total += weigh(_rebuild([kept])) - base
        group.append(leaf)
        total += weight
    if group:
        yield group


def _last_sentence(group: list[_Leaf]) -> int:
    """Return how many leaves to keep before a break: up to a sentence's end in the second half."""
    for index in range(len(group), len(group) // 2, -1):
        if group[index - 1].ends_sentence:
            return index
    return len(group)


def _rebuild(leaves: list[_Leaf]) -> Inlines:
    """Put leaves back under their wrappers, joining neighbours of one wrapper."""
    built: list[Inline] = []
    index = 0
    while index < len(leaves):
        leaf = leaves[index]
        if not leaf.wrappers:
            built.append(leaf.inline)
            index += 1
            continue
        outer = leaf.wrappers[0]
        inner: list[_Leaf] = []
        while index < len(leaves) and leaves[index].wrappers[:1] == (outer,):
            same = leaves[index]
            inner.append(replace(same, wrappers=same.wrappers[1:]))
            index += 1
        built.append(replace(outer, children=_rebuild(inner)))
    return _joined(built)


def _joined(inlines: list[Inline]) -> Inlines:
    """Join neighbouring texts, so that cutting leaves no trace where nothing was cut."""
    joined: list[Inline] = []
    for inline in inlines:
        last = joined[-1] if joined else None
        if isinstance(inline, Text) and isinstance(last, Text):
            joined[-1] = Text(last.text + inline.text)
        else:
            joined.append(inline)
    return tuple(joined)
