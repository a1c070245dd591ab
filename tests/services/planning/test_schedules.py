"""Schedules: what becomes of their ticks, whatever happens to them or to the program."""

import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from briefbot.core.delivery.timing import Timing
from briefbot.core.digest import DigestPlan, Policy
from briefbot.core.programme import DigestSchedule
from briefbot.core.schedule import CatchUp, parse_rule
from briefbot.sources.zones import mark_of, zone_data
from contracts.driving import done
from planning_stage import DAY, HOUR, MINUTE, START, Stage

#: A zone of tests alone.
MOVED = "Test/Moved"
DAILY = DigestSchedule(
    plan=DigestPlan(name="daily", when_empty=Policy.POST),
    rule=parse_rule("daily at 10:00"),
    zone="UTC",
    destinations=("main",),
)


@pytest.fixture
def hours_ahead(tmp_path: Path) -> Iterator[Callable[[int], str]]:
    """Put an edition of the database in use by which `MOVED` is so many hours ahead of UTC."""
    before = zoneinfo.TZPATH

    def use(*folders: str) -> None:
        zoneinfo.reset_tzpath(folders)
        zoneinfo.ZoneInfo.clear_cache()
        mark_of.cache_clear()

    def edition(hours: int) -> str:
        file = tmp_path / str(hours) / MOVED
        file.parent.mkdir(parents=True)
        fixed = files("tzdata") / "zoneinfo" / "Etc" / f"GMT-{hours}"
        file.write_bytes(fixed.read_bytes())
        use(str(tmp_path / str(hours)))
        return zone_data([MOVED])

    yield edition
    use(*before)


def labels(stage: Stage) -> list[tuple[str, str]]:
    return [(occurrence, state) for _, occurrence, state in stage.ledger("digest")]


def test_a_tick_becomes_an_edition_at_its_time_and_not_before(stage: Stage) -> None:
    stage.digest("daily", DAILY)
    stage.start()

    stage.plan(START + 59 * MINUTE)
    assert labels(stage) == []
    stage.plan(START + HOUR)

    assert labels(stage) == [("2026-03-02T10:00", "composed")]
    assert stage.wakes == 1


def test_the_next_pass_is_asked_for_at_the_next_tick_but_never_after_a_long_sleep(
    stage: Stage,
) -> None:
    stage.digest("daily", DAILY)
    assert stage.start() == START + HOUR

    stage.timing = Timing()
    assert stage.start() == START + timedelta(seconds=15)


def test_a_new_schedule_begins_now_and_makes_up_for_nothing(stage: Stage) -> None:
    stage.digest("daily", DAILY)
    stage.clock.time = START + 2 * HOUR

    stage.start()

    assert labels(stage) == []


def test_another_pass_at_the_same_moment_makes_nothing_twice(stage: Stage) -> None:
    stage.digest("daily", DAILY)
    stage.start()

    for _ in range(3):
        stage.plan(START + HOUR)
    stage.start()

    assert labels(stage) == [("2026-03-02T10:00", "composed")]


def test_restarts_at_any_moment_make_the_postings_of_an_unbroken_run(
    stage: Stage, new_stage: Callable[[], Stage]
) -> None:
    often = replace(DAILY, rule=parse_rule("*/30 * * * *"), zone="Europe/Kyiv")
    unbroken = new_stage()
    for each in (stage, unbroken):
        each.digest("often", often)
        each.start()
    for step in range(1, 40):
        stage.clock.time = START + step * 11 * MINUTE
        stage.start()
    unbroken.live(stage.clock.time)

    assert stage.ledger() == unbroken.ledger()
    assert len(stage.ledger()) == 14


@pytest.mark.parametrize("missed", [1, 3, 400])
def test_of_missed_ticks_only_the_latest_runs_and_it_tells_what_it_stands_for(
    stage: Stage, missed: int
) -> None:
    stage.digest("daily", DAILY)
    stage.start()
    stage.clock.time = START + HOUR + (missed - 1) * DAY + MINUTE

    stage.start()

    states = [state for _, state in labels(stage)]
    assert states.count("composed") == 1
    assert states.count("skipped") == missed - 1
    last = max(stage.rows("digest"), key=lambda row: row.occurrence)
    assert last.state == "composed"
    assert last.covers.count("T10:00") == missed - 1


@pytest.mark.parametrize("missed", [1, 3, 400])
def test_a_schedule_that_skips_what_was_missed_has_a_row_with_the_reason_for_each(
    stage: Stage, missed: int
) -> None:
    stage.digest("daily", replace(DAILY, catch_up=CatchUp.SKIP, max_lateness=1000 * DAY))
    stage.start()
    stage.clock.time = START + HOUR + (missed - 1) * DAY + 6 * MINUTE

    stage.start()

    assert [state for _, state in labels(stage)] == ["skipped"] * missed
    assert set(stage.reasons("digest")) == {"the schedule skips what was missed"}


@pytest.mark.parametrize("missed", [1, 3, 400])
def test_a_schedule_that_runs_all_makes_a_posting_for_each(stage: Stage, missed: int) -> None:
    stage.digest("daily", replace(DAILY, catch_up=CatchUp.ALL, max_lateness=1000 * DAY))
    stage.start()
    stage.clock.time = START + HOUR + (missed - 1) * DAY + MINUTE

    stage.start()

    assert [state for _, state in labels(stage)] == ["composed"] * missed


def test_after_more_ticks_than_one_step_decides_the_rest_follows_in_the_same_pass(
    stage: Stage,
) -> None:
    stage.digest("often", replace(DAILY, rule=parse_rule("*/5 * * * *")))
    stage.start()
    stage.clock.time = START + 5 * MINUTE * 2_500

    stage.start()

    states = [state for _, state in labels(stage)]
    assert len(states) == 2_500
    assert states.count("composed") == 1


def test_what_is_too_late_does_not_run(stage: Stage) -> None:
    stage.digest("daily", replace(DAILY, max_lateness=2 * HOUR))
    stage.start()
    stage.clock.time = START + 4 * HOUR

    stage.start()

    assert labels(stage) == [("2026-03-02T10:00", "skipped")]
    assert stage.reasons("digest") == ["it is later than the schedule allows"]


def test_what_goes_out_late_says_so(stage: Stage) -> None:
    stage.digest("daily", DAILY)
    stage.start()
    stage.clock.time = START + 2 * HOUR

    stage.start()

    small = stage.document("digest").lead[0]
    assert "Late; was due" in repr(small)


# --- the schedule changes ---


def test_a_removed_schedule_is_never_due_again_and_what_waited_is_skipped(stage: Stage) -> None:
    stage.digest("daily", DAILY)
    stage.start()
    stage.plan(START + HOUR)
    stage.configure(digests={})
    stage.refresh(START + 2 * HOUR)

    stage.live(START + 3 * DAY)

    assert labels(stage) == [("2026-03-02T10:00", "composed")]


def test_a_schedule_that_comes_back_begins_then(stage: Stage) -> None:
    stage.digest("daily", DAILY)
    stage.start()
    stage.configure(digests={})
    stage.refresh()
    stage.digest("daily", DAILY)
    stage.refresh(START + 3 * DAY)

    stage.live(START + 4 * DAY)

    assert labels(stage) == [("2026-03-05T10:00", "composed")]


def test_a_rule_changed_while_running_counts_from_then_on(stage: Stage) -> None:
    stage.digest("daily", DAILY)
    stage.start()
    stage.digest("daily", replace(DAILY, rule=parse_rule("daily at 09:30, 12:00")))

    stage.refresh(START + 2 * HOUR)

    assert labels(stage) == [("2026-03-02T10:00", "composed")]  # it was due before the change
    stage.live(START + 4 * HOUR)
    assert labels(stage)[1:] == [("2026-03-02T12:00", "composed")]


def test_a_rule_changed_while_the_program_was_down_counts_from_when_it_was_last_alive(
    stage: Stage,
) -> None:
    stage.digest("daily", DAILY)
    stage.start()
    stage.plan(START + HOUR + 45 * MINUTE)
    stage.digest("daily", replace(DAILY, rule=parse_rule("0,30 * * * *")))
    stage.clock.time = START + 2 * HOUR + 10 * MINUTE

    stage.start()

    assert labels(stage) == [
        ("2026-03-02T10:00", "composed"),
        ("2026-03-02T11:00", "composed"),  # not 10:30: the rule before was still in force
    ]


def test_a_zone_that_changes_cannot_make_a_second_edition_of_one_local_time(stage: Stage) -> None:
    stage.digest("daily", replace(DAILY, zone="Europe/Kyiv", rule=parse_rule("daily at 12:00")))
    stage.start()
    stage.plan(START + HOUR)
    stage.digest("daily", replace(DAILY, zone="Europe/London", rule=parse_rule("daily at 12:00")))
    stage.refresh()

    stage.live(START + DAY + 4 * HOUR)

    assert labels(stage) == [("2026-03-02T12:00", "composed"), ("2026-03-03T12:00", "composed")]


def test_another_zone_database_keeps_what_was_decided(stage: Stage) -> None:
    stage.digest("daily", DAILY)
    stage.start()
    stage.plan(START + HOUR)
    stage.world = replace(stage.world, zone_data="2026b")

    stage.clock.time = START + 2 * HOUR
    stage.start()
    stage.live(START + DAY + 2 * HOUR)

    assert labels(stage) == [("2026-03-02T10:00", "composed"), ("2026-03-03T10:00", "composed")]


@pytest.mark.parametrize(("before", "after"), [(1, 2), (2, 1)], ids=["earlier", "later"])
@pytest.mark.parametrize("alive", [30, 90, 150])
def test_a_zone_whose_rules_change_loses_no_edition_and_makes_none_twice(
    stage: Stage, hours_ahead: Callable[[int], str], *, before: int, after: int, alive: int
) -> None:
    # Noon is at 11:00 UTC with one edition of the database, and at 10:00 with the other.
    stage.digest("daily", replace(DAILY, zone=MOVED, rule=parse_rule("daily at 12:00")))
    stage.world = replace(stage.world, zone_data=hours_ahead(before))
    stage.start()
    stage.live(START + alive * MINUTE)
    stage.world = replace(stage.world, zone_data=hours_ahead(after))

    stage.clock.time += 5 * MINUTE
    stage.start()
    stage.live(START + DAY + 4 * HOUR)

    assert labels(stage) == [("2026-03-02T12:00", "composed"), ("2026-03-03T12:00", "composed")]


def test_an_edition_that_a_zone_database_moved_to_before_the_start_follows_the_catch_up(
    stage: Stage, hours_ahead: Callable[[int], str]
) -> None:
    skipping = replace(DAILY, zone=MOVED, catch_up=CatchUp.SKIP)
    stage.digest("daily", replace(skipping, rule=parse_rule("daily at 12:00")))
    stage.world = replace(stage.world, zone_data=hours_ahead(1))
    stage.start()
    stage.live(START + 90 * MINUTE)
    stage.world = replace(stage.world, zone_data=hours_ahead(2))

    stage.start()

    assert labels(stage) == [("2026-03-02T12:00", "skipped")]
    assert stage.reasons("digest") == ["the schedule skips what was missed"]


def test_a_paused_schedule_says_for_each_tick_that_it_is_paused(stage: Stage) -> None:
    stage.digest("daily", DAILY)
    stage.start()
    [row] = done(stage.store.schedules())
    done(stage.store.put_schedules([replace(row, paused=True)], removed=(), now=START))

    stage.live(START + DAY)

    assert labels(stage) == [("2026-03-02T10:00", "skipped")]
    assert stage.reasons("digest") == ["the schedule is paused"]


def test_a_destination_without_a_sender_has_no_ticks_until_it_is_connected(stage: Stage) -> None:
    stage.digest("daily", DAILY)
    stage.world = replace(stage.world, connected=frozenset())
    stage.start()
    stage.plan(START + HOUR)
    assert labels(stage) == []

    stage.world = replace(stage.world, connected=frozenset({"main"}))
    stage.refresh(START + 2 * HOUR)
    stage.live(START + DAY + 2 * HOUR)

    assert labels(stage) == [("2026-03-03T10:00", "composed")]


# --- clocks ---


def test_while_the_clock_is_not_right_nothing_is_planned(stage: Stage) -> None:
    stage.digest("daily", DAILY)
    stage.start()
    stage.clock_is_right = False

    stage.plan(START + 4 * 365 * DAY)
    assert labels(stage) == []
    stage.clock_is_right = True
    stage.plan(START + HOUR)

    assert labels(stage) == [("2026-03-02T10:00", "composed")]


def test_what_is_configured_while_the_clock_is_not_right_begins_when_it_is_again(
    stage: Stage,
) -> None:
    stage.start()
    stage.clock_is_right = False
    stage.digest("daily", DAILY)
    stage.refresh(START + 4 * 365 * DAY)

    stage.clock_is_right = True
    stage.plan(START + MINUTE)
    stage.plan(START + HOUR)

    assert labels(stage) == [("2026-03-02T10:00", "composed")]


def test_a_clock_set_back_makes_nothing_again(stage: Stage) -> None:
    stage.digest("daily", DAILY)
    stage.start()
    stage.plan(START + HOUR)

    stage.plan(START + 30 * MINUTE)
    stage.plan(START + HOUR)

    assert labels(stage) == [("2026-03-02T10:00", "composed")]


def test_in_the_spring_gap_an_edition_comes_later_by_what_is_skipped(stage: Stage) -> None:
    night = replace(DAILY, zone="Europe/Kyiv", rule=parse_rule("30 3 * * *"))
    stage.digest("night", night)
    stage.clock.time = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
    stage.start()

    stage.live(datetime(2027, 3, 28, 12, 0, tzinfo=UTC))

    [row] = stage.rows("digest")
    assert row.occurrence == "2027-03-28T03:30"
    assert row.due == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 04:30 in Kyiv


@pytest.mark.parametrize("rule", ["30 3 * * *", "30 * * * *"])
def test_a_restart_in_the_autumn_hour_makes_the_editions_of_an_unbroken_run(
    stage: Stage, new_stage: Callable[[], Stage], rule: str
) -> None:
    evening = datetime(2027, 10, 30, 23, 45, tzinfo=UTC)  # 02:45 in Kyiv; 03:00 comes twice
    unbroken = new_stage()
    for each in (stage, unbroken):
        each.digest("night", replace(DAILY, zone="Europe/Kyiv", rule=parse_rule(rule)))
        each.clock.time = evening
        each.start()
    for minute in range(0, 200, 7):
        stage.clock.time = evening + minute * MINUTE
        stage.start()
    unbroken.live(stage.clock.time)

    assert stage.ledger() == unbroken.ledger()
    assert len(stage.ledger()) == (1 if rule.startswith("30 3") else 3)
