"""How particular documents come out: the frame, the parts that Discord lacks, the losses."""

from typing import Any, cast

import pytest

from briefbot.core.document import (
    Actions,
    Block,
    CommandButton,
    Document,
    DocumentKind,
    Heading,
    Image,
    KeyValue,
    KeyValues,
    LinkButton,
    List,
    ListItem,
    MentionTarget,
    Meta,
    Para,
    Part,
    Priority,
    Text,
)
from briefbot.core.rendering import Loss, LossKind, Rendered, RenderOptions
from briefbot.platforms.discord.render import render_components, render_embeds

Json = dict[str, Any]


def document(*blocks: Block, title: str = "A title", **meta: object) -> Document:
    about = Meta(kind=DocumentKind.SUMMARY, title=title, **cast("Json", meta))
    return Document(meta=about, body=(Part(blocks),))


def para(words: str) -> Para:
    return Para((Text(words),))


def parts(document: Document, **options: object) -> list[Json]:
    """Return the components of the first page."""
    rendered = render_components(document, RenderOptions(**cast("Json", options)))
    return cast("Json", rendered.pages[0].payload)["components"][0]["components"]  # type: ignore[no-any-return]


def embed(document: Document, **options: object) -> Json:
    """Return the embed of the first page."""
    rendered = render_embeds(document, RenderOptions(**cast("Json", options)))
    return cast("Json", rendered.pages[0].payload)["embeds"][0]  # type: ignore[no-any-return]


def lost(rendered: Rendered[Any]) -> list[str]:
    return [loss.what for loss in rendered.losses]


def test_texts_that_follow_each_other_are_one_component() -> None:
    shown = parts(document(para("one"), Heading(2, (Text("H"),)), List((ListItem((Text("p"),)),))))
    assert shown == [{"type": 10, "content": "## A title\none\n### H\n- p"}]


def test_two_lists_do_not_look_like_one() -> None:
    points = List((ListItem((Text("p"),)),))
    assert parts(document(points, points))[0]["content"] == "## A title\n- p\n\n- p"


def test_a_document_of_nothing_is_still_a_message() -> None:
    assert parts(document(title="\u202e ")) == [{"type": 10, "content": "## …"}]


def test_an_over_long_title_is_cut_between_words_and_said() -> None:
    rendered = render_components(document(title="word " * 100), RenderOptions())
    content = cast("Json", rendered.pages[0].payload)["components"][0]["components"][0]["content"]
    assert content.endswith("word…")
    assert len(content) <= 256 + len("## ")
    assert rendered.losses == (Loss(LossKind.DEGRADED, "title shortened"),)


def test_a_title_of_marks_is_cut_by_what_they_take_when_escaped() -> None:
    assert len(embed(document(title="*" * 300))["title"]) <= 256


def test_later_pages_repeat_the_title_small_and_number_themselves() -> None:
    long = document(*[para("Word after word. " * 60)] * 8)
    rendered = render_components(long, RenderOptions(reference="7f3k2m"))
    second = cast("Json", rendered.pages[1].payload)["components"][0]["components"][0]["content"]
    total = len(rendered.pages)
    assert second.startswith(f"-# A title \\(continued\\) · 2/{total}\n")
    assert second.endswith(f"\n-# ref 7f3k2m · 2/{total}")


@pytest.mark.parametrize(
    ("priority", "components", "embeds"),
    [(Priority.ROUTINE, 1 << 15, None), (Priority.LOW, 1 << 15 | 1 << 12, 1 << 12)],
)
def test_only_low_priority_makes_no_sound(
    priority: Priority, components: int, embeds: int | None
) -> None:
    quiet = document(priority=priority)
    assert render_components(quiet, RenderOptions()).pages[0].payload["flags"] == components
    assert render_embeds(quiet, RenderOptions()).pages[0].payload.get("flags") == embeds


def test_a_role_is_mentioned_only_with_an_id_of_the_configuration() -> None:
    mentions = {"a": "42", "b": "@everyone", "c": "007"}
    shown = document(Para(tuple(MentionTarget(key) for key in "abcd")))
    rendered = render_components(shown, RenderOptions(mentions=mentions))
    body = cast("Json", rendered.pages[0].payload)
    assert body["components"][0]["components"][0]["content"] == "## A title\n<@&42>bcd"
    assert body["allowed_mentions"] == {"parse": [], "roles": ["42"]}
    assert lost(rendered) == ["mentions shown as text"]


def test_an_embed_says_that_its_mentions_notify_nobody() -> None:
    shown = document(Para((MentionTarget("a"),)))
    rendered = render_embeds(shown, RenderOptions(mentions={"a": "42"}))
    assert lost(rendered) == ["pages whose mentions notify nobody"]


def test_a_button_stands_once_and_rows_hold_five() -> None:
    buttons = [LinkButton(str(n), f"https://example.org/{n}") for n in range(6)]
    same = CommandButton("Show", "show", "a"), CommandButton("Show again", "show", "a")
    rows = [part["components"] for part in parts(document(Actions((*same, *buttons))))[1:]]
    assert [[button["label"] for button in row] for row in rows] == [
        ["Show", "0", "1", "2"],
        ["3", "4", "5"],
    ]


def test_a_button_that_cannot_be_one_becomes_a_link() -> None:
    url = "https://example.org/" + "p" * 500
    rendered = render_components(document(Actions((LinkButton("Far", url),))), RenderOptions())
    content = cast("Json", rendered.pages[0].payload)["components"][0]["components"][0]["content"]
    assert content == f"## A title\n[Far](<{url}>)"
    assert lost(rendered) == ["buttons shown as text"]


def test_a_button_without_label_gets_one() -> None:
    assert parts(document(Actions((CommandButton(" ", "show", "a"),))))[1]["components"][0]["label"]


def test_an_image_that_is_not_https_is_told_in_words() -> None:
    rendered = render_components(document(Image("http://example.org/p", "A hall")), RenderOptions())
    content = cast("Json", rendered.pages[0].payload)["components"][0]["components"][0]["content"]
    assert content == "## A title\n-# Image: [A hall](<http://example.org/p>)"
    assert lost(rendered) == ["images shown as text"]


def test_an_embed_shows_one_image_and_links_to_the_next() -> None:
    images = document(Image("https://example.org/a", "A"), Image("https://example.org/b", "B"))
    shown = embed(images)
    assert shown["image"] == {"url": "https://example.org/a"}
    assert shown["description"] == (
        "-# Image: [A](<https://example.org/a>)\n-# Image: [B](<https://example.org/b>)"
    )
    assert lost(render_embeds(images, RenderOptions())) == ["images shown as links"]


def test_figures_are_fields_of_an_embed_while_they_fit() -> None:
    pairs = [KeyValue(f"Figure {n}", (Text(str(n)),)) for n in range(27)]
    long = KeyValue("Long", (Text("x" * 1025),))
    shown = embed(document(KeyValues((long, *pairs))))
    assert len(shown["fields"]) == 25
    assert shown["fields"][0] == {"name": "Figure 0", "value": "0", "inline": True}
    assert shown["description"].startswith("**Long\\:** xxx")
    assert shown["description"].endswith("**Figure 25\\:** 25\n**Figure 26\\:** 26")


def test_the_used_shares_are_those_of_the_payload() -> None:
    page = render_components(document(para("🎉")), RenderOptions()).pages[0]
    assert page.used == {
        "characters": (len("## A title\n") + 2, 4000),
        "bytes": (len("## A title\n") + 4 + 12, 10_170),
        "components": (2, 40),
    }
