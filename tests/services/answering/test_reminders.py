"""Reminders of people: only what will go out is confirmed, and the list says what will."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from answering_stage import COUNCIL, DAY, DRAFT, GREEN, HOUR, NOW, Chat, library, text
from briefbot.core.brief import Brief
from briefbot.core.delivery.records import PersonalReminder
from briefbot.core.meeting import Meeting, MeetingStatus
from briefbot.core.schedule import QuietHours
from briefbot.core.visibility import Role
from briefbot.core.when import When
from briefbot.services.answering.reminding import MOST_REMINDERS
from builders import meeting
from contracts.driving import done

VOTE = "/brief remind council-meets/vote"
HIDDEN = "Its brief may not be shown where the reminder would go."
SILENT = "does not come"


def rows(chat: Chat, owner: str = "chat:ann") -> list[PersonalReminder]:
    return list(done(chat.store.personal_reminders(owner)))


def meet(chat: Chat, when: When | None = None, *, brief: Brief = COUNCIL, **fields: object) -> None:
    """Have the one meeting of a brief as it is told here."""
    made: Meeting = meeting("vote", when or When.at(NOW + DAY), title="The vote", **fields)
    chat.library = library(replace(brief, meetings=(made,)))


# --- where it may be shown ---


def test_what_may_not_be_sent_to_its_person_is_refused(chat: Chat) -> None:
    for brief, role in ((GREEN, Role.READER), (DRAFT, Role.EDITOR)):
        meet(chat, brief=brief)
        answer = chat.ask(f"/brief remind {brief.slug}/vote", role=role, destination="members")
        assert HIDDEN in text(answer)
    assert rows(chat) == []


def test_a_channel_that_may_read_it_has_it(chat: Chat) -> None:
    meet(chat, brief=GREEN)
    line = f"/brief remind {GREEN.slug}/vote where:here"
    assert chat.manage(line, destination="members").is_done
    meet(chat, brief=DRAFT)
    assert HIDDEN in text(chat.manage(f"/brief remind {DRAFT.slug}/vote where:here"))


def test_what_may_not_be_shown_any_more_is_not_put_off(chat: Chat) -> None:
    chat.ask(VOTE)
    meet(chat, brief=replace(COUNCIL, status=DRAFT.status))
    assert HIDDEN in text(chat.press("snooze", "1 1h", role=Role.EDITOR))
    assert len(rows(chat)) == 1


# --- the list ---


@pytest.mark.parametrize(
    "fields",
    [{"status": MeetingStatus.CANCELLED}, {"brief": replace(COUNCIL, status=DRAFT.status)}],
)
def test_a_reminder_that_will_not_come_is_told_so(fields: dict[str, object], chat: Chat) -> None:
    chat.ask(VOTE)
    assert SILENT not in text(chat.ask("/brief reminders"))
    meet(chat, **fields)  # type: ignore[arg-type]  # a table of fields
    assert SILENT in text(chat.ask("/brief reminders"))


def test_a_reminder_of_a_meeting_that_is_gone_is_listed_until_its_time(chat: Chat) -> None:
    chat.ask(VOTE)
    chat.library = library(replace(COUNCIL, meetings=()))
    assert SILENT in text(chat.ask("/brief reminders"))
    chat.clock.moment = NOW + DAY
    assert "You have no reminders." in text(chat.ask("/brief reminders"))


def test_the_list_follows_a_meeting_that_moves(chat: Chat) -> None:
    chat.ask(VOTE)
    meet(chat, When.at(NOW + 3 * DAY))
    assert "4 February 2026, 08:00" in text(chat.ask("/brief reminders"))
    chat.clock.moment = NOW + 2 * DAY
    assert "Reminder 1: The vote" in text(chat.ask("/brief reminders"))
    assert chat.complete("cancel", "reminder") == ["1"]
    meet(chat, When.at(NOW + 2 * DAY))
    assert "You have no reminders." in text(chat.ask("/brief reminders"))
    assert chat.complete("cancel", "reminder") == []


def test_one_that_moved_along_is_the_same_when_it_is_asked_for_again(chat: Chat) -> None:
    chat.ask(VOTE)
    meet(chat, When.at(NOW + 3 * DAY))
    assert "4 February 2026, 08:00" in text(chat.ask(VOTE))
    assert [each.id for each in rows(chat)] == [1]


# --- how many ---


def fill(chat: Chat) -> None:
    for minutes in range(1, MOST_REMINDERS + 1):
        due = NOW + DAY - timedelta(minutes=minutes)
        lead = timedelta(minutes=minutes)
        made = chat.store.remind(
            "chat:ann", meeting="council-meets/vote", lead=lead, due=due, now=NOW
        )
        done(made)


def test_reminders_that_are_over_leave_room_for_others(chat: Chat) -> None:
    fill(chat)
    assert "There are 50 reminders already." in text(chat.ask(f"{VOTE} lead:2h"))
    chat.clock.moment = NOW + DAY
    assert chat.ask("/brief remind council/hearing lead:2h").is_done


def test_one_that_is_there_may_be_asked_for_at_the_limit(chat: Chat) -> None:
    fill(chat)
    assert chat.ask(f"{VOTE} lead:7m").is_done
    assert len(rows(chat)) == MOST_REMINDERS


def test_the_limit_holds_for_what_is_put_off_as_well(chat: Chat) -> None:
    fill(chat)
    assert "There are 50 reminders already." in text(chat.press("snooze", "1 1h"))
    assert len(rows(chat)) == MOST_REMINDERS


# --- when ---


def test_a_channels_reminder_is_due_by_the_clock_of_the_channel(chat: Chat) -> None:
    meet(chat, When.on(date(2026, 2, 5)))
    chat.manage(f"{VOTE} lead:1d where:here", zone="America/New_York")
    [row] = rows(chat, "destination:newsroom")
    assert row.due == datetime(2026, 2, 4, 7, 0, tzinfo=UTC)  # 09:00 in Kyiv


def test_quiet_hours_of_a_channel_are_told(chat: Chat) -> None:
    set_quiet(chat, time(7), time(9, 30))
    told = text(chat.manage(f"{VOTE} lead:3h where:here"))
    assert "2 February 2026, 07:30" in told


def test_one_that_went_out_is_not_ahead_again_in_quiet_hours(chat: Chat) -> None:
    chat.manage(f"{VOTE} lead:3h where:here")
    set_quiet(chat, time(10), time(11))
    chat.clock.moment = NOW + DAY - HOUR / 2  # 10:30 in Kyiv
    assert "You have no reminders." in text(chat.manage("/brief reminders"))


def set_quiet(chat: Chat, start: time, end: time) -> None:
    programme = chat.library.programme
    quiet = QuietHours(start=start, end=end, zone="Europe/Kyiv")
    there = replace(programme.channels["newsroom"], quiet=quiet)
    channels = {**programme.channels, "newsroom": there}
    chat.library = replace(chat.library, programme=replace(programme, channels=channels))


def test_what_quiet_hours_would_hold_until_it_is_over_is_refused(chat: Chat) -> None:
    set_quiet(chat, time(8), time(13))
    told = text(chat.manage(f"{VOTE} lead:30m where:here"))
    assert "The quiet hours there last until it is over." in told
    assert chat.manage(f"{VOTE} lead:30m").is_done


# --- putting off ---


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": MeetingStatus.CANCELLED}, "It is cancelled."),
        ({"when": When.at(NOW - HOUR)}, "It is over."),
    ],
)
def test_a_meeting_that_is_off_or_over_is_not_put_off(
    fields: dict[str, object], reason: str, chat: Chat
) -> None:
    chat.ask(VOTE)
    meet(chat, **fields)  # type: ignore[arg-type]  # a table of fields
    assert reason in text(chat.press("snooze", "1 1h"))
    assert len(rows(chat)) == 1


def test_a_meeting_that_is_gone_is_not_put_off(chat: Chat) -> None:
    chat.ask(VOTE)
    chat.library = library(replace(COUNCIL, meetings=()))
    assert "There is no meeting" in text(chat.press("snooze", "1 1h"))


def test_a_second_press_says_when_it_comes_and_how_to_change_that(chat: Chat) -> None:
    chat.ask(VOTE)
    chat.press("snooze", "1 10m")
    told = text(chat.press("snooze", "1 1h"))
    assert "Put off before: The vote" in told
    assert "1 February 2026, 09:10" in told
    assert "cancel reminder 2" in told
    chat.press("cancel", "2")
    assert "1 February 2026, 10:00" in text(chat.press("snooze", "1 1h"))


# --- undo ---


def test_what_no_command_brings_back_has_no_undo(chat: Chat) -> None:
    chat.ask(VOTE)
    chat.press("snooze", "1 1h")
    assert "Undo" not in text(chat.press("cancel", "2"))
    meet(chat, status=MeetingStatus.CANCELLED)
    assert "Undo" not in text(chat.press("cancel", "1"))


def test_the_undo_of_an_end_to_a_pause_ends_at_the_same_time(chat: Chat) -> None:
    chat.manage("/brief-admin pause until:2026-03-03T08:00")
    undo = text(chat.manage("/brief-admin resume")).split("Undo: ")[1]
    assert undo == '/brief-admin pause until:"2026-03-03T08:00" destination:newsroom'
    chat.manage(undo)
    ends = {line.name: line.blocked_until for line in done(chat.store.status(now=NOW)).destinations}
    assert ends["newsroom"] == datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
