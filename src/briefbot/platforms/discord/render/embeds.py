"""A document as messages of one embed each, for those who prefer the older form.

https://docs.discord.com/developers/resources/message#embed-object
"""

from dataclasses import dataclass, field

from briefbot.core.document import (
    Actions,
    Block,
    Divider,
    Document,
    Heading,
    Image,
    Inlines,
    KeyValue,
    KeyValues,
    Link,
    Para,
    ParaStyle,
    Text,
)
from briefbot.core.fitting import FittedPage, fit
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.rendering import Loss, LossKind, Page, Rendered, RenderOptions
from briefbot.core.size import Size, Space
from briefbot.platforms.discord.limits.check_embeds import embed_texts
from briefbot.platforms.discord.limits.table import EMBED_BUDGET, characters, most
from briefbot.platforms.discord.markup import Markup
from briefbot.platforms.discord.render.blocks import attributed, block_text, gap, text_size
from briefbot.platforms.discord.render.buttons import action_row, button_components
from briefbot.platforms.discord.render.frame import (
    COLOURS,
    Frame,
    allowed_mentions,
    fallback_text,
    markup_for,
    notification_flags,
)
from briefbot.platforms.discord.render.prepare import prepare
from briefbot.platforms.discord.render.shorten import shorten

Json = dict[str, object]

#: An embed's picture has no description of its own; the line that tells it may be this long.
_ALT_LENGTH = 500


def render_embeds(document: Document, options: RenderOptions) -> Rendered[Json]:
    """Return a document as request bodies of `POST /channels/{id}/messages`, without `content`.

    Figures stand in fields, which Discord shows below the text, wherever they are in the document.
    The body's `nonce` is the sender's to add.
    """
    markup = markup_for(document, options)
    frame = Frame.of(document.meta, options, markup)
    prepared, degraded = prepare(document, markup)
    room = EMBED_BUDGET - frame.size(options.max_pages)
    fitted = fit(
        prepared,
        measure=lambda block: _size(block, markup),
        space=Space(page=room, block=room.share(3, 4)),
        max_pages=options.max_pages,
    )
    drafts = [_draft(page, markup) for page in fitted.pages]
    pages = tuple(
        _page(draft, page, document=document, frame=frame)
        for draft, page in zip(drafts, fitted.pages, strict=True)
    )
    return Rendered(
        pages=pages,
        fallback=fallback_text(document.meta),
        losses=(
            *frame.losses(document.meta, markup),
            *degraded,
            *_losses(drafts, pages),
            *fitted.losses,
        ),
    )


def _size(block: Block, markup: Markup) -> Size:
    """Measure a block; the pieces of an embed are its buttons."""
    match block:
        case Divider():
            return Size()
        case Image():
            return text_size(_image_line(block, markup), markup)
        case Actions():
            return Size(pieces=len(block.buttons))
        case _:
            return text_size(block, markup)


@dataclass(slots=True)
class _Draft:
    """The parts of an embed and the buttons below it, as they come up on a page."""

    description: str = ""
    fields: list[Json] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    buttons: list[Json] = field(default_factory=list)

    def write(self, text: str, *, after: str) -> None:
        if text:
            self.description += after + text if self.description else text


def _draft(page: FittedPage, markup: Markup) -> _Draft:
    draft = _Draft()
    above: Block = Heading(2, ())  # the title keeps the distance of a heading
    pressed: set[str] = set()
    for block in page.blocks:
        shown = block
        match block:
            case Divider():
                continue
            case Actions():
                draft.buttons += button_components(block.buttons, pressed)
                continue
            case Image():
                draft.images.append(block.url)
                shown = _image_line(block, markup)
            case KeyValues():
                shown = KeyValues(_without_fields(block, draft, markup))
        draft.write(block_text(shown, markup), after=gap(above, shown))
        above = shown
    return draft


def _without_fields(block: KeyValues, draft: _Draft, markup: Markup) -> tuple[KeyValue, ...]:
    """Put figures into fields, and return those that are too long or too many for it."""
    rest: list[KeyValue] = []
    for pair in block.pairs:
        name = markup.write((Text(pair.label),))
        value = markup.write(attributed(pair.value, pair.attribution), line_break="\n")
        if (
            0 < characters(name) <= most("embed-field-name")
            and 0 < characters(value) <= most("embed-field-value")
            and len(draft.fields) < most("embed-fields")
        ):
            draft.fields.append({"name": name, "value": value, "inline": True})
        else:
            rest.append(pair)
    return tuple(rest)


def _image_line(image: Image, markup: Markup) -> Para:
    label = catalogue_for(markup.lang).text(Label.IMAGE)
    content: Inlines = (
        Text(f"{label}: "),
        Link(image.url, (Text(shorten(image.alt, _ALT_LENGTH)),)),
    )
    return Para(content, ParaStyle.SMALL)


def _page(draft: _Draft, page: FittedPage, *, document: Document, frame: Frame) -> Page[Json]:
    embed: Json = {
        "title": frame.title_of(page.number, page.total),
        "color": COLOURS[document.meta.priority],
    }
    if draft.description:
        embed["description"] = draft.description
    if draft.fields:
        embed["fields"] = draft.fields
    if draft.images:
        embed["image"] = {"url": draft.images[0]}
    if marker := frame.marker(page.number, page.total):
        embed["footer"] = {"text": marker}
    body: Json = {"embeds": [embed]}
    row = most("row-children")
    rows = [
        action_row(draft.buttons[start : start + row])
        for start in range(0, len(draft.buttons), row)
    ]
    if rows:
        body["components"] = rows
    if flags := notification_flags(document.meta):
        body["flags"] = flags
    texts = [text for _, _, text in embed_texts(embed)]
    return Page(
        {**body, "allowed_mentions": allowed_mentions(texts)},
        {
            "characters": (sum(map(characters, texts)), most("embed-total")),
            "description": (characters(draft.description), most("embed-description")),
            "fields": (len(draft.fields), most("embed-fields")),
            "rows": (len(rows), most("v1-rows")),
        },
    )


def _losses(drafts: list[_Draft], pages: tuple[Page[Json], ...]) -> tuple[Loss, ...]:
    """Return what an embed cannot do: a second picture, and notify anybody."""
    pictures = sum(len(draft.images[1:]) for draft in drafts)
    mute = sum(page.payload["allowed_mentions"] != allowed_mentions(()) for page in pages)
    found = (
        Loss(LossKind.DEGRADED, "images shown as links", pictures),
        Loss(LossKind.DEGRADED, "pages whose mentions notify nobody", mute),
    )
    return tuple(loss for loss in found if loss.count)
