"""Neutral blocks -> Block Kit blocks, and their measured sizes.

Prose is rich text, small lines are context, figures are section fields: text objects are always
plain_text, so that no content is ever read as mrkdwn.
https://docs.slack.dev/reference/block-kit/blocks
"""

from itertools import chain

from briefbot.core.actions import action_id, action_key
from briefbot.core.document import (
    Actions,
    Block,
    Button,
    Callout,
    CodeBlock,
    Divider,
    Emph,
    Fold,
    Heading,
    Image,
    Inlines,
    KeyValue,
    KeyValues,
    LinkButton,
    List,
    ListItem,
    Para,
    ParaStyle,
    Quote,
    Strong,
    Table,
    Text,
)
from briefbot.core.size import Size
from briefbot.platforms.slack.limits import count_units, table, text_size
from briefbot.platforms.slack.markup import (
    Json,
    Voice,
    clean,
    elements,
    one_line,
    plain_object,
    safe_url,
)
from briefbot.platforms.slack.render.tables import as_points, header_size

#: Slack's own composer indents no further.
_DEEPEST_INDENT = 8
_HEADING_STYLES = {2: ("bold",)}
_MINOR_HEADING_STYLE = ("bold", "italic")


def measure(block: Block, voice: Voice) -> Size:
    """Return what a block takes at most on a page: UTF-16 units and Block Kit blocks.

    One unit more than its text, for the line break between figures that fitting put together. A
    table is measured as the list it becomes when its page has another table, plus its header row.
    """
    if isinstance(block, Table):
        caption = text_size(caption_of(block))
        rows = text_size(_list(as_points(block), voice)) if block.rows else 0
        return Size(caption + header_size(block, voice) + rows + 1, pieces=2)
    made = _figure_lines(block, voice) if isinstance(block, KeyValues) else blocks_of(block, voice)
    # An empty block counts as one too, so that the text put into it adds characters only.
    return Size(text_size(made) + 1, pieces=max(1, len(made)))


def blocks_of(  # noqa: C901, PLR0911 - one case for each kind of block
    block: Block, voice: Voice
) -> list[Json]:
    """Return a prepared block in Slack's terms; nothing for a block without visible content.

    A table is returned as a list: whether a page has room for its one table block, the page knows.
    """
    match block:
        case Heading():
            style = _HEADING_STYLES.get(block.level, _MINOR_HEADING_STYLE)
            return _prose(elements(block.content, voice, style))
        case Para():
            return _paragraph(block, voice)
        case List():
            return _list(block, voice)
        case Quote():
            return _quote(block, voice)
        case Callout():
            label = (Strong((Text(f"{block.label}: "),)),) if block.label else ()
            return _prose(elements((*label, *block.content), voice))
        case KeyValues():
            return _figure_fields(block, voice) or _figure_lines(block, voice)
        case Table():
            return [*caption_of(block), *_list(as_points(block), voice)]
        case CodeBlock():
            text = clean(block.text).rstrip("\n")
            shown: list[Json] = [{"type": "text", "text": text}] if text.strip() else []
            return _prose(shown, "rich_text_preformatted")
        case Fold():
            inner: tuple[Block, ...] = (Heading(3, (Text(block.title),)), *block.blocks)
            return list(chain.from_iterable(blocks_of(child, voice) for child in inner))
        case Image() | Actions() | Divider():
            return [_object(block)]


def caption_of(block: Table) -> list[Json]:
    """Return the line above a table; nothing when it has no caption."""
    return context(clean(block.caption))


def button_element(button: Button) -> Json:
    """Return a button: one that opens an address, or one that sends its `action_id` back."""
    element: Json = {"type": "button", "text": plain_object(button.label)}
    if isinstance(button, LinkButton):
        return {**element, "url": safe_url(button.url) or button.url}
    return {**element, "action_id": action_id(button), "value": action_key(button)}


def context(text: str) -> list[Json]:
    """Return a small grey line; nothing when it has no visible text."""
    if not text.strip():
        return []
    return [{"type": "context", "elements": [plain_object(text)]}]


# --- prose ---


def _prose(shown: list[Json], kind: str = "rich_text_section") -> list[Json]:
    if not _is_visible(shown):
        return []
    return [{"type": "rich_text", "elements": [{"type": kind, "elements": shown}]}]


def _is_visible(shown: list[Json]) -> bool:
    return any(each["type"] != "text" or str(each["text"]).strip() for each in shown)


def _paragraph(block: Para, voice: Voice) -> list[Json]:
    if block.style is ParaStyle.SMALL and _is_plain(block.content):
        return context(clean(voice.plain(block.content)))
    return _prose(elements(block.content, voice))


def _is_plain(content: Inlines) -> bool:
    """Tell whether plain text says all of it: emphasis may go, links, dates and strikes may not."""
    return all(
        isinstance(inline, Text)
        or (isinstance(inline, Strong | Emph) and _is_plain(inline.children))
        for inline in content
    )


def _quote(block: Quote, voice: Voice) -> list[Json]:
    words = elements(block.content, voice)
    attribution = elements(block.attribution, voice, ("italic",))
    if _is_visible(words) and _is_visible(attribution):
        words.append({"type": "text", "text": "\n— "})
    return _prose([*words, *attribution], "rich_text_quote")


# --- lists ---


def _list(block: List, voice: Voice) -> list[Json]:
    parts = _list_parts(block, voice, indent=0)
    return [{"type": "rich_text", "elements": parts}] if parts else []


def _list_parts(block: List, voice: Voice, *, indent: int) -> list[Json]:
    """Return the lists that make one list: nested points stand between its parts, indented."""
    parts: list[Json] = []
    points: list[Json] = []
    number = block.start
    for item in block.items:
        shown = _point(item, voice)
        if _is_visible(shown):
            points.append({"type": "rich_text_section", "elements": shown})
        if item.items:
            parts += _list_part(block, points, number=number, indent=indent)
            number += len(points)
            points = []
            deeper = min(indent + 1, _DEEPEST_INDENT)
            parts += _list_parts(List(item.items), voice, indent=deeper)
    return parts + _list_part(block, points, number=number, indent=indent)


def _list_part(block: List, points: list[Json], *, number: int, indent: int) -> list[Json]:
    if not points:
        return []
    part: Json = {"type": "rich_text_list", "style": "ordered" if block.ordered else "bullet"}
    if indent:
        part["indent"] = indent
    if block.ordered and number > 1:
        part["offset"] = number - 1
    return [{**part, "elements": points}]


def _point(item: ListItem, voice: Voice) -> list[Json]:
    return _attributed(item.content, item.attribution, voice)


def _attributed(content: Inlines, attribution: Inlines, voice: Voice) -> list[Json]:
    """Return words and, in italics and parentheses, who says so."""
    if attribution:
        before = " (" if content else "("
        content = (*content, Emph((Text(before), *attribution, Text(")"))))
    return elements(content, voice)


# --- figures ---


def _figure_lines(block: KeyValues, voice: Voice) -> list[Json]:
    lines = [_figure_line(pair, voice) for pair in block.pairs]
    shown: list[Json] = []
    for line in filter(_is_visible, lines):
        shown += [{"type": "text", "text": "\n"}, *line] if shown else line
    return _prose(shown)


def _figure_line(pair: KeyValue, voice: Voice) -> list[Json]:
    label = (Strong((Text(f"{pair.label}:"),)), Text(" ")) if pair.label else ()
    return _attributed((*label, *pair.value), pair.attribution, voice)


def _figure_fields(block: KeyValues, voice: Voice) -> list[Json]:
    """Return figures side by side; nothing where plain text fields cannot say or hold them all."""
    pairs = block.pairs
    if not pairs or len(pairs) > table.FIELDS.value:
        return []
    if not all(_is_plain((*pair.value, *pair.attribution)) for pair in pairs):
        return []
    texts = [_field_text(pair, voice) for pair in pairs]
    if not all(text.strip() and count_units(text) <= table.FIELD.value for text in texts):
        return []
    return [{"type": "section", "fields": [plain_object(text) for text in texts]}]


def _field_text(pair: KeyValue, voice: Voice) -> str:
    value = one_line(voice.plain(pair.value))
    attribution = one_line(voice.plain(pair.attribution))
    if attribution:
        value = f"{value} ({attribution})"
    return "\n".join(filter(None, (one_line(pair.label), value)))


# --- what is no prose ---


def _object(block: Image | Actions | Divider) -> Json:
    if isinstance(block, Image):
        made: Json = {"type": "image", "image_url": block.url, "alt_text": block.alt}
        return {**made, "title": plain_object(block.caption)} if block.caption else made
    if isinstance(block, Actions):
        return {"type": "actions", "elements": [button_element(each) for each in block.buttons]}
    return {"type": "divider"}
