"""What holds for any document: limits, nothing live but what it asks for, no word lost."""

import json
from collections import Counter
from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from slack_sdk.models.blocks import Block as SdkBlock

from briefbot.core.document import (
    Block,
    Code,
    Document,
    DocumentKind,
    Fold,
    Inlines,
    MentionTarget,
    Meta,
    Para,
    SourceRef,
    Table,
    Text,
    Time,
)
from briefbot.core.plain_text import block_runs
from briefbot.core.rendering import LossKind, RenderOptions
from briefbot.core.when import When
from briefbot.core.wording import describe_when
from briefbot.platforms.slack.limits import check_payload, table
from briefbot.platforms.slack.markup import safe_url
from briefbot.platforms.slack.render import render
from platforms.slack.reading import (
    LIVE,
    bare,
    blocks_of_page,
    live_targets,
    objects,
    visible_text,
    walk,
)
from strategies import documents, short_texts

OPTIONS = RenderOptions(
    zone="Europe/Kyiv",
    mentions={"editors": "usergroup:S0123ABCD"},
    reference="7f3k2m",
    channel="C0123ABCD",
)
ROOMY = RenderOptions(zone="Europe/Kyiv", mentions=OPTIONS.mentions, max_pages=1_000)

examples = settings(
    max_examples=20,
    deadline=None,
    # Documents of hundreds of kilobytes are the point here, and take their time.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@examples
@given(documents())
def test_every_page_of_any_document_keeps_every_limit(document: Document) -> None:
    for page in render(document, OPTIONS).pages:
        assert check_payload(page.payload) == []
        assert all(used <= allowed for used, allowed in page.used.values())
        assert page.used["blocks"][0] <= table.PAGE_BLOCKS


@examples
@given(documents())
def test_the_sdk_reads_any_page_back_as_it_was_written(document: Document) -> None:
    for page in render(document, OPTIONS).pages:
        blocks = blocks_of_page(json.loads(json.dumps(page.payload)))
        parsed = SdkBlock.parse_all(blocks)
        for block in parsed:
            block.validate_json()
        assert [block.to_dict() for block in parsed] == blocks


@examples
@given(documents())
def test_nothing_is_live_but_what_the_document_asks_for(document: Document) -> None:
    urls, instants, keys = live_targets(document)
    safe = {safe_url(url) for url in urls}
    for part in objects(render(document, OPTIONS)):
        kind = part.get("type")
        if kind == "link":
            assert part["url"] in safe
        elif kind == "date":
            assert part["timestamp"] in instants
        elif kind in LIVE:
            assert part == {"type": "usergroup", "usergroup_id": "S0123ABCD"}
            assert "editors" in keys


@examples
@given(documents())
def test_only_plain_text_is_sent_and_nothing_unfurls(document: Document) -> None:
    for page in render(document, OPTIONS).pages:
        assert all(part.get("type") != "mrkdwn" for part in walk(page.payload))
        flags = ("unfurl_links", "unfurl_media", "mrkdwn", "link_names")
        assert [page.payload[flag] for flag in flags] == [False] * 4
        text = str(page.payload["text"])
        assert "<" not in text
        assert not any(f"@{word}" in text.lower() for word in ("here", "channel", "everyone"))


@examples
@given(documents())
def test_every_date_has_a_fallback_that_names_its_zone(document: Document) -> None:
    for part in objects(render(document, OPTIONS)):
        if part.get("type") == "date":
            assert "UTC" in str(part["fallback"])


@examples
@given(documents())
def test_no_word_is_lost_unless_a_loss_says_so(document: Document) -> None:
    rendered = render(document, ROOMY)
    kinds = {loss.kind for loss in rendered.losses}
    if LossKind.DROPPED in kinds:
        return
    shown = visible_text(rendered)
    everything = [
        text for block in document.blocks for text in leaf_texts(block, document.meta.lang)
    ]
    assert not Counter(bare("".join(everything))) - Counter(shown)
    in_order = len(rendered.pages) == 1 or not document.tail  # the tail stands on the first page
    if LossKind.SPLIT not in kinds and in_order:
        # A table that is a list has another order: column by cell.
        flow = [block for block in opened(document.blocks) if not isinstance(block, Table)]
        texts = [bare(text) for block in flow for text in leaf_texts(block, document.meta.lang)]
        assert stand_in_order(texts, shown)


@examples
@given(short_texts.map(lambda title: f"{title} " * 6))
def test_a_title_of_any_length_is_shown_whole(title: str) -> None:
    meta = Meta(kind=DocumentKind.SUMMARY, title=title)
    rendered = render(Document(meta=meta, lead=(Para((Text("The lead."),)),)), ROOMY)
    shown = visible_text(rendered).removesuffix("Thelead.")
    assert bare(title) == shown.replace("…", "")


def opened(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Fold):
            yield from opened(block.blocks)
        else:
            yield block


def leaf_texts(block: Block, lang: str) -> list[str]:
    return [text for run in block_runs(block) for text in run_texts(run, lang)]


def run_texts(content: Inlines, lang: str) -> Iterator[str]:
    for inline in content:
        if isinstance(inline, Text | Code):
            yield inline.text
        elif isinstance(inline, SourceRef):
            yield inline.label
        elif isinstance(inline, MentionTarget):
            yield "" if inline.key in OPTIONS.mentions else inline.key
        elif isinstance(inline, Time):
            when = inline.when
            shown = When.at(when.instant, zone=when.zone) if when.instant else when
            yield describe_when(shown, lang=lang, zone="Europe/Kyiv", style=inline.style)
        else:
            yield from run_texts(inline.children, lang)


def stand_in_order(texts: list[str], shown: str) -> bool:
    place = 0
    for text in texts:
        place = shown.find(text, place)
        if place < 0:
            return False
        place += len(text)
    return True
