"""Reading and linting 1,000 briefs, against markdown-it-py alone parsing the same texts."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from markdown_it import MarkdownIt

from briefbot.core.brief_source import BriefSource, Collection
from briefbot.core.lint.rule import Context
from briefbot.core.lint.run import lint
from briefbot.sources.briefs import parse_brief

BRIEFS = 1_000
ROUNDS = 3
AT_MOST = 4.0
EXAMPLES = Path(__file__).parent.parent / "briefs" / "2024"
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


def texts() -> list[str]:
    """Return 1,000 briefs of real length, no two of them alike."""
    originals = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.md"))]
    return [
        originals[number % len(originals)]
        .replace("slug: n", f"slug: number-{number}-n")
        .replace("missile", f"missile {number}")
        for number in range(BRIEFS)
    ]


def read_and_lint(briefs: list[str]) -> int:
    """Do what `briefbot check` does, without the disk."""
    sources = tuple(
        parse_brief(text, path=f"number-{number}.md") for number, text in enumerate(briefs)
    )
    context = Context(now=NOW, collection=Collection.of(sources))
    return sum(len(lint(source, context)) for source in sources)


def only_lint(sources: tuple[BriefSource, ...]) -> int:
    """Lint what has been read."""
    context = Context(now=NOW, collection=Collection.of(sources))
    return sum(len(lint(source, context)) for source in sources)


def parse_only(briefs: list[str]) -> int:
    """Let markdown-it-py alone parse the texts, as CommonMark with tables."""
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return sum(len(markdown.parse(text)) for text in briefs)


def best(work: Callable[[], int]) -> float:
    """Return the shortest of a few rounds, in seconds: the one least disturbed."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print the ratio, and how it divides."""
    briefs = texts()
    bare = best(lambda: parse_only(briefs))
    bodies = [text.split("\n---\n", 1)[1] for text in briefs]
    bare_bodies = best(lambda: parse_only(bodies))
    whole = best(lambda: read_and_lint(briefs))
    sources = tuple(parse_brief(text, path="b.md") for text in briefs)
    linting = best(lambda: only_lint(sources))
    size = sum(map(len, briefs)) // BRIEFS
    print(f"{BRIEFS:,} briefs of {size:,} characters: read and lint {whole:.2f} s,")
    print(f"  markdown-it-py alone {bare:.2f} s: {whole / bare:.2f} times (at most {AT_MOST})")
    print(f"  of which lint {linting / bare:.2f} times")
    print(f"  against markdown-it-py on the bodies alone: {whole / bare_bodies:.2f} times")


if __name__ == "__main__":
    main()
