from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.schedule import CatchUp, CatchUpDecision, MissedReason, Tick, catch_up

NOW = datetime(2026, 1, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def tick(age: timedelta) -> Tick:
    instant = NOW - age
    return Tick(instant.strftime("%Y-%m-%dT%H:%M"), instant)


def decide(
    *ages: timedelta, policy: CatchUp, max_lateness: timedelta = 6 * HOUR
) -> CatchUpDecision:
    return catch_up([tick(age) for age in ages], policy=policy, max_lateness=max_lateness, now=NOW)


def reasons(decision: CatchUpDecision) -> list[MissedReason]:
    return [reason for _, reason in decision.missed]


def test_latest_runs_the_last_and_says_what_it_covers() -> None:
    decision = decide(7 * HOUR, 3 * HOUR, HOUR, policy=CatchUp.LATEST)

    assert decision.run == (tick(HOUR),)
    assert reasons(decision) == [MissedReason.TOO_LATE, MissedReason.SUPERSEDED]
    assert decision.covers == (tick(7 * HOUR), tick(3 * HOUR))


def test_latest_runs_nothing_when_even_the_last_is_too_late() -> None:
    decision = decide(9 * HOUR, 8 * HOUR, policy=CatchUp.LATEST)

    assert (decision.run, decision.covers) == ((), ())
    assert reasons(decision) == [MissedReason.TOO_LATE, MissedReason.TOO_LATE]


def test_all_runs_every_tick_that_is_not_too_late() -> None:
    decision = decide(7 * HOUR, 6 * HOUR, HOUR, policy=CatchUp.ALL)

    assert decision.run == (tick(6 * HOUR), tick(HOUR))
    assert reasons(decision) == [MissedReason.TOO_LATE]
    assert decision.covers == ()


def test_skip_runs_what_is_on_time_alone() -> None:
    decision = decide(HOUR, timedelta(minutes=5), policy=CatchUp.SKIP)

    assert decision.run == (tick(timedelta(minutes=5)),)
    assert reasons(decision) == [MissedReason.SKIPPED]


@pytest.mark.parametrize("policy", CatchUp)
def test_a_tick_that_is_due_now_runs_and_one_to_come_does_not(policy: CatchUp) -> None:
    decision = decide(timedelta(), -HOUR, policy=policy)

    assert decision.run == (tick(timedelta()),)
    assert decision.missed == ()
    assert decision.through == NOW


@pytest.mark.parametrize("policy", CatchUp)
def test_nothing_due_decides_nothing(policy: CatchUp) -> None:
    assert decide(policy=policy) == CatchUpDecision()


def test_no_more_than_a_thousand_ticks_are_decided_at_once() -> None:
    taken: list[Tick] = []

    def endless() -> Iterator[Tick]:
        for number in count():
            taken.append(tick(10_000 * HOUR - number * HOUR))
            yield taken[-1]

    decision = catch_up(endless(), policy=CatchUp.LATEST, max_lateness=HOUR, now=NOW)

    assert len(taken) == 1_001
    assert len(decision.missed) == 1_000
    assert not decision.complete
    assert decision.through == taken[999].instant


@pytest.mark.parametrize(("due", "run"), [(1_000, 1), (1_001, 0)])
def test_latest_waits_for_the_last_of_all_steps(due: int, run: int) -> None:
    ages = [timedelta(seconds=second) for second in range(due, 0, -1)]

    decision = decide(*ages, policy=CatchUp.LATEST)

    assert (len(decision.run), decision.complete) == (run, bool(run))


@settings(max_examples=60)
@given(
    minutes=st.sets(st.integers(0, 9_000), max_size=40),
    repeat=st.sampled_from((1, 120)),
    policy=st.sampled_from(CatchUp),
    lateness=st.integers(0, 9_000),
)
def test_decisions_in_steps_give_what_one_decision_gives(
    minutes: set[int], repeat: int, policy: CatchUp, lateness: int
) -> None:
    ages = sorted({minute * 60 + second for minute in minutes for second in range(repeat)})
    due = [tick(timedelta(seconds=age)) for age in reversed(ages)]
    limit = timedelta(minutes=lateness)
    steps: list[CatchUpDecision] = []
    rest = due
    while not steps or not steps[-1].complete:
        steps.append(catch_up(rest, policy=policy, max_lateness=limit, now=NOW))
        through = steps[-1].through
        rest = [one for one in rest if through is not None and one.instant > through]

    run = [*chain.from_iterable(step.run for step in steps)]
    missed = dict(chain.from_iterable(step.missed for step in steps))

    assert sorted([*run, *missed], key=lambda one: one.instant) == due
    in_time = [one for one in due if NOW - one.instant <= limit]
    wanted = {
        CatchUp.ALL: in_time,
        CatchUp.LATEST: in_time[-1:],
        CatchUp.SKIP: [one for one in in_time if NOW - one.instant <= timedelta(minutes=5)],
    }
    assert run == wanted[policy]
