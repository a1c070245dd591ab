"""Buttons: what a press means long after the button was made, and what is said if nobody knows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answering_stage import NOW, Chat, text
from briefbot.core.actions import action_id, buttons_of
from briefbot.core.delivery.key import PostingKey, PostingKind
from briefbot.core.delivery.posting import Composed, NewPosting
from briefbot.core.document import Actions, CommandButton
from briefbot.core.visibility import Role
from contracts.driving import document, done

SHOW = CommandButton("Full brief", "show", "river-bridge")
UNKNOWN = "This button is not known any more. Type the command instead."


def test_a_button_of_a_post_of_any_age_is_answered(chat: Chat) -> None:
    [row] = done(chat.store.announce([post()], now=NOW))
    shown = replace(document("One."), tail=(Actions((SHOW,)),))
    done(chat.store.compose([Composed(posting=row, document=shown)], now=NOW))
    chat.clock.moment = NOW + timedelta(days=390)
    answer = chat.click(action_id(SHOW))
    assert "The new bridge opened on 31 January 2026." in text(answer)


def post() -> NewPosting:
    key = PostingKey(
        destination="newsroom", kind=PostingKind.SUMMARY, subject="river-bridge", occurrence="1"
    )
    return NewPosting(key=key, due=NOW, release_at=NOW)


def test_the_buttons_of_an_answer_and_of_what_they_lead_to_can_be_pressed(chat: Chat) -> None:
    first = chat.ask("/brief show council-meets")
    pressed = [chat.click(action_id(each)) for each in buttons_of(first.document)]
    assert len(pressed) > 2
    assert all(each.is_done for each in pressed)


def test_the_choices_of_a_refusal_can_be_pressed(chat: Chat) -> None:
    refused = chat.ask("/brief remind council", role=Role.READER)
    [*choices] = buttons_of(refused.document)
    assert not refused.is_done
    assert [chat.click(action_id(each)).is_done for each in choices] == [True] * len(choices)
    assert len(choices) > 1


def test_a_button_that_nobody_knows_says_what_to_type_instead(chat: Chat) -> None:
    answer = chat.click(action_id(CommandButton("", "show", "never-shown")))
    assert (answer.is_done, answer.reason) == (False, UNKNOWN)
    assert "/brief show ID" in text(answer)


@pytest.mark.parametrize("action", ["", "v1:show", "v2:show:AAAAAAAAAAAA", "v1:drop:AAAAAAAAAAAA"])
def test_an_id_that_is_none_is_told(action: str, chat: Chat) -> None:
    answer = chat.click(action)
    assert answer.reason == UNKNOWN
    assert "/brief help" in text(answer)


def test_a_key_under_another_verb_does_nothing(chat: Chat) -> None:
    done(chat.store.remember([SHOW], now=NOW))
    action = action_id(SHOW).replace(":show:", ":remind:")
    assert chat.click(action).reason == UNKNOWN
    assert list(done(chat.store.personal_reminders())) == []


def test_a_press_takes_effect_once_and_under_the_rights_of_who_presses(chat: Chat) -> None:
    remind = CommandButton("Remind me", "remind", "council-meets/vote")
    status = CommandButton("", "status", "")
    done(chat.store.remember([remind, status], now=NOW))
    assert chat.click(action_id(remind), id="chat:press").is_done
    again = chat.click(action_id(remind), id="chat:press")
    assert again.document.meta.title.startswith("This was answered before")
    assert len(done(chat.store.personal_reminders("chat:ann"))) == 1
    assert not chat.click(action_id(status)).is_done
    assert chat.click(action_id(status), role=Role.MANAGER).is_done


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120) | st.from_regex(r"v1:[a-z]{1,8}:[A-Za-z0-9_-]{12}", fullmatch=True))
def test_whatever_is_pressed_is_answered_and_changes_nothing(chat: Chat, action: str) -> None:
    assert not chat.click(action).is_done
    assert chat.audited() == []
