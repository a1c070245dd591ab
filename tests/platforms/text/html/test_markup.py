"""The serializer: every string is text, and nothing that acts can be written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.platforms.text.html.markup import (
    Element,
    Markup,
    element,
    escape,
    serialize,
    web_address,
)
from platforms.text.html.parsed import parsed


def test_text_and_attributes_are_escaped() -> None:
    drawn = element("p", "<b>&\"'", title="\"><script>'", class_="a")

    assert serialize(drawn) == (
        '<p title="&quot;&gt;&lt;script&gt;&#39;" class="a">&lt;b&gt;&amp;&quot;&#39;</p>'
    )


def test_finished_markup_is_not_escaped_again() -> None:
    inner = serialize(element("em", "a < b"))

    assert isinstance(inner, Markup)
    assert serialize(element("p", inner)) == "<p><em>a &lt; b</em></p>"


def test_a_string_that_looks_like_markup_is_text() -> None:
    assert serialize("<p>") == "&lt;p&gt;"


def test_what_is_none_or_false_is_left_out_and_true_stands_without_a_value() -> None:
    drawn = element("button", None, "x", disabled=True, title=None, checked=False, tabindex=0)

    assert serialize(drawn) == '<button disabled tabindex="0">x</button>'


@pytest.mark.parametrize("tag", ["script", "style", "iframe", "img", "link", "p onclick", "P", ""])
def test_a_tag_that_acts_or_loads_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="may not be written"):
        serialize(Element(tag))


@pytest.mark.parametrize(
    "name", ["onclick", "onx", "style", "src", "srcset", "srcdoc", "formaction", "a b", "a=b", "A"]
)
def test_an_attribute_that_acts_or_loads_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="may not be written"):
        serialize(Element("p", {name: "x"}))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//example.org",
        "/path",
        "https:",
        "https:///path",
        "http://[::1",
        "https://example.org/\x00",
        "",
    ],
)
def test_an_address_that_is_not_of_the_web_is_refused(url: str) -> None:
    assert web_address(url) is None
    with pytest.raises(ValueError, match="http"):
        serialize(Element("a", {"href": url}))


@pytest.mark.parametrize("url", ["https://example.org", "HTTP://example.org/a?b=c#d"])
def test_an_address_of_the_web_is_written(url: str) -> None:
    assert web_address(url) == url
    assert f'href="{url}"' in serialize(element("a", "x", href=url))


def test_characters_that_html_cannot_hold_are_seen_to_be_missing() -> None:
    assert escape("a\x00b\ud800c\x1bd\te\n") == "a\ufffdb\ufffdc\ufffdd\te\n"
    serialize("\ud83d").encode()


def test_the_first_line_break_of_preformatted_text_survives() -> None:
    assert parsed(serialize(element("pre", "\n\nx"))).text() == "\n\nx"


@given(st.text(), st.text())
def test_any_text_and_attribute_come_back_as_they_were(text: str, title: str) -> None:
    drawn = parsed(serialize(element("p", text, title=title or None, class_="x"))).one("p")

    assert escape(drawn.text()) == escape(text)
    assert escape(drawn.attributes.get("title", "")) == escape(title)
