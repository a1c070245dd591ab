"""Reminders that people set by a command: for everybody at a destination, or for themselves."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from briefbot.core.actions import action_key, buttons_of
from briefbot.core.brief import Tlp
from briefbot.core.delivery.records import Person
from briefbot.core.delivery.state import Operation
from briefbot.core.meeting import Meeting, MeetingStatus
from briefbot.core.planning.personal import (
    direct_channel,
    everybody_at,
    personal_posting,
    plan_personal,
)
from briefbot.core.schedule import QuietHours
from briefbot.core.upcoming import Upcoming
from briefbot.core.when import When
from builders import brief
from contracts.driving import Courier, done
from planning_stage import DAY, HOUR, MINUTE, START, Stage

MEETS = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
COUNCIL = Meeting(id="council", title="Council", when=When.at(MEETS))
BRIEF = brief(published_at=START - HOUR, meetings=(COUNCIL,))
KEY = f"{BRIEF.slug}/council"


def set_up(
    stage: Stage, *, person: str = "", lead: timedelta = HOUR, meeting: Meeting = COUNCIL
) -> None:
    """Have a digest's destination, the brief, and a reminder before its meeting."""
    stage.reminders(leads=(timedelta(days=300),))
    stage.publish(replace(BRIEF, meetings=(meeting,)))
    asyncio.run(
        stage.store.remind(
            person or everybody_at("main"),
            meeting=KEY,
            lead=lead,
            due=MEETS - lead,
            now=stage.clock.now(),
        )
    )
    stage.start()


def personal(stage: Stage) -> list[str]:
    return [row.state for row in stage.rows() if row.kind == "personal"]


def test_it_goes_out_once_when_its_time_comes(stage: Stage) -> None:
    set_up(stage)

    stage.live(MEETS - HOUR - MINUTE)
    assert personal(stage) == []
    stage.live(MEETS + DAY)

    assert personal(stage) == ["composed"]
    assert "Council" in stage.document("personal").meta.title


def test_a_restart_makes_no_second_one(stage: Stage) -> None:
    set_up(stage)
    stage.live(MEETS - HOUR + MINUTE)

    stage.start()

    assert personal(stage) == ["composed"]


def test_one_of_a_cancelled_meeting_does_not_go_out(stage: Stage) -> None:
    set_up(stage)
    cancelled = replace(COUNCIL, status=MeetingStatus.CANCELLED)
    stage.publish(replace(BRIEF, meetings=(cancelled,)))
    stage.refresh()

    stage.live(MEETS + DAY)

    assert "composed" not in personal(stage)


# --- direct messages ---

ANN = "chat:ann"


def connect(stage: Stage, person: Person | None = None) -> None:
    """Have the account of the chat connected, and what the person has said."""
    stage.world = replace(stage.world, accounts=frozenset({"chat"}))
    if person is not None:
        done(stage.store.put_person(person, now=START))


def places(stage: Stage) -> list[str]:
    return [row.destination for row in stage.rows("personal")]


def test_one_of_a_single_person_waits_for_a_chat_that_has_them(stage: Stage) -> None:
    set_up(stage, person="discord:100000000000000000")

    stage.live(MEETS + DAY)

    assert personal(stage) == []


def test_one_of_a_single_person_goes_to_them_alone_and_once(stage: Stage) -> None:
    connect(stage)
    set_up(stage, person=ANN)

    stage.live(MEETS - HOUR + MINUTE)
    stage.start()
    stage.live(MEETS + DAY)

    assert (places(stage), personal(stage)) == (["dm:chat:ann"], ["composed"])


def test_a_person_is_written_to_by_the_platforms_own_name_for_them(stage: Stage) -> None:
    connect(stage)
    set_up(stage, person=ANN)
    stage.live(MEETS - HOUR + MINUTE)
    courier = Courier(stage.store, now=stage.clock.time, account="chat")
    [task] = courier.claim()
    assert (task.channel, task.key.destination) == ("user:ann", "dm:chat:ann")


def test_it_is_in_the_persons_language_and_zone_with_buttons_to_put_it_off(stage: Stage) -> None:
    connect(stage, Person(id=ANN, zone="Asia/Tokyo", told_lang="de", told_zone="UTC"))
    set_up(stage, person=ANN)
    stage.live(MEETS - HOUR + MINUTE)

    document = stage.document("personal")

    assert document.meta.lang == "de"
    assert "21:00" in document.meta.summary
    snoozes = [each.subject for each in buttons_of(document) if each.verb == "snooze"]
    assert snoozes == ["1 10m", "1 1h", "1 tomorrow"]
    assert done(stage.store.button(action_key(buttons_of(document)[0]))) is not None


def test_a_reminder_of_a_day_comes_in_the_morning_of_the_person(stage: Stage) -> None:
    connect(stage, Person(id=ANN, told_zone="Asia/Tokyo"))
    day = replace(COUNCIL, when=When.on(date(2026, 3, 5)))
    set_up(stage, person=ANN, lead=DAY, meeting=day)

    stage.live(MEETS + 3 * DAY)

    [row] = stage.rows("personal")
    assert row.due == datetime(2026, 3, 4, 0, 0, tzinfo=UTC)


def test_one_that_was_put_off_comes_once_more_whatever_becomes_of_the_date(stage: Stage) -> None:
    connect(stage)
    set_up(stage, person=ANN)
    stage.live(MEETS - HOUR + MINUTE)
    later = MEETS - HOUR / 2
    child = stage.store.remind(
        ANN, meeting=KEY, lead=HOUR, due=later, snoozed_from=1, now=stage.clock.time
    )
    assert done(child).id == 2
    stage.start()

    stage.live(MEETS + DAY)

    assert [(row.step, row.due) for row in stage.rows("personal")] == [
        ("reminder 1", MEETS - HOUR),
        ("reminder 2", later),
    ]


def test_a_meeting_that_moves_takes_its_reminder_along(stage: Stage) -> None:
    connect(stage)
    set_up(stage, person=ANN)
    moved = replace(COUNCIL, when=When.at(MEETS + DAY))
    stage.publish(replace(BRIEF, meetings=(moved,)))
    stage.refresh()

    stage.live(MEETS + 2 * DAY)

    assert [row.due for row in stage.rows("personal")] == [MEETS + DAY - HOUR]


def test_what_may_not_be_seen_anywhere_is_not_told_in_private_either(stage: Stage) -> None:
    connect(stage)
    set_up(stage, person=ANN)
    stage.publish(replace(BRIEF, tlp=Tlp.GREEN))
    stage.refresh()

    stage.live(MEETS + DAY)

    assert personal(stage) == ["skipped"]


def test_the_configuration_names_no_direct_messages_and_leaves_them_alone(stage: Stage) -> None:
    connect(stage)
    set_up(stage, person=ANN)
    stage.live(MEETS - HOUR + MINUTE)
    done(stage.store.put_destinations([], now=stage.clock.time))
    assert len(Courier(stage.store, now=stage.clock.time, account="chat").run()) == 1


def test_a_correction_follows_into_direct_messages(stage: Stage) -> None:
    connect(stage)
    set_up(stage, person=ANN)
    stage.live(MEETS - HOUR + MINUTE)
    Courier(stage.store, now=stage.clock.time, account="chat").run()
    moved = replace(COUNCIL, when=When.at(MEETS + DAY))
    stage.publish(replace(BRIEF, meetings=(moved,)))
    stage.refresh()
    stage.live(stage.clock.time + HOUR)
    [edit] = Courier(stage.store, now=stage.clock.time, account="chat").run()
    assert (edit.operation, edit.channel) == (Operation.EDIT, "user:ann")


def test_one_that_was_cancelled_while_it_waited_is_not_composed(stage: Stage) -> None:
    connect(stage)
    set_up(stage, person=ANN)
    due = MEETS - HOUR
    [reminder] = done(stage.store.personal_reminders(ANN))
    [planned] = plan_personal(
        [reminder], {KEY: Upcoming(key=KEY, title="", when=COUNCIL.when)}, zone="UTC"
    )
    posting = personal_posting(planned, direct_channel(Person(id=ANN), zone="UTC"), now=due)
    done(stage.store.cancel_reminder(reminder.id, person=ANN, now=due))
    done(stage.store.put_direct(ANN, now=due))
    done(stage.store.announce([posting], now=due))  # as one who planned it a moment before

    stage.live(due + MINUTE)

    assert personal(stage) == ["skipped"]


def test_quiet_hours_hold_one_for_everybody_and_none_for_one_person(stage: Stage) -> None:
    connect(stage)
    stage.channels(quiet=QuietHours(start=time(10), end=time(11, 30), zone="UTC"))
    done(stage.store.remind(ANN, meeting=KEY, lead=HOUR, due=MEETS - HOUR, now=stage.clock.now()))
    set_up(stage)

    stage.live(MEETS - HOUR + MINUTE)
    assert list(zip(places(stage), personal(stage), strict=True)) == [
        ("dm:chat:ann", "composed"),
        ("main", "waiting"),
    ]
    stage.live(MEETS - HOUR / 2 + MINUTE)

    assert personal(stage) == ["composed", "composed"]
