"""The pauses between attempts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.core.delivery.backoff import (
    LONGEST_WISH,
    back_off,
    back_off_span,
    look_again,
    probe_pause,
)
from briefbot.core.delivery.timing import Timing
from deliveries import jitters, seconds

TIMING = Timing()


@pytest.mark.parametrize(
    ("attempts", "span"),
    [(1, 2), (2, 4), (3, 8), (8, 256), (9, 512), (10, 600), (12, 600), (10**9, 600)],
)
def test_the_longest_pause_doubles_up_to_ten_minutes(attempts: int, span: float) -> None:
    assert back_off_span(attempts, TIMING) == seconds(span)


@given(st.integers(0, 100), jitters)
def test_a_pause_is_any_share_of_its_span(attempts: int, jitter: float) -> None:
    assert (
        timedelta(0) <= back_off(attempts, TIMING, jitter=jitter) <= back_off_span(attempts, TIMING)
    )


@given(st.integers(1, 12), jitters, st.timedeltas(timedelta(0), LONGEST_WISH))
def test_a_platforms_wish_is_granted_in_full(attempts: int, jitter: float, wish: timedelta) -> None:
    pause = back_off(attempts, TIMING, jitter=jitter, wish=wish)

    assert wish <= pause <= wish + TIMING.back_off_first


def test_a_nonsense_wish_does_not_silence_an_account_for_good() -> None:
    forever = timedelta(days=10_000)

    assert back_off(1, TIMING, jitter=0, wish=forever) == LONGEST_WISH
    assert look_again(TIMING, jitter=0, wish=forever) == LONGEST_WISH
    assert back_off(1, TIMING, jitter=0, wish=timedelta(days=-1)) == timedelta(0)


@given(jitters)
def test_a_history_is_asked_for_again_soon_but_never_at_once(jitter: float) -> None:
    assert TIMING.look_again / 2 <= look_again(TIMING, jitter=jitter) <= TIMING.look_again


@pytest.mark.parametrize(
    ("refusals", "minutes"), [(1, 1), (2, 2), (4, 8), (5, 15), (6, 15), (10**9, 15)]
)
def test_a_destination_that_refuses_rests_up_to_a_quarter_of_an_hour(
    refusals: int, minutes: float
) -> None:
    span = timedelta(minutes=minutes)

    assert probe_pause(refusals, TIMING, jitter=1) == span
    assert probe_pause(refusals, TIMING, jitter=0) == span / 2
