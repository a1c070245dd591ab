"""Fitting: pages hold what they may, and nothing goes missing without a word."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.document import (
    Block,
    Code,
    Document,
    DocumentKind,
    Heading,
    KeyValue,
    KeyValues,
    List,
    ListItem,
    Meta,
    Para,
    Part,
    Quote,
    SourceRef,
    Strong,
    Text,
)
from briefbot.core.fitting import Fitted, Size, Space, fit
from briefbot.core.plain_text import block_runs, inline_text
from briefbot.core.rendering import LossKind
from strategies import documents

META = Meta(kind=DocumentKind.SUMMARY, title="A title", show="/brief show a-title")


def block_text(block: Block) -> str:
    return "\n".join(filter(None, map(inline_text, block_runs(block))))


def measure(block: Block) -> Size:
    """Weigh a block by its plain text: characters, bytes, and one piece."""
    text = block_text(block)
    return Size(len(text) + 1, len(text.encode()) + 1, 1)


def space(characters: int, *, block: int | None = None, pieces: int = 40) -> Space:
    most = block or characters
    return Space(page=Size(characters, characters * 4, pieces), block=Size(most, most * 4, pieces))


def pages_of(document: Document, room: Space, *, max_pages: int = 10) -> Fitted:
    return fit(document, measure=measure, space=room, max_pages=max_pages)


def text_of(fitted: Fitted) -> str:
    return "\n".join(block_text(block) for page in fitted.pages for block in page.blocks)


def points(*texts: str) -> List:
    return List(tuple(ListItem((Text(text),)) for text in texts))


def section(title: str, *texts: str, keep: bool = False) -> Part:
    return Part((Heading(2, (Text(title),)), points(*texts)), keep=keep)


@settings(max_examples=60, deadline=None)
@given(documents(), st.sampled_from((600, 2_000, 4_000)), st.integers(1, 6))
def test_every_page_of_any_document_holds_the_limit(
    document: Document, characters: int, max_pages: int
) -> None:
    room = space(characters, block=characters * 3 // 4)

    fitted = pages_of(document, room, max_pages=max_pages)

    assert len(fitted.pages) <= max_pages
    for page in fitted.pages:
        total = Size()
        for block in page.blocks:
            total += measure(block)
        assert total.within(room.page), (total, room.page)


@settings(max_examples=60, deadline=None)
@given(documents())
def test_all_text_survives_when_pages_are_plenty(document: Document) -> None:
    fitted = pages_of(document, space(4_000), max_pages=100_000)

    blocks = [block for part in document.body for block in part.blocks]
    if LossKind.DROPPED not in {loss.kind for loss in fitted.losses}:
        blocks += [*document.lead, *document.tail]
    whole = "\n".join(map(block_text, blocks))
    seen = words(text_of(fitted))
    assert [word for word in words(whole) if word not in seen and len(word) < 200] == []


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def test_a_short_document_is_one_page_in_the_editors_order() -> None:
    document = Document(
        meta=META,
        lead=(Para((Text("Bottom line."),)),),
        body=(section("What happened", "One.", "Two."),),
        tail=(points("Meeting."),),
    )

    fitted = pages_of(document, space(500))

    assert [block_text(block) for block in fitted.pages[0].blocks] == [
        "Bottom line.",
        "What happened",
        "One.\nTwo.",
        "Meeting.",
    ]
    assert fitted.losses == ()


def test_a_section_that_fits_a_page_is_not_torn_when_little_room_is_left() -> None:
    document = Document(
        meta=META, body=(section("First", "a" * 80), section("Second", "b" * 40, "c" * 40))
    )

    fitted = pages_of(document, space(120))

    assert [headings(page.blocks) for page in fitted.pages] == [("First",), ("Second",)]


def headings(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    return tuple(block_text(block) for block in blocks if isinstance(block, Heading))


def test_a_long_list_breaks_between_points_and_repeats_its_heading() -> None:
    document = Document(meta=META, body=(section("Facts", *("x" * 50 for _ in range(6))),))

    fitted = pages_of(document, space(200))

    assert headings(fitted.pages[0].blocks) == ("Facts",)
    assert {headings(page.blocks) for page in fitted.pages[1:]} == {("Facts (continued)",)}
    assert text_of(fitted).count("x" * 50) == 6


def test_a_heading_never_stands_last_on_a_page() -> None:
    document = Document(
        meta=META,
        body=(
            Part((Para((Text("a" * 90),)), Heading(2, (Text("Next"),)), Para((Text("b" * 40),)))),
        ),
    )

    fitted = pages_of(document, space(110))

    assert all(not isinstance(page.blocks[-1], Heading) for page in fitted.pages)


def test_what_does_not_fit_is_counted_named_and_can_be_asked_for() -> None:
    document = Document(
        meta=META,
        body=(
            section("Facts", *(f"fact {number} {'x' * 40}" for number in range(6))),
            section("Outlook", *(f"view {number} {'y' * 40}" for number in range(6))),
        ),
    )

    fitted = pages_of(document, space(200), max_pages=2)

    note = block_text(fitted.pages[-1].blocks[-1])
    shown = text_of(fitted).count("fact ")
    assert len(fitted.pages) == 2
    assert f"and {12 - shown} more." in note
    assert "Outlook" in note
    assert "/brief show a-title" in note
    assert "view" not in text_of(fitted)
    assert [(LossKind.DROPPED, 12 - shown)] == [(loss.kind, loss.count) for loss in fitted.losses]


def test_parts_to_keep_stay_while_others_are_left_out() -> None:
    document = Document(
        meta=META,
        body=(
            section("Facts", *("x" * 50 for _ in range(30))),
            section("Sources", "KUNA", keep=True),
        ),
    )

    fitted = pages_of(document, space(250), max_pages=2)

    assert "KUNA" in text_of(fitted)
    assert "more" in text_of(fitted)


def test_the_lead_and_the_tail_are_on_the_first_page_whatever_the_body() -> None:
    document = Document(
        meta=META,
        lead=(Para((Text("Bottom line."),)),),
        body=(section("Facts", *("x" * 50 for _ in range(30))),),
        tail=(points("The council meets on 3 December 2024."),),
    )

    first = pages_of(document, space(250)).pages[0]

    assert block_text(first.blocks[0]) == "Bottom line."
    assert "3 December" in block_text(first.blocks[-1])


def test_a_tail_too_long_for_its_page_says_how_many_points_are_left_out() -> None:
    document = Document(
        meta=META, tail=(points(*(f"Meeting {number} {'m' * 30}" for number in range(20))),)
    )

    fitted = pages_of(document, space(300), max_pages=5)

    shown = text_of(fitted).count("Meeting ")
    assert 0 < shown < 20
    assert f"and {20 - shown} more" in text_of(fitted)


def test_a_tail_that_cannot_be_shortened_ends_the_body_in_order() -> None:
    tail = (Heading(2, (Text("Ahead"),)), Para((Text("One sentence. " * 40),)))
    document = Document(meta=META, body=(section("Facts", "x" * 50),), tail=tail)

    text = text_of(pages_of(document, space(300)))

    assert text.index("Facts") < text.index("Ahead") < text.index("One sentence.")


def test_a_long_point_keeps_its_attribution_on_every_piece() -> None:
    ref = SourceRef("k", "KUNA", "https://example.org/")
    item = ListItem((Text("A sentence of some length. " * 30),), (ref,))

    fitted = pages_of(Document(meta=META, body=(Part((List((item,)),)),)), space(300))

    pieces = [item for page in fitted.pages for block in page.blocks for item in items(block)]
    assert len(pieces) > 2
    assert all(piece.attribution == (ref,) for piece in pieces)


def items(block: Block) -> tuple[ListItem, ...]:
    return block.items if isinstance(block, List) else ()


def test_a_long_quote_is_never_without_its_speaker() -> None:
    quote = Quote((Text("Words spoken. " * 60),), (Text("Council Secretariat"),))

    fitted = pages_of(Document(meta=META, body=(Part((quote,)),)), space(300))

    quotes = [block for page in fitted.pages for block in page.blocks if isinstance(block, Quote)]
    assert len(quotes) > 2
    assert {quote.attribution for quote in quotes} == {(Text("Council Secretariat"),)}


def test_a_long_paragraph_is_cut_between_sentences_inside_its_styles() -> None:
    content = (Strong((Text("First sentence here. " * 20),)), Text("Second kind. " * 20))

    fitted = pages_of(Document(meta=META, body=(Part((Para(content),)),)), space(200))

    for page in fitted.pages:
        for block in page.blocks:
            assert block_text(block).rstrip().endswith(".")
    assert any(
        isinstance(inline, Strong)
        for page in fitted.pages[1:2]
        for block in page.blocks
        if isinstance(block, Para)
        for inline in block.content
    )


def test_emoji_families_and_combining_marks_are_never_torn() -> None:
    family = "👩‍👩‍👧‍👦"
    content = (Text(family * 200),)

    fitted = pages_of(Document(meta=META, body=(Part((Para(content),)),)), space(300))

    for page in fitted.pages:
        for block in page.blocks:
            assert block_text(block).replace(family, "") == ""


def test_a_code_span_that_fits_is_never_cut() -> None:
    code = Code("x = 1; " * 10)
    content = (Text("Words before it. " * 12), code, Text(" and words after it." * 12))

    fitted = pages_of(Document(meta=META, body=(Part((Para(content),)),)), space(250))

    found = [
        inline
        for page in fitted.pages
        for block in page.blocks
        if isinstance(block, Para)
        for inline in block.content
        if isinstance(inline, Code)
    ]
    assert found == [code]


def test_figures_too_many_for_the_lead_are_counted() -> None:
    pairs = tuple(KeyValue(f"Figure {number}", (Text("1" * 40),)) for number in range(30))

    fitted = pages_of(Document(meta=META, lead=(KeyValues(pairs),)), space(400))

    assert "more" in text_of(fitted)
    assert len(fitted.pages) == 1
