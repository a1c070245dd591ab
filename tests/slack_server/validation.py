"""What Slack would refuse in a message or a view, by our own tables of its limits."""

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from briefbot.platforms.slack.limits import check_payload, count_units, table
from slack_server.calls import Call, RefusedError, refused_for
from slack_server.elements import (
    CHOICES,
    Fault,
    element_faults,
    input_faults,
    view_faults,
)
from slack_server.world import Json

_COMMON = frozenset({"type", "block_id"})
_KEYS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "header": _COMMON | {"text"},
        "section": _COMMON | {"text", "fields", "accessory", "expand"},
        "context": _COMMON | {"elements"},
        "actions": _COMMON | {"elements"},
        "image": _COMMON | {"image_url", "alt_text", "title"},
        "divider": _COMMON,
        "table": _COMMON | {"rows", "column_settings"},
        "rich_text": _COMMON | {"elements"},
        "input": _COMMON | {"label", "element", "hint", "optional", "dispatch_action"},
    }
)
_BUTTON: Json = {"type": "button", "text": {"type": "plain_text", "text": "-", "emoji": False}}


def checked_blocks(call: Call, *, checks: bool = True) -> list[Json] | None:
    """Return the blocks of a call, None where it has none; raise RefusedError for bad ones.

    Without `checks` only their form is looked at.
    """
    blocks = call.structured("blocks", error="invalid_blocks_format")
    if blocks is None:
        return None
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise RefusedError("invalid_blocks_format")
    if checks:
        refuse_bad_blocks(blocks)
    return blocks


def refuse_bad_blocks(blocks: list[Json]) -> None:
    """Raise RefusedError, with a JSON pointer for every reason, unless Slack takes the blocks."""
    faults = list(block_faults(blocks))
    if any(table.MESSAGE_TOTAL.name in reason for _place, reason in faults):
        raise RefusedError("msg_blocks_too_long")
    if faults:
        raise refused_for("invalid_blocks", _reasons(faults))


def block_faults(blocks: list[Json]) -> Iterator[Fault]:
    """Yield what is wrong with blocks; interactive elements are checked by themselves."""
    plain: list[Json] = []
    for index, block in enumerate(blocks):
        place = f"/blocks/{index}"
        kind = str(block.get("type"))
        for key in sorted(block.keys() - _KEYS.get(kind, block.keys())):
            yield f"{place}/{key}", "no such field in this block"
        if kind == "input":
            yield from input_faults(block, place)
            plain.append({"type": "divider"})
        elif kind == "actions" and _has_choices(block):
            yield from _choices_faults(block, place)
            plain.append(_with_buttons(block))
        else:
            plain.append(block)
        if "accessory" in block:
            yield from _accessory_faults(block["accessory"], f"{place}/accessory")
    names = [block["block_id"] for block in blocks if "block_id" in block]
    if len(names) != len(set(names)):
        yield "/blocks", "a block_id stands twice"
    if blocks:
        yield from _by_our_table(plain)


def _by_our_table(blocks: list[Json]) -> Iterator[Fault]:
    for fault in check_payload({"text": "-", "blocks": blocks}):
        place, _, reason = fault.partition(": ")
        yield place, reason


def _has_choices(block: Json) -> bool:
    return any(element.get("type") != "button" for element in block.get("elements") or [])


def _choices_faults(block: Json, place: str) -> Iterator[Fault]:
    for index, element in enumerate(block["elements"]):
        here = f"{place}/elements/{index}"
        if element.get("type") in CHOICES:
            yield from element_faults(element, here)
        elif element.get("type") != "button":
            yield here, f"unsupported type: {element.get('type')}"


def _with_buttons(block: Json) -> Json:
    """Return an `actions` block in which harmless buttons stand for what is no button."""
    elements = [
        element
        if element.get("type") == "button"
        else {**_BUTTON, "action_id": element.get("action_id") or "-"}
        for element in block["elements"]
    ]
    return {**block, "elements": elements}


def _accessory_faults(accessory: object, place: str) -> Iterator[Fault]:
    kind = accessory.get("type") if isinstance(accessory, dict) else None
    if not isinstance(accessory, dict) or kind not in {*CHOICES, "button"}:
        yield place, f"unsupported type: {kind}"
    elif kind == "button":
        for here, reason in _by_our_table([{"type": "actions", "elements": [accessory]}]):
            yield here.replace("/blocks/0/elements/0", place), reason
    else:
        yield from element_faults(accessory, place)


def refuse_bad_view(view: Json) -> None:
    """Raise RefusedError unless Slack takes the view."""
    faults = list(view_faults(view))
    if not faults:
        # A modal holds 100 blocks where a message holds 50, and no limit on all its text is known.
        whole = (table.BLOCKS.name, table.MESSAGE_TOTAL.name)
        faults = [
            (f"/view{place}", reason)
            for place, reason in block_faults(view["blocks"])
            if not reason.startswith(whole)
        ]
    if faults:
        raise refused_for("invalid_arguments", _reasons(faults))


def checked_metadata(call: Call) -> Json | None:
    """Return a message's metadata, None where it has none; raise RefusedError for bad ones."""
    metadata = call.structured("metadata", error="invalid_metadata_format")
    if metadata is None:
        return None
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("event_type"), str)
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        raise RefusedError("invalid_metadata_format")
    if count_units(json.dumps(metadata)) > table.METADATA.value:
        raise RefusedError("metadata_too_large")
    return metadata


def _reasons(faults: list[Fault]) -> list[str]:
    return [f"{reason} [json-pointer:{place}]" for place, reason in faults]
