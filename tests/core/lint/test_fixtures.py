"""Every rule has a fixture that makes it fire, and one that is nearly the same and does not."""

from pathlib import Path

import pytest

from briefbot.core.finding import Severity
from briefbot.core.lint.file_faults import FILE_FAULTS
from briefbot.core.lint.reader_rules import READER_RULES
from briefbot.core.lint.registry import ALL_CODES, RULES, SILENCEABLE_CODES
from rule_pages import FIXTURES, build_pages, lint_fixtures, main, read_fixtures

CODES = sorted(SILENCEABLE_CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_rule_fires_inside_its_fixture_with_a_message_and_a_hint(code: str) -> None:
    sources = read_fixtures(code, "fires")
    lines = {source.path: source.text.split("\n") for source in sources}

    findings = [finding for finding in lint_fixtures(sources) if finding.code == code]

    assert findings
    for finding in findings:
        assert 1 <= finding.line <= len(lines[finding.path])
        assert 1 <= finding.col <= len(lines[finding.path][finding.line - 1]) + 1
        assert finding.message
        assert finding.hint


@pytest.mark.parametrize("code", CODES)
def test_nothing_else_is_an_error_in_the_firing_fixture(code: str) -> None:
    errors = {
        finding.code
        for finding in lint_fixtures(read_fixtures(code, "fires"))
        if finding.severity is Severity.ERROR
    }

    assert errors <= {code}


@pytest.mark.parametrize("code", CODES)
def test_the_rule_is_quiet_in_its_other_fixture(code: str) -> None:
    sources = read_fixtures(code, "quiet")

    assert len(sources) == len(read_fixtures(code, "fires"))
    assert all(source.brief is not None for source in sources)
    assert [finding for finding in lint_fixtures(sources) if finding.code == code] == []


def test_every_folder_of_fixtures_belongs_to_a_rule() -> None:
    assert sorted(path.name for path in FIXTURES.iterdir()) == CODES


def test_codes_are_unique_and_file_faults_cannot_be_silenced() -> None:
    codes = [rule.code for rule in RULES] + [rule.code for rule in READER_RULES]

    assert len(set(codes)) == len(codes)
    assert SILENCEABLE_CODES.isdisjoint(FILE_FAULTS)
    assert SILENCEABLE_CODES | set(FILE_FAULTS) == ALL_CODES


def test_the_pages_of_the_rules_are_up_to_date(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["rule_pages.py", "--check"])

    assert main() == 0, capsys.readouterr().out


def test_a_page_that_was_changed_by_hand_is_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name, text in build_pages():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "BB101.md").write_text("# Something else\n", encoding="utf-8")
    (tmp_path / "BB999.md").write_text("# A rule that is gone\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["rule_pages.py", "--check"])
    monkeypatch.setattr("rule_pages.PAGES", tmp_path)

    assert main() == 1
    reported = capsys.readouterr().out
    assert "BB101.md is out of date" in reported
    assert "BB999.md is out of date" in reported
    assert "BB102.md" not in reported
