"""A document -> the same document in terms that Discord can show, before anything is measured.

Afterwards there are no tables, folds or callouts; every link has a short label and address, every
image an https address, and every button what Discord asks of one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from briefbot.core.document import (
    Actions,
    Block,
    Button,
    Callout,
    CommandButton,
    Document,
    Emph,
    Fold,
    Heading,
    Image,
    Inline,
    Inlines,
    KeyValues,
    Link,
    LinkButton,
    List,
    ListItem,
    MentionTarget,
    Para,
    ParaStyle,
    Part,
    Quote,
    Strike,
    Strong,
    Table,
    Text,
)
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.rendering import Loss, LossKind
from briefbot.platforms.discord.limits.table import characters, most
from briefbot.platforms.discord.markup import Markup, address, on_one_line, shown_link
from briefbot.platforms.discord.render.shorten import shorten

_BETWEEN_CELLS = Text(" · ")


def prepare(document: Document, markup: Markup) -> tuple[Document, tuple[Loss, ...]]:
    """Return a document in Discord's terms, and what it thereby says less well."""
    preparation = _Preparation(markup)
    prepared = replace(
        document,
        lead=preparation.blocks(document.lead),
        body=tuple(Part(preparation.blocks(part.blocks), part.keep) for part in document.body),
        tail=preparation.blocks(document.tail),
    )
    return prepared, preparation.losses()


class _Preparation:
    """Converts blocks and counts what is degraded, by kind."""

    def __init__(self, markup: Markup) -> None:
        self._markup = markup
        self._degraded: Counter[str] = Counter()

    def losses(self) -> tuple[Loss, ...]:
        return tuple(Loss(LossKind.DEGRADED, what, n) for what, n in self._degraded.items())

    def blocks(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        return tuple(prepared for block in blocks for prepared in self._block(block))

    def _block(self, block: Block) -> Iterator[Block]:
        match block:
            case Heading() | Para():
                yield replace(block, content=self._inlines(block.content))
            case List():
                yield replace(block, items=tuple(map(self._item, block.items)))
            case Quote():
                content, attribution = map(self._inlines, (block.content, block.attribution))
                yield Quote(content, attribution)
            case Callout():
                label = Strong((Text(f"{block.label}:"),))
                yield Para((label, Text(" "), *self._inlines(block.content)))
            case KeyValues():
                yield self._figures(block)
            case Table() | Fold() | Image() | Actions():
                yield from self._foreign(block)
            case _:
                yield block

    def _foreign(self, block: Table | Fold | Image | Actions) -> Iterator[Block]:
        """Yield blocks in place of one that Discord lacks or is particular about."""
        match block:
            case Table():
                self._degraded["tables shown as lists"] += 1
                yield from self.blocks(_table_as_list(block))
            case Fold():
                self._degraded["folded parts shown open"] += 1
                yield Heading(3, (Text(block.title),))
                yield from self.blocks(block.blocks)
            case Image():
                yield from self._image(block)
            case Actions():
                yield from self._actions(block)

    # --- inlines ---

    def _inlines(self, content: Inlines) -> Inlines:
        return tuple(prepared for inline in content for prepared in self._inline(inline))

    def _inline(self, inline: Inline) -> Iterator[Inline]:
        match inline:
            case Strong() | Emph() | Strike():
                yield replace(inline, children=self._inlines(inline.children))
            case Link():
                shown = shown_link(inline)
                if not any(isinstance(each, Link) for each in shown):
                    self._degraded["links shown as text"] += 1
                yield from shown
            case MentionTarget() if inline.key not in self._markup.mentions:
                self._degraded["mentions shown as text"] += 1
                yield Text(inline.key)
            case _:
                yield inline

    def _item(self, item: ListItem) -> ListItem:
        return ListItem(
            self._inlines(item.content),
            self._inlines(item.attribution),
            tuple(map(self._item, item.items)),
        )

    def _figures(self, block: KeyValues) -> KeyValues:
        return KeyValues(
            tuple(
                replace(
                    pair,
                    value=self._inlines(pair.value),
                    attribution=self._inlines(pair.attribution),
                )
                for pair in block.pairs
            )
        )

    # --- images and buttons ---

    def _image(self, image: Image) -> Iterator[Block]:
        """Yield an image and its caption, or its description where it cannot be shown."""
        url = address(image.url)
        alt = on_one_line(image.alt)
        if url is None or not url.startswith("https:") or characters(url) > most("media-url"):
            self._degraded["images shown as text"] += 1
            label = catalogue_for(self._markup.lang).text(Label.IMAGE)
            content: Inlines = (Text(f"{label}: "), Link(image.url, (Text(alt),)))
            yield Para(self._inlines(content), ParaStyle.SMALL)
        else:
            shown = shorten(alt, most("media-description"))
            if shown != alt:
                self._degraded["image descriptions shortened"] += 1
            yield Image(url, shown)
        if image.caption:
            yield Para((Text(image.caption),), ParaStyle.SMALL)

    def _actions(self, actions: Actions) -> Iterator[Block]:
        """Yield as text the links that no button can carry, then the buttons in rows."""
        buttons: list[Button] = []
        for button in actions.buttons:
            label = self._button_label(button)
            if isinstance(button, CommandButton):
                buttons.append(replace(button, label=label))
                continue
            url = address(button.url)
            if url is not None and characters(url) <= most("button-url"):
                buttons.append(LinkButton(label, url))
            else:
                self._degraded["buttons shown as text"] += 1
                yield Para(self._inlines((Link(button.url, (Text(button.label),)),)))
        row = most("row-children")
        for start in range(0, len(buttons), row):
            yield Actions(tuple(buttons[start : start + row]))

    def _button_label(self, button: Button) -> str:
        label = on_one_line(button.label)
        shown = shorten(label, most("button-label"))
        if shown != label:
            self._degraded["button labels shortened"] += 1
        # A button without label is refused.
        return shown or "…"


def _table_as_list(table: Table) -> Iterator[Block]:
    """Yield a point per row, every cell after its column's name: readable on a narrow phone."""
    if table.caption:
        yield Heading(3, (Text(table.caption),))
    if not table.rows:
        yield Para(_between_cells(table.header), ParaStyle.SMALL)
        return
    yield List(
        tuple(
            ListItem(
                _between_cells(
                    (Strong((*name, Text(":"))), Text(" "), *cell)
                    for name, cell in zip(table.header, row, strict=True)
                )
            )
            for row in table.rows
        )
    )


def _between_cells(cells: Iterable[Inlines]) -> Inlines:
    content: list[Inline] = []
    for cell in cells:
        content += (_BETWEEN_CELLS, *cell) if content else cell
    return tuple(content)
