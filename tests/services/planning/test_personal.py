"""Reminders that a manager set by command for everybody at a destination."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from briefbot.core.meeting import Meeting, MeetingStatus
from briefbot.core.planning.personal import everybody_at
from briefbot.core.when import When
from builders import brief
from planning_stage import DAY, HOUR, MINUTE, START, Stage

MEETS = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
COUNCIL = Meeting(id="council", title="Council", when=When.at(MEETS))
BRIEF = brief(published_at=START - HOUR, meetings=(COUNCIL,))
KEY = f"{BRIEF.slug}/council"


def set_up(stage: Stage, *, person: str = "", lead: timedelta = HOUR) -> None:
    """Have a digest's destination, the brief, and a reminder before its meeting."""
    stage.reminders(leads=(timedelta(days=300),))
    stage.publish(BRIEF)
    asyncio.run(
        stage.store.remind(
            person or everybody_at("main"),
            meeting=KEY,
            lead=lead,
            due=MEETS - lead,
            now=stage.clock.now(),
        )
    )
    stage.start()


def personal(stage: Stage) -> list[str]:
    return [row.state for row in stage.rows() if row.kind == "personal"]


def test_it_goes_out_once_when_its_time_comes(stage: Stage) -> None:
    set_up(stage)

    stage.live(MEETS - HOUR - MINUTE)
    assert personal(stage) == []
    stage.live(MEETS + DAY)

    assert personal(stage) == ["composed"]
    assert "Council" in stage.document("personal").meta.title


def test_a_restart_makes_no_second_one(stage: Stage) -> None:
    set_up(stage)
    stage.live(MEETS - HOUR + MINUTE)

    stage.start()

    assert personal(stage) == ["composed"]


def test_one_of_a_cancelled_meeting_does_not_go_out(stage: Stage) -> None:
    set_up(stage)
    cancelled = replace(COUNCIL, status=MeetingStatus.CANCELLED)
    stage.publish(replace(BRIEF, meetings=(cancelled,)))
    stage.refresh()

    stage.live(MEETS + DAY)

    assert "composed" not in personal(stage)


def test_one_of_a_single_person_waits_for_a_chat_that_has_them(stage: Stage) -> None:
    set_up(stage, person="discord:100000000000000000")

    stage.live(MEETS + DAY)

    assert personal(stage) == []
