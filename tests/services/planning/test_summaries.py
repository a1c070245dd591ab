"""Summaries: each brief that comes out is posted once at each place that wants it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from sqlalchemy import delete

from briefbot.core.brief import Brief, Status, Tlp
from briefbot.core.document import Priority
from briefbot.core.schedule import QuietHours
from briefbot.storage.tables import posting
from builders import brief
from planning_stage import DAY, HOUR, MINUTE, START, Stage

QUIET = QuietHours(start=time(8), end=time(12), zone="UTC")


def fresh(**fields: Any) -> Brief:  # noqa: ANN401 - passed on to the dataclass
    return brief(**{"published_at": START - HOUR, **fields})


def test_a_brief_that_came_out_is_posted_once(stage: Stage) -> None:
    stage.summaries()
    stage.publish(fresh())
    stage.start()
    stage.refresh(START + MINUTE)
    stage.start()

    assert stage.ledger() == [("council-meets", "published", "composed")]
    assert stage.document("summary").meta.title == fresh().title
    [copy] = stage.copies("council-meets")
    assert [(one.slug, one.revision) for one in copy.shown] == [("council-meets", 1)]


def test_a_brief_is_posted_when_its_publication_time_or_the_end_of_its_embargo_comes(
    stage: Stage,
) -> None:
    stage.summaries()
    stage.publish(fresh(published_at=START + HOUR))
    stage.publish(fresh(slug="later", embargo_until=START + 2 * HOUR))

    assert stage.start() == START + HOUR
    assert stage.plan(START + HOUR) == START + 2 * HOUR
    assert [row.subject for row in stage.rows()] == ["council-meets"]
    stage.plan(START + 2 * HOUR)

    assert [row.subject for row in stage.rows()] == ["council-meets", "later"]


def test_a_brief_that_was_old_when_it_was_first_seen_is_a_silent_baseline(stage: Stage) -> None:
    stage.summaries()
    stage.publish(fresh(published_at=START - 25 * HOUR))

    stage.start()

    assert stage.ledger() == []


def test_summaries_that_begin_at_a_place_do_not_post_its_past(stage: Stage) -> None:
    stage.publish(fresh())
    stage.start()
    stage.summaries()

    stage.refresh(START + 2 * DAY)

    assert stage.ledger() == []


def test_what_came_out_while_the_program_was_down_is_posted_with_a_word_that_it_is_late(
    stage: Stage,
) -> None:
    stage.summaries()
    stage.publish(fresh(published_at=START + HOUR))
    stage.start()
    stage.clock.time = START + 3 * HOUR

    stage.start()

    assert stage.ledger() == [("council-meets", "published", "composed")]
    assert "Late; was due" in repr(stage.document("summary").lead[0])


def test_a_brief_that_is_new_to_the_ledger_at_the_start_was_due_before_the_session(
    stage: Stage,
) -> None:
    """The database may have been put back, and have forgotten what was posted of it."""
    stage.summaries()
    stage.start()
    stage.clock.time = START + 3 * HOUR
    stage.publish(fresh(published_at=START + HOUR))

    stage.start()

    assert [row.due for row in stage.rows("summary")] == [START + HOUR]


@pytest.mark.parametrize(
    "hidden",
    [
        fresh(status=Status.DRAFT),
        fresh(tlp=Tlp.AMBER),
        fresh(status=Status.WITHDRAWN),
        fresh(topics=("water",)),
    ],
)
def test_what_a_place_may_not_show_or_did_not_ask_for_is_not_posted(
    stage: Stage, hidden: Brief
) -> None:
    stage.summaries(topics=("energy",))
    stage.publish(replace(hidden, topics=hidden.topics or ("energy",)))

    stage.start()

    assert stage.ledger() == []


def test_a_draft_that_becomes_public_is_posted_then(stage: Stage) -> None:
    stage.summaries()
    stage.publish(fresh(status=Status.DRAFT))
    stage.start()
    stage.publish(fresh(published_at=START + 3 * DAY))
    stage.refresh(START + 3 * DAY)

    assert stage.ledger() == [("council-meets", "published", "composed")]


def test_quiet_hours_hold_a_summary_but_not_one_that_is_flash(stage: Stage) -> None:
    stage.channels(quiet=QUIET)
    stage.summaries()
    stage.publish(fresh())
    stage.publish(fresh(slug="now", priority=Priority.FLASH))
    assert stage.start() == START + 3 * HOUR

    assert sorted((row.subject, row.state) for row in stage.rows()) == [
        ("council-meets", "waiting"),
        ("now", "composed"),
    ]
    stage.plan(START + 3 * HOUR)
    assert {row.state for row in stage.rows()} == {"composed"}


def test_a_held_summary_is_of_the_revision_that_is_known_when_it_goes_out(stage: Stage) -> None:
    stage.channels(quiet=QUIET)
    stage.summaries()
    stage.publish(fresh())
    stage.start()
    stage.publish(fresh(title="Council meets on winter roads"))
    stage.refresh(START + HOUR)

    stage.plan(START + 3 * HOUR)

    assert stage.document("summary").meta.title == "Council meets on winter roads"
    assert stage.copies("council-meets")[0].shown[0].revision == 2


def test_a_held_summary_waits_while_its_brief_is_a_draft_again(stage: Stage) -> None:
    stage.channels(quiet=QUIET)
    stage.summaries()
    stage.publish(fresh())
    stage.start()
    stage.publish(fresh(status=Status.DRAFT))
    stage.refresh(START + HOUR)
    stage.plan(START + 3 * HOUR)
    assert stage.ledger() == [("council-meets", "published", "waiting")]

    stage.publish(fresh())
    stage.refresh(START + 4 * HOUR)

    assert stage.ledger() == [("council-meets", "published", "composed")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"tlp": Tlp.RED}, "its TLP label is above what this place allows"),
        ({"status": Status.WITHDRAWN}, "its brief is withdrawn"),
    ],
)
def test_a_held_summary_that_may_not_be_shown_any_more_is_skipped_with_the_reason(
    stage: Stage, change: dict[str, object], reason: str
) -> None:
    stage.channels(quiet=QUIET)
    stage.summaries()
    stage.publish(fresh())
    stage.start()
    stage.publish(fresh(**change))
    stage.refresh(START + HOUR)

    stage.plan(START + 3 * HOUR)

    assert stage.reasons("summary") == [reason]


def test_restarts_at_any_moment_post_the_same_summaries(
    stage: Stage, new_stage: Callable[[], Stage]
) -> None:
    unbroken = new_stage()
    for each in (stage, unbroken):
        each.summaries()
        for number in range(6):
            each.publish(fresh(slug=f"b{number}", published_at=START + number * 50 * MINUTE))
        each.start()
    for step in range(1, 45):
        stage.clock.time = START + step * 7 * MINUTE
        stage.start()
    unbroken.live(stage.clock.time)

    assert stage.ledger() == unbroken.ledger()
    assert len(stage.ledger()) == 6


def test_a_summary_that_became_too_late_while_the_program_was_down_is_told_in_the_ledger(
    stage: Stage,
) -> None:
    stage.summaries()
    stage.publish(fresh(published_at=START + HOUR))
    stage.publish(fresh(slug="hidden", published_at=START + HOUR, tlp=Tlp.RED))
    stage.start()
    stage.channels(quiet=QUIET)
    stage.clock.time = START + 2 * DAY

    stage.start()
    stage.start()

    assert stage.ledger() == [("council-meets", "published", "skipped")]
    [row] = stage.rows()
    told = [line.reason for line in stage.story(row.reference).happened[1:]]
    assert told == ["it came out too long ago", "it is too late for it"]


def test_a_summary_that_went_out_long_ago_is_not_told_again(stage: Stage) -> None:
    stage.summaries()
    stage.publish(fresh())
    stage.start()
    stage.plan(START + 2 * DAY)
    stage.database.transact(lambda conn: conn.execute(delete(posting)))

    stage.start()

    assert stage.ledger() == []
