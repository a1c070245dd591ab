"""BB213: whether quotes say whose words they are."""

import pytest

from briefbot.core.finding import Severity
from linting import CLEAN, at, edited, found


def quoted(last_line: str, words: str = "The bridge is open.") -> str:
    return f"{CLEAN}\n## Quotes\n\n> {words}\n>\n> {last_line}\n"


WHOLE = "-- Example Council, spokesperson, 2025-11-03, Example Town [@notice]"


def test_a_whole_quote_is_fine() -> None:
    assert found("BB213", quoted(WHOLE)) == []
    assert found("BB213", quoted("-- Example Council, spokesperson, 2025-11-03 [@notice]")) == []


@pytest.mark.parametrize(
    ("last_line", "missing"),
    [
        ("-- Example Council, spokesperson [@notice]", "a date"),
        ("-- Example Council, spokesperson, 2025-11-03", "a source"),
        ("-- Example Council, spokesperson", "a date and a source"),
        ("The ferry stays.", "whose words"),
    ],
)
def test_an_incomplete_quote_is_an_error_that_says_what_is_missing(
    last_line: str, missing: str
) -> None:
    text = quoted(last_line)

    (finding,) = found("BB213", text)

    assert finding.severity is Severity.ERROR
    assert missing in finding.message
    assert "The bridge is open." in at(finding, text)


def test_in_a_draft_an_incomplete_quote_is_a_warning() -> None:
    (finding,) = found(
        "BB213",
        edited(
            ("status: published", "status: draft"), text=quoted("-- Example Council, spokesperson")
        ),
    )

    assert finding.severity is Severity.WARNING


def test_a_quote_without_a_role_is_a_warning() -> None:
    (finding,) = found("BB213", quoted("-- Example Council, 2025-11-03, Example Town [@notice]"))

    assert finding.severity is Severity.WARNING
    assert "role" in finding.message


@pytest.mark.parametrize(("count", "expected"), [(50, 0), (51, 1)])
def test_a_quote_of_more_than_fifty_words_is_a_warning(count: int, expected: int) -> None:
    findings = found("BB213", quoted(WHOLE, " ".join(["bridge"] * count)))

    assert [finding.severity for finding in findings] == [Severity.WARNING] * expected


@pytest.mark.parametrize(
    ("lang", "mark", "expected"),
    [("uk", "", 1), ("uk", " {translated=uk}", 0), ("en-GB", "", 0)],
)
def test_a_quote_from_another_language_is_marked_as_translated(
    lang: str, mark: str, expected: int
) -> None:
    text = edited(("2025-11-03, lang: en", f"2025-11-03, lang: {lang}"), text=quoted(WHOLE + mark))

    findings = found("BB213", text)

    assert [finding.severity for finding in findings] == [Severity.WARNING] * expected
    assert all("{translated=uk}" in finding.hint for finding in findings)
