"""Fitting and rendering 200 and 2,000 points: the time a point takes must not grow."""

import time
from collections.abc import Callable

from briefbot.core.document import (
    Document,
    DocumentKind,
    Heading,
    List,
    ListItem,
    Meta,
    Para,
    ParaStyle,
    Part,
    SourceRef,
    Strong,
    Text,
)
from briefbot.core.rendering import Rendered, RenderOptions
from briefbot.platforms.discord.render import render_components, render_embeds
from briefbot.platforms.slack.render import render
from briefbot.platforms.text.markdown import render_markdown
from briefbot.platforms.text.plain import render_plain
from briefbot.platforms.text.terminal import render_terminal

FEW, MANY = 200, 2_000
ROUNDS = 3
RENDERERS: dict[str, Callable[[Document, RenderOptions], Rendered[object]]] = {
    "Discord": render_components,
    "Discord embeds": render_embeds,
    "Slack": render,
    "Markdown": render_markdown,
    "plain text": render_plain,
    "terminal": render_terminal,
}


def document(points: int) -> Document:
    """Return a brief's body of so many points, twenty a section."""
    ref = SourceRef("wire", "Example Wire", "https://example.org/wire")
    items = [
        ListItem(
            (Strong((Text(f"Point {number}"),)), Text(": the council met on 9 January 2026. " * 2)),
            (ref,),
        )
        for number in range(points)
    ]
    parts = tuple(
        Part((Heading(2, (Text(f"Section {start}"),)), List(tuple(items[start : start + 20]))))
        for start in range(0, points, 20)
    )
    lead = (Para((Text("The bottom line."),), ParaStyle.LEDE),)
    return Document(
        meta=Meta(kind=DocumentKind.SUMMARY, title="Many points"), lead=lead, body=parts
    )


def best(render_it: Callable[[], object]) -> float:
    """Return the shortest of a few rounds, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        render_it()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print, for each platform, how much dearer a point is among ten times as many."""
    few, many = document(FEW), document(MANY)
    for max_pages, what in ((MANY, "all pages"), (10, "10 pages, the rest left out")):
        options = RenderOptions(reference="0123ab", max_pages=max_pages)
        print(f"time a point takes among {MANY:,} against among {FEW:,} ({what}):")
        for name, renderer in RENDERERS.items():
            small = best(lambda: renderer(few, options)) / FEW  # noqa: B023 - called at once
            large = best(lambda: renderer(many, options)) / MANY  # noqa: B023
            print(f"  {name:<14}  {large / small:.2f} times ({large * 1e6:.0f} us a point)")


if __name__ == "__main__":
    main()
