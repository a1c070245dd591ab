"""BB102 to BB105: slug, order of times, corrections, what supersedes what."""

import pytest

from briefbot.core.brief import Brief
from briefbot.core.brief_source import BriefSource
from briefbot.core.finding import Severity
from briefbot.sources.briefs import parse_brief
from linting import CLEAN, PATH, at, edited, found, lint_text, with_fields

CORRECTION = (
    "corrections:\n"
    "  - {at: 2025-11-03T17:00:00Z, kind: correction, was: Two., now: One., by: the editors}"
)


def brief_of(text: str) -> Brief:
    brief = parse_brief(text, path=PATH).brief
    assert brief is not None
    return brief


@pytest.mark.parametrize("name", ["river-bridge.md", "2025-11-03-river-bridge.md"])
def test_a_slug_is_the_name_of_its_file_with_or_without_a_date(name: str) -> None:
    assert found("BB102", CLEAN, path=f"briefs/2025/{name}") == []


def test_a_slug_that_is_not_the_file_s_name_is_an_error() -> None:
    (finding,) = found("BB102", CLEAN, path="briefs/2025-11-03-old-bridge.md")

    assert finding.severity is Severity.ERROR
    assert '"old-bridge"' in finding.message
    assert at(finding, CLEAN).startswith("slug: river-bridge")


def test_a_text_without_a_file_is_not_compared_with_a_name() -> None:
    assert found("BB102", CLEAN, path="<stdin>") == []


def test_two_files_with_one_slug_name_each_other() -> None:
    other = parse_brief(CLEAN, path="archive/river-bridge.md")

    (finding,) = found("BB102", CLEAN, others=(other,))

    assert "archive/river-bridge.md" in finding.message


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (("2025-11-03T16:00:00Z", "2025-11-03T14:59:59Z"), "published_at"),
        (("2025-11-03T16:00:00Z", "2025-11-03T16:00:00+02:00"), "published_at"),
        (("2025-11-03T15:00:00Z", "2025-11-03T16:00:01Z"), "published_at"),
        (("event_time: 2025-11-03", "event_time: 2025-11-03T15:30:00Z"), "info_cutoff"),
        (("event_time: 2025-11-03", "event_time: 2025-11-05"), "info_cutoff"),
    ],
)
def test_times_out_of_order_are_an_error_at_the_later_field(
    edit: tuple[str, str], place: str
) -> None:
    text = edited(edit)

    (finding,) = found("BB103", text)

    assert finding.severity is Severity.ERROR
    assert at(finding, text).startswith(place)


@pytest.mark.parametrize(
    "edit",
    [
        ("2025-11-03T16:00:00Z", "2025-11-03T15:00:00Z"),
        ("2025-11-03T15:00:00Z", "2025-11-03T17:30:00+02:00"),
        # Already 4 November in Tokyo when the cut-off is.
        ("event_time: 2025-11-03", "event_time: 2025-11-04"),
        ("event_time: 2025-11-03", "event_time: 2025-11-05\nevent_precision: approx"),
    ],
)
def test_times_that_may_be_in_order_are_left_alone(edit: tuple[str, str]) -> None:
    assert found("BB103", edited(edit)) == []


def test_an_update_before_publication_is_an_error() -> None:
    text = edited(("published_at:", "updated_at: 2025-11-03T15:30:00Z\npublished_at:"))

    (finding,) = found("BB103", text)

    assert at(finding, text).startswith("updated_at")


@pytest.mark.parametrize("status", ["corrected", "withdrawn"])
def test_a_status_that_tells_of_a_change_needs_an_entry(status: str) -> None:
    text = edited(("status: published", f"status: {status}"))

    (finding,) = found("BB104", text)

    assert finding.severity is Severity.ERROR
    assert at(finding, text).startswith("status")


def test_an_entry_of_another_kind_is_a_warning() -> None:
    text = with_fields(CORRECTION, edited(("status: published", "status: withdrawn")))

    (finding,) = found("BB104", text)

    assert finding.severity is Severity.WARNING
    assert "withdrawal" in finding.message


@pytest.mark.parametrize(
    ("edit", "part"),
    [
        (("a year later", "two years later"), "summary"),
        (("opens the river", "closes the river"), "title"),
        (("two lanes", "three lanes"), '"What happened"'),
        (("- The river's ferry company welcomed", "- The bus company welcomed"), '"The response"'),
    ],
)
def test_a_silent_change_of_a_published_brief_is_an_error_where_it_changed(
    edit: tuple[str, str], part: str
) -> None:
    before = edited(("## The response", "- It has two lanes. [@notice]\n\n## The response"))
    text = edited(edit, text=before)

    (finding,) = found("BB104", text, previous=brief_of(before))

    assert finding.severity is Severity.ERROR
    assert part in finding.message


def test_a_section_left_out_silently_is_an_error() -> None:
    text = CLEAN[: CLEAN.index("## What to watch")]

    (finding,) = found("BB104", text, previous=brief_of(CLEAN))

    assert '"What to watch" (left out)' in finding.message


def test_a_change_with_a_new_entry_is_fine_and_one_with_an_old_entry_is_not() -> None:
    before = with_fields(CORRECTION)
    change = ("a year later", "two years later")
    second = CORRECTION.partition("\n")[2].replace("17:00", "18:00")

    assert found("BB104", with_fields(CORRECTION, edited(change)), previous=brief_of(CLEAN)) == []
    assert len(found("BB104", edited(change, text=before), previous=brief_of(before))) == 1
    twice = with_fields(f"{CORRECTION}\n{second}", edited(change))
    assert found("BB104", twice, previous=brief_of(before)) == []


def test_moving_lines_changing_tags_and_editing_drafts_are_no_changes() -> None:
    draft = edited(("status: published", "status: draft"))

    assert found("BB104", with_fields("tags: [river]"), previous=brief_of(CLEAN)) == []
    assert found("BB104", edited(("a year", "two years")), previous=brief_of(draft)) == []
    assert (
        found("BB104", edited(("a year", "two years"), text=draft), previous=brief_of(CLEAN)) == []
    )


def other(slug: str, fields: str = "") -> BriefSource:
    text = edited(("slug: river-bridge", f"slug: {slug}"))
    return parse_brief(with_fields(fields, text) if fields else text, path=f"{slug}.md")


def test_a_superseded_brief_that_nobody_has_is_a_warning_with_the_nearest_slug() -> None:
    text = with_fields("supersedes: [bridge-plan]")

    (finding,) = found("BB105", text, others=(other("bridge-plans"),))

    assert finding.severity is Severity.WARNING
    assert '"bridge-plans"' in finding.hint
    assert [alone.severity for alone in found("BB105", text)] == [Severity.INFO]


@pytest.mark.parametrize(
    ("fields", "others"),
    [
        ("supersedes: river-bridge", ()),
        ("supersedes: old", (other("old", "supersedes: river-bridge"),)),
        (
            "supersedes: old",
            (other("old", "supersedes: older"), other("older", "supersedes: river-bridge")),
        ),
        ("supersedes: old\nsuperseded_by: old", (other("old"),)),
    ],
)
def test_a_circle_of_what_supersedes_what_is_an_error(
    fields: str, others: tuple[BriefSource, ...]
) -> None:
    findings = found("BB105", with_fields(fields), others=others)

    assert [finding.severity for finding in findings] == [Severity.ERROR]


def test_a_chain_of_what_supersedes_what_is_fine() -> None:
    text = with_fields("supersedes: old\nsuperseded_by: new")
    others = (
        other("old", "supersedes: older\nsuperseded_by: river-bridge"),
        other("older", "superseded_by: old"),
        other("new", "supersedes: river-bridge"),
    )

    assert found("BB105", text, others=others) == []
    assert all(finding.severity is not Severity.ERROR for finding in lint_text(text, others=others))
