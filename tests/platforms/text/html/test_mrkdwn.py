"""Slack's mrkdwn, which our renderer never writes and a wrong body may hold."""

import pytest

from briefbot.platforms.text.html import Names, View, draw_slack
from platforms.text.html.parsed import Parsed, parsed, slack_text

NAMES = Names(users={"U1": "desk"}, usergroups={"S1": "editors"}, channels={"C1": "briefs"})


def drawn(text: str, **body: object) -> Parsed:
    html = draw_slack({**slack_text(text), **body}, resolve=NAMES, view=View(zone="Europe/Kyiv"))
    return parsed(html).one("div", "text")


def shape(text: str) -> str:
    def of(node: Parsed | str) -> str:
        return node if isinstance(node, str) else f"{node.tag}({''.join(map(of, node.children))})"

    return " ".join(map(of, drawn(text).children))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*a* _b_ ~c~ `d`", "p(strong(a) em(b) s(c) code(d))"),
        ("*a _b_*", "p(strong(a em(b)))"),
        ("(*a*), _b_.", "p((strong(a)), em(b).)"),
        ("2 * 3 * 4", "p(2 * 3 * 4)"),
        ("a*b*c snake_case_word", "p(a*b*c snake_case_word)"),
        ("_snake_case_", "p(em(snake_case))"),
        ("* a*", "p(* a*)"),
        ("**a**", "p(**a**)"),
        ("`*a*`", "p(code(*a*))"),
        ("a\n> b\n&gt; c\nd", "p(a) blockquote(p(b\nc)) p(d)"),
        ("a\n```\nb *c*\n```\nd", "p(a) pre(code(b *c*)) p(d)"),
        ("&lt;b&gt; &amp; &quot; &amp;lt;", "p(<b> & &quot; &lt;)"),
        ("a\nb", "p(a\nb)"),
        ("# a\n- b", "p(# a\n- b)"),
    ],
)
def test_a_text_is_read_as_slack_reads_it(text: str, shown: str) -> None:
    assert shape(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<@U1>", "@desk"),
        ("<@U9>", "@U9"),
        ("<@U9|someone>", "@someone"),
        ("<#C1>", "#briefs"),
        ("<#C9|general>", "#general"),
        ("<!subteam^S1>", "@editors"),
        ("<!subteam^S9|@desk>", "@desk"),
        ("<!here>", "@here"),
        ("<!channel|channel>", "@channel"),
        ("<!everyone>", "@everyone"),
    ],
)
def test_a_mention_is_a_pill(text: str, shown: str) -> None:
    assert drawn(text).one("span", "mention").text() == shown


@pytest.mark.parametrize(
    ("text", "label", "url"),
    [
        ("<https://example.org|a label>", "a label", "https://example.org"),
        ("<https://example.org/?a=1&amp;b=2>", "https://example.org/?a=1&b=2", None),
    ],
)
def test_a_link_leads_to_its_address(text: str, label: str, url: str | None) -> None:
    link = drawn(text).one("a")

    assert (link.text(), link.attributes["href"]) == (label, url or label)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("<javascript:alert(1)|x>", "x"), ("<mailto:a@example.org|write>", "write"), ("<x>", "<x>")],
)
def test_another_address_is_no_link(text: str, shown: str) -> None:
    assert not drawn(text).all("a")
    assert drawn(text).text() == shown


def test_a_date_is_native_or_its_fallback() -> None:
    date = drawn("<!date^1741086030^on {date_long_full} at {time}|some day>")

    assert date.text() == "on 4 March 2025 at 13:00"
    assert [each.attributes["data-style"] for each in date.all("time")] == [
        "date_long_full",
        "time",
    ]
    assert drawn("<!date^1741086030^{no_such}|some day>").text() == "some day"
    assert drawn("<!date^x^{time}|some day>").text() == "some day"
    assert drawn("<!date^1^{time}^https://example.org|x>").all("a")


def test_an_emoji_is_shown_by_its_name() -> None:
    assert drawn("well :tada: done").one("span", "emoji").text() == ":tada:"
    assert not drawn("at 12:30:45").all("span", "emoji")


def test_without_mrkdwn_only_angle_brackets_are_read() -> None:
    text = drawn("*a* <!here> `b`", mrkdwn=False)

    assert text.text() == "*a* @here `b`"
    assert text.all("span", "mention")
