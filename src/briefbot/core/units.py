"""Blocks -> units: the smallest pieces that fitting may put on different pages.

A list becomes one unit per item, a figure strip one per pair; what is larger than a block may be is
cut further. Units of one group that land on one page are put together again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from briefbot.core.document import (
    Block,
    Callout,
    CodeBlock,
    Fold,
    Heading,
    Inlines,
    KeyValue,
    KeyValues,
    List,
    ListItem,
    Para,
    Quote,
    Strong,
    Table,
    Text,
)
from briefbot.core.size import Measure, Size, Space
from briefbot.core.splitting import cut_text, split_inlines

#: Stands before every run of a cut point but the first, so that it does not pass for a new point.
_GOES_ON = Text("… ")

#: Builds the block a run of inlines will stand in, to weigh the run with its surroundings.
BlockOf = Callable[[Inlines], Block]


@dataclass(frozen=True, slots=True)
class Unit:
    """A block that stays whole. Units with one `group` number are one list or figure strip.

    `heading` is the section heading it stands under, repeated when a page break parts them.
    `part` counts the parts of the document, `keep` is that part's. `points` is how many points of
    the document it stands for when it is left out.
    """

    block: Block
    size: Size
    group: int | None = None
    heading: Heading | None = None
    part: int = 0
    keep: bool = False
    points: int = 1


class UnitMaker:
    """Cuts blocks into units for one measure and one limit.

    The limit of a unit leaves room on an empty page for a heading above it. `splits` counts the
    blocks that had to be cut inside.
    """

    def __init__(self, *, measure: Measure, space: Space) -> None:
        self.measure = measure
        room = space.page.share(3, 4)
        self.limit = Size(
            min(space.block.characters, room.characters),
            min(space.block.octets, room.octets),
            min(space.block.pieces, room.pieces),
        )
        self.splits = 0
        self._groups = count(1)

    def units(self, blocks: tuple[Block, ...], *, part: int = 0, keep: bool = False) -> list[Unit]:
        """Return the units of a run of blocks, in order, each measured once."""
        made: list[Unit] = []
        heading: Heading | None = None
        for block in blocks:
            if isinstance(block, Heading) and block.level <= 2:
                heading = block
            made += [
                replace(unit, heading=heading, part=part, keep=keep) for unit in self._cut(block)
            ]
        return made

    def _cut(self, block: Block) -> Iterator[Unit]:
        if isinstance(block, List):
            yield from self._list_units(block)
        elif isinstance(block, KeyValues):
            yield from self._figure_units(block)
        else:
            size = self.measure(block)
            if size.within(self.limit):
                yield Unit(block, size, points=0 if isinstance(block, Heading) else 1)
            else:
                yield from self._oversize(block)

    def _list_units(self, block: List) -> Iterator[Unit]:
        group = next(self._groups)
        for index, item in enumerate(block.items):
            one = List((item,), block.ordered, block.start + index)
            size = self.measure(one)
            if size.within(self.limit):
                yield Unit(one, size, group)
                continue
            self.splits += 1
            for number, piece in enumerate(self._item_pieces(item)):
                single = List((piece,), block.ordered and number == 0, block.start + index)
                yield Unit(single, self.measure(single), points=0 if number else 1)

    def _item_pieces(self, item: ListItem) -> list[ListItem]:
        """Cut one point: every piece keeps the attribution, unless that alone fills a third."""
        bare = replace(item, items=())
        if not item.items:
            attribution = item.attribution
            if self.measure(List((ListItem((), attribution),))).within(self.limit.share(1, 3)):
                runs = self._runs(
                    item.content, lambda run: List((ListItem((_GOES_ON, *run), attribution),))
                )
                return [ListItem(run, attribution) for run in _marked(runs)]
            runs = self._runs(item.content, lambda run: List((ListItem((_GOES_ON, *run)),)))
            tail = self._runs(attribution, lambda run: List((ListItem(run),)))
            return [*(ListItem(run) for run in _marked(runs)), *(ListItem(run) for run in tail)]
        pieces: list[ListItem] = []
        for one in (bare, *item.items):
            if self.measure(List((one,))).within(self.limit):
                pieces.append(one)
            else:
                pieces += self._item_pieces(one)
        return pieces

    def _figure_units(self, block: KeyValues) -> Iterator[Unit]:
        group = next(self._groups)
        for pair in block.pairs:
            one = KeyValues((pair,))
            size = self.measure(one)
            if size.within(self.limit):
                yield Unit(one, size, group)
            else:
                yield from self._as_text(_pair_text(pair))

    def _oversize(self, block: Block) -> Iterator[Unit]:
        """Cut a block that is larger than a block may be."""
        if isinstance(block, Fold):
            inner: tuple[Block, ...] = (Para((Strong((Text(block.title),)),)), *block.blocks)
            for child in inner:
                yield from self._cut(child)
        elif isinstance(block, Table):
            yield from self._table_units(block)
        elif isinstance(block, Quote):
            yield from self._quote_units(block)
        elif isinstance(block, CodeBlock):
            self.splits += 1
            for text in self._code_pieces(block.text):
                yield self._unit(CodeBlock(text))
        elif isinstance(block, Heading | Para | Callout):
            self.splits += 1
            for run in self._runs(block.content, lambda run: replace(block, content=run)):
                yield self._unit(replace(block, content=run))
        else:
            # An image, divider or row of buttons cannot be cut; renderers bound these themselves.
            yield self._unit(block)

    def _quote_units(self, block: Quote) -> Iterator[Unit]:
        self.splits += 1
        attribution = block.attribution
        if not self.measure(Quote((), attribution)).within(self.limit.share(1, 3)):
            for run in self._runs(block.content, lambda run: Quote(run, ())):
                yield self._unit(Quote(run, ()))
            yield from self._as_text(attribution)
            return
        for run in self._runs(block.content, lambda run: Quote(run, attribution)):
            yield self._unit(Quote(run, attribution))

    def _table_units(self, block: Table) -> Iterator[Unit]:
        """Cut a table between rows, the header repeated; rows too large become points."""
        self.splits += 1
        empty = replace(block, rows=())
        base = self.measure(empty)
        rows: list[tuple[Inlines, ...]] = []
        total = base
        for row in block.rows:
            size = self.measure(replace(empty, rows=(row,)))
            if not size.within(self.limit):
                if rows:
                    yield self._unit(replace(empty, rows=tuple(rows)))
                rows, total = [], base
                yield from self._cut(_row_points(block.header, row))
                continue
            if rows and not (total + (size - base)).within(self.limit):
                yield self._unit(replace(empty, rows=tuple(rows)))
                rows, total = [], base
            rows.append(row)
            total += size - base
        if rows:
            yield self._unit(replace(empty, rows=tuple(rows)))

    def _as_text(self, content: Inlines) -> Iterator[Unit]:
        self.splits += 1
        for run in self._runs(content, Para):
            yield self._unit(Para(run))

    def _runs(self, content: Inlines, block: BlockOf) -> list[Inlines]:
        return split_inlines(content, weigh=lambda run: self.measure(block(run)), limit=self.limit)

    def _code_pieces(self, text: str) -> list[str]:
        if self.measure(CodeBlock(text)).within(self.limit) or len(text) < 2:
            return [text]
        lines = text.splitlines(keepends=True)
        middle = len(lines) // 2
        halves = ["".join(lines[:middle]), "".join(lines[middle:])] if middle else cut_text(text, 2)
        return [piece for half in halves for piece in self._code_pieces(half)]

    def _unit(self, block: Block) -> Unit:
        return Unit(block, self.measure(block))


def _marked(runs: list[Inlines]) -> list[Inlines]:
    return [(_GOES_ON, *run) if index else run for index, run in enumerate(runs)]


def _pair_text(pair: KeyValue) -> Inlines:
    return (Strong((Text(pair.label),)), Text(": "), *pair.value, Text(" "), *pair.attribution)


def _row_points(header: tuple[Inlines, ...], row: tuple[Inlines, ...]) -> List:
    return List(
        tuple(
            ListItem((Strong(name), Text(": "), *cell))
            for name, cell in zip(header, row, strict=True)
        )
    )
