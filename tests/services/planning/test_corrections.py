"""Corrections: posted copies follow new revisions, visibly, and each change once."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from briefbot.core.brief import Brief, CorrectionKind, Section, SectionSlug, Status, Tlp
from briefbot.core.delivery.state import DeliveryState
from briefbot.core.digest import DigestPlan
from briefbot.core.document import DocumentKind
from briefbot.core.plain_text import document_text
from briefbot.core.programme import DigestSchedule, Repair
from briefbot.core.schedule import parse_rule
from builders import brief, correction, fact, section
from contracts.driving import Courier, done
from planning_stage import HOUR, MINUTE, START, Stage

SECONDS = timedelta(seconds=1)


def told_on(day: str) -> Section:
    return section(SectionSlug.HAPPENED, fact(f"The council met on {day} in Example.", "wire"))


FIRST, SECOND, THIRD = map(told_on, ("Monday", "Tuesday", "Friday"))
OLD = brief(published_at=START - HOUR, sections=(FIRST,))
WAS_NOW = "Was: The council met on Monday in Example. · Now: The council met on Tuesday in Example."
DAILY = DigestSchedule(
    plan=DigestPlan(name="daily"),
    rule=parse_rule("daily at 10:00"),
    zone="UTC",
    destinations=("main",),
)


def corrected(at: datetime, *, title: str = OLD.title) -> Brief:
    entry = correction(at_time=at, was="on Monday", now="on Tuesday")
    return replace(
        OLD, sections=(SECOND,), corrections=(entry,), status=Status.CORRECTED, title=title
    )


def posted(stage: Stage, *, corrections: Repair = Repair.EDIT) -> Stage:
    """Return a stage where the summary stands in the channel."""
    stage.channels(corrections=corrections)
    stage.summaries()
    stage.publish(OLD)
    stage.start()
    stage.send()
    return stage


def text(stage: Stage, kind: str = "summary") -> str:
    return document_text(stage.document(kind))


def edits(stage: Stage) -> int:
    return sum(row.number for row in stage.rows())


def revised(stage: Stage, new: Brief, *, at: datetime) -> None:
    """Give a brief a new revision, and its copies the time to follow."""
    stage.publish(new)
    stage.refresh(at)
    stage.plan(at + 10 * SECONDS)


def test_a_corrected_summary_is_edited_and_says_what_it_said_before(stage: Stage) -> None:
    revised(posted(stage), corrected(START + MINUTE), at=START + MINUTE)

    assert edits(stage) == 1
    told = text(stage)
    assert "The council met on Tuesday in Example." in told
    assert WAS_NOW in told
    assert "Was: on Monday · Now: on Tuesday" in told
    assert "2 March 2026, 09:01" in told
    assert [one.revision for one in stage.copies(OLD.slug)[0].shown] == [2]
    [line] = done(stage.store.corrections(limit=5))
    assert line.reason == "correction: revision 2 of council-meets"


def test_a_change_without_an_entry_of_its_own_is_dated_and_told_as_an_update(
    stage: Stage,
) -> None:
    revised(posted(stage), replace(OLD, sections=(SECOND,)), at=START + MINUTE)

    told = text(stage)
    assert "Update" in told
    assert WAS_NOW in told


def test_a_withdrawn_brief_leaves_only_the_notice_that_it_is(stage: Stage) -> None:
    revised(posted(stage), replace(OLD, status=Status.WITHDRAWN), at=START + MINUTE)

    document = stage.document("summary")
    assert document.meta.kind is DocumentKind.WITHDRAWAL
    assert "on Monday" not in text(stage)


def test_a_change_that_no_reader_sees_makes_no_edit(stage: Stage) -> None:
    revised(posted(stage), replace(OLD, editor_note="look again"), at=START + MINUTE)
    stage.start()

    assert edits(stage) == 0
    assert [one.revision for one in stage.copies(OLD.slug)[0].shown] == [2]
    assert done(stage.store.outdated()) == []


def test_quick_revisions_give_one_edit_when_the_file_rests(stage: Stage) -> None:
    posted(stage)
    for second in range(0, 30, 5):
        stage.publish(replace(OLD, sections=(told_on(f"day {second}"),)))
        now = START + MINUTE + second * SECONDS
        assert stage.refresh(now) == now + 10 * SECONDS
        assert edits(stage) == 0

    stage.plan(stage.clock.time + 10 * SECONDS)

    assert edits(stage) == 1
    assert (
        "Was: The council met on Monday in Example. · Now: The council met on day 25 in Example."
        in text(stage)
    )


def test_a_copy_that_nothing_has_left_of_takes_the_correction_in_place(stage: Stage) -> None:
    stage.summaries()
    stage.publish(OLD)
    stage.start()

    revised(stage, corrected(START + MINUTE), at=START + MINUTE)

    assert edits(stage) == 0
    assert "on Tuesday" in text(stage)


def test_a_revision_made_while_the_program_was_down_is_found_at_the_start(stage: Stage) -> None:
    posted(stage).publish(corrected(START + MINUTE))
    stage.clock.time = START + HOUR

    stage.start()
    stage.start()

    assert edits(stage) == 1


def test_earlier_changes_stay_beside_later_ones(stage: Stage) -> None:
    posted(stage)
    revised(stage, replace(OLD, sections=(SECOND,)), at=START + MINUTE)
    stage.send()
    revised(stage, replace(OLD, sections=(THIRD,)), at=START + HOUR)

    told = text(stage)
    assert WAS_NOW in told
    assert "Was: The council met on Tuesday in Example. · Now: " in told


# --- copies that keep what they said ---


def with_digest(stage: Stage) -> Stage:
    stage.digest("daily", DAILY)
    stage.publish(OLD)
    stage.start()
    stage.plan(START + HOUR)
    stage.send()
    return stage


def test_a_digest_keeps_what_it_said_under_a_dated_notice(stage: Stage) -> None:
    late = START + 2 * HOUR
    revised(with_digest(stage), corrected(late, title="Council meets twice"), at=late)

    told = text(stage, "digest")
    assert told.index("Correction: Council meets twice") < told.index(OLD.summary)
    assert "Was: on Monday · Now: on Tuesday" in told
    assert OLD.summary in told


@pytest.mark.parametrize(
    "change",
    [
        {"sections": (SECOND,)},
        {"editor_note": "look again"},
        {"corrections": (correction(kind=CorrectionKind.UPDATE),)},
    ],
)
def test_what_a_digest_did_not_show_makes_no_edit_of_it(
    stage: Stage, change: dict[str, Any]
) -> None:
    revised(with_digest(stage), replace(OLD, **change), at=START + 2 * HOUR)

    assert edits(stage) == 0


# --- where an edit is not enough, or not possible ---


def test_a_place_that_wants_a_post_besides_gets_one_follow_up(stage: Stage) -> None:
    posted(stage, corrections=Repair.EDIT_AND_POST)
    revised(stage, corrected(START + MINUTE), at=START + MINUTE)
    stage.start()

    assert stage.ledger("correction") == [("council-meets", "2", "composed")]
    [summary], [follow_up] = stage.rows("summary"), stage.rows("correction")
    assert follow_up.follows == summary.id
    document = stage.document("correction")
    assert document.meta.title == f"Correction: {OLD.title}"
    assert WAS_NOW in text(stage, "correction")


def test_a_follow_up_is_due_by_what_the_brief_says_not_by_when_it_was_read(stage: Stage) -> None:
    posted(stage, corrections=Repair.EDIT_AND_POST)
    revised(stage, corrected(START + MINUTE), at=START + HOUR)

    assert [row.due for row in stage.rows("correction")] == [START + MINUTE]


def test_a_follow_up_of_several_revisions_tells_all_that_changed(stage: Stage) -> None:
    posted(stage, corrections=Repair.EDIT_AND_POST)
    stage.publish(replace(OLD, title="Council meets on winter roads"))
    revised(stage, corrected(START, title="Council meets on roads"), at=START + MINUTE)

    assert stage.ledger("correction") == [("council-meets", "3", "composed")]
    told = text(stage, "correction")
    assert f"Was: {OLD.title} · Now: Council meets on roads" in told


def test_a_copy_that_nothing_has_left_of_needs_no_follow_up(stage: Stage) -> None:
    stage.channels(corrections=Repair.EDIT_AND_POST)
    stage.summaries()
    stage.publish(OLD)
    stage.start()

    revised(stage, corrected(START + MINUTE), at=START + MINUTE)

    assert stage.ledger("correction") == []


def test_where_the_edit_is_refused_a_follow_up_tells_of_the_correction(stage: Stage) -> None:
    posted(stage)
    revised(stage, corrected(START + MINUTE), at=START + MINUTE)
    Courier(stage.store, now=stage.clock.time).run(
        DeliveryState.DEAD, pages=('{"page":"new"}',), reason="it is locked"
    )

    stage.plan(START + 2 * MINUTE)
    stage.plan(START + 3 * MINUTE)

    assert stage.ledger("correction") == [("council-meets", "2", "composed")]
    [summary], [follow_up] = stage.rows("summary"), stage.rows("correction")
    assert follow_up.follows == summary.id


# --- what may not be touched ---


def test_a_deleted_file_edits_nothing(stage: Stage) -> None:
    posted(stage)
    stage.world = replace(stage.world, briefs={})

    stage.refresh(START + HOUR)

    assert edits(stage) == 0


@pytest.mark.parametrize("change", [{"tlp": Tlp.RED}, {"status": Status.DRAFT}])
def test_a_brief_that_may_not_stand_there_any_more_is_a_fault_and_not_edited(
    stage: Stage, change: dict[str, Any]
) -> None:
    posted(stage)
    revised(stage, replace(OLD, sections=(SECOND,), **change), at=START + MINUTE)

    [fault] = done(stage.store.faults())
    reference = stage.rows()[0].reference
    assert fault.message.endswith(f"briefbot retract {reference}")
    assert "on Tuesday" not in text(stage)
    assert edits(stage) == 0

    revised(stage, replace(OLD, sections=(SECOND,)), at=START + HOUR)
    assert done(stage.store.faults()) == []
    assert edits(stage) == 1


# --- the operator ---


def test_the_operator_is_told_of_faults_at_most_once_in_a_quarter_of_an_hour(
    stage: Stage,
) -> None:
    stage.configure(operator="other")
    posted(stage)
    revised(stage, replace(OLD, tlp=Tlp.RED), at=START + MINUTE)
    stage.plan(START + 2 * MINUTE)
    assert [row.destination for row in stage.rows("operator")] == ["other"]
    assert "may not be shown there any more" in text(stage, "operator")

    later = brief(slug="second", published_at=START - HOUR)
    stage.publish(later)
    stage.refresh(START + 3 * MINUTE)
    revised(stage, replace(later, tlp=Tlp.RED), at=START + 4 * MINUTE)
    assert len(stage.rows("operator")) == 1
    assert stage.plan(START + 5 * MINUTE) == START + 15 * MINUTE
    stage.plan(START + 15 * MINUTE)

    assert len(stage.rows("operator")) == 2
    assert "second" in text(stage, "operator")
    assert "council-meets" not in text(stage, "operator")
