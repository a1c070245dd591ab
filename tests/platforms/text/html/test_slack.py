"""Slack's blocks as drawn, and what is wrong in a body seen on the page."""

import pytest

from briefbot.platforms.text.html import Names, View, draw_slack
from platforms.text.html.parsed import Parsed, parsed

Json = dict[str, object]
NAMES = Names(users={"U1": "desk"}, usergroups={"S1": "editors"}, channels={"C1": "briefs"})


def drawn(*blocks: object, text: str = "title") -> Parsed:
    body = {"text": text, "blocks": [*blocks]}
    return parsed(draw_slack(body, resolve=NAMES, view=View(zone="Europe/Kyiv")))


def plain(text: str, *, emoji: bool = False) -> Json:
    return {"type": "plain_text", "text": text, "emoji": emoji}


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": [*parts]}


def section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": [*elements]}


def text(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words, "style": style}


def listed(*words: str, **fields: object) -> Json:
    points = [section(text(word)) for word in words]
    return {"type": "rich_text_list", "style": "bullet", "elements": points, **fields}


def shape(node: Parsed | str) -> str:
    if isinstance(node, str):
        return node
    start = node.attributes.get("start", "")
    return f"{node.tag}{start}({''.join(map(shape, node.children))})"


def test_a_header_is_a_heading() -> None:
    assert drawn({"type": "header", "text": plain("Council")}).one("h4").text() == "Council"


def test_plain_text_is_text_and_emoji_are_read_only_where_asked() -> None:
    words = "*a* <!here> &amp; :tada:"
    kept = drawn({"type": "section", "text": plain(words)}).one("div", "main")
    read = drawn({"type": "section", "text": plain(words, emoji=True)}).one("div", "main")

    assert kept.text() == words
    assert not kept.all("span")
    assert read.one("span", "emoji").text() == ":tada:"


def test_a_section_has_text_fields_and_an_accessory() -> None:
    block = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "*a*"},
        "fields": [plain("one\n1"), {"type": "mrkdwn", "text": "*two*"}],
        "accessory": {"type": "button", "text": plain("Go")},
    }
    made = drawn(block)

    assert [each.text() for each in made.one("div", "fields").all("div", "text")] == [
        "one\n1",
        "two",
    ]
    assert made.one("div", "accessory").one("button").text() == "Go"


@pytest.mark.parametrize(
    ("style", "tag"),
    [
        ("bold", "strong"),
        ("italic", "em"),
        ("strike", "s"),
        ("code", "code"),
        ("underline", "u"),
    ],
)
def test_a_style_is_an_element(style: str, tag: str) -> None:
    assert drawn(rich(section(text("a", **{style: True})))).one(tag).text() == "a"


def test_rich_text_reads_nothing_in_its_text() -> None:
    words = "*a* <!here> <https://example.org> :tada: &amp;"

    assert drawn(rich(section(text(words)))).one("div", "text").text() == words


@pytest.mark.parametrize(
    ("element", "shown"),
    [
        ({"type": "user", "user_id": "U1"}, "@desk"),
        ({"type": "user", "user_id": "U9"}, "@U9"),
        ({"type": "usergroup", "usergroup_id": "S1"}, "@editors"),
        ({"type": "channel", "channel_id": "C1"}, "#briefs"),
        ({"type": "broadcast", "range": "here"}, "@here"),
    ],
)
def test_a_mention_is_a_pill(element: Json, shown: str) -> None:
    assert drawn(rich(section(element))).one("span", "mention").text() == shown


def test_a_date_follows_its_format_or_falls_back() -> None:
    date: Json = {"type": "date", "timestamp": 1741086030, "format": "{date_long_full} {time}"}
    odd: Json = {**date, "format": "{moon}", "fallback": "4 March"}
    never: Json = {**date, "timestamp": 10**30, "fallback": "some day"}

    assert drawn(rich(section(date))).one("div", "text").text() == "4 March 2025 13:00"
    assert "4 March" in drawn(rich(section(odd))).one("div", "text").text()
    assert drawn(rich(section(never))).one("div", "text").text() == "some day"


def test_emoji_and_colours() -> None:
    wave: Json = {"type": "emoji", "name": "wave", "unicode": "1f44b"}
    odd: Json = {"type": "emoji", "name": "wave", "unicode": "ffffff"}
    made = drawn(rich(section({"type": "color", "value": "#ff8800"}, wave, odd)))

    assert made.one("rect").attributes["fill"] == "#ff8800"
    assert [each.text() for each in made.all("span", "emoji")] == ["👋", ":wave:"]
    bad = drawn(rich(section({"type": "color", "value": "url(x)"})))
    assert not bad.one("div", "text").all("rect")


@pytest.mark.parametrize(
    ("lists", "shown"),
    [
        ([listed("a", "b")], "ul(li(p(a))li(p(b)))"),
        ([listed("a"), listed("b", indent=1)], "ul(li(p(a)ul(li(p(b)))))"),
        (
            [listed("a"), listed("b", indent=1), listed("c", indent=2), listed("d")],
            "ul(li(p(a)ul(li(p(b)ul(li(p(c))))))li(p(d)))",
        ),
        ([listed("a", style="ordered", offset=2)], "ol3(li(p(a)))"),
        (
            [
                listed("a", style="ordered"),
                listed("b", indent=1),
                listed("c", style="ordered", offset=1),
            ],
            "ol(li(p(a)ul(li(p(b))))li(p(c)))",
        ),
        ([listed("a"), listed("b", style="ordered")], "ul(li(p(a)))ol(li(p(b)))"),
        ([listed("a", indent=1), listed("b")], "ul(li(p(a)))ul(li(p(b)))"),
        ([listed(), listed("b", indent=1)], "ul(li(p(b)))"),
    ],
)
def test_lists_stand_within_each_other(lists: list[Json], shown: str) -> None:
    body = drawn(rich(*lists)).one("div", "text")

    assert "".join(map(shape, body.children)) == shown


def test_quotes_and_code() -> None:
    quote: Json = {"type": "rich_text_quote", "elements": [text("a\nb")]}
    code: Json = {"type": "rich_text_preformatted", "elements": [text("\n x\n")]}
    made = drawn(rich(quote, code))

    assert made.one("blockquote").text() == "a\nb"
    assert made.one("pre").text() == "\n x\n"


def test_buttons_and_pickers_look_as_they_will() -> None:
    option = {"text": plain("Energy"), "value": "e"}
    made = drawn(
        {
            "type": "actions",
            "elements": [
                {"type": "button", "text": plain("Go"), "style": "primary"},
                {"type": "button", "text": plain("Agenda"), "url": "https://example.org"},
                {"type": "button", "text": plain("Bad"), "url": "javascript:x"},
                {"type": "static_select", "placeholder": plain("Topic"), "options": [option]},
                {"type": "external_select", "placeholder": plain("Search")},
                {"type": "datepicker", "initial_date": "2026-01-12"},
                {"type": "radio_buttons", "options": [option], "initial_option": option},
            ],
        }
    ).one("div", "row")

    assert [each.text() for each in made.all("button")] == ["Go", "Bad", "Search", "2026-01-12"]
    assert made.all("button")[0].classes == ["button", "primary"]
    assert made.one("a").text() == "Agenda"
    assert made.one("details").one("summary").text() == "Topic"
    assert "checked" in made.one("input").attributes


def test_a_table_has_a_header_and_its_own_scroller() -> None:
    rows = [
        [{"type": "raw_text", "text": "Country"}, rich(section(text("Storage", bold=True)))],
        [{"type": "raw_text", "text": "Austria"}, {"type": "raw_number", "value": 91}],
    ]
    made = drawn({"type": "table", "rows": rows, "column_settings": [{}, {"align": "right"}]})
    scroller = made.one("div", "scroller")

    assert scroller.attributes["tabindex"] == "0"
    assert scroller.attributes["aria-label"] == "Table"
    assert [each.text() for each in made.all("th")] == ["Country", "Storage"]
    assert [each.text() for each in made.all("td")] == ["Austria", "91"]
    assert made.all("td")[1].classes == ["right"]
    assert {each.attributes["scope"] for each in made.all("th")} == {"col"}


def test_a_picture_is_told_and_not_loaded() -> None:
    block = {"type": "image", "image_url": "https://example.org/p", "alt_text": "A chart"}
    made = drawn({**block, "title": plain("Storage")})

    assert made.one("span", "alt").text() == "A chart"
    assert made.one("figcaption").text() == "Storage"
    assert not made.all("img")


def test_an_input_has_label_field_and_hint() -> None:
    field = {"type": "plain_text_input", "placeholder": plain("energy")}
    made = drawn({"type": "input", "label": plain("Topic"), "element": field, "hint": plain("One")})

    assert made.one("p", "label").text() == "Topic"
    assert made.one("span", "field").text() == "energy"


def test_the_text_for_notifications_stands_below() -> None:
    divider = {"type": "divider"}

    shown = drawn(divider, text="A &amp; <!here> *b*").one("p", "notification")
    assert shown.text() == "In notifications: A & @here *b*"
    assert "no text" in drawn(divider, text="").one("p", "unknown").text()


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"type": "card"}, "unknown block card"),
        ({"type": 3}, "unknown block 3"),
        ({}, "a block without a type"),
        (None, "a block without a type"),
        ({"type": "actions", "elements": [{"type": "video"}]}, "unknown element video"),
        ({"type": "context", "elements": [{}]}, "an element without a type"),
        ({"type": "rich_text", "elements": [{"type": "x"}]}, "unknown rich text x"),
        ({"type": "table", "rows": []}, "a table without rows"),
        ({"type": "table", "rows": [[{"type": "x"}]]}, "unknown cell x"),
    ],
)
def test_what_has_no_drawing_is_a_visible_box(block: object, said: str) -> None:
    assert drawn(block).one("p", "unknown").text() == f"Cannot be drawn: {said}"


def test_an_empty_message_is_wrong_on_the_page() -> None:
    assert "without anything" in parsed(draw_slack({})).one("p", "unknown").text()
    assert "attachments" in parsed(draw_slack({"attachments": [{}], "text": "x"})).text()


@pytest.mark.parametrize(
    "payload",
    [
        {"text": 5, "blocks": "x"},
        {"text": ["x"], "blocks": {"type": "header", "text": "x"}},
        {"blocks": [{"type": "section", "fields": 3, "accessory": "x", "text": []}]},
        {"blocks": [{"type": "table", "rows": [3, None, {"x": 1}], "column_settings": 1}]},
        {"blocks": [{"type": "rich_text", "elements": [listed("a", indent=-5, offset="x")]}]},
        {"blocks": [{"type": "rich_text", "elements": [listed("a", indent=1e9, offset=1e99)]}]},
        {"blocks": [{"type": "actions", "elements": [{"type": "static_select", "options": [1]}]}]},
        {"blocks": [rich(section({"type": "date", "timestamp": "x", "format": 3}))]},
    ],
)
def test_a_body_of_odd_values_is_drawn_all_the_same(payload: Json) -> None:
    assert parsed(draw_slack(payload)).all("article")
