"""Editions of 200 and 2,000 briefs: the time a brief takes must not grow."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from briefbot.core.brief import Brief
from briefbot.core.compose import compose_edition
from briefbot.core.digest import DigestPlan, Occasion, decide_edition
from briefbot.core.document import Document
from briefbot.core.rendering import Rendered, RenderOptions
from briefbot.core.schedule import Tick
from briefbot.core.upcoming import upcoming_of
from briefbot.core.visibility import Audience, Place
from briefbot.platforms.discord.render import render_components
from briefbot.platforms.slack.render import render
from briefbot.sources.briefs import parse_brief

FEW, MANY = 200, 2_000
ROUNDS = 3
AT_MOST = 1.5
EXAMPLES = Path(__file__).parent.parent / "briefs" / "2024"
NOW = datetime(2024, 12, 3, 6, tzinfo=UTC)
PLAN = DigestPlan(name="all", title="Everything", cap=MANY, meeting_cap=MANY)
OCCASION = Occasion(
    tick=Tick("2024-12-03T08:00", NOW),
    now=NOW,
    since=NOW - timedelta(days=1),
    place=Place(audience=Audience.CHANNEL),
    zone="Europe/Kyiv",
)
RENDERERS: dict[str, Callable[[Document, RenderOptions], Rendered[object]]] = {
    "Discord": render_components,
    "Slack": render,
}


def briefs(number: int) -> list[Brief]:
    """Return the example briefs over and over, all of them new, with their meetings."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.md"))]
    originals = [parse_brief(text, path="example.md").brief for text in texts]
    return [
        replace(original, slug=f"{original.slug}-{count}", published_at=NOW, supersedes=())
        for count in range(number)
        if (original := originals[count % len(originals)]) is not None
    ]


def edition(given: list[Brief]) -> Document:
    """Decide and compose an edition of all briefs."""
    upcoming = [meeting for brief in given for meeting in upcoming_of(brief)]
    return compose_edition(decide_edition(PLAN, OCCASION, briefs=given, upcoming=upcoming), PLAN)


def rendered(
    given: list[Brief],
    *,
    renderer: Callable[[Document, RenderOptions], Rendered[object]],
    options: RenderOptions,
) -> Rendered[object]:
    """Decide, compose, fit and render an edition of all briefs."""
    return renderer(edition(given), options)


def best(work: Callable[[], object]) -> float:
    """Return the shortest of a few rounds, in seconds: the one least disturbed."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> int:
    """Print how much dearer a brief is among ten times as many, composing alone and rendered."""
    few, many = briefs(FEW), briefs(MANY)
    ratios: list[float] = []

    def compare(name: str, work: Callable[[list[Brief]], object]) -> None:
        small = best(lambda: work(few)) / FEW
        large = best(lambda: work(many)) / MANY
        ratios.append(large / small)
        print(f"  {name:<34}  {large / small:.2f} times ({large * 1e6:.0f} us a brief)")

    print(f"time a brief takes among {MANY:,} against among {FEW:,} (at most {AT_MOST} times):")
    compare("decided and composed", edition)
    for pages, what in ((MANY, "all pages"), (10, "10 pages")):
        options = RenderOptions(reference="0123ab", zone="Europe/Kyiv", max_pages=pages)
        for name, renderer in RENDERERS.items():
            work = partial(rendered, renderer=renderer, options=options)
            compare(f"composed, fitted, {name}, {what}", work)
    return 0 if max(ratios) <= AT_MOST else 1


if __name__ == "__main__":
    raise SystemExit(main())
