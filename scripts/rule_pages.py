"""Write the page of each lint rule from the rule itself and its fixtures.

rule_pages.py            write docs/rules
rule_pages.py --check    change nothing; exit 1 when a page is out of date
"""

import difflib
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from briefbot.core.brief_source import BriefSource, Collection
from briefbot.core.finding import Finding
from briefbot.core.lint.configuration_faults import CONFIGURATION_FAULTS
from briefbot.core.lint.file_faults import FILE_FAULTS
from briefbot.core.lint.reader_rules import READER_RULES, ReaderRule
from briefbot.core.lint.registry import RULES
from briefbot.core.lint.rule import Context, Rule
from briefbot.core.lint.run import lint
from briefbot.sources.briefs import parse_brief

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "rules"
FIXTURES = ROOT / "tests" / "briefs" / "lint"

#: The time at which fixtures are linted.
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)

#: The most lines of a fixture that a page shows in one place.
SHOWN_LINES = 12
#: The most findings of a fixture that a page shows.
SHOWN_FINDINGS = 4

_SLUG = re.compile(r"^slug: *([a-z0-9-]+)$", re.MULTILINE)
_GENERATED = (
    "<!-- Written by scripts/rule_pages.py from the rule and its fixtures: `make docs`. -->"
)


def read_fixtures(code: str, kind: str) -> tuple[BriefSource, ...]:
    """Read a rule's `fires*.md` or `quiet*.md`, each as if its slug were the name of its file."""
    sources = []
    for file in sorted((FIXTURES / code).glob(f"{kind}*.md")):
        text = file.read_text(encoding="utf-8")
        slug = _SLUG.search(text)
        name = slug[1] if slug is not None else file.stem
        sources.append(parse_brief(text, path=f"{file.stem}/{name}.md"))
    return tuple(sources)


def lint_fixtures(sources: tuple[BriefSource, ...]) -> tuple[Finding, ...]:
    """Lint fixtures that belong together, as one run."""
    context = Context(now=NOW, collection=Collection.of(sources))
    return tuple(finding for source in sources for finding in lint(source, context))


def main() -> int:
    """Write the pages, or with `--check` only say whether they are up to date."""
    pages = dict(build_pages())
    present = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    changed = sorted(
        name for name in pages.keys() | present.keys() if differs(name, pages, present)
    )
    if "--check" in sys.argv[1:]:
        for name in changed:
            print(f"docs/rules/{name} is out of date -- run make docs")
        return 1 if changed else 0
    PAGES.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in pages:
            (PAGES / name).write_text(pages[name], encoding="utf-8")
        else:
            (PAGES / name).unlink()
    print(f"docs/rules: {len(pages)} pages, {len(changed)} changed")
    return 0


def differs(name: str, pages: Mapping[str, str], present: Mapping[str, str]) -> bool:
    """Tell whether a page is not what it should be; one that nobody writes any more is not."""
    return pages.get(name) != present.get(name)


def build_pages() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every page."""
    rules: list[Rule | ReaderRule] = sorted((*RULES, *READER_RULES), key=lambda rule: rule.code)
    yield "README.md", index(rules)
    yield "file-faults.md", fault_table("Faults of a file", _FILE_TEXT, FILE_FAULTS)
    yield (
        "configuration.md",
        fault_table("Faults of the configuration", _CONFIGURATION_TEXT, CONFIGURATION_FAULTS),
    )
    for rule in rules:
        yield f"{rule.code}.md", rule_page(rule)


def index(rules: list[Rule | ReaderRule]) -> str:
    """Return the table of all rules."""
    rows = "\n".join(
        f"| [{rule.code}]({rule.code}.md) | {rule.severity} | {rule.title} |" for rule in rules
    )
    return f"{_GENERATED}\n\n# The rules\n\n{_INDEX_TEXT}\n\n{_TABLE_HEAD}\n{rows}\n"


def fault_table(title: str, text: str, faults: Mapping[str, str]) -> str:
    """Return one page for faults that need no page each."""
    rows = "\n".join(f"| {code} | {fault} |" for code, fault in sorted(faults.items()))
    return f"{_GENERATED}\n\n# {title}\n\n{text}\n\n| Code | Fault |\n|---|---|\n{rows}\n"


def rule_page(rule: Rule | ReaderRule) -> str:
    """Return the page of one rule: what it says of itself, then its fixtures."""
    text = rule.text if isinstance(rule, ReaderRule) else inspect.getdoc(rule.check) or ""
    fires = read_fixtures(rule.code, "fires")
    findings = [finding for finding in lint_fixtures(fires) if finding.code == rule.code]
    parts = [
        _GENERATED,
        f"# {rule.code}: {rule.title}",
        f"Severity: {rule.severity}, unless said otherwise.",
        text,
        "## Example",
        *(example(finding, fires) for finding in findings[:SHOWN_FINDINGS]),
        instead(fires, read_fixtures(rule.code, "quiet")),
    ]
    return "\n\n".join(parts) + "\n"


def example(finding: Finding, sources: tuple[BriefSource, ...]) -> str:
    """Return the line a finding points to, and what it says."""
    text = next(source.text for source in sources if source.path == finding.path)
    line = text.split("\n")[finding.line - 1]
    said = f"{finding.severity}: {finding.message}\n  -- {finding.hint}"
    return f"{block([line])}\n\n{block([said])}"


def instead(fires: tuple[BriefSource, ...], quiet: tuple[BriefSource, ...]) -> str:
    """Return what the quiet fixtures have that the firing ones lack."""
    lines: list[str] = []
    for before, after in zip(fires, quiet, strict=True):
        compared = difflib.ndiff(before.text.split("\n"), after.text.split("\n"))
        lines += [line[2:] for line in compared if line.startswith("+ ") and line[2:].strip()]
    return f"Instead:\n\n{block(lines)}" if lines else "Instead, leave lines out."


def block(lines: list[str]) -> str:
    """Return lines as a code block, the longest ones cut short."""
    more = ["…"] if len(lines) > SHOWN_LINES else []
    return "\n".join(["```text", *lines[:SHOWN_LINES], *more, "```"])


_TABLE_HEAD = "| Code | Severity | Finds |\n|---|---|---|"

_INDEX_TEXT = """\
`briefbot check` reads briefs and reports everything it finds in one run. Errors fail the check;
warnings and remarks do not. Each rule has a page that says why it is there, what it looks at, what
it leaves alone, and how to fix what it finds. Besides the rules there are
[faults of a file](file-faults.md) and [faults of the configuration](configuration.md).

Where a rule does not hold, say why, in the body or in the front matter:

```text
<!-- lint: BB301 the speech is known by this name -->
# lint: BB304 the meeting was put back after publication
```

The comment silences its own line and the next one that is not blank."""

_FILE_TEXT = """\
What is wrong with a file before it can be understood as a brief. All of these are errors, except
that a `lint:` comment which silences nothing is only remarked on (BB013), and none can be silenced.
The message says what to do."""

_CONFIGURATION_TEXT = """\
All of them are errors, except that a calendar's file which is not there is warned of (BB810), and
none can be silenced. The message says what to do. A schedule without a usable rule, zone or
destination does not run; the others do."""

if __name__ == "__main__":
    sys.exit(main())
