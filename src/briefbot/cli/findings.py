"""Findings as text, JSON, workflow commands and SARIF."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

import click

from briefbot import __version__
from briefbot.cli.printable import printable
from briefbot.core.finding import Finding, Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}

# https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
_WORKFLOW_COMMANDS = {Severity.INFO: "notice"}

# https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, 3.27.10
_SARIF_LEVELS = {Severity.INFO: "note"}


def text_line(finding: Finding) -> str:
    """Return `path:line:col: CODE severity: what -- what to do`, coloured for a terminal."""
    place = f"{finding.path}:{finding.line}:{finding.col}"
    advice = f" -- {finding.hint}" if finding.hint else ""
    severity = click.style(finding.severity, fg=_COLOURS[finding.severity], bold=True)
    message = printable(f"{finding.message}{advice}")
    return f"{printable(place)}: {finding.code} {severity}: {message}"


def as_text(findings: Sequence[Finding]) -> str:
    """Return one line a finding."""
    return "".join(f"{text_line(finding)}\n" for finding in findings)


def as_json(findings: Sequence[Finding]) -> str:
    """Return an array of objects with `path line col code severity message hint`."""
    keys = ("path", "line", "col", "code", "severity", "message", "hint")
    rows = [{key: getattr(finding, key) for key in keys} for finding in findings]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def as_github(findings: Sequence[Finding]) -> str:
    """Return workflow commands, which GitHub shows beside the lines of a change."""
    lines = []
    for finding in findings:
        command = _WORKFLOW_COMMANDS.get(finding.severity, finding.severity.value)
        properties = {
            "file": finding.path,
            "line": str(finding.line),
            "col": str(finding.col),
            "title": finding.code,
        }
        listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
        advice = f" -- {finding.hint}" if finding.hint else ""
        lines.append(f"::{command} {listed}::{_data(finding.message + advice)}\n")
    return "".join(lines)


def as_sarif(findings: Sequence[Finding]) -> str:
    """Return a SARIF 2.1.0 log with the rules that fired and their pages in `docs/rules`."""
    codes = sorted({finding.code for finding in findings})
    titles = _titles()
    driver = {
        "name": "briefbot",
        "version": __version__,
        "rules": [
            {
                "id": code,
                "shortDescription": {"text": titles.get(code, code)},
                "helpUri": _page(code),
            }
            for code in codes
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding, codes) for finding in findings],
    }
    log = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/cos02/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Sequence[Finding]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}


def summary_line(files: int, findings: Sequence[Finding]) -> str:
    """Return `3 files, 1 error, 2 warnings`."""
    counts = Counter(finding.severity for finding in findings)
    parts = [_counted(files, "file")]
    parts += [
        _counted(counts[severity], severity.value) for severity in Severity if counts[severity]
    ]
    return ", ".join(parts) if findings else f"{parts[0]}, no faults"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 or noun == Severity.INFO else f"{number} {noun}s"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _sarif_result(finding: Finding, codes: Sequence[str]) -> Mapping[str, object]:
    advice = f" -- {finding.hint}" if finding.hint else ""
    place = {
        "artifactLocation": {"uri": quote(finding.path.encode(errors="surrogateescape"))},
        "region": {"startLine": finding.line, "startColumn": finding.col},
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _SARIF_LEVELS.get(finding.severity, finding.severity.value),
        "message": {"text": finding.message + advice},
        "locations": [{"physicalLocation": place}],
    }


def _titles() -> dict[str, str]:
    from briefbot.core.lint.configuration_faults import CONFIGURATION_FAULTS  # noqa: PLC0415
    from briefbot.core.lint.file_faults import FILE_FAULTS  # noqa: PLC0415
    from briefbot.core.lint.reader_rules import READER_RULES  # noqa: PLC0415
    from briefbot.core.lint.registry import RULES  # noqa: PLC0415 - all rules, for this form only

    return {
        **{rule.code: rule.title for rule in READER_RULES},
        **{rule.code: rule.title for rule in RULES},
        **FILE_FAULTS,
        **CONFIGURATION_FAULTS,
    }


def _page(code: str) -> str:
    """Return where a rule is described, from the root of briefbot's repository."""
    pages = {"BB0": "file-faults", "BB8": "configuration"}
    return f"docs/rules/{pages.get(code[:3], code)}.md"
