"""Checks of interactive elements and of views, which our own table of messages does not have.

https://docs.slack.dev/reference/block-kit/block-elements and ../reference/views
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from slack_server.world import Json

_SELECTS = frozenset({"static_select", "external_select"})
_PICKERS = frozenset(
    {"users_select", "conversations_select", "channels_select", "datepicker", "timepicker"}
)
_LISTS = frozenset({"checkboxes", "radio_buttons"})
_INPUTS = frozenset({"plain_text_input", "number_input", "datetimepicker"})
#: What may stand in an `actions` block or beside a section, besides buttons.
CHOICES = _SELECTS | _PICKERS | _LISTS
#: Where, and what is wrong there.
Fault = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """A text object at a place and the most it may hold, in UTF-16 units."""

    place: str
    most: int


def text_faults(value: object, span: Span, *, markup: bool = False) -> Iterator[Fault]:
    """Yield what is wrong with a text object; markup is refused unless it is allowed here."""
    kinds = ("plain_text", "mrkdwn") if markup else ("plain_text",)
    if not isinstance(value, dict) or value.get("type") not in kinds:
        yield span.place, f"must be a text object of type {' or '.join(kinds)}"
        return
    yield from string_faults(value.get("text"), Span(f"{span.place}/text", span.most))


def string_faults(value: object, span: Span, *, least: int = 1) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield span.place, "must be a string"
    elif len(value.encode("utf-16-le", "surrogatepass")) // 2 > span.most:
        yield span.place, f"must be less than {span.most + 1} characters"
    elif len(value) < least:
        yield span.place, f"must be more than {least - 1} characters"


def input_faults(block: Json, place: str) -> Iterator[Fault]:
    """Yield what is wrong with an `input` block."""
    yield from text_faults(block.get("label"), Span(f"{place}/label", 2000))
    if "hint" in block:
        yield from text_faults(block["hint"], Span(f"{place}/hint", 2000))
    element = block.get("element")
    if not isinstance(element, dict):
        yield f"{place}/element", "missing required field: element"
    elif element.get("type") not in CHOICES | _INPUTS:
        yield f"{place}/element", f"unsupported type: {element.get('type')}"
    else:
        yield from element_faults(element, f"{place}/element")


def element_faults(element: Json, place: str) -> Iterator[Fault]:
    """Yield what is wrong with an element that is no button."""
    yield from string_faults(element.get("action_id"), Span(f"{place}/action_id", 255))
    if "placeholder" in element:
        yield from text_faults(element["placeholder"], Span(f"{place}/placeholder", 150))
    kind = element["type"]
    if kind == "static_select":
        yield from _choice_faults(element, place, most=100)
    elif kind in _LISTS:
        yield from _choice_faults(element, place, most=10)
    elif kind == "external_select" and not isinstance(element.get("min_query_length", 3), int):
        yield f"{place}/min_query_length", "must be an integer"
    elif kind == "plain_text_input":
        yield from _text_input_faults(element, place)
    elif kind == "number_input" and not isinstance(element.get("is_decimal_allowed"), bool):
        yield f"{place}/is_decimal_allowed", "missing required field: is_decimal_allowed"
    for key, pattern in (("initial_date", r"\d{4}-\d\d-\d\d"), ("initial_time", r"\d\d:\d\d")):
        if key in element and not re.fullmatch(pattern, str(element[key])):
            yield f"{place}/{key}", f"must match {pattern}"


def _text_input_faults(element: Json, place: str) -> Iterator[Fault]:
    for key in ("min_length", "max_length"):
        value = element.get(key, 1)
        if not isinstance(value, int) or not 0 <= value <= 3000:
            yield f"{place}/{key}", "must be from 0 to 3000"
    if "initial_value" in element:
        most = int(element.get("max_length", 3000))
        yield from string_faults(
            element["initial_value"], Span(f"{place}/initial_value", most), least=0
        )


def _choice_faults(element: Json, place: str, *, most: int) -> Iterator[Fault]:
    options = options_of(element)
    if not 1 <= len(options) <= most:
        yield f"{place}/options", f"must have from 1 to {most} items"
    markup = element["type"] in _LISTS
    for index, option in enumerate(options):
        yield from option_faults(option, f"{place}/options/{index}", markup=markup)
    values = [option.get("value") for option in options]
    if len(set(values)) < len(values):
        yield f"{place}/options", "values must be unique"
    chosen = element.get("initial_options", [element.get("initial_option")])
    if any(option is not None and option not in options for option in chosen):
        yield f"{place}/initial_option", "must be one of the options"


def option_faults(option: Json, place: str, *, markup: bool = False) -> Iterator[Fault]:
    yield from text_faults(option.get("text"), Span(f"{place}/text", 75), markup=markup)
    yield from string_faults(option.get("value"), Span(f"{place}/value", 150))
    if "description" in option:
        described = Span(f"{place}/description", 75)
        yield from text_faults(option["description"], described, markup=markup)


def options_of(element: Json) -> list[Json]:
    """Return the options of a menu, those within groups too."""
    found: list[Json] = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        found += group.get("options") or []
    return found


def view_faults(view: Json) -> Iterator[Fault]:
    """Yield what is wrong with a modal, its blocks left out."""
    if view.get("type") != "modal":
        yield "/view/type", "must be modal"
    blocks = view.get("blocks")
    if not isinstance(blocks, list) or not 1 <= len(blocks) <= 100:
        yield "/view/blocks", "must have from 1 to 100 items"
        return
    yield from text_faults(view.get("title"), Span("/view/title", 24))
    for key in ("submit", "close"):
        if key in view:
            yield from text_faults(view[key], Span(f"/view/{key}", 24))
    has_inputs = any(block.get("type") == "input" for block in blocks)
    if has_inputs and "submit" not in view:
        yield "/view/submit", "missing required field: submit"
    for key, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if key in view:
            yield from string_faults(view[key], Span(f"/view/{key}", most), least=0)
