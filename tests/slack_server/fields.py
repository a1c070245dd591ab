"""What a person can find and fill in: elements of messages and views, and their values."""

from collections.abc import Iterator, Mapping
from typing import Any

from slack_server.elements import options_of
from slack_server.world import Json

#: The key under which a view's state keeps an element's value.
_STATE_KEYS = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
}


class CannotError(AssertionError):
    """The test wants a person to do what Slack's client would not let them do."""


def elements_of(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every interactive element with the block it stands in."""
    for block in blocks:
        if block.get("type") == "actions":
            for element in block.get("elements") or []:
                yield block, element
        if "accessory" in block:
            yield block, block["accessory"]
        if "element" in block:
            yield block, block["element"]


def find_element(blocks: list[Json], name: str) -> tuple[Json, Json]:
    """Return the block and the element of an action_id or block_id; raise CannotError."""
    for block, element in elements_of(blocks):
        if name in (element.get("action_id"), block.get("block_id")):
            return block, element
    known = [str(element.get("action_id")) for _, element in elements_of(blocks)]
    raise CannotError(f"nothing here is called {name!r}; there are {known}")


def chosen(element: Json, value: Any, offered: list[Json]) -> Json:  # noqa: ANN401 -- JSON
    """Return an element's state with a value; `offered` is what an external menu showed."""
    kind = element["type"]
    if kind in ("static_select", "radio_buttons", "external_select"):
        options = offered if kind == "external_select" else options_of(element)
        return {"type": kind, "selected_option": _option(options, value)}
    if kind == "checkboxes":
        several = [_option(options_of(element), one) for one in value or []]
        return {"type": kind, "selected_options": several}
    if kind in _STATE_KEYS:
        return {"type": kind, _STATE_KEYS[kind]: value}
    if isinstance(value, str) and len(value) > element.get("max_length", 3000):
        raise CannotError(f"{value[:20]!r}... is longer than the field takes")
    return {"type": kind, "value": value or None}


def initial(element: Json) -> Json:
    """Return an element's state before anything is typed in."""
    kind = element["type"]
    if kind in ("static_select", "radio_buttons", "external_select"):
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind == "checkboxes":
        return {"type": kind, "selected_options": element.get("initial_options") or []}
    if kind in _STATE_KEYS:
        key = _STATE_KEYS[kind]
        return {"type": kind, key: element.get(key.replace("selected", "initial"))}
    return {"type": kind, "value": element.get("initial_value")}


def filled(
    blocks: list[Json], values: Mapping[str, Any], offered: Mapping[str, list[Json]]
) -> dict[str, dict[str, Json]]:
    """Return a view's state: `values` by action_id or block_id, and the rest as it stood.

    Raises CannotError for a field that is not there, and for a required one that is empty.
    """
    by_name = {}
    for name, value in values.items():
        block, element = find_element(blocks, name)
        by_name[block["block_id"], element["action_id"]] = value
    state: dict[str, dict[str, Json]] = {}
    for block, element in elements_of(blocks):
        if element["type"] == "button":
            continue
        place = (block["block_id"], element["action_id"])
        shown = offered.get(element["action_id"], [])
        value = chosen(element, by_name[place], shown) if place in by_name else initial(element)
        is_empty = all(not value[key] for key in value if key != "type")
        if block["type"] == "input" and is_empty and not block.get("optional"):
            raise CannotError(f"the field {place} is required")
        state.setdefault(place[0], {})[place[1]] = value
    return state


def _option(options: list[Json], value: Any) -> Json | None:  # noqa: ANN401 -- JSON
    if not value:
        return None
    for option in options:
        if value in (option["value"], option["text"]["text"]):
            return option
    raise CannotError(f"{value!r} is not offered; {[option['value'] for option in options]} are")
