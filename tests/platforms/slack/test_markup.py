"""Inlines as rich text elements, and the strings around them."""

from datetime import UTC, date, datetime

import pytest

from briefbot.core.document import (
    Code,
    Emph,
    Inline,
    Link,
    MentionTarget,
    SourceRef,
    Strike,
    Strong,
    Text,
    Time,
    TimeStyle,
)
from briefbot.core.rendering import RenderOptions
from briefbot.core.when import Precision, When
from briefbot.platforms.slack.limits import count_units
from briefbot.platforms.slack.markup import (
    Json,
    Voice,
    clean,
    cut_before,
    elements,
    escape,
    host_of,
    mention,
    safe_url,
    shorten,
)

START = datetime(2026, 12, 3, 17, 0, 0, 900_000, tzinfo=UTC)
VOICE = Voice(
    "en", RenderOptions(zone="Europe/Kyiv", mentions={"editors": "usergroup:S12", "odd": "<!here>"})
)


def shown(*content: Inline, voice: Voice = VOICE) -> list[Json]:
    return elements(content, voice)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<!here>", "&lt;!here&gt;"),
        ("<@U012>", "&lt;@U012&gt;"),
        ("@channel @Here @EVERYONE", "@\u200bchannel @\u200bHere @\u200bEVERYONE"),
        ("mail@example.org", "mail@example.org"),
        ("&lt;", "&amp;lt;"),
    ],
)
def test_top_level_text_has_nothing_live_in_it(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=c&d=e#f", "https://example.org/a?b=c&d=e#f"),
        ("http://example.org/", "http://example.org/"),
        ("https://example.org/a|b>c d", "https://example.org/a%7Cb%3Ec%20d"),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://example.org/\u202egnp", None),
        ("https://example.org/\nfoo", None),
        ("https://[::1", None),
        ("//example.org", None),
    ],
)
def test_only_http_addresses_are_linked(url: str, safe: str | None) -> None:
    assert safe_url(url) == safe


@pytest.mark.parametrize(
    ("target", "element"),
    [
        ("usergroup:S12", {"type": "usergroup", "usergroup_id": "S12"}),
        ("user:U12", {"type": "user", "user_id": "U12"}),
        ("channel:C12", {"type": "channel", "channel_id": "C12"}),
        ("broadcast:here", {"type": "broadcast", "range": "here"}),
        ("broadcast:world", None),
        ("user:u12", None),
        ("usergroup:S1>", None),
        ("<!here>", None),
        ("", None),
    ],
)
def test_a_mention_is_made_only_from_a_well_formed_target(
    target: str, element: Json | None
) -> None:
    assert mention(target) == element


def test_a_mention_key_without_a_target_is_its_text() -> None:
    assert shown(MentionTarget("nobody"), MentionTarget("odd")) == [
        {"type": "text", "text": "nobodyodd"}
    ]


def test_styles_add_up_and_neighbours_of_one_style_become_one_element() -> None:
    content = (Text("a"), Text("b"), Strong((Text("c"), Emph((Strike((Code("d"),)),)))))
    assert shown(*content) == [
        {"type": "text", "text": "ab"},
        {"type": "text", "text": "c", "style": {"bold": True}},
        {
            "type": "text",
            "text": "d",
            "style": {"bold": True, "code": True, "italic": True, "strike": True},
        },
    ]


def test_an_empty_text_makes_no_element() -> None:
    assert shown(Text(""), Strong((Text(""),)), Code("")) == []


def test_a_link_keeps_its_label_as_plain_words() -> None:
    link = Link("https://example.org/a", (Text("the "), Strong((Text("<!here>"),))))
    assert shown(link) == [{"type": "link", "url": "https://example.org/a", "text": "the <!here>"}]


def test_a_link_elsewhere_than_http_is_text() -> None:
    assert shown(Link("tel:112", (Text("call"),)), SourceRef("s", "KUNA", "")) == [
        {"type": "text", "text": "callKUNA"}
    ]


def test_a_link_without_a_label_shows_its_host() -> None:
    assert shown(Link("https://example.org/a", ()))[0]["text"] == "example.org"


def test_a_source_is_a_link_under_its_label() -> None:
    assert shown(SourceRef("s", "Example Wire", "https://example.org/s")) == [
        {"type": "link", "url": "https://example.org/s", "text": "Example Wire"}
    ]


def test_an_instant_is_a_native_date_floored_to_the_second_with_a_zoned_fallback() -> None:
    assert shown(Time(When.at(START))) == [
        {
            "type": "date",
            "timestamp": 1796317200,
            "format": "{date_long_full} {time}",
            "fallback": "3 December 2026, 19:00 (Kyiv time, UTC+2)",
        }
    ]


@pytest.mark.parametrize(
    ("style", "date_format"),
    [(TimeStyle.DATE, "{date_long_full}"), (TimeStyle.RELATIVE, "{ago}")],
)
def test_a_time_style_is_a_date_format(style: TimeStyle, date_format: str) -> None:
    assert shown(Time(When.at(START), style))[0]["format"] == date_format


def test_a_countdown_is_the_date_and_how_far_off_it_is() -> None:
    when = When.at(START)
    formats = [
        element.get("format", element.get("text"))
        for element in shown(Time(when, TimeStyle.COUNTDOWN))
    ]
    assert formats == ["{date_long_full} {time}", " (", "{ago}", ")"]


def test_a_span_of_one_day_names_the_day_once() -> None:
    when = When(precision=Precision.EXACT, instant=START, end=START.replace(hour=19))
    formats = [element.get("format", element.get("text")) for element in shown(Time(when))]
    assert formats == ["{date_long_full} {time}", " – ", "{time}"]


def test_a_span_over_midnight_names_both_days() -> None:
    when = When(precision=Precision.EXACT, instant=START, end=START.replace(day=4))
    formats = [element.get("format", element.get("text")) for element in shown(Time(when))]
    assert formats == ["{date_long_full} {time}", " – ", "{date_long_full} {time}"]


def test_an_instant_known_to_the_hour_does_not_pass_for_exact() -> None:
    when = When(precision=Precision.HOUR, instant=START)
    assert [element["type"] for element in shown(Time(when))] == ["text", "date"]
    assert shown(Time(when))[0]["text"] == "about "


def test_a_date_without_an_instant_is_never_a_native_date() -> None:
    content = (Time(When.on(date(2026, 12, 10))), Time(When(precision=Precision.TBA)))
    assert [element["type"] for element in shown(*content)] == ["text"]
    assert str(shown(*content)[0]["text"]).startswith("10 December 2026")


def test_control_characters_and_overrides_are_taken_out_and_line_breaks_kept() -> None:
    assert clean("a\x00b\x1b[0m\r\nc\td\u202ee\u200fé") == "ab[0m\nc\tde\u200fé"


def test_a_cut_falls_between_words_and_loses_nothing() -> None:
    assert cut_before("one two three", 9) == ("one two ", "three")


def test_a_cut_never_parts_a_grapheme() -> None:
    family = "👩‍👩‍👧‍👦"
    assert cut_before(family * 3, count_units(family) + 3) == (family, family * 2)


def test_a_cut_gets_through_a_grapheme_larger_than_the_limit() -> None:
    monster = "a" + "\u0301" * 500
    head, rest = cut_before(monster, 100)
    assert 0 < count_units(head) <= 100
    assert head + rest == monster


def test_a_shortened_text_says_so_and_keeps_the_limit() -> None:
    assert shorten("one two three", 9) == "one two…"
    assert shorten("one two", 9) == "one two"


def test_a_host_is_shown_only_where_there_is_one() -> None:
    assert [host_of("https://Example.org:8080/a"), host_of("nowhere"), host_of("http://[")] == [
        "example.org",
        "",
        "",
    ]
