"""Ticks become postings or reasons: the same ones, however often the program was restarted."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.delivery.posting import Advance, ScheduleRow
from briefbot.core.digest import DigestPlan
from briefbot.core.planning.ticks import (
    PAUSED,
    adapted,
    advance,
    begun,
    fingerprint,
    release_of,
)
from briefbot.core.programme import Channel, DigestSchedule
from briefbot.core.schedule import CatchUp, QuietHours, parse_rule, release
from briefbot.core.visibility import Audience, Place

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NIGHT = QuietHours(start=time(22), end=time(7), zone="Europe/Kyiv")
MAIN = Channel(name="main", place=Place(audience=Audience.CHANNEL), zone="Europe/Kyiv")
DAILY = DigestSchedule(
    plan=DigestPlan(name="daily"),
    rule=parse_rule("daily at 12:00"),
    zone="Europe/Kyiv",
    destinations=("main",),
)


def row(digest: DigestSchedule = DAILY, now: datetime = START) -> ScheduleRow:
    return begun("daily", digest, destination="main", zone_data="2026a", now=now)


def moved(before: ScheduleRow, step: Advance) -> ScheduleRow:
    return replace(before, cursor=step.cursor, next_at=step.next_at)


def live(digest: DigestSchedule, channel: Channel, moments: list[datetime]) -> set[str]:
    """Return the labels of postings made by a planner that looks at these moments."""
    current, made = row(digest), set()
    for moment in sorted(moments):
        while current.next_at is not None and current.next_at <= moment:
            step = advance(current, digest, channel, now=moment)
            made |= {posting.key.occurrence for posting in step.postings}
            current = moved(current, step)
    return made


def test_a_posting_says_when_it_is_due_until_when_and_by_which_rule() -> None:
    step = advance(row(), DAILY, MAIN, now=START + 2 * HOUR)

    [posting] = step.postings
    assert posting.key.parts == ("main", "digest", "daily", "2026-03-02T12:00", "post", "0")
    assert posting.due == posting.release_at == START + HOUR
    assert posting.expires_at == START + HOUR + DAILY.max_lateness
    assert posting.reason == "due by its rule: daily at 12:00 (Europe/Kyiv)"
    assert posting.schedule == "digest/daily@main"
    assert (step.expected, step.cursor) == (START, START + HOUR)
    assert step.next_at == START + 25 * HOUR


def test_a_paused_schedule_makes_no_posting_and_a_reason_for_each_tick() -> None:
    paused = replace(row(), paused=True)

    step = advance(paused, DAILY, MAIN, now=START + 49 * HOUR)

    assert step.postings == ()
    assert [tick.reason for tick in step.skipped] == [PAUSED] * 3


def test_the_ticks_of_a_changed_rule_count_from_the_change() -> None:
    often = replace(DAILY, rule=parse_rule("0 * * * *"))

    changed = adapted(row(), often, zone_data="2026a", since=START + 3 * HOUR)

    assert changed.cursor == START + 3 * HOUR
    assert changed.next_at == START + 4 * HOUR


def test_what_is_as_it_was_is_left_alone() -> None:
    assert adapted(row(), DAILY, zone_data="2026a", since=START + HOUR) == row()


@pytest.mark.parametrize("since", [START - HOUR, START + HOUR, START + 30 * HOUR, None])
def test_another_zone_database_loses_no_tick(since: datetime | None) -> None:
    changed = adapted(row(), DAILY, zone_data="2026b", since=since)

    assert changed.cursor == row().cursor
    assert changed.next_at == row().next_at
    assert changed.fingerprint != row().fingerprint


@pytest.mark.parametrize(
    ("before", "after", "noon"),
    [("Etc/GMT-1", "Etc/GMT-2", START + HOUR), ("Etc/GMT-2", "Etc/GMT-1", START + 2 * HOUR)],
    ids=["earlier", "later"],
)
@pytest.mark.parametrize("alive", [30, 90, 150], ids=["before both", "between", "after both"])
def test_a_local_time_that_another_zone_database_moves_is_still_due_once(
    before: str, after: str, noon: datetime, alive: int
) -> None:
    # Computed by the rules of one zone, and marked as of the other: the database has changed.
    by_now = replace(DAILY, zone=after)
    stale = replace(
        row(replace(DAILY, zone=before)), fingerprint=fingerprint(by_now, zone_data="2026a")
    )

    changed = adapted(stale, by_now, zone_data="2026b", since=START + timedelta(minutes=alive))

    assert (changed.cursor, changed.next_at) == (START, noon)
    step = advance(changed, by_now, MAIN, now=START + 3 * HOUR)
    assert [each.key.occurrence for each in step.postings] == ["2026-03-02T12:00"]
    assert step.skipped == ()


def test_a_change_never_moves_a_cursor_back() -> None:
    ahead = replace(row(), cursor=START + 5 * HOUR)

    later = replace(DAILY, rule=parse_rule("daily at 13:00"))

    changed = adapted(ahead, later, zone_data="2026a", since=START)

    assert changed.cursor == START + 5 * HOUR
    assert changed.next_at == START + 26 * HOUR


@given(
    due=st.integers(0, 2 * 24 * 60),
    waited=st.integers(0, 2 * 24 * 60),
)
@settings(max_examples=200)
def test_nothing_is_released_before_it_is_due_nor_in_quiet_hours_that_go_on(
    due: int, waited: int
) -> None:
    moment = START + timedelta(minutes=due)
    now = moment + timedelta(minutes=waited)

    released = release_of(moment, NIGHT, now=now)

    assert released >= moment
    out = max(released, now)
    assert release(out, NIGHT) == out
    assert released == release(moment, NIGHT) or released == release(now, NIGHT)


@given(
    minutes=st.lists(st.integers(1, 4 * 24 * 60), max_size=12),
    rule=st.sampled_from(["daily at 12:00", "*/30 * * * *", "0 23,6 * * *", "0 3 * * 1"]),
    policy=st.sampled_from([CatchUp.ALL, CatchUp.LATEST]),
    quiet=st.sampled_from([None, NIGHT]),
)
@settings(max_examples=100)
def test_a_run_with_interruptions_makes_no_posting_that_an_unbroken_one_does_not(
    minutes: list[int], rule: str, policy: CatchUp, quiet: QuietHours | None
) -> None:
    digest = replace(DAILY, rule=parse_rule(rule), catch_up=policy, max_lateness=timedelta(days=9))
    channel = replace(MAIN, quiet=quiet)
    end = START + timedelta(days=5)
    every = [START + timedelta(minutes=5 * step) for step in range(5 * 288 + 1)]
    unbroken = live(digest, channel, every)

    broken = live(digest, channel, [*(START + timedelta(minutes=m) for m in minutes), end])

    assert broken <= unbroken
    if policy is CatchUp.ALL:
        assert broken == unbroken


@pytest.mark.parametrize("down", [timedelta(minutes=1), 3 * HOUR, 8 * HOUR])
def test_what_quiet_hours_hold_runs_however_long_the_program_was_down_in_them(
    down: timedelta,
) -> None:
    strict = replace(
        DAILY, rule=parse_rule("daily at 22:30"), max_lateness=HOUR, catch_up=CatchUp.SKIP
    )
    due = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)

    step = advance(row(strict), strict, replace(MAIN, quiet=NIGHT), now=due + down)

    assert [posting.release_at for posting in step.postings] == [
        datetime(2026, 3, 3, 5, 0, tzinfo=UTC)
    ]
