"""What holds for every document and every body: harmless HTML, and the words that were sent."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from briefbot.core.document import Document
from briefbot.core.rendering import Rendered, RenderOptions
from briefbot.platforms.discord.render import render_components, render_embeds
from briefbot.platforms.slack.render import render as render_slack
from briefbot.platforms.text.html import Names, View, draw_discord, draw_plain, draw_slack
from briefbot.platforms.text.plain import render_plain
from platforms.discord.dialect import read, texts_of
from platforms.slack.reading import walk
from platforms.text.html.parsed import Parsed, discord_text, parsed, slack_text
from strategies import HOSTILE, documents

Json = dict[str, object]
Draw = Callable[[Json], str]

NAMES = Names(roles={"112233445566778899": "editors"})
VIEW = View(zone="Europe/Kyiv", sent_at=datetime(2026, 1, 12, 6, tzinfo=UTC))
DISCORD = RenderOptions(mentions={"editors": "112233445566778899"}, reference="7f3k2m")
SLACK = RenderOptions(mentions={"editors": "usergroup:S0123ABCD"}, reference="7f3k2m")
# Documents reach hundreds of kilobytes: making them is slow, and making them smaller takes minutes.
big = settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
)
#: Pieces that are markup in some dialect or in HTML, in any order and with no space between.
pieces = st.sampled_from(
    (
        *HOSTILE,
        *"*_~|`[]()<>#-+\\:@&\"'",
        *("\n", "  ", "**", "__", "~~", "||", "```", "\n\n", "\n- ", "\n> ", "\n# ", "\n1. "),
        *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</article>", "<!--", "]]>"),
        *("javascript:alert(1)", "data:text/html,x", "&#106;", "\u202e", "\u2028", "x", "є", "0"),
    )
)
markup = st.lists(pieces, max_size=40).map("".join)


def bare(text: str) -> str:
    """Return a text without what shows as nothing."""
    return "".join(text.replace("\u200b", "").split())


def native(each: Parsed) -> bool:
    return each.tag == "time" or "mention" in each.classes


@pytest.mark.parametrize("render", [render_components, render_embeds])
@big
@given(document=documents())
def test_every_message_on_discord_shows_the_words_that_discord_would(
    render: Callable[[Document, RenderOptions], Rendered[Json]], document: Document
) -> None:
    for page in render(document, DISCORD).pages:
        drawn = parsed(draw_discord(page.payload, resolve=NAMES, view=VIEW))
        shown = "".join(part.text(without=native) for part in _texts(drawn))
        expected = "".join(map(_read, texts_of(page.payload)))
        assert bare(shown) == bare(expected)
        assert not drawn.all(class_="unknown")


def _texts(drawn: Parsed) -> Iterator[Parsed]:
    """Yield what holds the author's words, outermost only, in reading order."""
    for child in drawn.children:
        if isinstance(child, Parsed):
            if "text" in child.classes or "fields" in child.classes or child.tag == "h4":
                yield child
            else:
                yield from _texts(child)


def _read(content: str) -> str:
    seen = read(content)
    text = seen.text
    for each in seen.natives:
        text = text.replace(each, "", 1)
    return text


@big
@given(document=documents())
def test_every_message_on_slack_shows_the_words_that_were_sent(document: Document) -> None:
    def omitted(each: Parsed) -> bool:
        return native(each) or bool({"picture", "notification"} & set(each.classes))

    for page in render_slack(document, SLACK).pages:
        drawn = parsed(draw_slack(page.payload, view=VIEW))
        shown = drawn.one("div", "body").text(without=omitted)
        parts = walk(page.payload["blocks"])
        sent = (str(part.get("text", "")) for part in parts if _is_text(part))
        assert bare(shown) == bare("".join(sent))
        assert not drawn.all(class_="unknown")


def _is_text(part: Json) -> bool:
    return part.get("type") in {"text", "link", "plain_text"}


@big
@given(document=documents())
def test_every_plain_text_is_shown_as_it_is(document: Document) -> None:
    for page in render_plain(document, RenderOptions()).pages:
        assert bare(parsed(draw_plain(page.payload)).text()) == bare(page.payload)


@settings(max_examples=200, deadline=None)
@given(text=markup)
def test_any_markup_is_drawn_harmlessly_wherever_it_stands(text: str) -> None:
    embed = {"title": text, "url": text, "description": text, "author": {"name": text, "url": text}}
    label = {"type": "mrkdwn", "text": text}
    button = {"type": "button", "text": {"type": "plain_text", "text": text}, "url": text}
    for body in (
        discord_text(text),
        {"content": text, "embeds": [{**embed, "fields": [{"name": text, "value": text}]}]},
        {"components": [{"type": 2, "style": 5, "label": text, "url": text}]},
    ):
        parsed(draw_discord(body, resolve=NAMES, view=VIEW))
    for body in (
        slack_text(text),
        {"text": text, "blocks": [{"type": "section", "text": label, "accessory": button}]},
    ):
        parsed(draw_slack(body, view=VIEW))
    assert bare(parsed(draw_plain(text)).text()) == bare(text)


values: st.SearchStrategy[object] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 20)
    | st.floats()
    | st.sampled_from(
        ("", "x", "section", "rich_text", "rich_text_list", "table", "actions", "button", "date")
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    *("type", "text", "elements", "components", "blocks", "embeds", "fields"),
                    *("accessory", "content", "items", "rows", "options", "placeholder", "style"),
                    *("label", "media", "timestamp", "format", "indent", "emoji", "url"),
                )
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@pytest.mark.parametrize("draw", [draw_discord, draw_slack])
@settings(max_examples=200, deadline=None)
@given(blocks=st.lists(values, max_size=4))
def test_any_body_is_drawn(draw: Draw, blocks: list[object]) -> None:
    parsed(draw({"components": blocks, "embeds": blocks, "blocks": blocks, "content": blocks}))
