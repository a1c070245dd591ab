"""Document -> pages, by measured size, split on structure and never cut in silence.

Page 1 holds the lead, as much of the body as fits, and the tail. A section that would be torn
starts on a new page when little room is left; otherwise it is broken between points, and its
heading is repeated with "(continued)". When the pages allowed run out, what stands last in the
editor's order is left out and counted: "and 12 more".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefbot.core.document import (
    Block,
    Document,
    Heading,
    Inlines,
    List,
    ListItem,
    Meta,
    Para,
    ParaStyle,
    Text,
)
from briefbot.core.labels import Catalogue, Label, catalogue_for
from briefbot.core.layout import Layout, PageInProgress
from briefbot.core.plain_text import inline_text
from briefbot.core.rendering import Loss, LossKind
from briefbot.core.size import NOTHING, Measure, Size, Space
from briefbot.core.units import Unit, UnitMaker

__all__ = ["Fitted", "FittedPage", "Measure", "Size", "Space", "fit"]

#: How many parts left out are still named one by one, and how long such a name may be.
_NAMED_PARTS = 4
_NAME_LENGTH = 40


@dataclass(frozen=True, slots=True)
class FittedPage:
    """The blocks of one page; `number` counts from 1. Page 1 has the lead first, the tail last."""

    blocks: tuple[Block, ...]
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """All pages of a document, in order, and what did not come through whole."""

    pages: tuple[FittedPage, ...]
    losses: tuple[Loss, ...]


def fit(document: Document, *, measure: Measure, space: Space, max_pages: int) -> Fitted:
    """Put a document on at most `max_pages` pages (at least one).

    `measure` gives the rendered size of one block with its separators; pages are filled so that
    the sizes of their blocks add up to at most `space.page`, and no block exceeds `space.block`.
    """
    maker = UnitMaker(measure=measure, space=space)
    words = catalogue_for(document.meta.lang)
    body: list[Unit] = []
    for number, part in enumerate(document.body, start=1):
        body += maker.units(part.blocks, part=number, keep=part.keep)
    tail = _pin(maker, document.tail, room=space.page.share(1, 2), words=words)
    if tail.overflow:  # a tail torn in two would be out of order: all of it ends the body instead
        units = maker.units(document.tail, part=len(document.body) + 1, keep=True)
        tail = _Pinned(_filled([], room=NOTHING, largest=NOTHING), tuple(units))
    room = space.page - tail.size
    if max_pages <= 1:
        room = room - _longest_note(document, maker)
    lead = _pin(maker, document.lead, room=room, words=words)
    flow = [*lead.overflow, *body, *tail.overflow]

    layout = Layout(
        measure=measure,
        page=space.page,
        first=space.page - lead.size - tail.size,
        largest=maker.limit,
        continued=words.text(Label.CONTINUED),
    )
    pages, left_out = _most_that_fits(layout, flow, meta=document.meta, max_pages=max(1, max_pages))
    blocks = [page.blocks() for page in pages]
    blocks[0] = _framed(lead.page, pages[0], tail.page)
    return Fitted(
        tuple(FittedPage(each, number, len(blocks)) for number, each in enumerate(blocks, 1)),
        _losses(left_out + lead.dropped + tail.dropped, maker.splits),
    )


def _losses(dropped: int, splits: int) -> tuple[Loss, ...]:
    found = (
        Loss(LossKind.DROPPED, "points left out", dropped),
        Loss(LossKind.SPLIT, "blocks cut to fit", splits),
    )
    return tuple(loss for loss in found if loss.count)


def _framed(*pages: PageInProgress) -> tuple[Block, ...]:
    """Put the lead, the flow and the tail of page 1 together."""
    whole = PageInProgress(NOTHING, NOTHING)
    whole.chunks = [chunk for page in pages for chunk in page.chunks]
    return whole.blocks()


# --- the lead and the tail ---


@dataclass(frozen=True, slots=True)
class _Pinned:
    """What stands on page 1 in any case, what did not fit there, and how much was left out."""

    page: PageInProgress
    overflow: tuple[Unit, ...] = ()
    dropped: int = 0

    @property
    def size(self) -> Size:
        return self.page.used


def _pin(maker: UnitMaker, blocks: tuple[Block, ...], *, room: Size, words: Catalogue) -> _Pinned:
    """Keep blocks within `room`: lists and figures give up their last points, the rest flows on."""
    units = maker.units(blocks)
    page = _filled(units, room=room, largest=maker.limit)
    if page.used.within(room):
        return _Pinned(page)
    more = _unit(maker.measure, _more_points(words, len(units)))
    kept, dropped = _without_last_points(units, room=room, more=more.size)
    if not _filled(kept, room=room, largest=maker.limit).used.within(room):
        kept, dropped = units, {}  # leaving points out would not help: all of it flows on
    shown: list[Unit] = []
    for group, count in dropped.items():
        last = max((i for i, unit in enumerate(kept) if unit.group == group), default=None)
        if last is not None:
            line = _unit(maker.measure, _more_points(words, count))
            same = group if isinstance(kept[last].block, List) else None
            kept.insert(last + 1, replace(line, group=same))
    page = PageInProgress(room, maker.limit)
    while kept and page.fits(kept[0]):
        shown.append(kept[0])
        page.add(kept.pop(0))
    return _Pinned(page, tuple(kept), sum(dropped.values()))


def _filled(units: Sequence[Unit], *, room: Size, largest: Size) -> PageInProgress:
    page = PageInProgress(room, largest)
    for unit in units:
        page.add(unit)
    return page


def _without_last_points(
    units: list[Unit], *, room: Size, more: Size
) -> tuple[list[Unit], dict[int, int]]:
    """Drop points from the last group to the first, one of each staying, until the rest fits."""
    total = NOTHING
    for unit in units:
        total += unit.size
    firsts = {unit.group: index for index, unit in reversed(list(enumerate(units)))}
    dropped: dict[int, int] = {}
    kept = list(units)
    for index in range(len(units) - 1, -1, -1):
        if total.within(room):
            break
        group = units[index].group
        if group is None or firsts[group] == index:
            continue
        total = total - units[index].size
        if group not in dropped:
            total += more
        dropped[group] = dropped.get(group, 0) + 1
        kept.pop(index)
    return kept, dropped


def _more_points(words: Catalogue, count: int) -> List:
    return List((ListItem((Text(words.count(Label.MORE, count)),)),))


# --- leaving out what stands last ---


def _most_that_fits(
    layout: Layout, flow: list[Unit], *, meta: Meta, max_pages: int
) -> tuple[list[PageInProgress], int]:
    """Return the pages with as much as they hold, and how many points had to be left out."""
    pages, placed = layout.pages(flow, max_pages=max_pages)
    if placed == len(flow):
        return pages, 0
    order = [index for index, unit in enumerate(flow) if not unit.keep][::-1]
    order += [index for index, unit in enumerate(flow) if unit.keep][::-1]

    def attempt(removed: int) -> list[PageInProgress] | None:
        units = _without(layout, flow, set(order[:removed]), meta=meta)
        pages, placed = layout.pages(units, max_pages=max_pages)
        return pages if placed == len(units) else None

    low = max(0, len(flow) - placed - 1)
    step = 1
    while low + step < len(flow) and attempt(low + step) is None:
        low, step = low + step, step * 2
    high = min(low + step, len(flow))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if attempt(middle) else (middle, high)
    fitted = attempt(high)
    left_out = sum(flow[index].points for index in order[:high])
    return fitted or _note_only(layout, flow, meta=meta), left_out


def _note_only(layout: Layout, flow: list[Unit], *, meta: Meta) -> list[PageInProgress]:
    """Return page 1 with nothing of the body but the word that it is left out."""
    page = PageInProgress(layout.first, layout.largest)
    for unit in _without(layout, flow, set(range(len(flow))), meta=meta):
        page.add(unit)
    return [page]


def _without(layout: Layout, flow: list[Unit], removed: set[int], *, meta: Meta) -> list[Unit]:
    """Return the units that stay, with a note where the first of the removed ones stood."""
    first = min(removed)
    before = flow[:first]
    after = [unit for index, unit in enumerate(flow) if index > first and index not in removed]
    gone = [unit for index, unit in enumerate(flow) if index in removed]
    while before and isinstance(before[-1].block, Heading):
        gone.insert(0, before.pop())
    note = _unit(layout.measure, _note(gone, before + after, meta=meta))
    return [*before, note, *after]


def _note(gone: list[Unit], kept: list[Unit], *, meta: Meta) -> Para:
    """Return the line that says how much is left out, which parts, and how to see them."""
    words = catalogue_for(meta.lang)
    shown = {unit.heading.content for unit in kept if unit.heading is not None}
    names: dict[Inlines, str] = {}
    for unit in gone:
        if unit.heading is not None and unit.heading.content not in shown:
            names.setdefault(unit.heading.content, _name(unit.heading))
    parts = [words.count(Label.MORE, sum(unit.points for unit in gone)) + "."]
    if names:
        named = list(names.values())[:_NAMED_PARTS]
        if len(names) > len(named):
            named.append(words.count(Label.MORE, len(names) - len(named)))
        parts.append(words.text(Label.NOT_SHOWN, what=", ".join(named)))
    if meta.show:
        parts.append(words.text(Label.WHOLE_TEXT, command=meta.show))
    return Para((Text(" ".join(parts)),), ParaStyle.SMALL)


def _longest_note(document: Document, maker: UnitMaker) -> Size:
    """Return the room the note takes when everything that may flow is left out."""
    units = [
        Unit(block, NOTHING, heading=block if isinstance(block, Heading) else None, points=100)
        for block in document.blocks
    ]
    return maker.measure(_note(units, [], meta=document.meta))


def _name(heading: Heading) -> str:
    name = inline_text(heading.content)
    return name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 1].rstrip() + "…"


def _unit(measure: Measure, block: Block) -> Unit:
    return Unit(block, measure(block), points=0)
