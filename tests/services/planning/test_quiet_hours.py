"""Quiet hours: what they held goes out together when they end."""

from dataclasses import replace
from datetime import UTC, datetime, time

from briefbot.core.digest import DigestPlan, Policy
from briefbot.core.document import DocumentKind, Heading, Text
from briefbot.core.meeting import Meeting
from briefbot.core.programme import DigestSchedule
from briefbot.core.schedule import QuietHours, parse_rule
from briefbot.core.when import When
from builders import brief
from contracts.driving import done
from planning_stage import DAY, HOUR, MINUTE, START, Stage

QUIET = QuietHours(start=time(22), end=time(7), zone="UTC")
MORNING = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
NIGHTLY = DigestSchedule(
    plan=DigestPlan(name="nightly", when_empty=Policy.POST),
    rule=parse_rule("daily at 23:00"),
    zone="UTC",
    destinations=("main",),
)
MEETING = Meeting(id="council", title="Council", when=When.at(datetime(2026, 3, 4, 1, tzinfo=UTC)))
BRIEF = brief(published_at=START - HOUR, meetings=(MEETING,))


def quiet_stage(stage: Stage, *, rule: str = "daily at 23:00") -> None:
    stage.channels(quiet=QUIET)
    stage.digest("nightly", replace(NIGHTLY, rule=parse_rule(rule)))
    stage.start()


def test_one_posting_that_was_held_goes_out_as_itself(stage: Stage) -> None:
    quiet_stage(stage)

    stage.live(MORNING - MINUTE)
    assert stage.ledger() == [("nightly", "2026-03-02T23:00", "waiting")]
    stage.live(MORNING)

    assert stage.ledger() == [("nightly", "2026-03-02T23:00", "composed")]
    assert "Late; was due" in repr(stage.document("digest").lead[0])


def test_several_that_were_held_go_out_as_one(stage: Stage) -> None:
    stage.reminders()
    stage.publish(BRIEF)
    quiet_stage(stage)

    stage.live(MORNING)

    assert stage.ledger() == [
        ("nightly", "2026-03-02T23:00", "merged"),
        ("council-meets/council", "2026-03-04T01:00:00Z", "merged"),
        ("quiet-hours", "2026-03-03T07:00Z", "composed"),
    ]
    document = stage.document("merged")
    assert document.meta.kind is DocumentKind.MERGED
    first = next(block for block in document.blocks if isinstance(block, Heading))
    assert first.content == (Text("nightly · 2 March 2026"),)
    assert "Reminder: Council" in document.meta.summary
    [copy] = stage.copies("council-meets")
    assert copy.posting.key.subject == "quiet-hours"


def test_a_merged_edition_moves_the_window_of_its_digest(stage: Stage) -> None:
    stage.reminders()
    stage.publish(BRIEF)
    quiet_stage(stage)
    stage.live(MORNING)

    rows = {row.id: row for row in done(stage.store.schedules())}

    assert rows["digest/nightly@main"].covered_until == MORNING


def test_what_was_said_in_a_merged_post_counts_as_said(stage: Stage) -> None:
    stage.reminders()
    stage.publish(BRIEF)
    quiet_stage(stage)
    stage.live(MORNING)
    stage.send()
    moved = replace(MEETING, when=When.at(datetime(2026, 3, 6, 12, tzinfo=UTC)))
    stage.publish(replace(BRIEF, meetings=(moved,)))

    stage.refresh(MORNING + HOUR)

    assert stage.ledger("notice") == [("council-meets/council", "2026-03-06T12:00:00Z", "composed")]


def test_of_one_digest_only_the_last_held_edition_goes_out(stage: Stage) -> None:
    quiet_stage(stage, rule="0 22,23,6 * * *")

    stage.live(MORNING)

    assert [state for _, _, state in stage.ledger()] == ["skipped", "skipped", "composed"]
    assert set(stage.reasons()[:2]) == {"a later edition of the digest goes out at the same time"}


def test_what_was_held_is_not_late_for_its_schedule(stage: Stage) -> None:
    stage.channels(quiet=QUIET)
    stage.digest("nightly", replace(NIGHTLY, max_lateness=HOUR))
    stage.start()

    stage.live(MORNING)

    assert stage.ledger() == [("nightly", "2026-03-02T23:00", "composed")]


def test_a_night_through_which_the_program_was_down_is_as_one_through_which_it_ran(
    stage: Stage,
) -> None:
    stage.reminders()
    stage.publish(BRIEF)
    quiet_stage(stage)

    stage.clock.time = MORNING + 10 * MINUTE
    stage.start()

    assert stage.ledger() == [
        ("nightly", "2026-03-02T23:00", "merged"),
        ("council-meets/council", "2026-03-04T01:00:00Z", "merged"),
        ("quiet-hours", "2026-03-03T07:00Z", "composed"),
    ]


def test_what_is_made_in_quiet_hours_because_it_was_missed_is_held_too(stage: Stage) -> None:
    quiet_stage(stage, rule="daily at 21:30")

    stage.clock.time = MORNING - 8 * HOUR
    stage.start()
    assert stage.ledger() == [("nightly", "2026-03-02T21:30", "waiting")]
    stage.live(MORNING)

    assert stage.ledger() == [("nightly", "2026-03-02T21:30", "composed")]


def test_a_crash_between_the_frame_and_its_content_leaves_one_merged_post(
    stage: Stage,
) -> None:
    stage.reminders()
    stage.publish(BRIEF)
    quiet_stage(stage)
    stage.live(MORNING - MINUTE)
    whole, stage.store.compose = stage.store.compose, _crash  # type: ignore[method-assign]  # a crash
    try:
        stage.plan(MORNING)
    except ConnectionError:
        stage.store.compose = whole  # type: ignore[method-assign]  # the program works again

    stage.start()

    assert [state for _, _, state in stage.ledger()] == ["merged", "merged", "composed"]


async def _crash(*_: object, **__: object) -> frozenset[int]:
    raise ConnectionError


def test_another_day_has_another_merged_post(stage: Stage) -> None:
    stage.digest("second", replace(NIGHTLY, plan=DigestPlan(name="second", when_empty=Policy.POST)))
    quiet_stage(stage)

    stage.live(MORNING + DAY)

    assert [occurrence for _, occurrence, _ in stage.ledger("merged")] == [
        "2026-03-03T07:00Z",
        "2026-03-04T07:00Z",
    ]


def test_what_is_held_is_skipped_when_its_schedule_is_removed(stage: Stage) -> None:
    quiet_stage(stage)
    stage.live(MORNING - 2 * HOUR)
    stage.configure(digests={})

    stage.refresh(MORNING - HOUR)

    assert stage.reasons("digest") == ["its schedule was removed from the configuration"]


def test_what_is_held_is_skipped_when_its_destination_is_removed(stage: Stage) -> None:
    quiet_stage(stage)
    stage.live(MORNING - 2 * HOUR)
    stage.configure(channels={}, digests={})
    stage.refresh(MORNING - HOUR)

    stage.plan(MORNING)

    assert [state for _, _, state in stage.ledger()] == ["skipped"]


def test_what_is_held_goes_out_when_its_rule_or_zone_changes(stage: Stage) -> None:
    quiet_stage(stage)
    stage.live(MORNING - 2 * HOUR)
    stage.digest("nightly", replace(NIGHTLY, rule=parse_rule("daily at 20:00"), zone="Europe/Kyiv"))
    stage.refresh(MORNING - HOUR)

    stage.plan(MORNING)

    assert stage.ledger() == [("nightly", "2026-03-02T23:00", "composed")]


def test_what_is_held_waits_while_its_destination_is_not_connected(stage: Stage) -> None:
    quiet_stage(stage)
    stage.live(MORNING - 2 * HOUR)
    stage.world = replace(stage.world, connected=frozenset())
    stage.refresh(MORNING)
    assert stage.ledger() == [("nightly", "2026-03-02T23:00", "waiting")]

    stage.world = replace(stage.world, connected=frozenset({"main"}))
    stage.refresh(MORNING + HOUR)

    assert stage.ledger() == [("nightly", "2026-03-02T23:00", "composed")]
