"""Linting one file: what its reader found and what the rules find, minus what is silenced."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from briefbot.core.brief_source import BriefSource, Suppression
from briefbot.core.finding import Finding, Severity
from briefbot.core.lint.file_faults import FILE_FAULTS
from briefbot.core.lint.registry import RULES, SILENCEABLE_CODES
from briefbot.core.lint.rule import Context, Rule

#: The most findings of one rule in one file; whoever has more needs no longer list.
MAX_PER_RULE = 100

#: The code of what is wrong with a comment that silences rules.
SUPPRESSION_CODE = "BB013"

_FORM = "<!-- lint: BB301 the reason -->"


def lint(source: BriefSource, context: Context) -> tuple[Finding, ...]:
    """Return everything wrong with a file, by line, column and code; never raises.

    Without a brief there is nothing for the rules to look at, and only the reader's findings and
    faulty suppressions are returned.
    """
    found = list(source.faults)
    if source.brief is not None:
        for rule in RULES:
            found += _findings(rule, source, context)
    if source.suppressions:
        found = _without_silenced(found, source.suppressions, path=source.path)
    return tuple(sorted(set(found)))


def _findings(rule: Rule, source: BriefSource, context: Context) -> list[Finding]:
    """Return a rule's findings, at most `MAX_PER_RULE`; the last one says that there are more."""
    if source.brief is None:
        return []
    faults = list(islice(rule.check(source, source.brief, context), MAX_PER_RULE + 1))
    if len(faults) > MAX_PER_RULE:
        last = faults[MAX_PER_RULE - 1]
        faults[MAX_PER_RULE - 1 :] = [
            replace(last, message=f"{last.message} (and more like it, not listed)")
        ]
    return [
        Finding(
            path=source.path,
            line=fault.at.line,
            col=fault.at.col,
            code=rule.code,
            severity=fault.severity or rule.severity,
            message=fault.message,
            hint=fault.hint,
        )
        for fault in faults
    ]


def _without_silenced(
    findings: list[Finding], suppressions: Sequence[Suppression], *, path: str
) -> list[Finding]:
    """Take out what comments in the file silence, and add what is wrong with those comments."""
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    silenced: set[Finding] = set()
    added: list[Finding] = []
    for suppression in suppressions:
        faulty = list(_faults_of(suppression))
        for code in suppression.codes if not faulty else ():
            covered = [
                finding
                for finding in by_code.get(code, ())
                if suppression.line <= finding.line <= suppression.until_line
            ]
            silenced.update(covered)
            if not covered:
                faulty.append(
                    (Severity.INFO, f"this comment silences no {code}", "take the code out")
                )
        added += [
            Finding(
                path=path,
                line=suppression.line,
                col=1,
                code=SUPPRESSION_CODE,
                severity=severity,
                message=message,
                hint=hint,
            )
            for severity, message, hint in faulty
        ]
    return [finding for finding in findings if finding not in silenced] + added


def _faults_of(suppression: Suppression) -> Iterator[tuple[Severity, str, str]]:
    """Yield what makes a comment silence nothing at all: severity, message, hint."""
    if not suppression.codes:
        yield Severity.ERROR, "a lint comment without a code", f"write {_FORM}"
        return
    if not suppression.reason.strip():
        yield (
            Severity.ERROR,
            f"a lint comment for {', '.join(suppression.codes)} without a reason",
            f"say why the rule does not hold here: {_FORM}",
        )
    for code in suppression.codes:
        if code in FILE_FAULTS:
            yield Severity.ERROR, f"{code} cannot be silenced", "correct what it reports"
        elif code not in SILENCEABLE_CODES:
            close = difflib.get_close_matches(code, sorted(SILENCEABLE_CODES), n=1)
            hint = f'did you mean "{close[0]}"?' if close else "the codes are in docs/rules"
            yield Severity.ERROR, f'unknown code "{code}" in a lint comment', hint
