"""Document -> Slack messages: the exact bodies of `chat.postMessage`.

https://docs.slack.dev/reference/methods/chat.postMessage
"""

from collections.abc import Iterator

from briefbot.core.document import Block, Document, Emph, Inlines, Link, SourceRef, Strike, Strong
from briefbot.core.fitting import FittedPage, fit
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.plain_text import block_runs
from briefbot.core.rendering import Loss, LossKind, Page, Rendered, RenderOptions
from briefbot.core.size import Size, Space
from briefbot.platforms.slack.limits import count_units, estimated_characters, table
from briefbot.platforms.slack.markup import (
    Json,
    Voice,
    escape,
    one_line,
    plain_object,
    shorten,
)
from briefbot.platforms.slack.render.blocks import context, measure
from briefbot.platforms.slack.render.page import page_blocks
from briefbot.platforms.slack.render.prepare import prepare, title_head

__all__ = ["render"]

#: What of a title leads pages after the first, and how many of their first words a notice shows.
_SHORT_TITLE = 100
_FIRST_WORDS = 200


def render(document: Document, options: RenderOptions) -> Rendered[Json]:
    """Return a document as message bodies, at most `options.max_pages`.

    Later pages belong in the thread of the first: their sender adds `thread_ts`. A page's `used`
    counts "blocks" and "characters", the latter as `estimated_characters` does.
    """
    voice = Voice(document.meta.lang, options)
    prepared, changed = prepare(document, voice)
    fitted = fit(
        prepared,
        measure=lambda block: measure(block, voice),
        space=_space(options),
        max_pages=options.max_pages,
    )
    fallback = _fallback(document)
    pages: list[Page[Json]] = []
    listed_tables = 0
    for page in fitted.pages:
        content, listed = page_blocks(page.blocks, voice)
        listed_tables += listed
        blocks = [*_head(document, page), *content, *_marker(options, page)]
        text = _message_text(document, page, voice, fallback=fallback)
        pages.append(Page(_body(options, page, text=text, blocks=blocks), _used(blocks)))
    listed_loss = Loss(LossKind.DEGRADED, "further tables of a page shown as lists", listed_tables)
    losses = (*changed, *fitted.losses, *((listed_loss,) if listed_tables else ()))
    return Rendered(tuple(pages), fallback, losses)


def _space(options: RenderOptions) -> Space:
    """Return the room of a page without its title or page line and its marker."""
    frame = table.HEADER.value + count_units(_marker_text(options, "99999/99999"))
    page = Size(table.PAGE_CHARACTERS - frame, pieces=table.PAGE_BLOCKS - 2)
    return Space(page=page, block=Size(table.BLOCK_CHARACTERS, pieces=table.PAGE_BLOCKS - 2))


# --- what stands around the content ---


def _head(document: Document, page: FittedPage) -> list[Json]:
    """Return the title as a header, or the small line that says what a later page belongs to."""
    title = title_head(document.meta.title)
    if page.number == 1:
        return [{"type": "header", "text": plain_object(title)}] if title else []
    return context(f"{shorten(title, _SHORT_TITLE)} ({_count(page)})".strip())


def _marker(options: RenderOptions, page: FittedPage) -> list[Json]:
    return context(_marker_text(options, _count(page) if page.total > 1 else ""))


def _marker_text(options: RenderOptions, count: str) -> str:
    if not options.reference:
        return ""
    return " · ".join(filter(None, (f"ref {options.reference}", count)))


def _count(page: FittedPage) -> str:
    return f"{page.number}/{page.total}"


def _body(options: RenderOptions, page: FittedPage, *, text: str, blocks: list[Json]) -> Json:
    body: Json = {
        "channel": options.channel,
        "text": text,
        "blocks": blocks,
        "unfurl_links": False,
        "unfurl_media": False,
        "mrkdwn": False,
        "parse": "none",
        "link_names": False,
    }
    if options.reference:
        payload = {"ref": options.reference, "page": page.number, "pages": page.total}
        body["metadata"] = {"event_type": "briefbot_page", "event_payload": payload}
    return body


def _used(blocks: list[Json]) -> dict[str, tuple[int, int]]:
    return {
        "blocks": (len(blocks), table.BLOCKS.value),
        "characters": (estimated_characters(blocks), table.MESSAGE_TOTAL.value),
    }


# --- what notifications and screen readers get ---


def _fallback(document: Document) -> str:
    """Return title, bottom line and the number of sources as one line of plain text."""
    meta = document.meta
    said = " — ".join(filter(None, (one_line(meta.title), one_line(meta.summary))))
    count = len({source.id for source in _sources(document)})
    sources = catalogue_for(meta.lang).count(Label.SOURCE_COUNT, count) if count else ""
    shown = shorten(said, table.FALLBACK_CHARACTERS - 100)
    return " · ".join(filter(None, (shown, sources)))


def _message_text(document: Document, page: FittedPage, voice: Voice, *, fallback: str) -> str:
    """Return the top-level text: what the page says in short, with nothing live in it."""
    if page.number == 1:
        text = f"{fallback} · {_count(page)}" if page.total > 1 else fallback
    else:
        title = shorten(one_line(document.meta.title), _SHORT_TITLE)
        text = f"{title} ({_count(page)}): {_first_words(page.blocks, voice)}"
    limit = table.FALLBACK_CHARACTERS
    escaped = escape(text)
    while count_units(escaped) > table.FALLBACK_CHARACTERS:
        limit = limit * 3 // 4
        escaped = escape(shorten(text, limit))
    return escaped or "…"  # a message without text would be refused


def _first_words(blocks: tuple[Block, ...], voice: Voice) -> str:
    words = ""
    for block in blocks:
        for run in block_runs(block):
            words = f"{words} {one_line(voice.plain(run))}".strip()
            if count_units(words) > _FIRST_WORDS:
                return shorten(words, _FIRST_WORDS)
    return words


def _sources(document: Document) -> Iterator[SourceRef]:
    for block in document.blocks:
        for run in block_runs(block):
            yield from _sources_in(run)


def _sources_in(content: Inlines) -> Iterator[SourceRef]:
    for inline in content:
        if isinstance(inline, SourceRef):
            yield inline
        elif isinstance(inline, Strong | Emph | Strike | Link):
            yield from _sources_in(inline.children)
