"""BB211, BB212, BB216 and BB217: where statements come from."""

import pytest

from briefbot.core.finding import Severity
from linting import FACT, at, edited, found, with_facts, with_fields

DRAFT = ("status: published", "status: draft")


def test_a_fact_without_a_source_is_an_error_that_names_it_and_the_choices() -> None:
    text = with_facts("- The bridge has two lanes.")

    (finding,) = found("BB211", text)

    assert finding.severity is Severity.ERROR
    assert "The bridge has two lanes." in finding.message
    assert "notice, wire" in finding.hint
    assert "The bridge has two lanes." in at(finding, text)


def test_a_claim_without_a_source_is_an_error() -> None:
    (finding,) = found("BB211", with_facts('- It has two lanes. {claim="the operator"}'))

    assert finding.message.startswith("claim")


@pytest.mark.parametrize(
    ("paragraph", "section", "expected"),
    [
        ("It has two lanes.", "The response", 1),
        ("It has two lanes. [@notice]", "The response", 0),
        ("It may need a third lane.", "What to watch", 0),
    ],
)
def test_a_paragraph_among_facts_without_a_source_is_a_warning(
    paragraph: str, section: str, expected: int
) -> None:
    text = edited((f"## {section}\n", f"## {section}\n\n{paragraph}\n"))

    assert [finding.severity for finding in found("BB211", text)] == [Severity.WARNING] * expected


def test_in_a_draft_a_missing_source_is_a_warning() -> None:
    (finding,) = found("BB211", with_facts("- The bridge has two lanes.", edited(DRAFT)))

    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    "statement",
    [
        "- It has two lanes. [@notice]",
        "- It is likely to have two lanes. {likelihood=likely}",
        "- It has, we think, two lanes. {kind=judgement}",
        "- It has two lanes. [@notice]\n  - One of them is for buses.",
        "- It has two lanes:\n  - one for buses; [@notice]\n  - one for cars. [@wire]",
    ],
)
def test_judgements_and_points_that_share_sources_are_fine(statement: str) -> None:
    assert found("BB211", with_facts(statement)) == []


def test_a_point_is_not_sourced_by_only_some_of_its_details() -> None:
    text = with_facts("- It has two lanes:\n  - one for buses; [@notice]\n  - one for cars.")

    assert len(found("BB211", text)) == 2


@pytest.mark.parametrize(("sources", "expected"), [("@notice", 1), ("@notice; @wire", 0)])
def test_high_confidence_takes_two_sources(sources: str, expected: int) -> None:
    findings = found("BB211", with_facts(f"- It has two lanes. [{sources}] {{confidence=high}}"))

    assert [finding.severity for finding in findings] == [Severity.WARNING] * expected


def test_an_unknown_source_is_an_error_at_its_citation_with_the_nearest_id() -> None:
    text = with_facts("- It has two lanes,\n  one for buses. [@wire; @notise]")

    (finding,) = found("BB212", text)

    assert finding.severity is Severity.ERROR
    assert at(finding, text) == "@notise]"
    assert finding.hint == 'did you mean "notice"?'


def test_an_unknown_source_like_no_other_is_told_the_choices() -> None:
    (finding,) = found("BB212", with_facts("- It has two lanes. [@q7]"))

    assert "notice, wire" in finding.hint


@pytest.mark.parametrize(
    "fields",
    [
        'key_figures:\n  - {label: Lanes, value: "2", source: notise}',
        "corrections:\n  - {at: 2025-11-03T17:00:00Z, kind: update, now: Two., source: notise}",
    ],
)
def test_an_unknown_source_in_the_front_matter_is_an_error_at_its_field(fields: str) -> None:
    text = with_fields(fields)

    (finding,) = found("BB212", text)

    assert "source: notise" in at(finding, text)


def test_a_source_that_nothing_cites_is_a_warning_at_its_entry() -> None:
    text = edited((FACT, FACT.replace("; @wire", "")))

    (finding,) = found("BB212", text)

    assert finding.severity is Severity.WARNING
    assert at(finding, text).startswith("wire:")


def test_a_source_cited_only_by_a_detail_or_a_field_is_cited() -> None:
    text = edited((FACT, FACT.replace("; @wire", "")))

    assert found("BB212", with_facts("- Lanes: [@notice]\n  - two. [@wire]", text)) == []
    assert (
        found("BB212", with_fields('key_figures: [{label: Lanes, value: "2", source: wire}]', text))
        == []
    )


def test_in_a_withdrawn_brief_sources_may_be_left_over() -> None:
    text = edited(("status: published", "status: withdrawn"), (FACT, ""))

    assert found("BB212", text) == []


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ("- It has two lanes. [@notice] {contested=true}", 1),
        ("- It has two lanes. [@notice; @wire] {contested=true}", 0),
        ("- Lanes: [@notice] {contested=true}\n  - three. [@wire]", 0),
        ("- It has two. [@notice] {contested=true}\n- It has three. [@wire] {contested=true}", 0),
        ("- It has two. [@wire] {contested=true}\n- It has three. [@wire] {contested=true}", 2),
        ("- It has two. [@notice] {contested=true}\n- It has three. [@wire]", 1),
    ],
)
def test_what_is_contested_shows_two_accounts(statements: str, expected: int) -> None:
    findings = found("BB216", with_facts(statements))

    assert [finding.severity for finding in findings] == [Severity.WARNING] * expected


def test_a_source_later_than_the_cutoff_is_a_warning_at_its_date() -> None:
    text = edited(("published: 2025-11-03", "published: 2025-11-04"))

    (finding,) = found("BB217", text)

    assert finding.severity is Severity.WARNING
    assert at(finding, text).startswith("published: 2025-11-04")


def test_a_later_source_that_only_a_correction_cites_is_fine() -> None:
    text = edited(
        (
            "wire: {",
            'fix: {url: "https://example.org/fix", publisher: A, published: 2025-12-01}\n  wire: {',
        ),
    )
    correction = (
        "corrections: [{at: 2025-12-01T00:00:00Z, kind: correction, was: A., now: B., source: fix}]"
    )

    assert found("BB217", with_fields(correction, text)) == []
    assert len(found("BB217", with_facts("- It moved. [@fix]", text))) == 1
