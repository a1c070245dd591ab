"""Reminders and notices: once, in time, and not when they no longer hold."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from briefbot.core.brief import Brief
from briefbot.core.meeting import Meeting, MeetingStatus
from briefbot.core.occurrence import Occurrence
from briefbot.core.schedule import QuietHours
from briefbot.core.when import When
from builders import brief
from planning_stage import DAY, HOUR, MINUTE, START, Stage

MEETS = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
LATER = MEETS + 2 * DAY
COUNCIL = Meeting(id="council", title="Council", when=When.at(MEETS))
BRIEF = brief(published_at=START - HOUR, meetings=(COUNCIL,))
STANDUP = Occurrence(
    calendar="team", uid="standup", title="Standup", start=MEETS, end=MEETS + HOUR, tz="UTC"
)


def moved(when: datetime, *, status: MeetingStatus = MeetingStatus.CONFIRMED) -> Brief:
    return replace(BRIEF, meetings=(replace(COUNCIL, when=When.at(when), status=status),))


def started(stage: Stage) -> Stage:
    stage.reminders(leads=(timedelta(days=1), timedelta(hours=2)))
    stage.publish(BRIEF)
    stage.start()
    return stage


def test_each_lead_time_has_its_reminder_when_it_comes(stage: Stage) -> None:
    started(stage).live(MEETS + DAY)

    rows = stage.rows()
    assert [(row.occurrence, row.step) for row in rows] == [
        ("2026-03-04T12:00:00Z", "86400"),
        ("2026-03-04T12:00:00Z", "7200"),
    ]
    assert [row.due for row in rows] == [MEETS - DAY, MEETS - 2 * HOUR]
    assert {row.expires_at for row in rows} == {MEETS}
    assert {row.state for row in rows} == {"composed"}


def test_the_planner_asks_to_be_woken_for_the_next_reminder(stage: Stage) -> None:
    stage.reminders()
    stage.publish(replace(BRIEF, meetings=(replace(COUNCIL, when=When.at(START + 25 * HOUR)),)))

    assert stage.start() == START + HOUR


def test_a_reminder_missed_while_down_comes_late_and_only_the_last_of_several(
    stage: Stage,
) -> None:
    started(stage)
    stage.clock.time = MEETS - HOUR

    stage.start()

    assert [row.step for row in stage.rows()] == ["7200"]
    assert "Late; was due" in repr(stage.document("reminder").lead)


def test_no_reminder_comes_after_the_meeting_may_have_started(stage: Stage) -> None:
    started(stage)
    stage.clock.time = MEETS + MINUTE

    stage.start()

    assert stage.ledger() == []


def test_reminders_that_begin_at_a_place_do_not_make_up_for_earlier_ones(stage: Stage) -> None:
    stage.publish(BRIEF)
    stage.start()
    stage.reminders()

    stage.refresh(MEETS - HOUR)

    assert stage.ledger() == []


def test_restarts_and_refreshes_remind_once(stage: Stage) -> None:
    started(stage)
    for _ in range(3):
        stage.refresh(MEETS - DAY)
        stage.start()

    assert [row.step for row in stage.rows()] == ["86400"]


def test_a_held_reminder_of_a_meeting_that_moved_meanwhile_is_skipped(stage: Stage) -> None:
    stage.channels(quiet=QuietHours(start=time(11), end=time(14), zone="UTC"))
    started(stage).live(MEETS - DAY)
    stage.publish(moved(LATER))
    stage.refresh(MEETS - DAY + HOUR)

    stage.plan(MEETS - DAY + 3 * HOUR)

    assert stage.reasons() == ["the date it was computed for no longer holds"]


def test_a_reminder_held_until_after_the_start_is_skipped(stage: Stage) -> None:
    stage.channels(quiet=QuietHours(start=time(9, 30), end=time(12, 30), zone="UTC"))
    stage.reminders(leads=(timedelta(hours=2),))
    stage.publish(BRIEF)
    stage.start()

    stage.live(MEETS + HOUR)

    assert [row.state for row in stage.rows()] == ["skipped"]


# --- notices ---


def reminded(stage: Stage) -> Stage:
    started(stage).live(MEETS - DAY)
    stage.send()
    return stage


def test_a_meeting_that_moves_after_a_reminder_has_one_notice_then_reminders_of_the_new_date(
    stage: Stage,
) -> None:
    reminded(stage).publish(moved(LATER))
    stage.refresh(MEETS - DAY + HOUR)
    stage.refresh(MEETS - DAY + 2 * HOUR)
    stage.start()
    stage.send()

    stage.live(LATER + DAY)

    assert [(row.kind, row.step, row.occurrence) for row in stage.rows()[1:]] == [
        ("notice", "moved", "2026-03-06T12:00:00Z"),
        ("reminder", "86400", "2026-03-06T12:00:00Z"),
        ("reminder", "7200", "2026-03-06T12:00:00Z"),
    ]
    assert stage.document("notice").meta.title == "New date: Council"


def test_a_cancelled_meeting_has_a_notice_and_no_more_reminders(stage: Stage) -> None:
    reminded(stage).publish(moved(MEETS, status=MeetingStatus.CANCELLED))
    stage.refresh(MEETS - DAY + HOUR)

    stage.live(MEETS + DAY)

    assert [(row.kind, row.step) for row in stage.rows()[1:]] == [("notice", "cancelled")]
    assert stage.document("notice").meta.title == "Cancelled: Council"


def test_a_meeting_that_moves_before_any_reminder_has_no_notice(stage: Stage) -> None:
    started(stage).publish(moved(LATER))

    stage.refresh(START + HOUR)

    assert stage.ledger() == []


def test_a_meeting_that_moves_there_and_back_and_there_again_has_a_notice_each_time(
    stage: Stage,
) -> None:
    reminded(stage)
    for step, when in enumerate((LATER, MEETS, LATER)):
        stage.publish(moved(when))
        stage.refresh(MEETS - DAY + (step + 1) * HOUR)
        stage.send()

    assert [(row.occurrence, row.generation, row.state) for row in stage.rows("notice")] == [
        ("2026-03-06T12:00:00Z", 0, "composed"),
        ("2026-03-04T12:00:00Z", 0, "composed"),
        ("2026-03-06T12:00:00Z", 1, "composed"),
    ]


def test_a_notice_that_was_held_and_skipped_comes_when_the_meeting_moves_there_again(
    stage: Stage,
) -> None:
    stage.channels(quiet=QuietHours(start=time(12, 30), end=time(15), zone="UTC"))
    reminded(stage)
    for minutes, when in ((60, LATER), (90, MEETS)):
        stage.publish(moved(when))
        stage.refresh(MEETS - DAY + minutes * MINUTE)
    stage.plan(MEETS - DAY + 3 * HOUR)
    assert stage.reasons("notice") == ["what was last said of the meeting still holds"]

    stage.publish(moved(LATER))
    stage.refresh(MEETS - DAY + 4 * HOUR)

    assert [row.state for row in stage.rows("notice")] == ["skipped", "composed"]


def listed(stage: Stage) -> Stage:
    stage.reminders()
    stage.lists(STANDUP)
    stage.start()
    stage.live(MEETS - DAY)
    stage.send()
    return stage


def test_a_meeting_that_vanishes_from_its_calendar_has_a_notice_that_says_just_that(
    stage: Stage,
) -> None:
    listed(stage).lists()
    stage.refresh(MEETS - DAY + HOUR)
    stage.refresh(MEETS - DAY + 2 * HOUR)

    assert [(row.kind, row.subject, row.step) for row in stage.rows()[1:]] == [
        ("notice", "team/standup", "cancelled")
    ]
    assert stage.document("notice").meta.title == "No longer in the calendar: Standup"


def test_a_calendar_that_was_not_read_well_makes_nothing_vanish(stage: Stage) -> None:
    listed(stage).lists(well_read=False)

    stage.refresh(MEETS - DAY + HOUR)

    assert stage.ledger("notice") == []


def test_a_meeting_that_a_brief_begins_to_speak_for_has_not_vanished(stage: Stage) -> None:
    listed(stage).publish(replace(BRIEF, meetings=(replace(COUNCIL, uid="standup"),)))

    stage.refresh(MEETS - DAY + HOUR)

    assert stage.ledger("notice") == []
