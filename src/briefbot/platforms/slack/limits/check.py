"""Our own check of a message body against Slack's limits, as Slack's server would refuse it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from briefbot.platforms.slack.limits import table
from briefbot.platforms.slack.limits.counting import count_units, estimated_characters, text_size
from briefbot.platforms.slack.limits.table import Limit

_Json = dict[str, object]


def check_payload(body: _Json) -> list[str]:
    """Return what is wrong with a `chat.postMessage` body, each with its place; empty when fine."""
    check = _Check()
    check.text(body, "text", table.MESSAGE_TEXT, "")
    blocks = _objects(body.get("blocks"))
    check.at_most(table.BLOCKS, len(blocks), "/blocks")
    check.at_most(table.MESSAGE_TOTAL, estimated_characters(blocks), "/blocks")
    check.at_most(table.TABLES, sum(block.get("type") == "table" for block in blocks), "/blocks")
    if "metadata" in body:
        check.at_most(table.METADATA, count_units(json.dumps(body["metadata"])), "/metadata")
    for index, block in enumerate(blocks):
        place = f"/blocks/{index}"
        if "block_id" in block:
            check.text(block, "block_id", table.BLOCK_ID, place)
        kind = str(block.get("type"))
        known = _CHECKS.get(kind)
        if known is None:
            check.faults.append(f"{place}: unknown block type {kind!r}")
        else:
            known(check, block, place)
    return check.faults


@dataclass(slots=True)
class _Check:
    """Collects faults while a body is walked."""

    faults: list[str] = field(default_factory=list)

    def at_most(self, limit: Limit, count: int, place: str) -> None:
        if count < limit.value if limit.at_least else count > limit.value:
            self.faults.append(
                f"{place}: {limit.name}: {count}, limit {limit.value} {limit.unit} ({limit.link})"
            )

    def text(self, owner: _Json, key: str, limit: Limit, place: str) -> None:
        """Check a string: it is there, not empty, and within its limit."""
        value = owner.get(key)
        here = f"{place}/{key}"
        if not isinstance(value, str):
            self.faults.append(f"{here}: no text")
            return
        self.at_most(table.TEXT_MINIMUM, count_units(value), here)
        self.at_most(limit, count_units(value), here)

    def plain(self, value: object, limit: Limit, place: str) -> None:
        """Check a plain_text object; mrkdwn is a fault, because content must never be markup."""
        if not isinstance(value, dict):
            self.faults.append(f"{place}: no text object")
            return
        if value.get("type") != "plain_text" or value.get("emoji") is not False:
            self.faults.append(f"{place}: not a plain_text object with emoji false")
        self.text(value, "text", limit, place)

    def url(self, owner: _Json, key: str, limit: Limit, place: str) -> None:
        self.text(owner, key, limit, place)
        if not str(owner.get(key)).startswith(("https://", "http://")):
            self.faults.append(f"{place}/{key}: not an http(s) address")


def _check_header(check: _Check, block: _Json, place: str) -> None:
    check.plain(block.get("text"), table.HEADER, f"{place}/text")


def _check_section(check: _Check, block: _Json, place: str) -> None:
    fields = _objects(block.get("fields"))
    if "text" in block:
        check.plain(block["text"], table.TEXT, f"{place}/text")
    elif not fields:
        check.faults.append(f"{place}: neither text nor fields")
    check.at_most(table.FIELDS, len(fields), f"{place}/fields")
    for index, one in enumerate(fields):
        check.plain(one, table.FIELD, f"{place}/fields/{index}")


def _check_context(check: _Check, block: _Json, place: str) -> None:
    elements = _some(check, block, place)
    check.at_most(table.CONTEXT, len(elements), f"{place}/elements")
    for index, element in enumerate(elements):
        check.plain(element, table.TEXT, f"{place}/elements/{index}")


def _check_actions(check: _Check, block: _Json, place: str) -> None:
    elements = _some(check, block, place)
    check.at_most(table.ACTIONS, len(elements), f"{place}/elements")
    names = [element["action_id"] for element in elements if "action_id" in element]
    if len(names) != len(set(names)):
        check.faults.append(f"{place}/elements: an action_id stands twice")
    for index, element in enumerate(elements):
        here = f"{place}/elements/{index}"
        check.plain(element.get("text"), table.BUTTON_TEXT, f"{here}/text")
        if "url" in element:
            check.url(element, "url", table.URL, here)
        else:
            check.text(element, "action_id", table.ACTION_ID, here)
        if "value" in element:
            check.text(element, "value", table.BUTTON_VALUE, here)


def _check_image(check: _Check, block: _Json, place: str) -> None:
    check.url(block, "image_url", table.IMAGE_URL, place)
    check.text(block, "alt_text", table.ALT_TEXT, place)
    if "title" in block:
        check.plain(block["title"], table.IMAGE_TITLE, f"{place}/title")


def _check_table(check: _Check, block: _Json, place: str) -> None:
    rows = block.get("rows")
    rows = rows if isinstance(rows, list) else []
    if not rows:
        check.faults.append(f"{place}: no rows")
    check.at_most(table.TABLE_ROWS, len(rows), f"{place}/rows")
    check.at_most(table.TABLE_TEXT, text_size(rows), f"{place}/rows")
    for index, row in enumerate(rows):
        here = f"{place}/rows/{index}"
        check.at_most(table.TABLE_COLUMNS, len(row), here)
        for column, cell in enumerate(_objects(row)):
            _check_rich_text(check, cell, f"{here}/{column}")


def _check_rich_text(check: _Check, block: _Json, place: str) -> None:
    check.at_most(table.TEXT, text_size(block), place)
    _some(check, block, place)
    for here, element in _parts(block, place):
        kind = element.get("type")
        if kind in _CONTAINERS:
            _some(check, element, here)
        elif kind == "text":
            check.text(element, "text", table.TEXT, here)
        elif kind == "link":
            check.text(element, "text", table.TEXT, here)
            check.url(element, "url", table.URL, here)
        elif kind == "date":
            check.text(element, "fallback", table.TEXT, here)
            if not isinstance(element.get("timestamp"), int):
                check.faults.append(f"{here}/timestamp: no whole number")
        elif kind not in _MENTIONS:
            check.faults.append(f"{here}: unknown element type {kind!r}")


def _check_divider(_check: _Check, _block: _Json, _place: str) -> None:
    """Accept: a divider has no text, and so no limit."""


_CONTAINERS = frozenset(
    {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
)
_MENTIONS = frozenset({"user", "usergroup", "channel", "broadcast"})

_CHECKS: Mapping[str, Callable[[_Check, _Json, str], None]] = {
    "header": _check_header,
    "section": _check_section,
    "context": _check_context,
    "actions": _check_actions,
    "image": _check_image,
    "divider": _check_divider,
    "table": _check_table,
    "rich_text": _check_rich_text,
}


def _parts(element: _Json, place: str) -> Iterator[tuple[str, _Json]]:
    """Yield everything within a rich text, outermost first, with its place."""
    for index, part in enumerate(_objects(element.get("elements"))):
        here = f"{place}/elements/{index}"
        yield here, part
        yield from _parts(part, here)


def _some(check: _Check, owner: _Json, place: str) -> list[_Json]:
    elements = _objects(owner.get("elements"))
    if not elements:
        check.faults.append(f"{place}/elements: empty")
    return elements


def _objects(value: object) -> list[_Json]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
