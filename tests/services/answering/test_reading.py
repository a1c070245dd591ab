"""Answers about briefs and meetings: what is found, and what may be seen where."""

from dataclasses import replace

import pytest

from answering_stage import BRIDGE, COUNCIL, DAY, NOW, Chat, library, text
from briefbot.core.brief import Status
from briefbot.core.document import Actions, CommandButton, DocumentKind
from briefbot.core.meeting import MeetingStatus
from briefbot.core.visibility import Role
from briefbot.core.when import When
from briefbot.services.answering import Answer
from builders import brief, meeting
from contracts.driving import done


def buttons(answer: Answer) -> list[tuple[str, str]]:
    return [
        (button.verb, button.subject)
        for block in answer.document.tail
        if isinstance(block, Actions)
        for button in block.buttons
        if isinstance(button, CommandButton)
    ]


def test_the_newest_brief_comes_first(chat: Chat) -> None:
    told = text(chat.ask("/brief latest"))
    assert told.index(BRIDGE.title) < told.index(COUNCIL.title)
    assert "secret" not in told


def test_a_brief_is_shown_where_its_tlp_label_may_go(chat: Chat) -> None:
    assert not chat.ask("/brief show green-note").is_done
    assert not chat.ask("/brief show green-note", destination="").is_done
    assert chat.ask("/brief show green-note", destination="members").is_done
    assert "For the community" not in text(chat.ask("/brief search community"))
    assert "For the community" in text(chat.ask("/brief search community", destination="members"))


def test_a_refusal_does_not_tell_what_is_there(chat: Chat) -> None:
    hidden, absent = chat.ask("/brief show secret-draft"), chat.ask("/brief show secret-drafd")
    assert text(hidden).replace("secret-draft", "X") == text(absent).replace("secret-drafd", "X")


def test_a_beginning_that_only_one_has_is_enough(chat: Chat) -> None:
    assert chat.ask("/brief show RIVER").document.meta.title == BRIDGE.title


def test_of_several_that_begin_alike_a_button_chooses(chat: Chat) -> None:
    chat.library = library(BRIDGE, replace(BRIDGE, slug="river-port"))
    answer = chat.ask("/brief show river")
    assert not answer.is_done
    assert buttons(answer) == [("show", "river-bridge"), ("show", "river-port")]
    verb, subject = buttons(answer)[0]
    assert chat.press(verb, subject).document.meta.kind is DocumentKind.SUMMARY


def test_the_nearest_name_is_suggested_as_a_command(chat: Chat) -> None:
    assert "Did you mean: /brief show river-bridge" in text(chat.ask("/brief show rivr-bridge"))


def test_a_section_that_a_brief_does_not_have_is_told_with_those_it_has(chat: Chat) -> None:
    told = text(chat.ask("/brief show council-meets section:outlook"))
    assert "“outlook” is none of: happened, response." in told


def test_a_withdrawn_brief_is_shown_as_withdrawn_and_not_listed(chat: Chat) -> None:
    chat.library = library(replace(BRIDGE, status=Status.WITHDRAWN))
    assert chat.ask("/brief show river").document.meta.kind is DocumentKind.WITHDRAWAL
    assert "There is no brief here yet." in text(chat.ask("/brief latest"))
    assert "No brief matches." in text(chat.ask("/brief search bridge"))


def test_a_replaced_brief_is_not_listed(chat: Chat) -> None:
    chat.library = library(BRIDGE, brief(slug="later", supersedes=("river-bridge",)))
    assert BRIDGE.title not in text(chat.ask("/brief latest"))


def test_a_search_sees_the_new_text_of_a_brief(chat: Chat) -> None:
    assert "No brief matches." in text(chat.ask("/brief search ferry"))
    chat.library = library(replace(BRIDGE, summary="The ferry stops."))
    assert BRIDGE.title in text(chat.ask("/brief search ferry"))
    assert "No brief matches." in text(chat.ask("/brief search ferry since:2026-02-01"))


def test_a_digest_is_a_preview_by_its_own_plan(chat: Chat) -> None:
    told = text(chat.ask("/brief digest mor"))
    assert "A preview; nothing was posted." in told
    assert BRIDGE.title not in text(chat.ask("/brief digest morning window:1h"))
    assert BRIDGE.title in text(chat.ask("/brief digest morning window:2d topic:roads"))
    assert BRIDGE.title not in text(chat.ask("/brief digest morning window:2d topic:water"))
    assert "Did you mean: /brief digest morning" in text(chat.ask("/brief digest mroning"))


def test_a_meeting_is_as_visible_as_its_brief(chat: Chat) -> None:
    council = replace(COUNCIL, status=Status.DRAFT)
    chat.library = library(council)
    assert "The vote" not in text(chat.ask("/brief meetings"))
    assert not chat.ask("/brief remind council-meets/vote").is_done


def test_meetings_that_are_cancelled_over_or_of_another_topic_are_left_out(chat: Chat) -> None:
    meetings = (
        meeting("off", When.at(NOW + DAY), title="Off", status=MeetingStatus.CANCELLED),
        meeting("over", When.at(NOW - DAY), title="Over"),
        meeting("far", When.at(NOW + 30 * DAY), title="Far"),
        meeting("near", When.at(NOW + DAY), title="Near"),
    )
    chat.library = library(replace(COUNCIL, meetings=meetings))
    told = text(chat.ask("/brief meetings topic:supplies"))
    assert "Near" in told
    assert not {"Off", "Over", "Far", "Public hearing"} & set(told.split("\n"))
    assert "1 meeting ahead" in told
    assert "Next: Near" in text(chat.ask("/brief next"))
    assert "No meeting ahead is known." in text(chat.ask("/brief next topic:none"))


def test_more_meetings_than_a_list_holds_are_counted(chat: Chat) -> None:
    meetings = tuple(meeting(f"m{n}", When.at(NOW + DAY), title=f"M{n}") for n in range(25))
    chat.library = library(replace(COUNCIL, meetings=meetings))
    told = text(chat.ask("/brief meetings"))
    assert "26 meetings ahead" in told
    assert "and 6 more" in told


def test_a_calendar_that_is_not_there_is_told_with_the_nearest(chat: Chat) -> None:
    told = text(chat.ask("/brief meetings calendar:concil"))
    assert "Did you mean: calendar:council" in told


# --- completion ---


@pytest.mark.parametrize(
    ("verb", "option", "typed", "values"),
    [
        ("show", "id", "", ["river-bridge", "council-meets"]),
        ("show", "id", "winter", ["council-meets"]),
        ("show", "id", "riv", ["river-bridge"]),
        ("show", "id", "secret", []),
        ("latest", "topic", "", ["roads", "supplies"]),
        ("remind", "meeting", "", ["council-meets/vote", "council/hearing"]),
        ("remind", "meeting", "public", ["council/hearing"]),
        ("meetings", "calendar", "c", ["council"]),
        ("meetings", "tz", "europe kyiv", ["Europe/Kyiv"]),
        ("digest", "digest", "", ["morning"]),
        ("help", "verb", "sea", ["search"]),
        ("help", "verb", "status", []),
        ("show", "section", "resp", ["response"]),
        ("show", "nothing", "", []),
        ("gone", "id", "", []),
        ("subscribe", "destination", "", []),
    ],
)
def test_completion_proposes_what_may_be_seen(
    verb: str, option: str, typed: str, values: list[str], chat: Chat
) -> None:
    assert chat.complete(verb, option, typed) == values


@pytest.mark.parametrize(
    ("lang", "typed", "zone"),
    [
        ("en", "kyiv", "Europe/Kyiv"),
        ("en", "new yo", "America/New_York"),
        ("de", "kiew", "Europe/Kyiv"),
        ("pl", "Warszawa", "Europe/Warsaw"),
        ("uk", "варш", "Europe/Warsaw"),
        ("fr", "varsovie", "Europe/Warsaw"),
    ],
)
def test_a_zone_is_proposed_by_its_city_in_the_readers_language(
    lang: str, typed: str, zone: str, chat: Chat
) -> None:
    assert chat.complete("meetings", "tz", typed, lang=lang) == [zone]


def test_completion_for_those_who_may_see_more(chat: Chat) -> None:
    assert chat.complete("show", "id", "secret", role=Role.EDITOR) == ["secret-draft"]
    assert chat.complete("show", "id", "", destination="members")[0] == "green-note"
    manager = {"role": Role.MANAGER}
    assert chat.complete("subscribe", "destination", "", **manager) == ["members", "newsroom"]
    assert chat.complete("help", "verb", "stat", **manager) == ["status"]


def test_completion_shows_no_more_than_discord_takes(chat: Chat) -> None:
    chat.library = library(*(replace(BRIDGE, slug=f"b{n}", title="long " * 40) for n in range(30)))
    found = done(chat.answerer.complete("show", "id", "b", chat.request()))
    assert len(found) == 25
    assert max(len(each.shown) for each in found) == 100


def test_numbers_of_reminders_and_names_of_subscriptions_are_proposed(chat: Chat) -> None:
    chat.ask("/brief remind council-meets/vote")
    chat.manage("/brief-admin subscribe 08:00")
    assert chat.complete("cancel", "reminder") == ["1"]
    assert chat.complete("cancel", "reminder", person="chat:bea") == []
    (name,) = chat.complete("unsubscribe", "subscription", role=Role.MANAGER)
    assert name.startswith("sub-")
