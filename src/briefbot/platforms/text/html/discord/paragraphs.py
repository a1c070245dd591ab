"""Inline and block elements side by side, as the parser finds them -> block elements only."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from briefbot.platforms.text.html.markup import Element, Node, element

_BLOCK_TAGS = frozenset({"p", "h1", "h2", "h3", "ul", "ol", "blockquote", "pre"})

_Line = list[Node]


def paragraphs(nodes: Iterable[Node]) -> Iterator[Element]:
    """Yield the blocks, and what is inline between them as paragraphs whose lines stay lines.

    An empty line sets what follows apart; each further one stands as a break.
    """
    blank = 0
    lines: list[_Line] = [[]]
    for node in (*nodes, None):
        if isinstance(node, str):
            first, *others = node.split("\n")
            lines[-1].append(first)
            lines += [[line] for line in others]
        elif isinstance(node, Element) and node.tag not in _BLOCK_TAGS:
            lines[-1].append(node)
        else:
            for above, shown in _between_blocks(lines):
                if shown:
                    yield from _apart(element("p", *shown, dir="auto"), blank + above)
                    blank = 0
                else:
                    blank += above
            if node is not None:
                yield from _apart(node, blank)
            blank, lines = 0, [[]]


def _between_blocks(lines: list[_Line]) -> Iterator[tuple[int, _Line]]:
    """Yield paragraphs, each with the number of empty lines above it; an empty one ends it."""
    blank = 0
    shown: _Line = []
    # What follows the last line break is a line only if there is something in it.
    for line in lines if _is_visible(lines[-1]) else lines[:-1]:
        if _is_visible(line):
            shown += ["\n", *line] if shown else line
            continue
        if shown:
            yield blank, shown
            blank, shown = 0, []
        blank += 1
    yield blank, shown


def _is_visible(line: _Line) -> bool:
    return any(isinstance(node, Element) or node.strip() for node in line)


def _apart(block: Element, blank: int) -> Iterator[Element]:
    for _ in range(blank - 1):
        yield element("br")
    if not blank:
        yield block
        return
    looks = f"{block.attributes.get('class', '')} apart".strip()
    yield replace(block, attributes={**block.attributes, "class": looks})
