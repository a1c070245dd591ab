"""Embeds of a Discord message.

https://docs.discord.com/developers/resources/message#embed-object
"""

from datetime import UTC, datetime

from briefbot.platforms.text.html.controls import anchor
from briefbot.platforms.text.html.discord.markdown import inline_markdown, markdown
from briefbot.platforms.text.html.frame import picture
from briefbot.platforms.text.html.icons import stripe
from briefbot.platforms.text.html.markup import Element, Node, element, web_address
from briefbot.platforms.text.html.moments import moment
from briefbot.platforms.text.html.reading import Json, member, members, string, whole
from briefbot.platforms.text.html.view import Names, View

#: What Discord paints beside an embed that names no colour: nothing but its own grey.
_GREY = 0x4E5058


def draw_embed(embed: Json, *, names: Names, view: View) -> Element:
    """Return an embed: author, title, text, fields, picture and footer, in Discord's order."""
    colour = whole(embed, "color")
    description = string(embed, "description").strip("\n")
    image, thumbnail = (string(member(embed, key), "url") for key in ("image", "thumbnail"))
    main = element(
        "div",
        _author(embed),
        _title(embed, names, view),
        element("div", *markdown(description, names=names, view=view), class_="text")
        if description
        else None,
        _fields(embed, names, view),
        class_="main",
    )
    side = element("div", picture("", thumbnail, small=True), class_="accessory")
    return element(
        "div",
        stripe(_GREY if colour is None else colour),
        element("div", main, side if thumbnail else None, class_="section"),
        picture("", image) if image else None,
        _footer(embed, view),
        class_="container embed",
    )


def _author(embed: Json) -> Element | None:
    author = member(embed, "author")
    name, url = string(author, "name"), web_address(string(author, "url"))
    shown = name if url is None else anchor(url, name)
    return element("p", shown, class_="author", dir="auto") if name else None


def _title(embed: Json, names: Names, view: View) -> Element | None:
    url = web_address(string(embed, "url"))
    title = string(embed, "title")
    shown = inline_markdown(title, names=names, view=view, links=url is None)
    linked = shown if url is None else (anchor(url, *shown),)
    return element("h1", *linked, dir="auto") if title else None


def _fields(embed: Json, names: Names, view: View) -> Element | None:
    fields = [
        element(
            "div",
            element("dt", *inline_markdown(string(field, "name"), names=names, view=view)),
            element("dd", *markdown(string(field, "value"), names=names, view=view)),
            class_=None if field.get("inline") is True else "whole",
        )
        for field in members(embed, "fields")
    ]
    return element("dl", *fields, class_="fields") if fields else None


def _footer(embed: Json, view: View) -> Element | None:
    text = string(member(embed, "footer"), "text")
    at = _instant(string(embed, "timestamp"))
    parts: list[Node] = [text] if text else []
    if at is not None:
        parts += [" • "] if text else []
        parts.append(moment(at, "s", view))
    return element("p", *parts, class_="footer muted") if parts else None


def _instant(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
