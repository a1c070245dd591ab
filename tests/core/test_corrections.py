"""Corrections: what a posted copy says after its brief has a new revision."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from briefbot.core.brief import Brief, CorrectionKind, Section, SectionSlug, Status, Trend
from briefbot.core.compose import compose_edition, compose_merged, compose_reminder, compose_summary
from briefbot.core.corrections import new_entries, repair
from briefbot.core.delivery.key import PostingKind
from briefbot.core.digest import DigestPlan, Occasion, decide_edition
from briefbot.core.document import Callout, CalloutKind, Document, DocumentKind
from briefbot.core.meeting import MeetingStatus
from briefbot.core.plain_text import document_text
from briefbot.core.reminders import ReminderPlan, plan_reminders
from briefbot.core.schedule import Tick
from briefbot.core.upcoming import upcoming_of
from briefbot.core.visibility import Audience, Place
from briefbot.core.when import When
from builders import PUBLISHED, brief, correction, fact, meeting, section

NOW = datetime(2026, 1, 11, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PLACE = Place(audience=Audience.CHANNEL)


def told_on(day: str) -> Section:
    return section(SectionSlug.HAPPENED, fact(f"The council met on {day} in Example.", "wire"))


WAS = brief(sections=(told_on("Monday"),), meetings=(meeting(),))
ENTRY = correction(was="on Monday", now="on Tuesday")
CORRECTED = replace(
    WAS, status=Status.CORRECTED, sections=(told_on("Tuesday"),), corrections=(ENTRY,)
)
KEY = f"{WAS.slug}/council"


def copy_of(kind: PostingKind, *, lang: str = "en") -> Document:
    """Return what a place was told of the first revision."""
    summary = compose_summary(WAS)
    tick = Tick("2026-01-10T12:00", NOW)
    occasion = Occasion(tick=tick, now=NOW, since=PUBLISHED - DAY, place=PLACE)
    plan = DigestPlan(name="daily", lang=lang, ahead=40 * DAY)
    upcoming = upcoming_of(WAS)
    decision = decide_edition(plan, occasion, briefs=(WAS,), upcoming=upcoming)
    reminder = plan_reminders(ReminderPlan(name="all"), upcoming, zone="UTC").due[0]
    made = {
        PostingKind.SUMMARY: summary,
        PostingKind.DIGEST: compose_edition(decision, plan),
        PostingKind.REMINDER: compose_reminder(reminder),
        PostingKind.MERGED: compose_merged([summary, compose_reminder(reminder)]),
        PostingKind.CORRECTION: summary,
    }
    return made[kind]


def repaired(kind: PostingKind, new: Brief, *, was: Brief | None = WAS, lang: str = "en") -> str:
    """Return the text of a copy after a new revision, "" when nothing of it changes."""
    document = copy_of(kind, lang=lang)
    made = repair(kind, document, was=was, new=new, now=NOW, subject=KEY)
    return document_text(made.document) if made else ""


def with_meeting(**fields: Any) -> Brief:  # noqa: ANN401 - passed on to the dataclass
    return replace(WAS, meetings=(replace(meeting(), **fields),))


KEEPING = (PostingKind.DIGEST, PostingKind.MERGED)


@pytest.mark.parametrize("kind", [PostingKind.SUMMARY, *KEEPING])
def test_an_error_is_told_with_what_was_said_and_what_holds(kind: PostingKind) -> None:
    told = repaired(kind, CORRECTED)

    assert "Was: on Monday · Now: on Tuesday" in told
    assert "Correction" in told
    assert "11 January 2026, 08:00 (UTC)" in told


@pytest.mark.parametrize("kind", KEEPING)
def test_a_record_of_its_moment_keeps_every_word(kind: PostingKind) -> None:
    left = iter(repaired(kind, CORRECTED).splitlines())

    assert all(line in left for line in document_text(copy_of(kind)).splitlines())


def test_a_summary_becomes_that_of_the_new_revision_with_a_list_of_changes() -> None:
    told = repaired(PostingKind.SUMMARY, CORRECTED)

    assert "What changed\n11 January 2026, 12:00 (UTC)\nWas: The council met on Monday" in told
    assert "What happened\nThe council met on Tuesday" in told


def test_a_merged_copy_of_a_summary_lists_every_change_of_it() -> None:
    told = repaired(PostingKind.MERGED, CORRECTED)

    assert "Was: The council met on Monday in Example. · Now: " in told


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"editor_note": "ask again"},
        {"tags": ("a",)},
    ],
)
@pytest.mark.parametrize("kind", [PostingKind.SUMMARY, PostingKind.REMINDER, *KEEPING])
def test_what_no_reader_sees_changes_no_copy(kind: PostingKind, fields: dict[str, Any]) -> None:
    assert repaired(kind, replace(WAS, **fields)) == ""


def test_a_shown_particular_that_is_no_statement_makes_a_dated_update() -> None:
    told = repaired(PostingKind.SUMMARY, replace(WAS, trend=Trend.ESCALATING))

    assert "Update" in told
    assert "11 January 2026, 12:00 (UTC)" in told
    assert "escalating" in told


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "Council meets on roads"}, "Now: Council meets on roads"),
        ({"summary": "The council met."}, "Now: The council met."),
        ({"event": When.on(date(2026, 1, 8))}, "Was: 9 January 2026 · Now: 8 January 2026"),
        ({"meetings": (meeting(place="Elsewhere"),)}, "Council meeting: Was: 3 February 2026"),
    ],
)
def test_a_digest_tells_what_differs_of_the_line_it_has(fields: dict[str, Any], words: str) -> None:
    told = repaired(PostingKind.DIGEST, replace(WAS, **fields))

    assert words in told
    assert "11 January 2026, 12:00 (UTC) · " in told


def test_a_digest_is_not_touched_by_a_statement_it_has_not() -> None:
    assert repaired(PostingKind.DIGEST, replace(WAS, sections=(told_on("Friday"),))) == ""


def test_a_digest_is_not_touched_by_a_meeting_it_has_not() -> None:
    new = replace(WAS, meetings=(*WAS.meetings, meeting("other", title="Another meeting")))

    assert repaired(PostingKind.DIGEST, new) == ""


def test_a_reminder_tells_that_its_meeting_is_another() -> None:
    when = When.on(date(2026, 2, 5), zone="Europe/Brussels")

    assert "Now: 5 February 2026" in repaired(PostingKind.REMINDER, with_meeting(when=when))
    cancelled = with_meeting(status=MeetingStatus.CANCELLED)
    assert "cancelled" in repaired(PostingKind.REMINDER, cancelled)


def test_a_reminder_is_not_touched_by_what_is_not_about_its_meeting() -> None:
    assert repaired(PostingKind.REMINDER, CORRECTED) == ""


@pytest.mark.parametrize("kind", [PostingKind.REMINDER, *KEEPING])
def test_every_copy_says_that_a_brief_is_withdrawn(kind: PostingKind) -> None:
    document = copy_of(kind)

    made = repair(
        kind, document, was=WAS, new=replace(WAS, status=Status.WITHDRAWN), now=NOW, subject=KEY
    )

    assert made is not None
    assert made.kind is CorrectionKind.WITHDRAWAL
    first = made.document.lead[0]
    assert isinstance(first, Callout)
    assert first.kind is CalloutKind.WITHDRAWN
    assert first.label == f"Withdrawn: {WAS.title}"


def test_a_withdrawn_summary_is_the_notice_alone() -> None:
    made = repair(
        PostingKind.SUMMARY,
        copy_of(PostingKind.SUMMARY),
        was=WAS,
        new=replace(WAS, status=Status.WITHDRAWN),
        now=NOW,
    )

    assert made is not None
    assert made.document.meta.kind is DocumentKind.WITHDRAWAL


def test_a_withdrawal_is_told_once() -> None:
    withdrawn = replace(WAS, status=Status.WITHDRAWN)
    again = replace(withdrawn, editor_note="checked")

    assert repaired(PostingKind.DIGEST, again, was=withdrawn) == ""


def test_a_follow_up_is_never_edited() -> None:
    assert repaired(PostingKind.CORRECTION, CORRECTED) == ""


def test_the_notice_is_in_the_language_of_the_copy() -> None:
    assert "Berichtigung: " in repaired(PostingKind.DIGEST, CORRECTED, lang="de")


@pytest.mark.parametrize("kind", [PostingKind.SUMMARY, *KEEPING])
def test_an_older_revision_that_is_not_kept_any_more_hides_no_correction(kind: PostingKind) -> None:
    assert "Was: on Monday" in repaired(kind, CORRECTED, was=None)


def test_the_gravest_kind_names_the_change() -> None:
    update = correction(kind=CorrectionKind.UPDATE)
    new = replace(CORRECTED, corrections=(update, ENTRY))

    made = repair(PostingKind.SUMMARY, copy_of(PostingKind.SUMMARY), was=WAS, new=new, now=NOW)

    assert made is not None
    assert made.kind is CorrectionKind.CORRECTION


def test_new_entries_are_those_that_were_not_there_newest_first() -> None:
    old = correction(at_time=datetime(2026, 1, 1, tzinfo=UTC))
    newer = correction(at_time=datetime(2026, 1, 12, tzinfo=UTC))
    was = replace(WAS, corrections=(old,))

    assert new_entries(was, replace(was, corrections=(old, ENTRY, newer))) == (newer, ENTRY)


def test_several_corrections_stand_one_above_the_other() -> None:
    document = copy_of(PostingKind.DIGEST)
    first = repair(PostingKind.DIGEST, document, was=WAS, new=CORRECTED, now=NOW)
    assert first is not None
    later = replace(CORRECTED, title="Council meets on roads")

    second = repair(PostingKind.DIGEST, first.document, was=CORRECTED, new=later, now=NOW)

    assert second is not None
    kinds = [block.kind for block in second.document.lead if isinstance(block, Callout)]
    assert kinds == [CalloutKind.UPDATE, CalloutKind.CORRECTION]
