"""The clock is believed while wall and steady clock agree, and again for a reason."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.core.clock_guard import (
    STABLE_FOR,
    TOLERANCE,
    Belief,
    ClockDoubt,
    Reading,
    accepted,
    confirms,
    first_belief,
    goes_on,
    held,
    leaps,
    look,
    stands,
)

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def reading(*, passed: timedelta = timedelta(), jumped: timedelta = timedelta()) -> Reading:
    return Reading(NOON + passed + jumped, 1_000 + passed.total_seconds())


def after(*readings: Reading, start: Belief | None = None) -> Belief:
    belief = start or first_belief(reading(), high_water=None)
    for each in readings:
        belief = look(belief, each)
    return belief


def test_time_that_passes_is_believed_however_long_the_machine_slept() -> None:
    assert after(reading(passed=MINUTE), reading(passed=400 * HOUR)).believed


def test_a_clock_that_creeps_within_the_tolerance_is_believed() -> None:
    assert after(reading(passed=MINUTE, jumped=9 * MINUTE)).believed


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 4 * 365 * 24 * HOUR])
def test_a_jump_is_doubted(jump: timedelta) -> None:
    assert after(reading(passed=MINUTE, jumped=jump)).doubt is ClockDoubt.JUMPED


def test_a_jump_that_goes_back_is_forgotten_at_once() -> None:
    assert after(reading(passed=MINUTE, jumped=HOUR), reading(passed=2 * MINUTE)).believed


def test_a_jump_forward_is_believed_once_it_has_lasted() -> None:
    first = reading(passed=MINUTE, jumped=HOUR)
    soon = reading(passed=MINUTE + STABLE_FOR - timedelta(seconds=1), jumped=HOUR)
    later = reading(passed=MINUTE + STABLE_FOR, jumped=HOUR)

    assert not after(first, soon).believed
    assert after(first, soon, later) == Belief(later)


def test_another_jump_makes_the_wait_begin_anew() -> None:
    first = reading(passed=MINUTE, jumped=HOUR)
    second = reading(passed=9 * MINUTE, jumped=2 * HOUR)
    later = reading(passed=12 * MINUTE, jumped=2 * HOUR)
    stable = reading(passed=9 * MINUTE + STABLE_FOR, jumped=2 * HOUR)

    assert not after(first, second, later).believed
    assert after(first, second, later, stable).believed


@pytest.mark.parametrize("jump", [-HOUR, 4 * 365 * 24 * HOUR])
def test_a_jump_back_or_by_years_needs_an_operator(jump: timedelta) -> None:
    lasting = reading(passed=100 * HOUR, jumped=jump)

    assert not after(reading(passed=MINUTE, jumped=jump), lasting).believed
    assert accepted(lasting).believed


def test_a_clock_behind_the_latest_time_ever_noted_is_doubted_until_it_has_caught_up() -> None:
    start = first_belief(reading(), high_water=NOON + HOUR)

    assert start.doubt is ClockDoubt.BEHIND
    assert not after(reading(passed=MINUTE), start=start).believed
    assert after(reading(passed=MINUTE, jumped=HOUR), start=start).believed


def test_a_clock_ahead_of_the_latest_time_noted_was_off_for_a_while() -> None:
    assert first_belief(reading(), high_water=NOON - 1_000 * HOUR).believed


def test_what_a_platform_says_decides() -> None:
    belief = after(reading(passed=MINUTE, jumped=HOUR))
    shown = reading(passed=2 * MINUTE, jumped=HOUR)

    assert look(belief, shown, reported=shown.wall - MINUTE).believed
    contradicted = look(first_belief(shown, high_water=None), shown, reported=shown.wall - HOUR)
    assert contradicted.doubt is ClockDoubt.CONTRADICTED
    assert look(contradicted, shown).doubt is ClockDoubt.CONTRADICTED
    assert look(contradicted, shown, reported=shown.wall).believed


def test_a_platform_vouches_for_what_would_not_be_believed_by_itself() -> None:
    belief, back = first_belief(reading(), high_water=None), reading(passed=MINUTE, jumped=-HOUR)

    assert confirms(belief, back, reported=back.wall + MINUTE)
    assert not confirms(belief, back, reported=back.wall + 3 * MINUTE)
    assert not confirms(belief, reading(passed=MINUTE), reported=reading(passed=MINUTE).wall)


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(-500, 500)), max_size=30))
def test_small_corrections_never_stop_the_program(steps: list[tuple[int, int]]) -> None:
    belief, wall, steady = first_belief(reading(), high_water=None), NOON, 1_000.0
    for passed, corrected in steps:
        wall += timedelta(seconds=passed + corrected)
        steady += passed
        belief = look(belief, Reading(wall, steady))
        assert belief.believed
    assert timedelta(seconds=500) < TOLERANCE


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 4 * 365 * 24 * HOUR])
def test_in_doubt_time_is_counted_on_from_the_last_that_was_believed(jump: timedelta) -> None:
    later, sooner = reading(passed=HOUR, jumped=jump), reading(passed=MINUTE, jumped=MINUTE)
    belief = after(reading(passed=MINUTE))

    assert held(belief, later) == held(after(later, start=belief), later) == NOON + HOUR
    assert held(belief, sooner) == sooner.wall


@pytest.mark.parametrize(("jump", "is_meant"), [(MINUTE, True), (HOUR, False), (-HOUR, False)])
def test_only_a_clock_that_goes_on_from_the_time_vouched_for_is_meant(
    jump: timedelta, *, is_meant: bool
) -> None:
    read = reading(passed=MINUTE, jumped=jump)

    assert goes_on(NOON, read, ago=MINUTE) is is_meant


def test_a_jump_that_has_lasted_is_believed_by_a_look_only() -> None:
    first, later = (reading(passed=each, jumped=HOUR) for each in (MINUTE, HOUR))
    belief = after(first)

    assert (stands(belief, later), held(belief, later)) == (False, NOON + HOUR)
    found = look(belief, later)
    assert (found.believed, leaps(belief, found)) == (True, True)


def test_a_jump_that_goes_back_stands_at_once() -> None:
    belief, back = after(reading(passed=MINUTE, jumped=HOUR)), reading(passed=HOUR)

    assert (stands(belief, back), leaps(belief, look(belief, back))) == (True, False)
