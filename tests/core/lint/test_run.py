"""How one file is linted: order, silencing, bounds."""

import time

from briefbot.core.finding import Severity
from briefbot.core.lint.run import MAX_PER_RULE
from linting import CLEAN, FACT, edited, found, lint_text, with_facts, with_fields

UNSOURCED = "- The bridge has two lanes."
COMMENT = "<!-- lint: BB211 everybody can count them -->"


def test_a_clean_brief_has_no_findings() -> None:
    assert lint_text(CLEAN) == ()


def test_findings_come_sorted_by_line_column_and_code() -> None:
    findings = lint_text(
        edited((FACT, f"{UNSOURCED}\n"), ("status: published", "status: corrected"))
    )

    assert len(findings) > 2
    assert list(findings) == sorted(findings)


def test_a_text_that_is_no_brief_gives_only_what_its_reader_found() -> None:
    findings = lint_text("no front matter\n")

    assert {finding.code for finding in findings} == {"BB006"}


def test_a_comment_with_a_reason_silences_the_next_line() -> None:
    text = with_facts(f"{COMMENT}\n{UNSOURCED}")

    assert len(found("BB211", with_facts(UNSOURCED))) == 1
    assert found("BB211", text) == []
    assert found("BB013", text) == []


def test_a_comment_silences_no_other_line() -> None:
    text = with_facts(f"{COMMENT}\n{UNSOURCED}\n- The bridge has a lamp.")

    assert [finding.line for finding in found("BB211", text)] == [
        text[: text.index("- The bridge has a lamp")].count("\n") + 1
    ]


def test_a_comment_silences_no_other_code() -> None:
    text = with_facts(f"<!-- lint: BB212 not the one -->\n{UNSOURCED}")

    assert len(found("BB211", text)) == 1


def test_a_front_matter_comment_silences_the_next_field() -> None:
    late = edited(("2025-11-03T16:00:00Z", "2025-11-03T14:00:00Z"))
    text = edited(("published_at:", "# lint: BB103 the clock was wrong\npublished_at:"), text=late)

    assert len(found("BB103", late)) == 1
    assert found("BB103", text) == []


def test_a_comment_without_a_reason_is_an_error_and_silences_nothing() -> None:
    text = with_facts(f"<!-- lint: BB211 -->\n{UNSOURCED}")

    (finding,) = found("BB013", text)

    assert finding.severity is Severity.ERROR
    assert "reason" in finding.message
    assert len(found("BB211", text)) == 1


def test_an_unknown_code_is_an_error_with_the_nearest_one() -> None:
    (finding,) = found("BB013", with_facts(f"<!-- lint: BB219 a slip -->\n{UNSOURCED}"))

    assert finding.severity is Severity.ERROR
    assert "BB219" in finding.message
    assert "BB21" in finding.hint


def test_a_fault_of_the_file_cannot_be_silenced() -> None:
    text = with_facts("<!-- lint: BB015 we like tags -->\n- A <b>bold</b> bridge. [@notice]")

    (finding,) = found("BB013", text)

    assert finding.severity is Severity.ERROR
    assert "cannot be silenced" in finding.message
    assert len(found("BB015", text)) >= 1


def test_a_comment_that_silences_nothing_is_remarked_on() -> None:
    (finding,) = found("BB013", with_facts(COMMENT))

    assert finding.severity is Severity.INFO
    assert "BB211" in finding.message


def test_the_findings_of_one_rule_are_bounded_and_say_so() -> None:
    text = with_facts("\n".join([UNSOURCED] * (MAX_PER_RULE + 20)))

    findings = found("BB211", text)

    assert len(findings) == MAX_PER_RULE
    assert [finding for finding in findings if "more like it" in finding.message] == findings[-1:]


def test_a_hostile_file_of_ten_thousand_faults_is_linted_in_seconds() -> None:
    unknown = "\n".join(f"- Yesterday 5 km. [@source-{number}]" for number in range(5_000))
    comments = "\n".join(["<!-- lint: BB301 spam -->"] * 2_000)
    text = with_fields("tags: [x, y]", with_facts(f"{unknown}\n{comments}"))

    started = time.process_time()
    findings = lint_text(text)

    # Half a second here; the bound is for a busy machine, and far below what a square would take.
    assert time.process_time() - started < 8
    assert findings
