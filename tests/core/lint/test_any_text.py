"""Whatever a file holds, lint answers with findings that stand inside it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.finding import Finding
from linting import CLEAN, lint_text
from rule_pages import FIXTURES

FIXTURE_TEXTS = [
    path.read_text(encoding="utf-8") for path in sorted(FIXTURES.glob("BB*/fires*.md"))
]

#: What briefs are made of, for mutations that get past the reader.
PIECES = st.sampled_from(
    [
        "\n",
        "\n\n",
        "- ",
        "  - ",
        "> ",
        "## The response\n",
        "## What happened\n",
        "-- Example Council, spokesperson, 2025-11-03 [@notice]",
        "[@notice]",
        "[@]",
        "{contested=true}",
        '{claim="',
        "<!-- lint: BB301 -->",
        "<!-- lint: BB211 why -->\n",
        "| a | b |\n|---|---|\n| 1 km | 2 |\n",
        "300 km ",
        "yesterday ",
        "3 December ",
        "https://",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01",
        "status: corrected\n",
        "supersedes: river-bridge\n",
        "---\n",
        "@everyone",
        "“",
        '"',
        "`",
    ]
)


def check(findings: tuple[Finding, ...], text: str) -> None:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert list(findings) == sorted(findings)
    for finding in findings:
        assert finding.message
        assert finding.hint
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.col <= len(lines[finding.line - 1]) + 1


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_linted(text: str) -> None:
    check(lint_text(text), text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_body_is_linted(body: str) -> None:
    text = CLEAN[: CLEAN.index("## What happened")] + body
    check(lint_text(text), text)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_mutation_of_a_fixture_is_linted(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([CLEAN, *FIXTURE_TEXTS]))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        text = text[:start] + data.draw(PIECES | st.text(max_size=5)) + text[end:]
    check(lint_text(text), text)
