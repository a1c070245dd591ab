"""What holds for every document: limits, no live text, nothing lost without saying so."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from briefbot.core.document import (
    Document,
    Emph,
    Inline,
    Inlines,
    Link,
    MentionTarget,
    Meta,
    Strike,
    Strong,
    Time,
    TimeStyle,
)
from briefbot.core.plain_text import block_runs, inline_text
from briefbot.core.rendering import LossKind, Rendered, RenderOptions
from briefbot.platforms.discord.limits import check_payload
from briefbot.platforms.discord.render import render_components, render_embeds
from platforms.discord.dialect import folded, read, texts_of
from strategies import documents, metas

Json = dict[str, object]
Render = Callable[[Document, RenderOptions], Rendered[Json]]

EDITORS = "112233445566778899"
OPTIONS = RenderOptions(
    zone="Europe/Kyiv", mentions={"editors": EDITORS}, reference="7f3k2m", max_pages=10
)
forms = pytest.mark.parametrize("render", [render_components, render_embeds])
# Documents reach hundreds of kilobytes: making them is slow, and making them smaller takes minutes.
big = settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
)


@forms
@big
@given(document=documents())
def test_every_page_keeps_every_limit(render: Render, document: Document) -> None:
    rendered = render(document, OPTIONS)
    assert 1 <= len(rendered.pages) <= OPTIONS.max_pages
    for page in rendered.pages:
        assert check_payload(page.payload) == []
        assert all(used <= allowed for used, allowed in page.used.values())


@forms
@big
@given(document=documents())
def test_nothing_is_live_but_what_the_document_makes_so(render: Render, document: Document) -> None:
    rendered = render(document, OPTIONS)
    seen = [read(text) for page in rendered.pages for text in texts_of(page.payload)]

    allowed = {native for inline in leaves(document) for native in natives(inline)}
    assert {native for each in seen for native in each.natives} <= allowed
    assert [stray for each in seen for stray in each.stray] == []
    # Leads where the document's own links, buttons or images lead: hosts are enough to tell.
    for _, url in (link for each in seen for link in each.links):
        assert re.match(r"https?://(?:example\.org|xn--e1afmkfd\.example)/", url)


@forms
@big
@given(document=documents())
def test_nobody_is_pinged_but_the_roles_of_the_configuration(
    render: Render, document: Document
) -> None:
    for page in render(document, OPTIONS).pages:
        texts = list(texts_of(page.payload))
        mentioned = any(f"<@&{EDITORS}>" in text for text in texts)
        expected: Json = {"parse": [], "roles": [EDITORS]} if mentioned else {"parse": []}
        assert page.payload["allowed_mentions"] == expected
        for text in texts:
            # Discord's servers look for mentions in code and after backslashes too.
            rest = text.replace(f"<@&{EDITORS}>", "")
            assert not re.search(r"@(?:everyone|here)|<@[!&]?\d", rest)


@forms
@big
@given(document=documents())
def test_all_text_survives_and_what_does_not_is_said(render: Render, document: Document) -> None:
    rendered = render(document, replace(OPTIONS, max_pages=500))
    kinds = {loss.kind for loss in rendered.losses}
    shown = "".join(folded(text) for page in rendered.pages for text in visible(page.payload))

    missing = Counter("".join(chain(*expected(document)))) - Counter(shown)
    assert not missing or LossKind.DROPPED in kinds
    if not kinds & {LossKind.DROPPED, LossKind.SPLIT}:
        for pieces in expected(document):
            # Between the pieces may stand the host of a link, or "about" before a time.
            assert re.search(".{0,40}?".join(map(re.escape, pieces)), shown)


@forms
@big
@given(document=documents())
def test_every_page_can_be_quoted(render: Render, document: Document) -> None:
    rendered = render(document, OPTIONS)
    total = len(rendered.pages)
    for number, page in enumerate(rendered.pages, 1):
        marker = f"ref 7f3k2m · {number}/{total}" if total > 1 else "ref 7f3k2m"
        assert repr(page.payload).count(marker) == 1


@forms
@given(meta=metas)
def test_the_fallback_is_title_and_bottom_line(render: Render, meta: Meta) -> None:
    fallback = render(Document(meta=meta), OPTIONS).fallback
    assert len(fallback) <= 2000
    assert folded(fallback) == folded(meta.title + meta.summary)


# --- what the document says, and what a page shows ---


def natives(inline: Inline) -> Iterator[str]:
    """Yield the constructs of Discord that an inline may become."""
    match inline:
        case Time(style=TimeStyle.COUNTDOWN):
            for part in inline.native:
                yield from natives(part)
        case Time() if inline.when.instant is not None:
            letter = {
                TimeStyle.DATE_TIME: "f",
                TimeStyle.DATE: "D",
                TimeStyle.RELATIVE: "R",
            }[inline.style]
            since = inline.when.instant - datetime(1970, 1, 1, tzinfo=UTC)
            yield f"<t:{since // timedelta(seconds=1)}:{letter}>"
        case MentionTarget("editors"):
            yield f"<@&{EDITORS}>"
        case _:
            return


def runs(document: Document) -> Iterator[Inlines]:
    for block in document.blocks:
        yield from block_runs(block)


def leaves(document: Document) -> Iterator[Inline]:
    for run in runs(document):
        yield from flat(run)


def flat(content: Inlines) -> Iterator[Inline]:
    for inline in content:
        if isinstance(inline, Strong | Emph | Strike | Link):
            yield from flat(inline.children)
        else:
            yield inline


def expected(document: Document) -> list[list[str]]:
    """Return the texts of every run, with times and mentions as Discord is given them."""
    words = partial(inline_text, lang=document.meta.lang, zone=OPTIONS.zone)
    return [
        [folded(next(natives(leaf), "") or words((leaf,))) for leaf in flat(run)]
        for run in runs(document)
    ]


def visible(body: Json) -> Iterator[str]:
    """Yield the texts a reader gets, descriptions of images and labels of buttons included."""
    for text in texts_of(body):
        yield read(text).text
    yield from outside_texts(body)


def outside_texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "label" or (key == "description" and "media" in value):
                yield inner
            yield from outside_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from outside_texts(inner)
