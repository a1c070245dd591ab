"""Laying units out on pages: what goes where, given their sizes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from briefbot.core.document import (
    Block,
    Divider,
    Heading,
    Inlines,
    KeyValues,
    List,
    Text,
)
from briefbot.core.size import NOTHING, Measure, Size
from briefbot.core.units import Unit


@dataclass(slots=True)
class PageInProgress:
    """A page being filled. Units of one group that follow each other become one block.

    Such a block may not outgrow `largest`; then a new one of the same kind begins.
    """

    room: Size
    largest: Size
    used: Size = NOTHING
    chunks: list[list[Unit]] = field(default_factory=list)
    _chunk: Size = NOTHING

    def cost(self, unit: Unit) -> Size:
        """Return what adding a unit would use up; a further point of a list is no new piece."""
        if self._joins(unit):
            return Size(unit.size.characters, unit.size.octets, 0)
        return unit.size

    def fits(self, unit: Unit) -> bool:
        """Tell whether a unit still fits."""
        return (self.used + self.cost(unit)).within(self.room)

    def add(self, unit: Unit) -> None:
        """Put a unit on the page, whether it fits or not."""
        self.used += self.cost(unit)
        if self._joins(unit):
            self.chunks[-1].append(unit)
            self._chunk += unit.size
        else:
            self.chunks.append([unit])
            self._chunk = unit.size

    def _joins(self, unit: Unit) -> bool:
        if unit.group is None or not self.chunks or self.chunks[-1][0].group != unit.group:
            return False
        grown = self._chunk + unit.size
        return grown.characters <= self.largest.characters and grown.octets <= self.largest.octets

    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks, without dividers that divide nothing."""
        built = [_joined([unit.block for unit in chunk]) for chunk in self.chunks]
        kept: list[Block] = []
        for block in built:
            if isinstance(block, Divider) and (not kept or isinstance(kept[-1], Divider)):
                continue
            kept.append(block)
        while kept and isinstance(kept[-1], Divider):
            kept.pop()
        return tuple(kept)


def _joined(blocks: list[Block]) -> Block:
    first = blocks[0]
    if isinstance(first, List):
        items = tuple(item for block in blocks if isinstance(block, List) for item in block.items)
        return replace(first, items=items)
    if isinstance(first, KeyValues):
        return KeyValues(
            tuple(pair for block in blocks if isinstance(block, KeyValues) for pair in block.pairs)
        )
    return first


@dataclass(slots=True)
class Layout:
    """How units become pages: `first` is what page 1 leaves to the body, `page` what others do.

    `largest` bounds one block, `continued` is the label after a repeated heading.
    """

    measure: Measure
    page: Size
    first: Size
    largest: Size
    continued: str
    _continuations: dict[Inlines, Unit | None] = field(default_factory=dict)

    def pages(self, units: Sequence[Unit], *, max_pages: int) -> tuple[list[PageInProgress], int]:
        """Return the pages, and how many units were placed before `max_pages` were full."""
        pages = [PageInProgress(self.first, self.largest)]
        sections = _section_sizes(units)
        for index, unit in enumerate(units):
            page = pages[-1]
            if self._breaks_before(units, index, page=page, sections=sections):
                if len(pages) == max_pages:
                    return pages, index
                page = PageInProgress(self.page, self.largest)
                pages.append(page)
                repeated = self._continuation(unit)
                if repeated is not None:
                    page.add(repeated)
            page.add(unit)
        return pages, len(units)

    def _breaks_before(
        self,
        units: Sequence[Unit],
        index: int,
        *,
        page: PageInProgress,
        sections: dict[int, Size],
    ) -> bool:
        unit = units[index]
        if not page.chunks and page.room == self.page:
            return False  # nothing has more room than an empty page
        if not page.fits(unit):
            return True
        if not isinstance(unit.block, Heading):
            return False
        needed = _with_what_it_heads(units, index)
        if needed.within(self.page) and not (page.used + needed).within(page.room):
            return True
        section = sections.get(index)
        return (
            section is not None
            and not (page.used + section).within(page.room)
            and section.within(self.page)
            and not self.page.share(1, 3).within(page.room - page.used)
        )

    def _continuation(self, unit: Unit) -> Unit | None:
        """Return the repeated heading for a page that starts within a section."""
        heading = unit.heading
        if heading is None or isinstance(unit.block, Heading | Divider):
            return None
        if heading.content not in self._continuations:
            block = replace(heading, content=(*heading.content, Text(f" {self.continued}")))
            size = self.measure(block)
            short = size.within(self.page.share(1, 8))
            self._continuations[heading.content] = Unit(block, size, points=0) if short else None
        return self._continuations[heading.content]


def _section_sizes(units: Sequence[Unit]) -> dict[int, Size]:
    """Return the size of each section, by the index of the heading that starts it."""
    sizes: dict[int, Size] = {}
    start: int | None = None
    for index, unit in enumerate(units):
        if isinstance(unit.block, Heading) and unit.block is unit.heading:
            start = index
            sizes[start] = NOTHING
        if start is not None:
            sizes[start] += unit.size
    return sizes


def _with_what_it_heads(units: Sequence[Unit], index: int) -> Size:
    """Return the size of the headings from here on and the first unit under them."""
    total = NOTHING
    for unit in units[index : index + 6]:
        total += unit.size
        if not isinstance(unit.block, Heading):
            break
    return total
