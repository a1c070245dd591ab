"""Before fitting: what Slack has no form for, or no room for in one piece, becomes something else.

Afterwards every link, image, button and label is small enough to stand whole in one block, so that
fitting only ever cuts text. Words are kept; what changes form is counted as a loss.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from briefbot.core.actions import action_id
from briefbot.core.document import (
    Actions,
    Block,
    Button,
    Callout,
    Document,
    Emph,
    Fold,
    Heading,
    Image,
    Inline,
    Inlines,
    KeyValue,
    KeyValues,
    Link,
    LinkButton,
    List,
    ListItem,
    MentionTarget,
    Para,
    ParaStyle,
    Quote,
    SourceRef,
    Strike,
    Strong,
    Table,
    Text,
    Time,
)
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.rendering import Loss, LossKind
from briefbot.platforms.slack.limits import count_units, table, text_size
from briefbot.platforms.slack.markup import (
    Voice,
    cut_before,
    host_of,
    mention,
    one_line,
    safe_url,
    shorten,
)
from briefbot.platforms.slack.render.blocks import button_element
from briefbot.platforms.slack.render.tables import as_points, header_size


def prepare(document: Document, voice: Voice) -> tuple[Document, tuple[Loss, ...]]:
    """Return a document that Slack can show in full, and what had to change form for that.

    A title longer than a header block goes on as the first paragraph of the lead.
    """
    work = _Preparation(voice)
    lead = work.blocks(document.lead)
    rest = title_rest(document.meta.title)
    if rest:
        lead = (Para((Strong((Text(f"…{rest}"),)),)), *lead)
    body = tuple(replace(part, blocks=work.blocks(part.blocks)) for part in document.body)
    prepared = replace(document, lead=lead, body=body, tail=work.blocks(document.tail))
    losses = tuple(
        Loss(LossKind.DEGRADED, what, count) for what, count in sorted(work.changed.items())
    )
    return prepared, losses


def title_head(title: str) -> str:
    """Return what of a title stands in the header block."""
    return shorten(one_line(title), table.HEADER.value)


def title_rest(title: str) -> str:
    """Return what of a title does not fit the header block; empty for most titles."""
    line = one_line(title)
    if count_units(line) <= table.HEADER.value:
        return ""
    return cut_before(line, table.HEADER.value - 1)[1]


class _Preparation:
    """Goes through a document once; `changed` counts what changed form, by its name."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self.changed: Counter[str] = Counter()

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(made for block in blocks for made in self._block(block))

    def _block(  # noqa: PLR0911 - one case for each kind of block
        self, block: Block
    ) -> tuple[Block, ...]:
        match block:
            case Heading() | Para():
                return (replace(block, content=self._inlines(block.content)),)
            case List():
                return (replace(block, items=self._items(block.items)),)
            case Quote():
                content, attribution = map(self._inlines, (block.content, block.attribution))
                return (Quote(content, attribution),)
            case KeyValues():
                return (KeyValues(tuple(map(self._pair, block.pairs))),)
            case Callout():
                return (self._callout(block),)
            case Table():
                return self._table(block)
            case Image():
                return self._image(block)
            case Fold():
                self.changed["folds shown open"] += 1
                title = Heading(3, (Text(one_line(block.title)),))
                return (title, *self.blocks(block.blocks))
            case Actions():
                return self._actions(block)
            case _:
                return (block,)

    def _items(self, items: tuple[ListItem, ...]) -> tuple[ListItem, ...]:
        return tuple(
            ListItem(
                self._inlines(item.content),
                self._inlines(item.attribution),
                self._items(item.items),
            )
            for item in items
        )

    def _pair(self, pair: KeyValue) -> KeyValue:
        value, attribution = map(self._inlines, (pair.value, pair.attribution))
        return KeyValue(one_line(pair.label), value, attribution)

    def _callout(self, block: Callout) -> Block:
        content = self._inlines(block.content)
        label = one_line(block.label)
        if count_units(label) <= table.LABEL_CHARACTERS:
            return Callout(block.kind, label, content)
        return Para((Strong((Text(f"{label}: "),)), *content))

    # --- tables ---

    def _table(self, block: Table) -> tuple[Block, ...]:
        caption = one_line(block.caption)
        prepared = Table(
            self._row(block.header), tuple(map(self._row, block.rows)), caption=caption
        )
        above: tuple[Block, ...] = ()
        if count_units(caption) > table.CAPTION_CHARACTERS:
            above = (Para((Text(caption),), ParaStyle.SMALL),)
            prepared = replace(prepared, caption="")
        small_header = header_size(prepared, self.voice) <= table.TABLE_HEADER_CHARACTERS
        if small_header and 0 < len(block.header) <= table.TABLE_COLUMNS.value:
            return (*above, prepared)
        self.changed["tables shown as lists"] += 1
        if prepared.caption:
            above = (Para((Text(caption),), ParaStyle.SMALL),)
        return (*above, as_points(prepared, named=small_header))

    def _row(self, cells: tuple[Inlines, ...]) -> tuple[Inlines, ...]:
        return tuple(map(self._inlines, cells))

    # --- images and buttons ---

    def _image(self, block: Image) -> tuple[Block, ...]:
        words = catalogue_for(self.voice.lang)
        alt = one_line(block.alt) or words.text(Label.IMAGE)
        caption = one_line(block.caption)
        below: tuple[Block, ...] = ()
        if count_units(caption) > table.CAPTION_CHARACTERS:
            below = (Para((Text(caption),), ParaStyle.SMALL),)
            caption = ""
        url = safe_url(block.url)
        if url is None or url.startswith("http:") or count_units(url) > table.IMAGE_URL_CHARACTERS:
            self.changed["images shown as text"] += 1
            shown = ". ".join(filter(None, (alt, caption)))
            return (Para((Text(f"{words.text(Label.IMAGE)}: {shown}"),), ParaStyle.SMALL), *below)
        if count_units(alt) > table.ALT_TEXT_CHARACTERS:
            self.changed["image descriptions shortened"] += 1
            alt = shorten(alt, table.ALT_TEXT_CHARACTERS)
        return (Image(url, alt, caption), *below)

    def _actions(self, block: Actions) -> tuple[Block, ...]:
        """Return rows of buttons that fit a block each; a button that cannot be is text."""
        texts: list[Block] = []
        rows: list[list[Button]] = []
        for button in self._distinct(block.buttons):
            if isinstance(button, LinkButton):
                url = safe_url(button.url)
                if url is None or count_units(url) > table.LINK_URL_CHARACTERS:
                    texts.append(Para(self._unlinked(button.label, button.url)))
                    continue
            labelled = replace(button, label=self._button_label(button.label))
            if not rows or not _fits_row(rows[-1], labelled):
                rows.append([])
            rows[-1].append(labelled)
        return (*texts, *(Actions(tuple(row)) for row in rows))

    def _distinct(self, buttons: tuple[Button, ...]) -> Iterable[Button]:
        """Return the buttons without repeats: a row with one action_id twice is refused."""
        first: dict[Button | str, Button] = {}
        for button in buttons:
            first.setdefault(
                button if isinstance(button, LinkButton) else action_id(button), button
            )
        if len(first) < len(buttons):
            self.changed["repeated buttons shown once"] += len(buttons) - len(first)
        return first.values()

    def _button_label(self, label: str) -> str:
        line = one_line(label) or "…"
        if count_units(line) > table.BUTTON_TEXT.value:
            self.changed["button labels shortened"] += 1
        return shorten(line, table.BUTTON_TEXT.value)

    # --- inlines ---

    def _inlines(self, content: Inlines) -> Inlines:
        return tuple(made for inline in content for made in self._inline(inline))

    def _inline(self, inline: Inline) -> Inlines:
        match inline:
            case Strong() | Emph() | Strike():
                return (replace(inline, children=self._inlines(inline.children)),)
            case Link():
                return self._link(inline)
            case SourceRef():
                return self._source(inline)
            case MentionTarget():
                known = mention(self.voice.options.mentions.get(inline.key, ""))
                return (inline,) if known else (Text(inline.key),)
            case Time() if inline.when.instant is None:
                return (Text(self.voice.describe(inline.when, inline.style)),)
            case _:
                return (inline,)

    def _link(self, link: Link) -> Inlines:
        """Return a link with a plain label that fits a block, else its words and its host."""
        label = one_line(self.voice.plain(link.children))
        url = safe_url(link.url)
        if url is None or count_units(url) > table.LINK_URL_CHARACTERS:
            return self._unlinked(label, link.url)
        host = host_of(url)
        if count_units(label) <= table.LABEL_CHARACTERS:
            return (Link(url, (Text(label or host),)),)
        self.changed["links moved behind their words"] += 1
        return (Text(f"{label} ("), Link(url, (Text(host),)), Text(")"))

    def _source(self, source: SourceRef) -> Inlines:
        label = one_line(source.label)
        url = safe_url(source.url)
        if url is None or count_units(url) > table.LINK_URL_CHARACTERS:
            return self._unlinked(label, source.url)
        if count_units(label) > table.LABEL_CHARACTERS:
            return self._link(Link(url, (Text(label),)))
        return (SourceRef(source.id, label or host_of(url), url),)

    def _unlinked(self, label: str, url: str) -> Inlines:
        self.changed["links shown as text"] += 1
        host = host_of(url)
        return (Text(f"{one_line(label)} ({host})" if host else one_line(label)),)


def _fits_row(row: list[Button], button: Button) -> bool:
    buttons = (*row, button)
    size = text_size([button_element(each) for each in buttons])
    return len(buttons) <= table.ACTIONS.value and size <= table.BLOCK_CHARACTERS
