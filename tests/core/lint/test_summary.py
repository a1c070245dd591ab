"""BB201 to BB203: the bottom line, the sections, the length."""

import pytest

from briefbot.core.finding import Severity
from briefbot.core.lint.summary import split_sentences
from linting import CLEAN, at, edited, found, with_facts

SUMMARY = "The council opened the new bridge on 3 November 2025, a year later than planned."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One sentence.", 1),
        ("No full stop", 1),
        ("One. Two.", 2),
        ("One! Two? Three…", 3),
        ("“One.” “Two.”", 2),
        ("Gen. Staff met at No. 10 in St. Petersburg.", 1),
        ("The U.S. Senate met.", 1),
        ("It rose by 2.5 km. Then it fell.", 2),
        ("They met on 3 Nov. 2025 and on 4 Dec. 2025.", 1),
        ("It ended at 5 p.m. on Monday.", 1),
        ("Як так? Отак. І все.", 3),
        ("会議が開かれた。合意した。", 2),
        ("", 1),
    ],
)
def test_sentences_end_where_readers_end_them(text: str, expected: int) -> None:
    assert len(split_sentences(text)) == expected


@pytest.mark.parametrize(
    ("summary", "part"),
    [
        ('""', "no summary"),
        ("It opened. It is long. It is wide.", "3 sentences"),
        ("It opened " + "slowly and " * 40 + "late.", "characters"),
        ("The council has opened the river bridge to traffic.", None),
        ("The council opens the river bridge to traffic. It has two lanes.", "repeats the title"),
    ],
)
def test_a_summary_is_short_and_says_more_than_the_title(summary: str, part: str | None) -> None:
    text = edited((SUMMARY, summary))

    messages = [finding.message for finding in found("BB201", text)]

    assert len(messages) == (part is not None)
    assert all(part is not None and part in message for message in messages)


def test_a_summary_is_judged_where_it_stands() -> None:
    text = edited((SUMMARY, "One. Two. Three."))

    (finding,) = found("BB201", text)

    assert finding.severity is Severity.WARNING
    assert at(finding, text).startswith("summary:")


def without(title: str) -> str:
    start = CLEAN.index(f"## {title}")
    end = CLEAN.find("## ", start + 3)
    return CLEAN[:start] + (CLEAN[end:] if end > 0 else "")


@pytest.mark.parametrize("title", ["What happened", "The response", "Implications and risks"])
def test_a_missing_core_section_is_a_warning(title: str) -> None:
    (finding,) = found("BB202", without(title))

    assert finding.severity is Severity.WARNING
    assert f'"{title}"' in finding.message


def test_a_brief_closes_with_what_to_watch_or_an_outlook() -> None:
    outlook = edited(("## What to watch", "## Outlook"))

    assert len(found("BB202", without("What to watch"))) == 1
    assert found("BB202", outlook) == []


def test_an_empty_section_is_a_warning_at_its_heading() -> None:
    text = edited(("- The river's ferry company welcomed the opening. [@notice]\n", ""))

    (finding,) = found("BB202", text)

    assert "empty" in finding.message
    assert "The response" in at(finding, text)


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ("## Timeline\n\n- 3 November 2025: it opened. [@notice]\n", 0),
        ("## The ferry\n\n- It stays. [@notice]\n", 0),
        ("## What happened\n\n- It opened. [@notice]\n", 1),
        ("## Outlook\n\n- It stays. [@notice]\n\n## Gaps\n\n- Nothing. [@notice]\n", 1),
        ("## The ferry\n\n- It stays. [@notice]\n\n## Gaps\n\n- Nothing. [@notice]\n", 1),
    ],
)
def test_fixed_sections_keep_their_order_and_own_ones_follow(sections: str, expected: int) -> None:
    assert len(found("BB202", f"{CLEAN}\n{sections}")) == expected


def test_a_withdrawn_brief_may_have_no_body() -> None:
    text = edited(("status: published", "status: withdrawn"))

    assert found("BB202", text[: text.index("## What happened")]) == []


@pytest.mark.parametrize(
    ("words", "severity"),
    [(300, None), (500, Severity.INFO), (690, Severity.WARNING), (900, Severity.WARNING)],
)
def test_a_long_read_is_remarked_on_and_then_a_warning(
    words: int, severity: Severity | None
) -> None:
    statements = "\n".join(["- Lamps were lit all along the bridge. [@notice]"] * (words // 7))

    findings = found("BB203", with_facts(statements))

    assert [finding.severity for finding in findings] == ([severity] if severity else [])
