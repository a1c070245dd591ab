"""Menus and forms: what Slack takes in every language, and what is read back from them."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.commands import VERBS, Command, parse
from briefbot.core.commands.exchange import Proposal
from briefbot.core.labels import LANGUAGES, catalogue_for
from briefbot.platforms.slack.commands import forms, inbound
from slack_server.validation import refuse_bad_blocks, refuse_bad_view

PLACE = inbound.Inbound(
    id="slack:1", team="T1", user="U1", channel="C1", url="https://example.org/response/1"
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
#: Bodies with the keys that are looked at, and anything behind them.
KEYS = ("user", "team", "channel", "view", "actions", "message", "trigger_id", "text", "event")
BODIES = st.dictionaries(st.sampled_from(KEYS) | st.text(), JSON)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [verb.name for verb in VERBS.values() if verb.options])
def test_slack_takes_a_form_of_every_verb(name: str, lang: str) -> None:
    view = forms.form(VERBS[name], PLACE, catalogue_for(lang))

    refuse_bad_view(json.loads(json.dumps(view)))
    assert [block["block_id"] for block in view["blocks"]] == [  # type: ignore[attr-defined]
        option.name for option in VERBS[name].options
    ]
    assert inbound.read({"view": view, "user": {"id": "U1"}}).url == PLACE.url


@pytest.mark.parametrize("lang", LANGUAGES)
def test_slack_takes_a_menu_of_every_option_that_is_completed(lang: str) -> None:
    words = catalogue_for(lang)
    for verb in VERBS.values():
        for option in verb.options:
            if option.completes:
                refuse_bad_blocks(forms.menu(verb, option, verb.name, words))
        refuse_bad_blocks([forms.opener(verb, words)])


def test_a_choice_completes_the_command_that_was_typed() -> None:
    blocks: Any = forms.menu(
        VERBS["show"], VERBS["show"].options[0], "show section:response", catalogue_for("en")
    )
    row = blocks[1]
    command, text = forms.chosen(row["block_id"], row["elements"][0]["action_id"], 'a "b" c:d')

    invocation = parse(Command(command), text)
    assert invocation.values == {"section": "response", "id": "a b c:d"}


def test_a_command_too_long_for_a_menu_has_none() -> None:
    show = VERBS["show"]

    assert forms.menu(show, show.options[0], "show " + "x" * 300, catalogue_for("en")) == []


def test_proposals_that_a_menu_cannot_hold_are_left_out() -> None:
    found: Any = forms.found(
        [
            Proposal("x" * 200, "long-name"),
            Proposal("y", "z" * 200),
            Proposal("", "n"),
            Proposal("e", ""),
        ]
    )

    assert [each["value"] for each in found] == ["long-name", "n"]
    assert all(0 < len(each["text"]["text"]) <= 75 for each in found)


@settings(max_examples=60)
@given(BODIES)
def test_any_body_is_read_without_a_fault(body: dict[str, object]) -> None:
    assert inbound.read(body).id.startswith("slack:")
    assert isinstance(inbound.message_text(body), str)
    assert isinstance(inbound.typed_text(body), str)
    assert forms.filled_in(body) == ("", {})
    assert isinstance(inbound.action_of(body), dict)


@settings(max_examples=100)
@given(JSON, st.text())
def test_any_state_of_a_form_is_read_as_texts(state: object, kept: str) -> None:
    view = {"callback_id": "form:remind", "state": {"values": state}, "private_metadata": kept}
    name, given_texts = forms.filled_in({"view": view})

    assert name == "remind"
    assert all(given_texts.values())
    assert all(isinstance(each, str) for each in inbound.kept_of({"view": view}).values())


@given(st.text(), st.text(), st.text())
def test_only_menus_of_ours_lead_to_a_command(block_id: str, action_id: str, value: str) -> None:
    command, _ = forms.chosen(block_id, action_id, value)

    assert command == "" or block_id.startswith("run:")
