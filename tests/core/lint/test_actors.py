"""BB215: whether people are called what `actors` says they are."""

import pytest

from briefbot.core.finding import Severity
from linting import CLEAN, at, edited, found, with_facts, with_fields

# From public sources: who chaired the council of 26 November 2024, and in which office.
ACTORS = (
    "actors:\n"
    "  - {name: Boris Ruge, role: acting Deputy Secretary General, org: NATO,"
    " role_as_of: 2024-11-26}\n"
    "  - {name: Jan Lipavsky, role: foreign minister, org: Czech Republic}\n"
    "  - {name: Donald Tusk, role: prime minister and head of the council, org: Poland}\n"
    "  - {name: Example Council, org: Example Town}"
)
TEXT = with_fields(ACTORS)


@pytest.mark.parametrize(
    "statement",
    [
        "Secretary General Boris Ruge spoke.",
        "Deputy Secretary General Boris Ruge spoke.",
        "NATO's Acting Secretary-General Boris Ruge spoke.",
        "Boris Ruge, NATO's Secretary General, spoke.",
        "Boris Ruge, Secretary General of NATO, spoke.",
        "Defence Minister Jan Lipavsky spoke.",
        "Jan Lipavsky, the Czech prime minister, spoke.",
        "Former foreign minister Jan Lipavsky spoke.",
        "President Donald Tusk spoke.",
    ],
)
def test_another_role_beside_the_name_is_a_warning(statement: str) -> None:
    (finding,) = found("BB215", with_facts(f"- {statement} [@notice]", TEXT))

    assert finding.severity is Severity.WARNING
    assert "under actors" in finding.message


@pytest.mark.parametrize(
    "statement",
    [
        "Acting Deputy Secretary General Boris Ruge spoke.",
        "Boris Ruge, on that day NATO's acting Deputy Secretary General, spoke.",
        "Boris Ruge, NATO's acting deputy secretary-general, spoke.",
        "Boris Ruge spoke.",
        "The Secretary General wrote to Boris Ruge.",
        "Boris Ruge, President Donald and others spoke.",
        "Boris Ruge, whom the president of Poland met, spoke.",
        "As a minister. Boris Ruge spoke.",
        "Minister Jan Lipavsky spoke.",
        "Jan Lipavsky, Czech foreign minister, spoke.",
        "Prime Minister Donald Tusk spoke.",
        'She said "President Donald Tusk" spoke.',
        "President Example Council spoke.",
    ],
)
def test_the_same_role_a_shorter_one_or_none_is_fine(statement: str) -> None:
    assert found("BB215", with_facts(f"- {statement} [@notice]", TEXT)) == []


def test_the_finding_points_at_the_role_and_says_the_right_one() -> None:
    text = with_facts("- On that day,\n  Secretary General Boris Ruge spoke. [@notice]", TEXT)

    (finding,) = found("BB215", text)

    assert at(finding, text).startswith("Secretary General Boris Ruge")
    assert '"acting Deputy Secretary General", as of 2024-11-26' in finding.message


def test_a_quote_s_last_line_is_compared_too() -> None:
    quote = "\n## Quotes\n\n> Open.\n>\n> -- {}, 2024-11-26, Brussels [@notice]\n"
    wrong = with_fields(ACTORS, CLEAN + quote.format("Boris Ruge, Secretary General"))
    right = with_fields(ACTORS, CLEAN + quote.format("Boris Ruge, acting Deputy Secretary General"))

    assert len(found("BB215", wrong)) == 1
    assert found("BB215", right) == []


def test_other_languages_are_left_alone() -> None:
    text = edited(("status:", "lang: uk\nstatus:"), text=TEXT)

    assert found("BB215", with_facts("- President Boris Ruge. [@notice]", text)) == []
