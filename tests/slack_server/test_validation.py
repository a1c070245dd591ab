"""What is refused in messages and views, and how the refusal says where."""

from typing import Any

import pytest

from slack_server.calls import Call, RefusedError
from slack_server.elements import view_faults
from slack_server.validation import (
    block_faults,
    checked_blocks,
    checked_metadata,
    refuse_bad_blocks,
    refuse_bad_view,
)

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def section(text: str) -> Json:
    return {"type": "section", "text": plain(text)}


def menu(**more: object) -> Json:
    return {"type": "external_select", "action_id": "pick", **more}


def option(value: str) -> Json:
    return {"text": plain(value), "value": value}


def modal(**more: object) -> Json:
    field = {"type": "plain_text_input", "action_id": "when"}
    block = {"type": "input", "block_id": "when", "label": plain("When"), "element": field}
    return {
        "type": "modal",
        "title": plain("Remind me"),
        "submit": plain("Save"),
        "blocks": [block],
        **more,
    }


def call(**arguments: object) -> Call:
    return Call(method="chat.postMessage", arguments=arguments, token="", at=0.0)


def refusal_of(blocks: list[Json]) -> Json:
    with pytest.raises(RefusedError) as caught:
        refuse_bad_blocks(blocks)
    return caught.value.body


def test_blocks_of_every_kind_that_is_in_order_are_taken() -> None:
    button = {"type": "button", "text": plain("Snooze"), "action_id": "v1:snooze:abc"}
    refuse_bad_blocks(
        [
            {"type": "header", "text": plain("Late news")},
            {**section("Which one?"), "accessory": menu(min_query_length=0)},
            {"type": "actions", "elements": [button, menu(placeholder=plain("Search"))]},
            {**section("Open it"), "accessory": button},
            {"type": "divider"},
        ]
    )


def test_a_refusal_points_to_the_place_in_the_way_slack_does() -> None:
    body = refusal_of([{"type": "divider"}, section("x" * 3001)])

    assert (body["ok"], body["error"]) == (False, "invalid_blocks")
    (reason,) = body["errors"]
    assert reason.endswith("[json-pointer:/blocks/1/text/text]")
    assert body["response_metadata"]["messages"] == [f"[ERROR] {reason}"]


@pytest.mark.parametrize(
    ("block", "place"),
    [
        ({"type": "alert", "text": plain("x")}, "/blocks/0"),
        ({**section("x"), "colour": "red"}, "/blocks/0/colour"),
        ({"type": "header", "text": plain("x" * 151)}, "/blocks/0/text/text"),
        ({"type": "section", "text": {"type": "mrkdwn", "text": "*x*"}}, "/blocks/0/text"),
        ({**section("x"), "accessory": {"type": "slider"}}, "/blocks/0/accessory"),
        ({**section("x"), "accessory": menu(action_id="")}, "/blocks/0/accessory/action_id"),
        (
            {"type": "actions", "elements": [menu(placeholder=plain("x" * 151))]},
            "/blocks/0/elements/0/placeholder/text",
        ),
        ({"type": "actions", "elements": [{"type": "text"}]}, "/blocks/0/elements/0"),
        ({"type": "actions", "elements": [menu(), menu()]}, "/blocks/0/elements"),
    ],
)
def test_a_faulty_block_is_refused_at_its_place(block: Json, place: str) -> None:
    assert [where for where, _reason in block_faults([block])] == [place]


@pytest.mark.parametrize(
    ("options", "is_fine"),
    [
        ([option("one"), option("two")], True),
        ([], False),
        ([option(str(number)) for number in range(101)], False),
        ([option("one"), option("one")], False),
        ([option("x" * 76)], False),
    ],
)
def test_the_options_of_a_menu_are_counted_and_measured(
    options: list[Json],
    is_fine: bool,  # noqa: FBT001 -- a column
) -> None:
    select = {"type": "static_select", "action_id": "pick", "options": options}
    found = list(block_faults([{"type": "actions", "elements": [select]}]))

    assert (not found) is is_fine


def test_two_blocks_of_one_id_are_refused() -> None:
    twice = [{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}]

    assert refusal_of(twice)["errors"] == ["a block_id stands twice [json-pointer:/blocks]"]


def test_blocks_that_are_too_long_only_together_have_an_error_of_their_own() -> None:
    assert refusal_of([section("x" * 2900)] * 5) == {"ok": False, "error": "msg_blocks_too_long"}


def test_blocks_that_are_no_list_of_objects_are_refused() -> None:
    for blocks in ("[", "{}", [1]):
        with pytest.raises(RefusedError, match="invalid_blocks_format"):
            checked_blocks(call(blocks=blocks))


def test_metadata_has_a_form_and_a_size() -> None:
    payload = {"event_type": "delivery", "event_payload": {"text": "x" * 4000}}

    assert checked_metadata(call()) is None
    with pytest.raises(RefusedError, match="metadata_too_large"):
        checked_metadata(call(metadata=payload))
    with pytest.raises(RefusedError, match="invalid_metadata_format"):
        checked_metadata(call(metadata={"event_type": "delivery"}))


def test_a_modal_in_order_is_taken_and_may_be_longer_than_a_message() -> None:
    refuse_bad_view(modal(blocks=[{"type": "divider"}] * 100, private_metadata=""))
    refuse_bad_view(modal())


@pytest.mark.parametrize(
    ("view", "place"),
    [
        (modal(type="sheet"), "/view/type"),
        (modal(title=plain("x" * 25)), "/view/title/text"),
        (modal(submit=plain("")), "/view/submit/text"),
        (modal(blocks=[]), "/view/blocks"),
        (modal(blocks=[{"type": "divider"}] * 101), "/view/blocks"),
        (modal(private_metadata="x" * 3001), "/view/private_metadata"),
        ({key: value for key, value in modal().items() if key != "submit"}, "/view/submit"),
    ],
)
def test_a_faulty_modal_is_refused_at_its_place(view: Json, place: str) -> None:
    assert [where for where, _reason in view_faults(view)] == [place]
    with pytest.raises(RefusedError, match="invalid_arguments"):
        refuse_bad_view(view)


def test_a_fault_within_a_field_of_a_modal_is_found() -> None:
    field = {"type": "plain_text_input", "action_id": "when", "max_length": 3001}
    block = {"type": "input", "label": plain("When"), "element": field}

    with pytest.raises(RefusedError) as caught:
        refuse_bad_view(modal(blocks=[block]))

    assert caught.value.body["errors"] == [
        "must be from 0 to 3000 [json-pointer:/view/blocks/0/element/max_length]"
    ]
