"""Message bodies: their frame, what Slack has no form for, and what is too large for it."""

from datetime import UTC, datetime

import pytest

from briefbot.core.document import (
    Actions,
    Block,
    Callout,
    CalloutKind,
    Code,
    CodeBlock,
    CommandButton,
    Document,
    DocumentKind,
    Heading,
    Image,
    Inlines,
    KeyValue,
    KeyValues,
    Link,
    LinkButton,
    List,
    ListItem,
    Meta,
    Para,
    ParaStyle,
    Part,
    Quote,
    SourceRef,
    Table,
    Text,
    Time,
)
from briefbot.core.rendering import Loss, LossKind, Rendered, RenderOptions
from briefbot.core.when import When
from briefbot.platforms.slack.limits import check_payload, count_units, table
from briefbot.platforms.slack.render import render
from platforms.slack.reading import blocks_of_page, objects, visible_text, walk

Json = dict[str, object]
OPTIONS = RenderOptions(channel="C1", reference="7f3k2m")
WIRE = SourceRef("wire", "Example Wire", "https://example.org/wire")


def text(words: str) -> Inlines:
    return (Text(words),)


def document(*blocks: Block, title: str = "Title", summary: str = "") -> Document:
    meta = Meta(kind=DocumentKind.SUMMARY, title=title, summary=summary)
    return Document(meta=meta, body=(Part(blocks),) if blocks else ())


def rendered(*blocks: Block, options: RenderOptions = OPTIONS) -> Rendered[Json]:
    made = render(document(*blocks), options)
    assert [fault for page in made.pages for fault in check_payload(page.payload)] == []
    return made


def first_blocks(made: Rendered[Json]) -> list[Json]:
    return blocks_of_page(made.pages[0].payload)


def content_types(made: Rendered[Json]) -> list[object]:
    """Return the types of the blocks between the header and the marker."""
    return [block["type"] for block in first_blocks(made)[1:-1]]


def changed(made: Rendered[Json]) -> dict[str, int]:
    return {loss.what: loss.count for loss in made.losses if loss.kind is LossKind.DEGRADED}


def long_document() -> Document:
    return document(*(Para(text(f"{number} " + "Words. " * 300)) for number in range(8)))


# --- the frame ---


def test_a_body_names_the_channel_and_turns_off_all_that_slack_adds() -> None:
    body = rendered(Para(text("Words."))).pages[0].payload
    assert {key: value for key, value in body.items() if key not in {"blocks", "metadata"}} == {
        "channel": "C1",
        "text": "Title",
        "unfurl_links": False,
        "unfurl_media": False,
        "mrkdwn": False,
        "parse": "none",
        "link_names": False,
    }


def test_every_page_ends_with_its_marker_and_carries_it_as_metadata() -> None:
    pages = render(long_document(), OPTIONS).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        marker = blocks_of_page(page.payload)[-1]
        assert marker["elements"] == [
            {"type": "plain_text", "text": f"ref 7f3k2m · {number}/{len(pages)}", "emoji": False}
        ]
        assert page.payload["metadata"] == {
            "event_type": "briefbot_page",
            "event_payload": {"ref": "7f3k2m", "page": number, "pages": len(pages)},
        }


def test_a_single_page_has_no_page_number() -> None:
    assert visible_text(rendered(Para(text("Words.")))).endswith("ref7f3k2m")


def test_without_a_reference_there_is_neither_marker_nor_metadata() -> None:
    made = rendered(Para(text("Words.")), options=RenderOptions(channel="C1"))
    assert [block["type"] for block in first_blocks(made)] == ["header", "rich_text"]
    assert "metadata" not in made.pages[0].payload


def test_a_later_page_says_what_it_belongs_to_and_how_it_begins() -> None:
    page = render(long_document(), OPTIONS).pages[1].payload
    assert blocks_of_page(page)[0]["type"] == "context"
    assert str(page["text"]).startswith("Title (2/")
    assert "Words." in str(page["text"])


def test_a_title_beyond_a_header_goes_on_in_bold() -> None:
    title = "Ten words " * 20
    made = render(document(title=title), OPTIONS)
    header, rest = first_blocks(made)[:2]
    assert header["text"] == {
        "type": "plain_text",
        "text": ("Ten words " * 14 + "Ten").strip() + "…",
        "emoji": False,
    }
    assert next(part for part in walk(rest) if part["type"] == "text")["style"] == {"bold": True}


def test_a_page_that_says_nothing_still_has_a_text() -> None:
    assert render(document(title=""), RenderOptions()).pages[0].payload["text"] == "…"


def test_used_counts_the_blocks_and_the_characters_of_the_page_itself() -> None:
    used = rendered(Para(text("12345"))).pages[0].used
    shown = len("Title") + len("12345") + len("ref 7f3k2m")
    assert used == {"blocks": (3, 50), "characters": (shown + 3 * table.BLOCK_FRAME, 12_000)}


# --- what notifications get ---


def test_the_fallback_is_title_bottom_line_and_sources() -> None:
    made = render(document(Para((WIRE, WIRE)), summary="It is < so."), OPTIONS)
    assert made.fallback == "Title — It is < so. · 1 source"
    assert made.pages[0].payload["text"] == "Title — It is &lt; so. · 1 source"


def test_a_fallback_keeps_its_limit_even_when_escaping_makes_it_longer() -> None:
    made = render(document(title="&<" * 5_000), OPTIONS)
    assert count_units(str(made.pages[0].payload["text"])) <= table.FALLBACK_CHARACTERS


# --- layout ---


def test_a_heading_stands_in_one_block_with_what_it_heads() -> None:
    made = rendered(
        Heading(2, text("Section")), Heading(3, text("Part")), Para(text("A.")), Para(text("B."))
    )
    assert content_types(made) == ["rich_text", "rich_text"]


def test_a_heading_does_not_join_a_block_it_would_overfill() -> None:
    made = rendered(Heading(2, text("Section " * 20)), Para(text("Word " * 570)))
    assert content_types(made) == ["rich_text", "rich_text"]


def test_a_small_line_is_context_unless_it_holds_what_plain_text_cannot() -> None:
    now = Time(When.at(datetime(2026, 12, 3, tzinfo=UTC)))
    made = rendered(
        Para(text("TLP:CLEAR · :smile:"), ParaStyle.SMALL),
        Para((Text("As of "), now), ParaStyle.SMALL),
    )
    assert content_types(made) == ["context", "rich_text"]


def test_plain_figures_are_fields_and_figures_with_links_are_lines() -> None:
    made = rendered(
        KeyValues((KeyValue("Seats", text("27")), KeyValue("Votes", text("25"), text("final")))),
        KeyValues((KeyValue("Budget", text("4.2 bn"), (WIRE,)),)),
    )
    assert content_types(made) == ["section", "rich_text"]
    assert "Votes\n25 (final)" in [part.get("text") for part in objects(made)]
    assert "Budget:4.2bn(" in visible_text(made)


def test_many_figures_stay_one_block() -> None:
    pairs = tuple(KeyValue(f"Figure {number}", text("1")) for number in range(40))
    assert content_types(rendered(KeyValues(pairs))) == ["rich_text"]


def test_nested_points_are_indented_and_an_ordered_list_counts_on_after_them() -> None:
    inner = (ListItem(text("inner")),)
    items = (ListItem(text("one")), ListItem(text("two"), items=inner), ListItem(text("three")))
    made = rendered(List(items, ordered=True))
    lists = [
        {key: value for key, value in part.items() if key not in {"type", "elements"}}
        for part in objects(made)
        if part.get("type") == "rich_text_list"
    ]
    assert lists == [
        {"style": "ordered"},
        {"style": "bullet", "indent": 1},
        {"style": "ordered", "offset": 2},
    ]


def test_an_attribution_follows_in_italics_and_parentheses() -> None:
    made = rendered(List((ListItem(text("So."), (Text("claim; "), WIRE)),)))
    assert "So.(claim;" in visible_text(made)
    link = next(part for part in objects(made) if part.get("type") == "link")
    assert link["style"] == {"italic": True}


def test_a_quote_has_its_attribution_within_it() -> None:
    made = rendered(Quote(text("We will."), text("Council Secretariat")))
    assert visible_text(made) == "TitleWewill.—CouncilSecretariatref7f3k2m"


def test_blocks_without_visible_content_are_not_sent() -> None:
    empty: Inlines = (Text(" \n"),)
    made = rendered(
        Para(empty),
        Para(empty, ParaStyle.SMALL),
        Heading(2, ()),
        List((ListItem(empty),)),
        Quote((), ()),
        CodeBlock("\n"),
        KeyValues((KeyValue("", ()),)),
    )
    assert content_types(made) == []


# --- tables ---


def gas(rows: int = 2) -> Table:
    cells = tuple((text(f"Country {number}"), text(f"{number} %")) for number in range(rows))
    return Table((text("Country"), text("Storage")), cells, "Gas storage")


def test_the_first_table_of_a_page_is_a_table_block_and_a_second_one_a_list() -> None:
    prices = Table((text("Fuel"), text("Price")), ((text("Gas"), text("38")),))
    made = rendered(gas(), prices)
    assert content_types(made) == ["context", "table", "rich_text"]
    assert "Fuel:Gas;Price:38" in visible_text(made)
    assert changed(made) == {"further tables of a page shown as lists": 1}


def test_a_table_cut_between_rows_is_one_table_again_where_its_parts_meet() -> None:
    made = rendered(gas(90))
    tables = [block for block in first_blocks(made) if block["type"] == "table"]
    rows = tables[0]["rows"]
    assert isinstance(rows, list)
    assert len(rows) == 91
    assert "further tables of a page shown as lists" not in changed(made)


def test_an_empty_cell_is_shown_as_a_dash() -> None:
    made = rendered(Table((text("A"), text("B")), ((text("1"), ()),)))
    assert visible_text(made) == "TitleAB1–ref7f3k2m"


@pytest.mark.parametrize(
    "wide",
    [
        Table(tuple(text(f"c{n}") for n in range(21)), (tuple(text("x") for _ in range(21)),)),
        Table((text("Long name " * 100),), ((text("cell one"),), (text("cell two"),)), "Caption"),
        Table((), ()),
    ],
    ids=["21-columns", "header-of-1000-characters", "no-columns"],
)
def test_a_table_slack_cannot_hold_is_a_list(wide: Table) -> None:
    made = rendered(wide)
    assert "table" not in content_types(made)
    assert changed(made) == {"tables shown as lists": 1}
    cells = [cell for row in (wide.header, *wide.rows) for cell in row]
    shown = visible_text(made)
    assert all(
        "".join(str(cell[0].text).split()) in shown for cell in cells if isinstance(cell[0], Text)
    )


# --- what is too large, or not allowed ---


def test_a_link_too_long_for_a_block_is_its_words_and_its_host() -> None:
    made = rendered(Para((Link("https://example.org/" + "a" * 3_000, text("the report")),)))
    assert "thereport(example.org)" in visible_text(made)
    assert changed(made) == {"links shown as text": 1}


def test_a_label_too_long_for_a_link_stands_before_it() -> None:
    made = rendered(Para((Link("https://example.org/a", text("word " * 1_000)),)))
    links = [part for part in objects(made) if part.get("type") == "link"]
    assert links == [{"type": "link", "url": "https://example.org/a", "text": "example.org"}]
    assert changed(made) == {"links moved behind their words": 1}


def test_an_address_that_is_not_http_is_never_linked() -> None:
    made = rendered(Para((Link("javascript:alert(1)", text("press")),)))
    assert not [part for part in objects(made) if part.get("type") == "link"]
    assert "press" in visible_text(made)


def test_a_picture_that_slack_cannot_fetch_is_described() -> None:
    made = rendered(Image("http://example.org/map.png", "A map", "Where it was"))
    assert content_types(made) == ["context"]
    assert "Image:Amap.Whereitwas" in visible_text(made)
    assert changed(made) == {"images shown as text": 1}


def test_a_long_description_of_a_picture_is_shortened_and_a_long_caption_stands_below() -> None:
    made = rendered(Image("https://example.org/m.png", "alt " * 900, "caption " * 60))
    assert content_types(made) == ["image", "context"]
    assert changed(made) == {"image descriptions shortened": 1}


def test_a_picture_without_a_description_is_called_an_image() -> None:
    made = rendered(Image("https://example.org/m.png", ""))
    assert first_blocks(made)[1]["alt_text"] == "Image"


def test_command_buttons_carry_their_name_and_key_and_link_buttons_their_address() -> None:
    show = CommandButton("Full brief", "show", "energy-plan")
    made = rendered(Actions((show, LinkButton("Agenda", "https://example.org/a b"))))
    elements = first_blocks(made)[1]["elements"]
    assert isinstance(elements, list)
    command, link = elements
    assert command["action_id"] == f"v1:show:{command['value']}"
    assert len(command["value"]) == 12
    assert link["url"] == "https://example.org/a%20b"
    assert "action_id" not in link


def test_a_command_stands_on_one_button_only() -> None:
    show = CommandButton("Full brief", "show", "energy-plan")
    made = rendered(Actions((show, CommandButton("All of it", "show", "energy-plan"))))
    assert changed(made) == {"repeated buttons shown once": 1}


def test_buttons_beyond_a_row_go_on_in_a_second_one() -> None:
    made = rendered(Actions(tuple(CommandButton("Go", "show", str(n)) for n in range(30))))
    assert content_types(made) == ["actions", "actions"]


def test_a_button_slack_would_refuse_is_shortened_or_text() -> None:
    made = rendered(
        Actions((LinkButton("Open", "ftp://example.org/"), CommandButton("x" * 99, "show", "a")))
    )
    assert content_types(made) == ["rich_text", "actions"]
    assert changed(made) == {"links shown as text": 1, "button labels shortened": 1}


@pytest.mark.parametrize(
    "block",
    [
        Para((Code("x" * 100_000),)),
        Para((Link("https://example.org/", (Code("y" * 100_000),)),)),
        Para((SourceRef("s", "z" * 100_000, "https://example.org/"),)),
        Callout(CalloutKind.NOTE, "label " * 10_000, text("content")),
        KeyValues((KeyValue("label " * 10_000, text("value")),)),
        Quote(text("word " * 20_000), text("who " * 10_000)),
        List((ListItem(text("word " * 20_000), text("who " * 10_000)),)),
        Table((text("A"), text("B")), ((text("cell " * 20_000), text("b")),), "cap " * 10_000),
        CodeBlock("line\n" * 20_000),
        Image("https://example.org/" + "u" * 100_000, "alt " * 20_000, "cap " * 20_000),
        Heading(2, text("h" * 100_000)),
    ],
    ids=lambda block: type(block).__name__,
)
def test_a_block_of_any_size_is_split_or_degraded_and_never_refused(block: Block) -> None:
    made = rendered(block, Para(text("The end.")), options=RenderOptions(max_pages=100))
    assert "Theend." in visible_text(made)


def test_what_does_not_fit_the_pages_allowed_is_reported() -> None:
    made = render(long_document(), RenderOptions(max_pages=1))
    assert len(made.pages) == 1
    assert Loss(LossKind.DROPPED, "points left out", 5) in made.losses
