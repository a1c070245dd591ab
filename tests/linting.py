"""One small brief that no rule has anything against, and ways to change and lint it."""

from datetime import UTC, datetime

from briefbot.core.brief import Brief
from briefbot.core.brief_source import BriefSource, Collection
from briefbot.core.finding import Finding
from briefbot.core.lint.rule import Context
from briefbot.core.lint.run import lint
from briefbot.sources.briefs import parse_brief

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
PATH = "briefs/2025-11-03-river-bridge.md"

CLEAN = """\
---
schema: 1
title: Council opens the river bridge to traffic
slug: river-bridge
status: published
event_time: 2025-11-03
info_cutoff: 2025-11-03T15:00:00Z
published_at: 2025-11-03T16:00:00Z
summary: The council opened the new bridge on 3 November 2025, a year later than planned.
sources:
  notice: {url: https://example.org/1, publisher: Example Council, published: 2025-11-03, lang: en}
  wire: {url: https://example.com/2, publisher: Example Wire, published: 2025-11-03, lang: en}
---

## What happened

- The council opened the bridge on 3 November 2025. [@notice; @wire]

## The response

- The river's ferry company welcomed the opening. [@notice]

## Implications and risks

- Traffic is likely to double by 1 March 2026. [@notice] {likelihood=likely}

## What to watch

- The council reports on the traffic on 1 March 2026. [@notice]
"""

#: The statement under "What happened", what follows it, and what ends the front matter.
FACT = "- The council opened the bridge on 3 November 2025. [@notice; @wire]\n"
RESPONSE = "\n## The response"
END = "---\n\n## What happened"


def edited(*edits: tuple[str, str], text: str = CLEAN) -> str:
    """Return a text with each first occurrence of `old` made `new`."""
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def with_fields(lines: str, text: str = CLEAN) -> str:
    """Return a text with lines of front matter added at its end."""
    return edited((END, f"{lines.strip()}\n{END}"), text=text)


def with_facts(lines: str, text: str = CLEAN) -> str:
    """Return a text with list items added under "What happened"."""
    return edited((RESPONSE, f"{lines.strip()}\n{RESPONSE}"), text=text)


def lint_text(
    text: str,
    *,
    path: str = PATH,
    others: tuple[BriefSource, ...] = (),
    previous: Brief | None = None,
) -> tuple[Finding, ...]:
    """Read and lint a text, in a run together with others."""
    source = parse_brief(text, path=path)
    context = Context(
        now=NOW,
        collection=Collection.of((source, *others)),
        previous=previous,
        previous_known=previous is not None,
    )
    return lint(source, context)


def found(code: str, text: str, **run: object) -> list[Finding]:
    """Return a text's findings of one code."""
    findings = lint_text(text, **run)  # type: ignore[arg-type]
    return [finding for finding in findings if finding.code == code]


def at(finding: Finding, text: str) -> str:
    """Return the rest of the line a finding points to."""
    return text.split("\n")[finding.line - 1][finding.col - 1 :]
