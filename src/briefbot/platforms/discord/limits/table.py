"""Discord's limits on messages, as data, and the smaller budgets pages are filled to.

The pages named were read in the documentation's own source at commit c98d64b of
https://github.com/discord/discord-api-docs (August 2026). `observed` marks what Discord has been
seen to do and does not document.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from briefbot.core.size import Size

_DOCS = "https://docs.discord.com/developers"
_MESSAGE = f"{_DOCS}/resources/message#create-message-json/form-params"
_EMBED = f"{_DOCS}/resources/message#embed-object-embed-limits"
_MENTIONS = f"{_DOCS}/resources/message#allowed-mentions-object"
_PARTS = f"{_DOCS}/components/reference"
_SELECT = f"{_PARTS}#string-select-string-select-structure"
_BUTTON = f"{_PARTS}#button-button-structure"

# Message flags: https://docs.discord.com/developers/resources/message#message-object-message-flags
SUPPRESS_EMBEDS = 1 << 2
SUPPRESS_NOTIFICATIONS = 1 << 12
IS_VOICE_MESSAGE = 1 << 13
IS_COMPONENTS_V2 = 1 << 15


@dataclass(frozen=True, slots=True)
class Limit:
    """One row: `value` is the most allowed in `unit`; a rule without a figure has None."""

    name: str
    value: int | None
    unit: str
    source: str
    observed: bool = False


_ROWS = (
    Limit("content", 2000, "characters", _MESSAGE),
    Limit("message-empty", None, "something to show", _MESSAGE),
    Limit("nonce", 25, "characters", _MESSAGE),
    Limit("stickers", 3, "stickers", _MESSAGE),
    Limit(
        "request-size", 26_214_400, "bytes", f"{_DOCS}/resources/message#create-message-limitations"
    ),
    Limit("flags", None, "known flags", _MESSAGE),
    Limit("embeds", 10, "embeds", _MESSAGE),
    Limit("embed-total", 6000, "characters over all embeds", _EMBED),
    Limit("embed-title", 256, "characters", _EMBED),
    Limit("embed-description", 4096, "characters", _EMBED),
    Limit("embed-fields", 25, "fields", _EMBED),
    Limit("embed-field-name", 256, "characters", _EMBED),
    Limit("embed-field-value", 1024, "characters", _EMBED),
    Limit("embed-footer", 2048, "characters", _EMBED),
    Limit("embed-author", 256, "characters", _EMBED),
    Limit(
        "embed-url",
        2048,
        "characters, http(s)",
        f"{_DOCS}/resources/message#embed-object-embed-image-structure",
    ),
    Limit("mentions-exclusive", None, "parse or list", _MENTIONS),
    Limit("mentions-ids", 100, "ids", _MENTIONS),
    Limit("v2-fields", None, "components only", _PARTS),
    Limit("v2-required", None, "flag 1<<15", _PARTS),
    Limit("v2-total", 40, "components, nested ones counted", _PARTS),
    Limit(
        "v2-text",
        4000,
        "characters over all Text Displays",
        "https://github.com/discord/discord-api-docs/pull/8562",
    ),
    Limit(
        "v2-bytes",
        10_170,
        "UTF-8 bytes over all Text Displays, 12 more for each",
        "https://github.com/discord/discord-api-docs/issues/8554",
        observed=True,
    ),
    Limit("v1-rows", 5, "action rows", f"{_PARTS}#legacy-message-component-behavior"),
    Limit("row-children", 5, "buttons, or one select", f"{_PARTS}#action-row"),
    Limit("section", 3, "texts and an accessory", f"{_PARTS}#section"),
    Limit("gallery", 10, "items", f"{_PARTS}#media-gallery"),
    Limit("media-description", 1024, "characters", f"{_PARTS}#media-gallery"),
    Limit("media-url", 2048, "characters, http(s)", f"{_PARTS}#unfurled-media-item"),
    Limit("custom-id", 100, "characters", f"{_PARTS}#anatomy-of-a-component-custom-id"),
    Limit("custom-id-unique", None, "once", f"{_PARTS}#anatomy-of-a-component-custom-id"),
    Limit("button-label", 80, "characters", _BUTTON),
    Limit("button-url", 512, "characters, http(s)", _BUTTON),
    Limit("button-kind", None, "url, custom_id or sku_id", _BUTTON),
    Limit(
        "button-empty",
        None,
        "a label or an emoji",
        "https://github.com/Rapptz/discord.py/issues/7113",
        observed=True,
    ),
    Limit("select-options", 25, "options", _SELECT),
    Limit(
        "select-option-text", 100, "characters", f"{_PARTS}#string-select-select-option-structure"
    ),
    Limit("select-values", 25, "values", _SELECT),
    Limit(
        "select-observed",
        None,
        "values once, no more chosen than offered",
        "https://github.com/Rapptz/discord.py/issues/6984",
        observed=True,
    ),
    Limit("placeholder", 150, "characters", _SELECT),
)

#: Every limit on a message, by name.
LIMITS: Mapping[str, Limit] = MappingProxyType({row.name: row for row in _ROWS})

#: What an observed Text Display costs besides its bytes; see the row `v2-bytes`.
BYTES_PER_TEXT_DISPLAY = 12

#: What a page of components is filled to: 5 % below v2-text, 7 % below v2-bytes, 2 below v2-total.
COMPONENTS_BUDGET = Size(characters=3800, octets=9500, pieces=38)

#: What an embed is filled to besides title and footer, so that `embed-total` cannot be reached. No
#: limit on bytes is known. A piece is a button, 5 rows of them.
EMBED_BUDGET = Size(characters=3800, octets=4 * 3800, pieces=25)


def most(name: str) -> int:
    """Return a limit's figure. Raises KeyError for an unknown limit, ValueError without figure."""
    value = LIMITS[name].value
    if value is None:
        raise ValueError(f"limit {name} is a rule without a figure")
    return value


def characters(text: str) -> int:
    """Count a text as UTF-16 units.

    Whether Discord counts these or code points is not documented; there are never fewer of these.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
