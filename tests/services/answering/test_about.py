"""What "Brief this" shows, and what is said where the bot is new."""

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answering_stage import NOW, Chat, text
from briefbot.core.actions import action_id, buttons_of
from briefbot.core.commands import Holders, RoleMap
from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import Composed, NewPosting, Shown
from briefbot.core.plain_text import document_text
from briefbot.core.visibility import Role
from briefbot.services.answering import Library
from contracts.driving import document, done

BRIDGE = "A bridge opens over the river"
KEY = PostingKey(
    destination="newsroom",
    kind=PostingKind.DIGEST,
    subject="morning",
    occurrence="2026-02-01T08:00",
)


def posted(chat: Chat, *slugs: str) -> str:
    """Return the reference of an edition that shows these briefs."""
    [row] = done(chat.store.announce([NewPosting(key=KEY, due=NOW, release_at=NOW)], now=NOW))
    shown = tuple(Shown(slug=slug, revision=1) for slug in slugs)
    done(chat.store.compose([Composed(posting=row, document=document("x"), shown=shown)], now=NOW))
    return KEY.reference


@pytest.mark.parametrize(
    "message",
    [
        "look at river-bridge please",
        "/brief show river-bridge",
        "see /brief sources river-bridge section:response",
        "(river-bridge)",
    ],
)
def test_a_message_with_a_briefs_name_leads_to_it(message: str, chat: Chat) -> None:
    assert chat.about(message).document.meta.title == BRIDGE


@pytest.mark.parametrize(
    "message",
    [
        "https://example.org/wire",
        "<https://example.org/wire|the wire>",
        "read http://www.EXAMPLE.org/wire/#top, it is good",
    ],
)
def test_a_message_with_an_address_of_several_briefs_lets_choose(message: str, chat: Chat) -> None:
    answer = chat.about(message)
    assert "It leads to several briefs. Choose one." in text(answer)
    shown = [chat.click(action_id(each)) for each in buttons_of(answer.document)]
    assert [each.document.meta.title for each in shown] == [
        "Council meets on winter supplies",
        BRIDGE,
    ]


def test_a_message_with_the_reference_of_a_post_leads_to_what_it_shows(chat: Chat) -> None:
    reference = posted(chat, "river-bridge")
    assert chat.about(f"News\nref {reference} · 1/2").document.meta.title == BRIDGE
    assert chat.about(f"REF {reference.upper()}").document.meta.title == BRIDGE


def test_a_reference_goes_before_names_and_names_before_addresses(chat: Chat) -> None:
    reference = posted(chat, "council-meets")
    message = f"river-bridge https://example.org/wire ref {reference}"
    assert chat.about(message).document.meta.title == "Council meets on winter supplies"
    assert chat.about("river-bridge https://example.org/wire").document.meta.title == BRIDGE


@pytest.mark.parametrize("hidden", ["secret-draft", "green-note"])
def test_what_may_not_be_seen_is_not_there(hidden: str, chat: Chat) -> None:
    reference = posted(chat, hidden)
    for message in (hidden, f"ref {reference}"):
        assert not chat.about(message).is_done or hidden not in text(chat.about(message))
    assert chat.about("secret-draft", role=Role.EDITOR).document.meta.title == "Not yet for anybody"


def test_a_message_that_names_nothing_leads_to_the_nearest_briefs(chat: Chat) -> None:
    answer = chat.about("Have you seen the new bridge over the river that opened yesterday?")
    assert "It names no brief. These are the nearest." in text(answer)
    [button] = buttons_of(answer.document)
    assert chat.click(action_id(button)).document.meta.title == BRIDGE


@pytest.mark.parametrize("message", ["", "hello", "ref zzzzzz", "@everyone <!here>"])
def test_where_nothing_is_known_that_is_told(message: str, chat: Chat) -> None:
    answer = chat.about(message)
    assert (answer.is_done, answer.reason) == (False, "No brief is known about it.")
    assert "/brief search" in text(answer)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(["ref ", "7f3k2m", "https://", "example.org/wire", "a-", "-", "<@1>", " "])
    ).map("".join)
)
def test_any_message_is_answered_and_changes_nothing(chat: Chat, message: str) -> None:
    answer = chat.about(message)
    assert answer.document.meta.title
    assert not answer.is_shared
    assert chat.audited() == []


def test_a_message_beyond_all_bounds_is_answered_at_once(chat: Chat) -> None:
    began = time.process_time()
    for part in ("a-", "https://", "ref ", "ref 7f3k2m ", "http://a ", "word "):
        assert chat.about(part * 500_000).document.meta.title
    assert time.process_time() - began < 5


# --- what is known of a platform ---


def test_roles_and_destinations_are_those_of_the_configuration(chat: Chat) -> None:
    chat.library = replaced(chat)
    answerer = chat.answerer
    assert answerer.role_of("discord", ["1", "100"]) is Role.MANAGER
    assert answerer.role_of("slack", ["100"]) is Role.READER
    assert answerer.destination_of("discord", "555") == "newsroom"
    assert answerer.destination_of("slack", "555") == ""


def replaced(chat: Chat) -> Library:
    roles = RoleMap({"discord": Holders(managers=frozenset({"100"}))})
    return replace(chat.library, roles=roles, places={("discord", "555"): "newsroom"})


def test_the_greeting_says_what_is_seen_what_is_missing_and_three_steps(chat: Chat) -> None:
    chat.library = replaced(chat)
    told = document_text(chat.answerer.greeting("discord", missing=["No right to post."]))
    assert "newsroom" in told
    assert "No right to post." in told
    assert [
        step in told for step in ("/brief latest", "/brief-admin subscribe", "/brief help")
    ] == [True] * 3
    assert "secret" not in told.casefold()


def test_a_place_is_told_of_its_own_destinations_only(chat: Chat) -> None:
    chat.library = replaced(chat)
    here = document_text(chat.answerer.greeting("discord", missing=[], channels={"555"}))
    elsewhere = document_text(chat.answerer.greeting("discord", missing=[], channels={"556"}))
    assert "newsroom" in here
    assert "newsroom" not in elsewhere
    assert 'platform = "discord"' in elsewhere


def test_where_nothing_is_configured_the_first_step_is_a_destination(chat: Chat) -> None:
    told = document_text(chat.answerer.greeting("slack", missing=[], lang="de"))
    assert 'platform = "slack"' in told
    assert "Hier fehlt nichts." in told
