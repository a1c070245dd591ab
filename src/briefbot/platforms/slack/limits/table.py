"""Slack's limits on a message, each with its documentation, and the budgets we keep to.

Slack does not say whether it counts UTF-16 units or code points: everything here counts UTF-16
units, the larger of the two.
"""

from dataclasses import dataclass

_REFERENCE = "https://docs.slack.dev/reference"
_BLOCKS = f"{_REFERENCE}/block-kit/blocks"
_OBJECTS = f"{_REFERENCE}/block-kit/composition-objects"
_BUTTON = f"{_REFERENCE}/block-kit/block-elements/button-element"


@dataclass(frozen=True, slots=True)
class Limit:
    """The most (`at_least`: the least) Slack takes of something, and where that is written."""

    name: str
    value: int
    unit: str
    link: str
    at_least: bool = False


BLOCKS = Limit("blocks in a message", 50, "blocks", _BLOCKS)
BLOCK_ID = Limit("block_id", 255, "characters", f"{_BLOCKS}/section-block")
MESSAGE_TEXT = Limit(
    # chat.postMessage takes 40,000, but a page may be edited later.
    "text of a message that can be updated",
    4_000,
    "characters",
    f"{_REFERENCE}/methods/chat.update",
)
# Undocumented: refused as msg_blocks_too_long from about here on, block frames counted.
MESSAGE_TOTAL = Limit(
    "text of all blocks, frames included",
    12_000,
    "characters",
    "https://github.com/slackapi/bolt-js/issues/2867",
)
# Slack documents the error metadata_too_large but no figure; this one is ours.
METADATA = Limit(
    "metadata as JSON", 4_000, "characters", "https://docs.slack.dev/messaging/message-metadata"
)
TEXT_MINIMUM = Limit("a text, at least", 1, "character", f"{_OBJECTS}/text-object", at_least=True)
TEXT = Limit("text object", 3_000, "characters", f"{_OBJECTS}/text-object")
HEADER = Limit("header text", 150, "characters", f"{_BLOCKS}/header-block")
FIELDS = Limit("fields of a section", 10, "fields", f"{_BLOCKS}/section-block")
FIELD = Limit("field of a section", 2_000, "characters", f"{_BLOCKS}/section-block")
CONTEXT = Limit("elements of a context", 10, "elements", f"{_BLOCKS}/context-block")
ACTIONS = Limit("elements of actions", 25, "elements", f"{_BLOCKS}/actions-block")
BUTTON_TEXT = Limit("button text", 75, "characters", _BUTTON)
BUTTON_VALUE = Limit("button value", 2_000, "characters", _BUTTON)
ACTION_ID = Limit("action_id", 255, "characters", _BUTTON)
URL = Limit("url", 3_000, "characters", _BUTTON)
IMAGE_URL = Limit("image_url", 3_000, "characters", f"{_BLOCKS}/image-block")
ALT_TEXT = Limit("alt_text", 2_000, "characters", f"{_BLOCKS}/image-block")
IMAGE_TITLE = Limit("image title", 2_000, "characters", f"{_BLOCKS}/image-block")
TABLES = Limit("tables in a message", 1, "tables", f"{_BLOCKS}/table-block")
TABLE_ROWS = Limit("rows of a table", 100, "rows", f"{_BLOCKS}/table-block")
TABLE_COLUMNS = Limit("cells of a table row", 20, "cells", f"{_BLOCKS}/table-block")
TABLE_TEXT = Limit(
    "text of all table cells",
    10_000,
    "characters",
    "https://github.com/slackapi/slack-skills-plugin",
)

LIMITS: tuple[Limit, ...] = (
    BLOCKS,
    BLOCK_ID,
    MESSAGE_TEXT,
    MESSAGE_TOTAL,
    METADATA,
    TEXT_MINIMUM,
    TEXT,
    HEADER,
    FIELDS,
    FIELD,
    CONTEXT,
    ACTIONS,
    BUTTON_TEXT,
    BUTTON_VALUE,
    ACTION_ID,
    URL,
    IMAGE_URL,
    ALT_TEXT,
    IMAGE_TITLE,
    TABLES,
    TABLE_ROWS,
    TABLE_COLUMNS,
    TABLE_TEXT,
)

# --- budgets ---

#: What each block costs of MESSAGE_TOTAL besides its text, as measured by users of Slack
#: (https://github.com/slackapi/bolt-js/issues/2509): 13,297 characters, 125 less per further block.
BLOCK_FRAME = 125
#: Blocks and characters of one page. Text and frames together stay within MESSAGE_TOTAL:
#: 8,000 + 32 x 125 = 12,000, a tenth below what was measured.
PAGE_BLOCKS = 32
PAGE_CHARACTERS = 8_000
#: Characters of one block, 3 % below what a text object may hold.
BLOCK_CHARACTERS = 2_900
#: A link with its label must fit a block beside other words; longer addresses are shown as text.
LINK_URL_CHARACTERS = 2_000
LABEL_CHARACTERS = 500
#: An image's address, alternative text and caption together fit a block.
IMAGE_URL_CHARACTERS = 1_800
ALT_TEXT_CHARACTERS = 800
CAPTION_CHARACTERS = 150
#: The names of a table's columns, which a table shown as a list repeats in every row.
TABLE_HEADER_CHARACTERS = 700
#: What notifications and screen readers get; it stays below MESSAGE_TEXT after escaping.
FALLBACK_CHARACTERS = 3_800
