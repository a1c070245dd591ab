"""Editions that an operator orders, and what becomes of them."""

from dataclasses import replace
from datetime import timedelta

from briefbot.core.digest import DigestPlan, Policy
from briefbot.core.programme import DigestSchedule
from briefbot.core.schedule import parse_rule
from briefbot.services.operating import Desk, Ordered, order_edition
from contracts.driving import done
from planning_stage import DAY, HOUR, MINUTE, START, Stage

DAILY = DigestSchedule(
    plan=DigestPlan(name="daily", when_empty=Policy.POST),
    rule=parse_rule("daily at 10:00"),
    zone="UTC",
    destinations=("main",),
)


def order(stage: Stage, at: str = "") -> Ordered:
    desk = Desk(
        store=stage.store,
        programme=stage.world.programme,
        zone="UTC",
        kept=400 * DAY,
        clock=stage.clock,
        actor="cli:root",
    )
    (ordered,) = done(order_edition(desk, "daily", at=at))
    return ordered


def test_an_ordered_edition_is_composed_at_the_next_pass_and_the_rule_goes_on(
    stage: Stage,
) -> None:
    stage.digest("daily", DAILY)
    stage.start()
    order(stage)
    stage.plan()
    stage.plan(START + HOUR)

    assert [(occurrence, state) for _, occurrence, state in stage.ledger("digest")] == [
        ("2026-03-02T09:00 manual", "composed"),
        ("2026-03-02T10:00", "composed"),
    ]


def test_a_holiday_skips_what_the_rule_brings_and_not_what_was_ordered(stage: Stage) -> None:
    stage.digest("daily", replace(DAILY, holidays=frozenset({START.date()})))
    stage.start()
    ordered = order(stage)
    stage.plan()
    stage.plan(START + HOUR)

    assert stage.story(ordered.reference).happened[-1].what == "composed"
    assert stage.reasons("digest")[-1] == "it falls on a holiday"


def test_an_edition_ordered_for_later_waits_for_its_time(stage: Stage) -> None:
    stage.digest("daily", DAILY)
    stage.start()
    ordered = order(stage, at="2026-03-02T09:30")
    assert stage.plan() == START + 30 * MINUTE
    assert stage.story(ordered.reference).state.value == "waiting"
    stage.plan(START + 30 * MINUTE)
    assert stage.story(ordered.reference).state.value == "composed"


def test_an_ordered_edition_is_too_late_after_its_span(stage: Stage) -> None:
    stage.digest("daily", replace(DAILY, max_lateness=timedelta(hours=2)))
    ordered = order(stage)
    stage.clock.time = ordered.expires_at
    stage.start()
    assert stage.story(ordered.reference).happened[-1].reason == "it is too late for it"
