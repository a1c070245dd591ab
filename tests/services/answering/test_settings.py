"""What somebody has set for themselves, and what holds where they have set nothing."""

from dataclasses import replace

import pytest

from answering_stage import Chat, text
from briefbot.core.delivery.records import Person
from contracts.driving import done


def test_the_zone_is_the_persons_then_the_chats_then_the_channels_then_the_configured(
    chat: Chat,
) -> None:
    chat.library = replace(chat.library, zone="Asia/Tokyo", hours=12)
    assert chat.ask("/brief next", destination="").zone == "Asia/Tokyo"
    assert chat.ask("/brief next").zone == "Europe/Kyiv"
    assert chat.ask("/brief next", zone="Europe/Paris").zone == "Europe/Paris"
    chat.ask("/brief settings zone:europe/berlin hours:24", zone="Europe/Paris")
    answer = chat.ask("/brief next", zone="Europe/Paris", destination="")
    assert (answer.zone, answer.hours) == ("Europe/Berlin", 24)
    assert chat.ask("/brief next", person="chat:bob", destination="").hours == 12


def test_a_zone_that_a_chat_makes_up_is_left_aside(chat: Chat) -> None:
    assert chat.ask("/brief next", zone="Mars/Olympus").zone == "Europe/Kyiv"
    assert chat.ask("/brief next", zone="../../etc").zone == "Europe/Kyiv"


def test_refusals_are_in_the_language_that_was_set_and_name_the_wrong_option(chat: Chat) -> None:
    chat.ask("/brief settings lang:de", lang="fr")
    answer = chat.ask("/brief latest count:99", lang="fr")
    assert answer.document.meta.title.startswith("Nicht verstanden")
    assert (answer.option, answer.is_done) == ("count", False)
    assert "99" in answer.reason


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ("/brief show nothing-there", "id"),
        ("/brief show", "id"),
        ("/brief show council-meets section:gaps", "section"),
        ("/brief meetings calendar:none", "calendar"),
        ("/brief settings zone:Nowhere", "zone"),
        ("/brief cancel 7", "reminder"),
        ("/brief serch", ""),
        ("/brief-admin status", ""),
    ],
)
def test_a_refusal_names_the_option_that_is_wrong(line: str, option: str, chat: Chat) -> None:
    answer = chat.ask(line)
    assert (answer.is_done, answer.option) == (False, option)
    assert answer.reason in text(answer)


def test_what_was_set_is_shown_and_the_undo_brings_back_exactly_what_was(chat: Chat) -> None:
    chat.ask("/brief settings zone:Europe/Kyiv hours:24 lang:uk")
    before = done(chat.store.person("chat:ann"))
    answer = chat.ask("/brief settings hours:12 reset:true")
    assert done(chat.store.person("chat:ann")) == Person(id="chat:ann", hours=12)
    undo = next(row for row in text(answer).splitlines() if row.startswith("Undo: "))
    chat.ask(undo.removeprefix("Undo: "))
    assert done(chat.store.person("chat:ann")) == before
    assert "Europe/Kyiv" in text(chat.ask("/brief settings"))


def test_settings_are_everybodys_own_and_audited_when_they_change(chat: Chat) -> None:
    chat.ask("/brief settings hours:24")
    chat.ask("/brief settings hours:24")
    chat.ask("/brief settings")
    assert chat.audited() == [
        ("chat:ann", "settings", "-, 24, -; undo: /brief settings reset:true")
    ]
    assert done(chat.store.person("chat:bob")) == Person(id="chat:bob")
    assert list(done(chat.store.people())) == [Person(id="chat:ann", hours=24)]
