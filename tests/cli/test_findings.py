import json

import pytest

from briefbot.cli.findings import as_github, as_sarif, summary_line, text_line
from briefbot.cli.printable import printable
from briefbot.core.finding import Finding, Severity

ERROR = Finding("briefs/a.md", 41, 3, "BB211", Severity.ERROR, "no source", "cite one")
WARNING = Finding("briefs/b.md", 1, 1, "BB301", Severity.WARNING, "relative date", "")
INFO = Finding("briefs/b.md", 2, 1, "BB203", Severity.INFO, "long", "cut")
ODD = Finding("a,b:c%.md", 1, 2, "BB001", Severity.ERROR, "50 %\r\nof it", "::error::no")


def test_a_line_says_where_what_and_what_next() -> None:
    line = printable(text_line(ERROR)).replace(r"\x1b[31m\x1b[1m", "").replace(r"\x1b[0m", "")

    assert line == "briefs/a.md:41:3: BB211 error: no source -- cite one"


def test_a_line_without_advice_ends_with_what_is_wrong() -> None:
    assert text_line(WARNING).endswith(": relative date")


@pytest.mark.parametrize(
    ("files", "findings", "summary"),
    [
        (0, [], "0 files, no faults"),
        (1, [ERROR], "1 file, 1 error"),
        (3, [ERROR, WARNING, WARNING], "3 files, 1 error, 2 warnings"),
        (2, [INFO, INFO], "2 files, 2 info"),
    ],
)
def test_the_summary_counts(files: int, findings: list[Finding], summary: str) -> None:
    assert summary_line(files, findings) == summary


def test_workflow_commands_name_level_place_and_code() -> None:
    assert as_github([ERROR, WARNING, INFO]).splitlines() == [
        "::error file=briefs/a.md,line=41,col=3,title=BB211::no source -- cite one",
        "::warning file=briefs/b.md,line=1,col=1,title=BB301::relative date",
        "::notice file=briefs/b.md,line=2,col=1,title=BB203::long -- cut",
    ]


def test_a_file_cannot_write_workflow_commands_of_its_own() -> None:
    assert as_github([ODD]).splitlines() == [
        "::error file=a%2Cb%3Ac%25.md,line=1,col=2,title=BB001::50 %25%0D%0Aof it -- ::error::no"
    ]


def test_sarif_names_rules_levels_and_places() -> None:
    log = json.loads(as_sarif([ERROR, INFO, ODD]))

    (run,) = log["runs"]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert log["version"] == "2.1.0"
    assert {code: rule["helpUri"] for code, rule in rules.items()} == {
        "BB001": "docs/rules/file-faults.md",
        "BB203": "docs/rules/BB203.md",
        "BB211": "docs/rules/BB211.md",
    }
    assert all(rule["shortDescription"]["text"] != code for code, rule in rules.items())
    assert [result["level"] for result in run["results"]] == ["error", "note", "error"]
    assert [list(rules)[result["ruleIndex"]] for result in run["results"]] == [
        "BB211",
        "BB203",
        "BB001",
    ]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "briefs/a.md"
    assert place["region"] == {"startLine": 41, "startColumn": 3}
    assert run["results"][2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == (
        "a%2Cb%3Ac%25.md"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, naïve, Київ, 🧑‍🚒", "plain, naïve, Київ, 🧑‍🚒"),
        ("\x1b[2J", r"\x1b[2J"),
        ("a\nb\x7f\x85", r"a\nb\x7f\x85"),
        ("\u202eevil\u2066", r"\u202eevil\u2066"),
        ("\u2028", r"\u2028"),
        ("\udcff", r"\udcff"),
    ],
)
def test_what_could_act_on_a_terminal_is_shown_as_its_escape(text: str, shown: str) -> None:
    assert printable(text) == shown
