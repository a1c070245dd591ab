"""A document as messages of components, version 2: one calm container a page.

https://docs.discord.com/developers/components/reference
"""

from briefbot.core.document import Actions, Block, Divider, Document, Heading, Image
from briefbot.core.fitting import FittedPage, fit
from briefbot.core.rendering import Page, Rendered, RenderOptions
from briefbot.core.size import Size, Space
from briefbot.platforms.discord.limits.check_components import (
    CONTAINER,
    MEDIA_GALLERY,
    SEPARATOR,
    TEXT_DISPLAY,
    processed_bytes,
    text_displays,
    walk,
)
from briefbot.platforms.discord.limits.table import (
    BYTES_PER_TEXT_DISPLAY,
    COMPONENTS_BUDGET,
    IS_COMPONENTS_V2,
    characters,
    most,
)
from briefbot.platforms.discord.markup import Markup
from briefbot.platforms.discord.render.blocks import block_text, gap, text_size
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

Json = dict[str, object]

#: The container and the text that every page begins with.
_AROUND = Size(octets=BYTES_PER_TEXT_DISPLAY, pieces=2)


def render_components(document: Document, options: RenderOptions) -> Rendered[Json]:
    """Return a document as request bodies of `POST /channels/{id}/messages`.

    The body's `nonce` is the sender's to add.
    https://docs.discord.com/developers/resources/message#create-message
    """
    markup = markup_for(document, options)
    frame = Frame.of(document.meta, options, markup)
    prepared, degraded = prepare(document, markup)
    room = COMPONENTS_BUDGET - frame.size(options.max_pages) - _AROUND
    fitted = fit(
        prepared,
        measure=lambda block: _size(block, markup),
        space=Space(page=room, block=room.share(3, 4)),
        max_pages=options.max_pages,
    )
    return Rendered(
        pages=tuple(_page(page, document, frame=frame, markup=markup) for page in fitted.pages),
        fallback=fallback_text(document.meta),
        losses=(*frame.losses(document.meta, markup), *degraded, *fitted.losses),
    )


def _size(block: Block, markup: Markup) -> Size:
    """Measure a block. Texts flow together; what parts them may cost one more text after it."""
    match block:
        case Divider() | Image():
            return Size(octets=BYTES_PER_TEXT_DISPLAY, pieces=2)
        case Actions():
            return Size(octets=BYTES_PER_TEXT_DISPLAY, pieces=2 + len(block.buttons))
        case _:
            return text_size(block, markup)


class _Column:
    """Components under each other; texts that follow each other become one Text Display."""

    def __init__(self) -> None:
        self._components: list[Json] = []
        self._text = ""

    def write(self, text: str, *, after: str) -> None:
        """Add text, with `after` between it and text right above."""
        if text:
            self._text += after + text if self._text else text

    def place(self, component: Json) -> None:
        """Add a component that is no text."""
        if self._text:
            self._components.append({"type": TEXT_DISPLAY, "content": self._text})
            self._text = ""
        if component:
            self._components.append(component)

    def components(self) -> list[Json]:
        """Return all components, the last text included."""
        self.place({})
        return self._components


def _page(page: FittedPage, document: Document, *, frame: Frame, markup: Markup) -> Page[Json]:
    column = _Column()
    column.write(frame.heading(page.number, page.total), after="")
    above: Block = Heading(2, ())  # the title keeps the distance of a heading
    pressed: set[str] = set()
    for block in page.blocks:
        match block:
            case Divider():
                column.place({"type": SEPARATOR, "divider": True, "spacing": 1})
            case Image():
                column.place(_gallery(block))
            case Actions():
                column.place(action_row(button_components(block.buttons, pressed)))
            case _:
                column.write(block_text(block, markup), after=gap(above, block))
        above = block
    marker = frame.marker(page.number, page.total)
    column.write(marker and f"-# {marker}", after="\n")
    container: Json = {
        "type": CONTAINER,
        "accent_color": COLOURS[document.meta.priority],
        "components": column.components(),
    }
    components = [component for _, component in walk([container])]
    texts = text_displays(components)
    return Page(
        {
            "flags": IS_COMPONENTS_V2 | notification_flags(document.meta),
            "components": [container],
            "allowed_mentions": allowed_mentions(texts),
        },
        {
            "characters": (sum(map(characters, texts)), most("v2-text")),
            "bytes": (processed_bytes(texts), most("v2-bytes")),
            "components": (len(components), most("v2-total")),
        },
    )


def _gallery(image: Image) -> Json:
    item: Json = {"media": {"url": image.url}}
    if image.alt:
        item["description"] = image.alt
    return {"type": MEDIA_GALLERY, "items": [item]}
