import pytest

from briefbot.core.document import Code, Emph, Inlines, Link, Strike, Strong, Text
from briefbot.sources.briefs.inline import MAX_BRACKETS, blank_quotes, read_inline, safe_address


@pytest.mark.parametrize(
    ("raw", "content"),
    [
        ("", ()),
        ("plain: 1.10 @everyone #1", (Text("plain: 1.10 @everyone #1"),)),
        ("one\n  two", (Text("one two"),)),
        ("a  \nb\\\nc", (Text("a\nb\nc"),)),
        ("**a** *b* ~~c~~ `d`",
         (Strong((Text("a"),)), Text(" "), Emph((Text("b"),)), Text(" "), Strike((Text("c"),)),
          Text(" "), Code("d"))),
        ("***a*** snake_case ~one~",
         (Emph((Strong((Text("a"),)),)), Text(" snake_case ~one~"))),
        ("\\*a\\* &amp; &lt;b&gt; &copy;", (Text("*a* & <b> ©"),)),
        ("[a **b**](https://example.org/x?y=z#q)",
         (Link("https://example.org/x?y=z#q", (Text("a "), Strong((Text("b"),)))),)),
        ("[a](HTTP://EXAMPLE.org)", (Link("HTTP://EXAMPLE.org", (Text("a"),)),)),
        ("<https://example.org>",
         (Link("https://example.org", (Text("https://example.org"),)),)),
        ("https://example.org", (Text("https://example.org"),)),
        ("[a](mailto:desk@example.org) b", (Text("a b"),)),
        ("[a][b] [a]", (Text("[a][b] [a]"),)),
        ("[](https://example.org)b", (Text("b"),)),
        ("<b>", (Text("<b>"),)),
    ],
)  # fmt: skip
def test_markup_becomes_inlines(raw: str, content: Inlines) -> None:
    assert read_inline(raw).content == content


@pytest.mark.parametrize("entity", ["&#x202e;", "&#8203;", "&#10;"])
def test_an_entity_for_what_no_text_may_hold_stays_as_written(entity: str) -> None:
    assert read_inline(f"a{entity}b").text == f"a{entity}b"
    assert read_inline(f"![a{entity}b](c)").text == f"a{entity}b"


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("<b>a</b>", ["<b>", "</b>"]),
        ('<a href="x"\nid=y>', ['<a href="x" id=y>']),
        ("<br/> <!-- x", ["<br/>", "<!--"]),
        ("<?php <!DOCTYPE", ["<?", "<!D"]),
        ("a < b > c <3 <@1> <#2> <t:1> <b", []),
        ("`<b>` \\<b> &lt;b&gt; <https://example.org>", []),
    ],
)
def test_raw_html_is_found_where_it_is_not_code_or_escaped(raw: str, found: list[str]) -> None:
    assert read_inline(raw).html == found


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org", "http://example.org:8080/a?b#c", "https://a.example/%20;x='(1)'",
    ],
)  # fmt: skip
def test_an_ordinary_address_is_left_as_it_is(url: str) -> None:
    assert safe_address(url) == url


def test_an_address_is_encoded_in_ascii() -> None:
    assert safe_address("https://приклад.example/шлях x") == (
        "https://xn--80aikifvh.example/%D1%88%D0%BB%D1%8F%D1%85%20x"
    )


@pytest.mark.parametrize(
    "url",
    [
        "", "example.org", "//example.org", "ftp://example.org", "javascript:alert(1)",
        "data:text/html,x", "https://", "https:///a", "https://user@example.org",
        "https://user:pass@example.org", "https://[::1]/", "https://a b.example",
        "https://example.org:port", f"https://example.org/{'a' * 2048}", "https://-a.example",
    ],
)  # fmt: skip
def test_any_other_address_is_dropped(url: str) -> None:
    assert safe_address(url) is None


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("no quotes, it's 5' long", "no quotes, it's 5' long"),
        ('said "tonight" and', "said           and"),
        ('5" and 6" of rain', '5" and 6" of rain'),
        ('"a" "b" c', "        c"),
        ("“a «b» c” d", "          d"),
        ("„вчора“ і", "        і"),
        ("«вчора» і", "        і"),
        ("‘tonight’, he’d said", "         , he’d said"),
        ("‘it’s on’ x", "          x"),
        ("the ’90s “open", "the ’90s “open"),
    ],
)
def test_quoted_spans_are_blanked_where_they_clearly_end(text: str, prose: str) -> None:
    assert blank_quotes(text) == prose


def test_code_is_blanked_in_prose_and_text_stays_as_long() -> None:
    run = read_inline('a `b c` **d** "e" [f](https://example.org)')

    assert run.text == 'a b c d "e" f'
    assert run.prose == "a     d     f"


def test_content_with_a_great_many_brackets_is_plain_text() -> None:
    raw = "[" * (MAX_BRACKETS + 1) + "\n*x*"

    run = read_inline(raw)

    assert run.dense
    assert run.text == raw.replace("\n", " ")
    assert not read_inline("[" * MAX_BRACKETS).dense
