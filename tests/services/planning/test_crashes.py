"""The planner crashes at any transaction, and the next one makes what an unbroken run makes."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

import pytest

from briefbot.core.brief import SectionSlug
from briefbot.core.digest import DigestPlan, Policy
from briefbot.core.meeting import Meeting
from briefbot.core.programme import DigestSchedule, Repair
from briefbot.core.schedule import QuietHours, parse_rule
from briefbot.core.when import When
from briefbot.storage.database import Point
from builders import brief, fact, section
from planning_stage import HOUR, MINUTE, START, Stage

POINTS: tuple[Point, ...] = ("before", "inside", "after")
MEETS = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)
MEETING = Meeting(id="council", title="Council", when=When.at(MEETS))
BRIEF = brief(published_at=START + 30 * MINUTE, meetings=(MEETING,))
MORNING = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)


class Crash(Exception):  # noqa: N818 - it is the end, not an error
    """The end of a process."""


class Crashes:
    """Ends the process at the n-th point that transactions come to, once."""

    def __init__(self, number: int) -> None:
        self.left = number
        self.point = POINTS[number % len(POINTS)]

    def __call__(self, _name: str, point: Point) -> None:
        if point == self.point:
            self.left -= 1
            if self.left == 0:
                raise Crash


@dataclass(frozen=True)
class Step:
    """Something that happens; only in the planner's own steps does it crash here."""

    act: Callable[[], object]
    is_planner: bool = True


def happens(stage: Stage) -> list[Step]:
    """Return what happens on a day and a night: news, an edition, a correction, held posts."""
    changed = section(SectionSlug.HAPPENED, fact("The council met on Friday.", "wire"))
    corrected = replace(BRIEF, sections=(changed,))
    moved = replace(corrected, meetings=(replace(MEETING, when=When.at(MEETS + HOUR)),))

    def plans(*moments: datetime) -> Iterator[Step]:
        for moment in moments:
            yield Step(partial(stage.plan, moment))
        yield Step(stage.send, is_planner=False)

    return [
        Step(stage.start),
        *plans(START + 30 * MINUTE),
        Step(partial(stage.publish, corrected), is_planner=False),
        Step(partial(stage.refresh, START + 40 * MINUTE)),
        *plans(START + 41 * MINUTE, START + HOUR),
        *plans(START + 14 * HOUR, MORNING - 2 * HOUR, MORNING),
        Step(partial(stage.publish, moved), is_planner=False),
        Step(partial(stage.refresh, MORNING + HOUR)),
        *plans(MORNING + HOUR + MINUTE),
    ]


def day_and_night(stage: Stage, crashes: Crashes | None = None) -> None:
    daily = DigestSchedule(
        plan=DigestPlan(name="daily", when_empty=Policy.POST),
        rule=parse_rule("daily at 10:00, 23:00"),
        zone="UTC",
        destinations=("main", "other"),
    )
    stage.channels(
        quiet=QuietHours(start=time(22), end=time(7), zone="UTC"), corrections=Repair.EDIT_AND_POST
    )
    stage.digest("daily", daily)
    stage.summaries()
    stage.reminders(leads=(timedelta(days=1),))
    stage.publish(BRIEF)
    for step in happens(stage):
        stage.watched(crashes if step.is_planner else None)
        try:
            step.act()
        except Crash:
            stage.start()
            step.act()


def result(stage: Stage) -> list[tuple[object, ...]]:
    return sorted(
        (row.destination, row.kind, row.subject, row.occurrence, row.step, row.state, row.number)
        for row in stage.rows()
    )


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory, template: Path) -> list[tuple[object, ...]]:
    stage = Stage(tmp_path_factory.mktemp("unbroken"), template=template)
    with closing(stage.database):
        day_and_night(stage)
        return result(stage)


def test_the_run_has_postings_of_every_kind(unbroken: list[tuple[object, ...]]) -> None:
    kinds = {"summary", "digest", "reminder", "notice", "correction", "merged"}
    assert {row[1] for row in unbroken} == kinds


@pytest.mark.parametrize("number", range(1, 90, 7))
def test_after_a_crash_at_any_transaction_everything_is_as_in_an_unbroken_run(
    stage: Stage, unbroken: list[tuple[object, ...]], number: int
) -> None:
    crashes = Crashes(number)

    day_and_night(stage, crashes)

    assert crashes.left <= 0, "the run has fewer transactions than this"
    assert result(stage) == unbroken
