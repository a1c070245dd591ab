"""Discord Markdown: what is written, and that a reader sees the same text and nothing live."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.document import (
    Code,
    Emph,
    Inline,
    Inlines,
    Link,
    MentionTarget,
    SourceRef,
    Strike,
    Strong,
    Text,
    Time,
    TimeStyle,
)
from briefbot.core.plain_text import inline_text
from briefbot.core.when import Precision, When
from briefbot.platforms.discord.markup import Markup, address, code_block
from platforms.discord.dialect import folded, read
from strategies import HOSTILE, SCRIPTS

MARKUP = Markup(mentions={"editors": "42"})


def strong(text: str) -> Strong:
    return Strong((Text(text),))


def emph(text: str) -> Emph:
    return Emph((Text(text),))


def strike(text: str) -> Strike:
    return Strike((Text(text),))


def link(label: str, url: str = "https://example.org/") -> Link:
    return Link(url, (Text(label),))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain words, 3-4 of them. (1)", r"plain words, 3-4 of them. \(1\)"),
        ("a_b *c* ~~d~~ |e| `f`", r"a\_b \*c\* \~\~d\~\~ \|e\| \`f\`"),
        ("\\", "\\\\"),
        ("@everyone", "@\u200beveryone"),
        ("<@123>", "\\<@\u200b123\\>"),
        ("<t:1:R>", r"\<t\:1\:R\>"),
        ("https://example.org", r"https\://example.org"),
        (":smile:", r"\:smile\:"),
        ("at 18:00: go", r"at 18\:00: go"),
        ("# one", r"\# one"),
        ("-# one", r"\-# one"),
        ("+ one", r"\+ one"),
        ("10. one", r"10\. one"),
        ("2024 was", "2024 was"),
        ("C# and -1", "C# and -1"),
        ("a\u202eb\x00c\x1bd", "abcd"),
        ("half \ud83d", "half \ufffd"),
        ("  wide \t  space  ", "wide space"),
    ],
)
def test_text_is_written_so_that_it_stays_text(text: str, written: str) -> None:
    assert MARKUP.write((Text(text),)) == written


def test_every_line_starts_harmlessly_and_gets_the_prefix_of_its_block() -> None:
    written = MARKUP.write((Text("one\r\n\n- two\u2028> three"),), line_break="\n> ")
    assert written == "one\n> \\- two\n> \\> three"


@pytest.mark.parametrize(
    ("content", "written"),
    [
        ((strong("a"), emph("b")), "**a**_b_"),
        ((strong("a"), strong("b")), "**ab**"),
        ((Strong((Text("a"), Emph((strong("b"),)))),), "**a\u200b_b_**"),
        ((emph("a"), Text("b")), "_a_\u200bb"),
        ((Text("a"), emph("b")), "a\u200b_b_"),
        ((strike("a"), emph("b")), "~~a~~\u200b_b_"),
        ((strike("a~"),), "~~a\\~\u200b~~"),
        ((strong(" a "), Text("b")), "**a** b"),
        ((strong(" "), Text("b")), "b"),
        ((emph("one\ntwo"),), "_one_ _two_"),
        ((Strong((Text("a "), Code("*"), Text(" b"))),), "**a** `*` **b**"),
        ((Code("a"), Code("b")), "`a`\u200b`b`"),
        ((Code("`"),), "`` ` ``"),
        ((Code("a``b"),), "`` a`\u200b`b ``"),
        ((Code("@here"),), "`@\u200bhere`"),
        ((Code(" "), Text("a")), "a"),
    ],
)
def test_styles_do_not_run_into_each_other(content: Inlines, written: str) -> None:
    assert MARKUP.write(content) == written


@pytest.mark.parametrize(
    ("inline", "written"),
    [
        (link("the agenda"), "[the agenda](<https://example.org/>)"),
        (
            link("a: b (c)", "https://example.org/d_(e)"),
            "[a: b (c)](<https://example.org/d_%28e%29>)",
        ),
        (Link("https://example.org/", (strong("bold"),)), "[**bold**](<https://example.org/>)"),
        (link("[1]"), r"\[1\] \([example.org](<https://example.org/>)\)"),
        (link("2 * 3"), r"2 \* 3 \([example.org](<https://example.org/>)\)"),
        (link("🎉"), r"🎉 \([example.org](<https://example.org/>)\)"),
        (link("1. first"), r"1\. first \([example.org](<https://example.org/>)\)"),
        (
            link("https://example.com"),
            r"https\://example.com \([example.org](<https://example.org/>)\)",
        ),
        (link(""), "[example.org](<https://example.org/>)"),
        (link("x", "javascript:alert(1)"), "x"),
        (link("x", "https://example.org@example.com/"), "x"),
        (link("x", "https://["), "x"),
        (link("x", "https://example.org/" + "p" * 1000), r"x \(example.org\)"),
        (Link("https://example.org/", (Text("a "), link("b"))), "[a b](<https://example.org/>)"),
        (SourceRef("x", "Wire [2]", "https://example.org/"), r"Wire \[2\]"),
        (MentionTarget("editors"), "<@&42>"),
        (MentionTarget("every_one"), r"every\_one"),
    ],
)
def test_links_and_mentions_are_live_only_where_they_work(inline: Inline, written: str) -> None:
    assert MARKUP.write((inline,)) == written


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/<>\\`|*", "https://example.org/%3C%3E%5C%60%7C%2A"),
        ("https://example.org/@here", "https://example.org/%40here"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/%2F?q=1&r#s", "https://example.org/%2F?q=1&r#s"),
        ("https://пример.example/", "https://%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.example/"),
        ("ftp://example.org/", None),
        ("//example.org/", None),
        ("https:///path", None),
    ],
)
def test_an_address_is_encoded_or_refused(url: str, written: str | None) -> None:
    assert address(url) == written


NOON = datetime(2025, 3, 4, 11, 0, 30, 999_999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("time", "written"),
    [
        (Time(When.at(NOON)), "<t:1741086030:f>"),
        (Time(When.at(NOON), TimeStyle.DATE), "<t:1741086030:D>"),
        (Time(When.at(NOON), TimeStyle.RELATIVE), "<t:1741086030:R>"),
        (Time(When.at(NOON), TimeStyle.COUNTDOWN), r"<t:1741086030:f> \(<t:1741086030:R>\)"),
        (
            Time(When(precision=Precision.HOUR, instant=NOON), TimeStyle.COUNTDOWN),
            "about <t:1741086030:f>",
        ),
        (Time(When.on(date(2025, 3, 4)), TimeStyle.COUNTDOWN), "4 March 2025"),
        (Time(When.at(NOON.astimezone(timezone(timedelta(hours=-5))))), "<t:1741086030:f>"),
        (Time(When.at(datetime(1969, 12, 31, 23, 59, 59, 1, tzinfo=UTC))), "<t:-1:f>"),
        (Time(When(precision=Precision.HOUR, instant=NOON)), "about <t:1741086030:f>"),
        (
            Time(When(precision=Precision.EXACT, instant=NOON, end=NOON + timedelta(hours=2))),
            "<t:1741086030:f>–<t:1741093230:t>",
        ),
        (Time(When.on(date(2025, 3, 4))), "4 March 2025"),
    ],
)
def test_only_an_instant_becomes_a_timestamp(time: Time, written: str) -> None:
    assert MARKUP.write((time,)) == written


def test_a_time_in_a_link_is_words() -> None:
    written = MARKUP.write((Link("https://example.org/", (Time(When.at(NOON)),)),))
    assert written == "[4 March 2025, 11:00 (UTC)](<https://example.org/>)"


@pytest.mark.parametrize("text", ["python\ncode", "```", "a``", "\n\n  indented\n", "@everyone"])
def test_a_code_block_shows_its_text_and_no_language(text: str) -> None:
    seen = read(code_block(text))
    assert len(seen.code) == 1
    assert folded(seen.text) == folded(text)


def test_a_code_block_without_anything_to_see_is_left_out() -> None:
    assert code_block(" \n\t\n") == ""


# --- whatever the text is ---

UNSEEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
TEXTS = st.one_of(
    st.text(alphabet="*_~|`\\[]()<>@#:-+.1 \nab/日", max_size=12),
    st.sampled_from(HOSTILE + SCRIPTS),
    st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=UNSEEN), max_size=8),
)
STYLES = (Strong, Emph, Strike)
CONTENTS = st.recursive(
    st.one_of(TEXTS.map(Text), TEXTS.map(Text), TEXTS.map(Code)),
    lambda inner: st.builds(
        lambda style, children: style(tuple(children)),
        st.sampled_from(STYLES),
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@settings(max_examples=200)
@given(st.lists(CONTENTS, max_size=4).map(tuple))
def test_a_reader_sees_exactly_the_text(content: Inlines) -> None:
    seen = read(MARKUP.write(content, line_break="\n"))

    assert folded(seen.text) == folded(inline_text(content))
    assert seen.links == []
    assert seen.natives == seen.stray == seen.line_starts == []
    assert {style for style, _ in seen.styles} <= {"strong", "emphasis", "strike"}


@given(st.lists(CONTENTS, max_size=4).map(tuple))
def test_a_reader_sees_every_style_and_only_where_it_is(content: Inlines) -> None:
    seen = read(MARKUP.write(content))

    for name, style in (("strong", Strong), ("emphasis", Emph), ("strike", Strike)):
        shown = "".join(text for kind, text in seen.styles if kind == name)
        assert sorted(folded(shown)) == sorted(folded(styled_text(content, style)))


def styled_text(content: Inlines, style: type[Inline], *, inside: bool = False) -> str:
    """Return the text that stands in a style, without code, which stands in none."""
    text = ""
    for inline in content:
        if isinstance(inline, Strong | Emph | Strike):
            within = inside or isinstance(inline, style)
            text += styled_text(inline.children, style, inside=within)
        elif isinstance(inline, Text) and inside:
            text += inline.text
    return text


@given(TEXTS)
def test_a_link_keeps_its_label_and_leads_where_it_should(label: str) -> None:
    seen = read(MARKUP.write((link(label),)))

    assert [url for _, url in seen.links] == ["https://example.org/"]
    shown = folded(label) or "example.org"
    assert folded(seen.text) in {shown, f"{shown}(example.org)"}
    assert seen.natives == seen.stray == seen.line_starts == []


@pytest.mark.parametrize(
    "live",
    ["**a**", "_a_", "<t:1:R>", "<@1>", ":smile:", "https://example.org", "# a", "- a", "||a||"],
)
def test_the_reader_of_these_tests_sees_what_is_live(live: str) -> None:
    seen = read(live)
    assert seen.styles or seen.natives or seen.stray or seen.line_starts
