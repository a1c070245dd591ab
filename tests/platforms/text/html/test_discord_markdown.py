"""Discord's dialect of Markdown, where it differs from every library's and where clients agree."""

import pytest

from briefbot.platforms.text.html import Names, View, draw_discord
from platforms.text.html.parsed import Parsed, discord_text, parsed

NAMES = Names(roles={"1": "editors"}, users={"2": "desk"}, channels={"3": "briefs"})


def drawn(content: str) -> Parsed:
    html = draw_discord(discord_text(content), resolve=NAMES, view=View(zone="Europe/Kyiv"))
    return parsed(html).one("div", "text")


def shape(content: str) -> str:
    """Return what is drawn as nested tags and text, without classes and paragraphs around all."""

    def of(node: Parsed | str) -> str:
        if isinstance(node, str):
            return node
        name = "spoiler" if "spoiler" in node.classes else node.tag
        return f"{name}({''.join(map(of, node.children))})"

    return " ".join(map(of, drawn(content).children))


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        # styles
        ("**a** *b* _c_", "p(strong(a) em(b) em(c))"),
        ("__under__", "p(u(under))"),
        ("~~gone~~ ||spoiler||", "p(s(gone) spoiler(spoiler))"),
        ("***a***", "p(em(strong(a)))"),
        ("___a___", "p(em(u(a)))"),
        ("**a _b_ `c`**", "p(strong(a em(b) code(c)))"),
        ("**two\nlines**", "p(strong(two\nlines))"),
        ("snake_case_word", "p(snake_case_word)"),
        ("2 * 3 * 4", "p(2 * 3 * 4)"),
        ("**open", "p(**open)"),
        ("a ** b", "p(a ** b)"),
        # code
        ("`a*b*`", "p(code(a*b*))"),
        ("``a`b``", "p(code(a`b))"),
        ("`a\\`", "p(code(a\\))"),
        ("```py\nx = 1\n```", "pre(code(x = 1))"),
        ("```\npython\n```", "pre(code(python))"),
        ("a ```b``` c", "p(a ) pre(code(b)) p( c)"),
        ("```open", "p(```open)"),
        # escapes
        (r"\*a\* \_b\_ \\ \# \a", r"p(*a* _b_ \ # \a)"),
        (r"\# no heading", "p(# no heading)"),
        (r"\- no point", "p(- no point)"),
        (r"1\. no point", "p(1. no point)"),
        (r"\<t:1:R\> \<@1\>", "p(<t:1:R> <@1>)"),
        # blocks
        ("# A\n## B\n### C", "h4(A) h5(B) h6(C)"),
        ("text\n# A\ntext", "p(text) h4(A) p(text)"),
        ("#no #heading", "p(#no #heading)"),
        ("#### four", "p(#### four)"),
        ("-# small **b**", "p(small strong(b))"),
        ("> a\n> b\nc", "blockquote(p(a\nb)) p(c)"),
        (">>> a\nb\n\nc", "blockquote(p(a\nb)p(c))"),
        ("> a\n> -# b", "blockquote(p(a)p(b))"),
        ("> > a", "blockquote(p(> a))"),
        (">no", "p(>no)"),
        ("a > b", "p(a > b)"),
        # lists
        ("- a\n- b", "ul(li(p(a))li(p(b)))"),
        ("* a\n* b", "ul(li(p(a))li(p(b)))"),
        ("- a\n  - b\n    - c\n- d", "ul(li(p(a)ul(li(p(b)ul(li(p(c))))))li(p(d)))"),
        ("1. a\n2. b\n  - c", "ol(li(p(a))li(p(b)ul(li(p(c)))))"),
        ("- a\n  more", "ul(li(p(a\nmore)))"),
        ("- a\n\n- b", "ul(li(p(a))) ul(li(p(b)))"),
        ("text\n- a\nafter", "p(text) ul(li(p(a))) p(after)"),
        ("-no", "p(-no)"),
        ("+ no", "p(+ no)"),
        # line breaks
        ("a\nb", "p(a\nb)"),
        ("a\n\nb", "p(a) p(b)"),
        ("a\n\n\nb", "p(a) br() p(b)"),
        # no HTML, no pictures, no CommonMark
        ("<b>a</b> &amp;", "p(<b>a</b> &amp;)"),
        ("a\n---", "p(a\n---)"),
        ("    code", "p(    code)"),
        ("|a|b|\n|-|-|", "p(|a|b|\n|-|-|)"),
    ],
)
def test_a_text_is_read_as_discord_reads_it(content: str, shown: str) -> None:
    assert shape(content) == shown


def test_an_ordered_list_begins_where_it_says() -> None:
    assert drawn("3. a\n4. b").one("ol").attributes == {"start": "3"}
    assert drawn("1. a").one("ol").attributes == {}


def test_an_empty_line_sets_what_follows_apart() -> None:
    looks = [each.classes for each in drawn("a\n\nb\n- c\n\n- d").all() if each.tag in {"p", "ul"}]

    assert looks == [[], ["apart"], [], [], ["apart"], []]


@pytest.mark.parametrize(
    ("content", "text", "url"),
    [
        ("[a **b**](https://example.org)", "a b", "https://example.org"),
        ("[a](<https://example.org/x>)", "a", "https://example.org/x"),
        ('[a](https://example.org "title")', "a", "https://example.org"),
        ("[a](https://example.org/x_(y))", "a", "https://example.org/x_(y)"),
        ("[a [b]](https://example.org)", "a [b]", "https://example.org"),
        (r"[a\_b](https://example.org)", r"a\_b", "https://example.org"),
        ("see https://example.org/a.", "https://example.org/a", "https://example.org/a"),
        ("(https://example.org/a)", "https://example.org/a", "https://example.org/a"),
        ("<https://example.org>", "https://example.org", "https://example.org"),
    ],
)
def test_a_link_leads_where_discord_leads(content: str, text: str, url: str) -> None:
    link = drawn(content).one("a")

    assert (link.text(), link.attributes["href"]) == (text, url)


@pytest.mark.parametrize(
    "content",
    [
        "[a](javascript:alert(1))",
        "[a](/path)",
        "[a](steam://run/1)",
        "<steam://run/1>",
        "[ ](https:)",
        "[a] (x)",
        "![a](data:x)",
        "steam://run/1",
        "https://",
    ],
)
def test_what_discord_shows_as_typed_is_no_link(content: str) -> None:
    assert not drawn(content).all("a")
    assert drawn(content).text() == content


@pytest.mark.parametrize("label", ["https://a.example", "a 🔔", "  "])
def test_a_label_that_discord_refuses_leaves_what_was_typed(label: str) -> None:
    typed = f"[{label}](https://b.example)"

    assert drawn(typed).text() == typed
    assert all(link.text() == link.attributes["href"] for link in drawn(typed).all("a"))


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("<@&1>", "@editors"),
        ("<@&9>", "@unknown-role"),
        ("<@2>", "@desk"),
        ("<@!2>", "@desk"),
        ("<@9>", "<@9>"),
        ("<#3>", "#briefs"),
        ("<#9>", "#unknown"),
        ("@everyone", "@everyone"),
        ("@here", "@here"),
        ("</brief show:4>", "/brief show"),
        ("<id:guide>", "Server Guide"),
    ],
)
def test_a_mention_is_a_pill(content: str, shown: str) -> None:
    assert drawn(content).one("span", "mention").text() == shown


@pytest.mark.parametrize("content", ["<:blob:1>", "<a:blob:1>", ":blob:"])
def test_an_emoji_is_shown_by_its_name(content: str) -> None:
    assert drawn(content).one("span", "emoji").text() == ":blob:"


@pytest.mark.parametrize("content", ["12:30:45", "a:b", "TLP:CLEAR: x", "::"])
def test_colons_in_a_sentence_are_no_emoji(content: str) -> None:
    assert not drawn(content).all("span", "emoji")


@pytest.mark.parametrize("style", list("tTdDfFsSR"))
def test_a_time_is_native_in_every_style(style: str) -> None:
    time = drawn(f"<t:1741086030:{style}>").one("time")

    assert time.attributes == {"datetime": "2025-03-04T11:00:30Z", "data-style": style}


def test_a_time_without_a_style_is_date_and_time() -> None:
    assert drawn("<t:1741086030>").one("time").text() == "4 March 2025, 13:00"


@pytest.mark.parametrize("content", ["<t:99999999999999999:R>", "<t:x>", "<t:1:Q>"])
def test_a_time_that_is_none_is_text(content: str) -> None:
    assert drawn(content).text() == content
