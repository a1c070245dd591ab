"""Commands that change something: reminders, subscriptions, pauses, and what was posted."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from answering_stage import COUNCIL, DAY, HOUR, NOW, Chat, library, text
from briefbot.configured import with_subscriptions
from briefbot.core.delivery.records import PersonalReminder
from briefbot.core.delivery.state import DeliveryState
from briefbot.core.meeting import MeetingStatus
from briefbot.core.visibility import Role
from briefbot.core.when import Precision, When
from briefbot.services.answering.reminding import MOST_REMINDERS
from builders import meeting
from contracts.driving import NOW as DUE
from contracts.driving import Courier, composed, done

VOTE = "/brief remind council-meets/vote"


def standing(chat: Chat, person: str = "chat:ann") -> list[PersonalReminder]:
    return list(done(chat.store.personal_reminders(person)))


# --- reminders ---


def test_a_reminder_is_due_by_its_lead_before_the_meeting(chat: Chat) -> None:
    answer = chat.ask(f"{VOTE} lead:90m")
    (reminder,) = standing(chat)
    assert (reminder.meeting, reminder.due) == ("council-meets/vote", NOW + DAY - 1.5 * HOUR)
    assert "1 hour 30 minutes before" in text(answer)
    assert "Undo: /brief cancel 1" in text(answer)
    assert chat.audited() == [
        ("chat:ann", "remind", "1: council-meets/vote for chat:ann; undo: /brief cancel 1")
    ]


def test_asking_again_for_the_same_gives_the_same_reminder(chat: Chat) -> None:
    assert text(chat.ask(VOTE)) == text(chat.ask(VOTE))
    assert len(standing(chat)) == 1


@pytest.mark.parametrize(
    ("when", "fields", "reason"),
    [
        (When.at(NOW + DAY), {"status": MeetingStatus.CANCELLED}, "It is cancelled."),
        (When(precision=Precision.TBA), {}, "Its date is not known yet."),
        (When.at(NOW - HOUR), {}, "It is over."),
        (When.at(NOW + timedelta(minutes=30)), {}, "It is too late for a reminder so long before."),
    ],
)
def test_a_meeting_without_a_moment_ahead_has_no_reminder(
    when: When, fields: dict[str, MeetingStatus], reason: str, chat: Chat
) -> None:
    chat.library = library(replace(COUNCIL, meetings=(meeting("vote", when, **fields),)))
    assert reason in text(chat.ask(VOTE))
    assert standing(chat) == []


def test_a_person_has_a_bounded_number_of_reminders(chat: Chat) -> None:
    for minutes in range(1, MOST_REMINDERS + 1):
        assert chat.ask(f"{VOTE} lead:{minutes}m").is_done
    assert "There are 50 reminders already." in text(chat.ask(f"{VOTE} lead:2h"))
    assert chat.ask(f"{VOTE} lead:2h", person="chat:bea").is_done


def test_reminders_are_listed_with_a_button_that_cancels(chat: Chat) -> None:
    chat.ask(VOTE)
    assert "Reminder 1: The vote" in text(chat.ask("/brief reminders"))
    assert "You have no reminders." in text(chat.ask("/brief reminders", person="chat:bea"))
    cancelled = chat.press("cancel", "1")
    assert "Undo: /brief remind council-meets/vote lead:60m" in text(cancelled)
    assert standing(chat) == []


def test_nobody_cancels_or_puts_off_what_is_somebody_elses(chat: Chat) -> None:
    chat.ask(VOTE)
    for verb, subject in (("cancel", "1"), ("snooze", "1 1h")):
        answer = chat.press(verb, subject, person="chat:bea", role=Role.MANAGER)
        assert "You have no reminder 1." in text(answer)
    assert len(standing(chat)) == 1


def test_a_channels_reminder_is_its_managers(chat: Chat) -> None:
    line = f"{VOTE} where:here"
    assert not chat.ask(line, role=Role.EDITOR).is_done
    assert not chat.manage(line, destination="").is_done
    assert chat.manage(line).is_done
    assert len(standing(chat, "destination:newsroom")) == 1
    assert "The vote" not in text(chat.ask("/brief reminders"))
    assert "The vote" in text(chat.manage("/brief reminders", person="chat:bea"))
    assert not chat.manage("/brief cancel 1", destination="members").is_done
    assert "where:here" in text(chat.manage("/brief cancel 1", person="chat:bea"))


@pytest.mark.parametrize(
    ("span", "zone", "due"),
    [
        ("10m", "", NOW + timedelta(minutes=10)),
        ("1h", "", NOW + HOUR),
        ("tomorrow", "America/New_York", datetime(2026, 2, 2, 14, 0, tzinfo=UTC)),
        ("tomorrow", "", datetime(2026, 2, 2, 7, 0, tzinfo=UTC)),  # the channel's Europe/Kyiv
    ],
)
def test_a_reminder_is_put_off_once_by_a_press(
    span: str, zone: str, due: datetime, chat: Chat
) -> None:
    chat.ask(VOTE)
    answer = chat.press("snooze", f"1 {span}", zone=zone)
    chat.press("snooze", f"1 {span}", zone=zone)
    assert "Put off: The vote" in text(answer)
    assert [each.due for each in standing(chat) if each.snoozed_from == 1] == [due]


# --- subscriptions ---


def test_a_subscription_runs_as_its_table_says(chat: Chat) -> None:
    answer = chat.manage("/brief-admin subscribe at:08:00 tz:Europe/Brussels topic:Roads")
    (made,) = done(chat.store.subscriptions())
    assert tomllib.loads(made.definition) == {
        "rule": "daily at 08:00",
        "zone": "Europe/Brussels",
        "destinations": ["newsroom"],
        "lang": "en",
        "title": "roads",
        "topics": ["roads"],
    }
    programme, unusable = with_subscriptions(chat.library.programme, [made])
    assert (programme.digests[made.id].destinations, unusable) == (("newsroom",), ())
    assert f"Undo: /brief-admin unsubscribe {made.id}" in text(answer)
    assert "Next\n2 February 2026, 07:00 (UTC)" in text(answer)
    assert chat.changes == 1


def test_the_same_subscription_is_made_once(chat: Chat) -> None:
    line = "/brief-admin subscribe 08:00"
    chat.manage(line)
    assert "was there before" in text(chat.manage(line))
    assert len(done(chat.store.subscriptions())) == 1
    assert len(chat.audited()) == 1


def test_the_end_of_a_subscription_says_how_to_have_it_back(chat: Chat) -> None:
    chat.manage("/brief-admin subscribe weekdays at 08:00 topic:roads")
    (made,) = done(chat.store.subscriptions())
    assert "not taken over yet" in text(chat.manage("/brief-admin subscriptions"))
    programme, _ = with_subscriptions(chat.library.programme, [made])
    chat.library = replace(chat.library, programme=programme)
    assert f"{made.id} at newsroom" in text(chat.manage("/brief-admin subscriptions"))
    ended = text(chat.manage(f"/brief-admin unsubscribe {made.id}"))
    assert done(chat.store.subscriptions()) == []
    undo = ended.split("Undo: ")[1]
    assert chat.manage(undo).is_done
    (again,) = done(chat.store.subscriptions())
    assert (again.id, again.definition) == (made.id, made.definition)


@pytest.mark.parametrize("topic", ["x", "roads & bridges", "дороги", "y" * 33])
def test_a_topic_that_no_brief_can_have_is_refused(topic: str, chat: Chat) -> None:
    answer = chat.manage(f'/brief-admin subscribe 08:00 topic:"{topic}"')
    assert not answer.is_done
    assert done(chat.store.subscriptions()) == []


@pytest.mark.parametrize("lang", ["uk-UA", "xx", "not a language", "en-US"])
def test_a_subscription_runs_whatever_language_a_chat_tells(lang: str, chat: Chat) -> None:
    chat.manage("/brief-admin subscribe 08:00", lang=lang)
    _, unusable = with_subscriptions(chat.library.programme, done(chat.store.subscriptions()))
    assert unusable == ()


def test_what_a_file_says_is_not_ended_in_chat(chat: Chat) -> None:
    told = text(chat.manage("/brief-admin unsubscribe morning"))
    assert "Take [digests.morning] out of the file" in told


def test_a_place_that_is_not_configured_has_no_subscription(chat: Chat) -> None:
    assert "destination:members" in text(chat.manage("/brief-admin subscribe 8:00", destination=""))
    told = text(chat.manage("/brief-admin subscribe 8:00 destination:newsrom"))
    assert "Did you mean: destination:newsroom" in told


def test_people_subscribe_in_a_channel_that_is_in_no_file(chat: Chat) -> None:
    here = {"destination": "", "channel": "C0123456789", "person": "slack:T1:U1"}
    answer = chat.manage("/brief-admin subscribe 08:00", **here)
    (made,) = done(chat.store.subscriptions())
    programme, unusable = with_subscriptions(chat.library.programme, [made], zone="Asia/Tokyo")

    assert answer.is_done
    assert (made.destination, unusable) == ("slack_c0123456789", ())
    assert programme.digests[made.id].destinations == ("slack_c0123456789",)
    assert programme.channels["slack_c0123456789"].zone == "Asia/Tokyo"


def test_nobody_subscribes_a_direct_message(chat: Chat) -> None:
    here = {"destination": "", "channel": "", "person": "discord:100000000000000000"}
    answer = chat.manage("/brief-admin subscribe 08:00", **here)

    assert not answer.is_done
    assert done(chat.store.subscriptions()) == []


# --- pauses ---


def test_a_pause_stops_what_goes_out_until_it_is_resumed(chat: Chat) -> None:
    chat.clock.moment = DUE
    composed(chat.store, destination="newsroom")
    chat.manage("/brief-admin pause")
    courier = Courier(chat.store, now=DUE + HOUR)
    assert courier.claim() == []
    assert "PAUSED: paused by chat:ann" in text(chat.manage("/brief-admin status"))
    assert "Resumed: newsroom" in text(chat.manage("/brief-admin resume"))
    assert len(courier.claim()) == 1


def test_a_pause_until_a_moment_ends_by_itself(chat: Chat) -> None:
    chat.clock.moment = DUE
    composed(chat.store, destination="newsroom")
    told = text(chat.manage("/brief-admin pause until:2026-03-03T08:00"))
    assert "Nothing goes out until 2026-03-03 08:00 Europe/Kyiv (06:00 UTC)" in told
    assert Courier(chat.store, now=DUE + HOUR).claim() == []
    assert len(Courier(chat.store, now=DUE + DAY).claim()) == 1
    assert "Resumed: newsroom" in text(chat.manage("/brief-admin resume"))


def test_a_pause_that_would_be_over_is_refused(chat: Chat) -> None:
    assert "That time is over." in text(chat.manage("/brief-admin pause until:2026-02-01T08:00"))


# --- what was posted ---


def test_an_order_is_taken_back_by_the_reference_it_names(chat: Chat) -> None:
    ordered = text(chat.manage("/brief-admin post morning"))
    assert "it waits" in ordered
    undo = ordered.split("Undo: ")[1]
    assert undo.startswith("/brief-admin retract ")
    taken = text(chat.manage(undo))
    assert "Taken back" in taken
    assert "Nothing stands." in taken
    reference = undo.rsplit(" ", 1)[1]
    assert "not posted" in text(chat.manage(f"/brief-admin why {reference}"))


def test_what_is_held_is_decided_in_chat(chat: Chat) -> None:
    composed(chat.store, destination="newsroom")
    [task] = Courier(chat.store).run(DeliveryState.HELD, reason="it may have been posted")
    reference = task.key.reference
    status = text(chat.manage("/brief-admin status"))
    assert f"decide: /brief-admin resolve {task.id} posted, again or drop" in status
    decided = text(chat.manage(f"/brief-admin resolve {reference} posted"))
    assert "It counts as posted." in decided
    assert "No command undoes this." in decided
    told = text(chat.manage(f"/brief-admin resolve {reference} posted"))
    assert f"Nothing of {reference} is held or refused." in told
    assert f"See: /brief-admin why {reference}." in told
    assert ("chat:ann", "resolve") in [entry[:2] for entry in chat.audited()]
