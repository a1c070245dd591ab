"""The limits on components, of both versions."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from briefbot.platforms.discord.limits.table import BYTES_PER_TEXT_DISPLAY, characters, most

Component = Mapping[str, Any]

# https://docs.discord.com/developers/components/reference#what-is-a-component-component-types
ACTION_ROW = 1
BUTTON = 2
STRING_SELECT = 3
SELECTS = frozenset({3, 5, 6, 7, 8})
SECTION = 9
TEXT_DISPLAY = 10
THUMBNAIL = 11
MEDIA_GALLERY = 12
FILE = 13
SEPARATOR = 14
CONTAINER = 17
_V2_ONLY = frozenset({SECTION, TEXT_DISPLAY, MEDIA_GALLERY, FILE, SEPARATOR, CONTAINER})

# https://docs.discord.com/developers/components/reference#button-button-styles
LINK_STYLE = 5
PREMIUM_STYLE = 6


def component_faults(components: Sequence[Component], *, v2: bool) -> Iterator[str]:
    """Yield what is wrong with the components of one message."""
    every = list(walk(components))
    if v2:
        yield from _v2_faults([component for _, component in every])
    else:
        yield from _v1_faults(components)
    custom_ids = Counter(
        component["custom_id"] for _, component in every if component.get("custom_id")
    )
    for custom_id, times in custom_ids.items():
        if times > 1:
            yield f"custom-id-unique: {custom_id} stands {times} times"
    for where, component in every:
        check = _CHECKS.get(component["type"])
        if "custom_id" in component and not _between(component["custom_id"], "custom-id"):
            yield f"custom-id: {where} has {len(component['custom_id'])} of 1-100 characters"
        if check is not None:
            yield from check(where, component)


def walk(
    components: Sequence[Component], path: str = "components"
) -> Iterator[tuple[str, Component]]:
    """Yield every component with its place, nested ones and accessories included."""
    for number, component in enumerate(components):
        where = f"{path}[{number}]"
        yield where, component
        yield from walk(component.get("components") or [], f"{where}.components")
        if "accessory" in component:
            yield f"{where}.accessory", component["accessory"]


def _between(text: str, limit: str) -> bool:
    return 1 <= characters(text) <= most(limit)


def _address(url: str, limit: str, *others: str) -> bool:
    return urlsplit(url).scheme in {"http", "https", *others} and characters(url) <= most(limit)


def _v1_faults(components: Sequence[Component]) -> Iterator[str]:
    if any(component["type"] in _V2_ONLY for component in components):
        yield "v2-required: components of version 2 without the flag 1<<15"
    if len(components) > most("v1-rows"):
        yield f"v1-rows: {len(components)} of {most('v1-rows')} rows"


def _v2_faults(components: Sequence[Component]) -> Iterator[str]:
    if len(components) > most("v2-total"):
        yield f"v2-total: {len(components)} of {most('v2-total')} components"
    texts = text_displays(components)
    length = sum(map(characters, texts))
    if length > most("v2-text"):
        yield f"v2-text: {length} of {most('v2-text')} characters"
    size = processed_bytes(texts)
    if size > most("v2-bytes"):
        yield f"v2-bytes: {size} of {most('v2-bytes')} bytes"


def text_displays(components: Sequence[Component]) -> list[str]:
    """Return the contents of the Text Displays among a flat run of components."""
    return [each.get("content") or "" for each in components if each["type"] == TEXT_DISPLAY]


def processed_bytes(texts: Sequence[str]) -> int:
    """Return what `v2-bytes` counts."""
    return sum(
        len(text.encode("utf-8", "surrogatepass")) + BYTES_PER_TEXT_DISPLAY for text in texts
    )


def _row(where: str, row: Component) -> Iterator[str]:
    children = row.get("components") or []
    kinds = {child["type"] for child in children}
    buttons = kinds == {BUTTON} and len(children) <= most("row-children")
    if not buttons and not (len(children) == 1 and kinds <= SELECTS):
        yield f"row-children: {where} holds neither 1-5 buttons nor one select"


def _button(where: str, button: Component) -> Iterator[str]:
    keys = {key for key in ("url", "custom_id", "sku_id") if button.get(key)}
    needed = {LINK_STYLE: "url", PREMIUM_STYLE: "sku_id"}.get(button["style"], "custom_id")
    if keys != {needed}:
        yield f"button-kind: {where} of style {button['style']} has {sorted(keys)}, not {needed}"
    label = button.get("label") or ""
    if characters(label) > most("button-label"):
        yield f"button-label: {where} has {characters(label)} of {most('button-label')} characters"
    if needed != "sku_id" and not label.strip() and not button.get("emoji"):
        yield f"button-empty: {where} has neither label nor emoji"
    if needed == "url" and not _address(button.get("url") or "", "button-url"):
        yield f"button-url: {where} has no http(s) address of at most 512 characters"


def _section(where: str, section: Component) -> Iterator[str]:
    texts = section.get("components") or []
    if not 1 <= len(texts) <= most("section") or {text["type"] for text in texts} != {TEXT_DISPLAY}:
        yield f"section: {where} has {len(texts)} of 1-3 texts"
    if (section.get("accessory") or {}).get("type") not in {BUTTON, THUMBNAIL}:
        yield f"section: {where} has no accessory"


def _text(where: str, text: Component) -> Iterator[str]:
    if not (text.get("content") or "").strip():
        yield f"v2-text: {where} is empty"


def _gallery(where: str, gallery: Component) -> Iterator[str]:
    items = gallery.get("items") or []
    if not 1 <= len(items) <= most("gallery"):
        yield f"gallery: {where} has {len(items)} of 1-{most('gallery')} items"
    for number, item in enumerate(items):
        yield from _media(f"{where}.items[{number}]", item)


def _media(where: str, item: Component) -> Iterator[str]:
    url = (item.get("media") or {}).get("url") or ""
    if not _address(url, "media-url", "attachment"):
        yield f"media-url: {where} has no http(s) address of at most 2048 characters"
    description = item.get("description")
    if description is not None and not _between(description, "media-description"):
        yield f"media-description: {where} has {characters(description)} of 1-1024 characters"


def _select(where: str, select: Component) -> Iterator[str]:
    if characters(select.get("placeholder") or "") > most("placeholder"):
        yield f"placeholder: {where} is longer than {most('placeholder')} characters"
    least, highest = select.get("min_values", 1), select.get("max_values", 1)
    if not 0 <= least <= highest <= most("select-values"):
        yield f"select-values: {where} takes {least} to {highest} values"
    if select["type"] == STRING_SELECT:
        yield from _options(where, select.get("options") or [], highest=highest)


def _options(where: str, options: Sequence[Component], *, highest: int) -> Iterator[str]:
    if not 1 <= len(options) <= most("select-options"):
        yield f"select-options: {where} has {len(options)} of 1-{most('select-options')} options"
    for number, option in enumerate(options):
        for key in ("label", "value", "description"):
            if characters(option.get(key) or "") > most("select-option-text"):
                yield f"select-option-text: {where}.options[{number}].{key} is too long"
    values = {option["value"] for option in options}
    chosen = sum(bool(option.get("default")) for option in options)
    if len(values) < len(options) or not chosen <= highest <= len(options):
        yield f"select-observed: {where} repeats a value or takes more than it offers"


_CHECKS = {
    ACTION_ROW: _row,
    BUTTON: _button,
    SECTION: _section,
    TEXT_DISPLAY: _text,
    THUMBNAIL: _media,
    MEDIA_GALLERY: _gallery,
    **dict.fromkeys(SELECTS, _select),
}
