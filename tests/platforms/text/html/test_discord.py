"""Discord's components and embeds as drawn, and what is wrong in a body seen on the page."""

from datetime import UTC, datetime

import pytest

from briefbot.platforms.text.html import View, draw_discord
from platforms.text.html.parsed import Parsed, discord_text, parsed

Json = dict[str, object]
SENT = datetime(2026, 1, 12, 6, tzinfo=UTC)


def drawn(*components: Json, flags: int = 1 << 15) -> Parsed:
    return parsed(draw_discord({"flags": flags, "components": [*components]}))


def embedded(**embed: object) -> Parsed:
    return parsed(draw_discord({"embeds": [embed]}))


def test_a_message_says_who_sent_it_and_when() -> None:
    view = View(zone="Europe/Kyiv", sender="desk", sent_at=SENT)
    message = parsed(draw_discord(discord_text("Hello"), view=view)).one("article")

    assert message.attributes["aria-label"] == "desk, 12 January 2026, 08:00"
    assert message.one("bdi", "sender").text() == "desk"
    assert message.one("span", "tag").text() == "APP"
    assert message.one("header").one("time").text() == "12/01/2026, 08:00"
    assert message.one("span", "avatar").attributes["aria-hidden"] == "true"


def test_headings_follow_each_other_below_the_pages_own() -> None:
    view = View(heading=3)
    message = parsed(draw_discord(discord_text("## A\n### B\n## C"), view=view))
    deep = parsed(draw_discord(discord_text("# A\n## B\n### C"), view=View(heading=6)))

    assert [each.tag for each in message.walk() if each.tag[0] == "h" and len(each.tag) == 2] == [
        "h3",
        "h4",
        "h3",
    ]
    assert message.one("h4").classes == ["title3"]
    assert len(deep.all("h6")) == 3


def test_a_container_has_its_accent_without_a_style() -> None:
    container = drawn({"type": 17, "accent_color": 0xC77700, "components": []}).one(
        class_="container"
    )

    assert container.one("rect").attributes["fill"] == "#c77700"
    assert not drawn({"type": 17, "components": []}).all("svg")


@pytest.mark.parametrize(
    ("style", "looks"),
    [(1, "primary"), (2, "secondary"), (3, "success"), (4, "danger")],
)
def test_a_button_looks_as_its_style_says_and_does_nothing(style: int, looks: str) -> None:
    button = drawn({"type": 2, "style": style, "label": "Go", "custom_id": "x"}).one("button")

    assert button.classes == ["button", looks]
    assert button.attributes["aria-disabled"] == "true"
    assert "disabled" not in button.attributes


def test_a_disabled_button_is_disabled() -> None:
    body: Json = {"type": 2, "style": 1, "label": "Go", "disabled": True}

    assert "disabled" in drawn(body).one("button").attributes


def test_a_link_button_is_a_link_and_without_a_web_address_a_button() -> None:
    link = drawn({"type": 2, "style": 5, "label": "Agenda", "url": "https://example.org/a"})
    broken = drawn({"type": 2, "style": 5, "label": "Agenda", "url": "javascript:alert(1)"})

    assert link.one("a").attributes["href"] == "https://example.org/a"
    assert not broken.all("a")
    assert broken.one("button").text() == "Agenda"


def test_a_button_shows_its_emoji() -> None:
    button = drawn({"type": 2, "style": 2, "label": "Remind", "emoji": {"name": "🔔"}})

    assert button.one("button").text() == "🔔 Remind"


def test_a_select_opens_and_shows_its_options() -> None:
    options = [
        {"label": "Energy", "value": "e", "description": "Grids", "default": True},
        {"label": "Transport", "value": "t"},
    ]
    menu = drawn({"type": 3, "placeholder": "Topic", "options": options}).one("details")

    assert menu.one("summary").text() == "Energy"
    assert [each.text() for each in menu.all("li")] == ["EnergyGrids", "Transport"]
    assert menu.one("li", "chosen").text() == "EnergyGrids"


@pytest.mark.parametrize("kind", [5, 6, 7, 8])
def test_a_select_of_what_only_discord_knows_is_a_button(kind: int) -> None:
    assert drawn({"type": kind, "custom_id": "x"}).one("button").text().startswith("Select")


def test_a_section_has_its_accessory_beside_its_text() -> None:
    section = drawn(
        {
            "type": 9,
            "components": [{"type": 10, "content": "Words"}],
            "accessory": {"type": 11, "media": {"url": "https://example.org/p"}},
        }
    ).one(class_="section")

    assert section.one(class_="main").text() == "Words"
    assert "Picture without a description" in section.one(class_="accessory").text()


def test_a_picture_is_told_and_linked_but_not_loaded() -> None:
    item = {"media": {"url": "https://example.org/p.png"}, "description": "The hall"}
    gallery = drawn({"type": 12, "items": [item]})

    assert gallery.one("span", "alt").text() == "The hall"
    assert gallery.one("a").attributes["href"] == "https://example.org/p.png"
    assert not gallery.all("img")


def test_separators_are_lines_or_spaces() -> None:
    assert drawn({"type": 14, "divider": True}).all("hr")
    assert drawn({"type": 14}).all("hr")
    assert drawn({"type": 14, "spacing": 2}).one("hr").classes == ["wide"]
    assert not drawn({"type": 14, "divider": False}).all("hr")


def test_an_embed_has_its_parts_in_discords_order() -> None:
    message = embedded(
        title="A *title*",
        url="https://example.org/t",
        description="## Part\nText",
        color=0x2F6FA7,
        author={"name": "Desk", "url": "https://example.org/d"},
        fields=[
            {"name": "One", "value": "1", "inline": True},
            {"name": "Two", "value": "2"},
        ],
        image={"url": "https://example.org/i.png"},
        footer={"text": "ref 1"},
        timestamp="2026-01-12T06:00:00+00:00",
    )
    embed = message.one("div", "embed")

    assert embed.one("rect").attributes["fill"] == "#2f6fa7"
    assert [each.tag for each in embed.walk() if each.tag in {"h4", "h5"}] == ["h4", "h5"]
    assert embed.one("h4").one("a").text() == "A title"
    assert [each.text() for each in embed.all("dt")] == ["One", "Two"]
    assert [each.classes for each in embed.one("dl").children if isinstance(each, Parsed)] == [
        [],
        ["whole"],
    ]
    assert embed.one("p", "footer").text() == "ref 1 • 12/01/2026, 06:00"


def test_links_in_a_linked_title_are_not_links_within_a_link() -> None:
    title = embedded(title="[a](https://a.example) https://b.example", url="https://c.example")

    assert [each.attributes["href"] for each in title.all("a")] == ["https://c.example"]


def test_flags_are_seen() -> None:
    text = {"type": 10, "content": "x"}

    assert drawn(text, flags=(1 << 15) + (1 << 12)).one("span", "mark").text() == "silent"
    assert drawn(text, flags=(1 << 15) + (1 << 6)).all("p", "alone")
    assert not drawn(text).all("span", "mark")


def test_an_edited_message_says_so() -> None:
    message = parsed(draw_discord(discord_text("x"), view=View(edited=True)))

    assert message.one("span", "edited").text() == "(edited)"


@pytest.mark.parametrize(
    ("component", "said"),
    [
        ({"type": 99}, "unknown component type 99"),
        ({"type": "10"}, "unknown component type 10"),
        ({"type": [1]}, "unknown component type [1]"),
        ({"type": True}, "unknown component type True"),
        ({}, "a component without a type"),
        ({"type": 2, "style": 9, "label": "x"}, "a button of unknown style 9"),
        ({"type": 4}, "unknown component type 4"),
    ],
)
def test_what_has_no_drawing_is_a_visible_box(component: Json, said: str) -> None:
    assert drawn(component).one("p", "unknown").text() == f"Cannot be drawn: {said}"


def test_components_nested_too_deeply_end_in_a_box() -> None:
    component: Json = {"type": 10, "content": "bottom"}
    for _ in range(500):
        component = {"type": 17, "components": [component]}

    assert drawn(component).all("p", "unknown")


def test_an_empty_message_and_a_mixed_one_are_wrong_on_the_page() -> None:
    mixed = {"flags": 1 << 15, "content": "x", "components": [{"type": 10, "content": "y"}]}

    assert "without anything" in parsed(draw_discord({})).one("p", "unknown").text()
    assert "beside components" in parsed(draw_discord(mixed)).one("p", "unknown").text()


def test_what_is_too_long_stays_as_long() -> None:
    assert drawn({"type": 10, "content": "a" * 5000}).one("div", "text").text() == "a" * 5000


@pytest.mark.parametrize(
    "payload",
    [
        {"flags": "x", "components": "y", "embeds": 3, "content": ["z"]},
        {"flags": float("inf"), "components": [None, 1, "x", []]},
        {"embeds": [{"title": 5, "color": "red", "fields": {"name": None}, "timestamp": "never"}]},
        {"components": [{"type": 17, "accent_color": -1, "components": {"type": 14}}]},
        {"components": [{"type": 9, "accessory": [1, 2]}, {"type": 12, "items": [None]}]},
        {"components": [{"type": 3, "options": [3, None, {"label": {}}], "placeholder": []}]},
    ],
)
def test_a_body_of_odd_values_is_drawn_all_the_same(payload: Json) -> None:
    assert parsed(draw_discord(payload)).all("article")
