"""Mentions, emoji and dates of Slack, which both its text dialects have."""

import re
from collections.abc import Iterator

from briefbot.platforms.text.html.controls import anchor
from briefbot.platforms.text.html.markup import Node, element, web_address
from briefbot.platforms.text.html.moments import RELATIVE_STYLES, STYLES, instant_of, moment
from briefbot.platforms.text.html.view import View

_TOKEN = re.compile(r"\{(\w+)\}", re.ASCII)
_EMOJI = re.compile(r":([a-z0-9_+'-]*[a-z][a-z0-9_+'-]*):")
#: The letters of Discord's styles are no tokens here.
_TOKENS = {style for style in (*STYLES, *RELATIVE_STYLES) if len(style) > 1}


def pill(text: str) -> Node:
    """Return a mention."""
    return element("span", text, class_="mention")


def broadcast(who: str) -> Node:
    """Return a mention of everybody here, in the channel, or at all."""
    return element("span", f"@{who}", class_="mention all")


def emoji(name: str) -> Node:
    """Return an emoji by its name; the page has no pictures of them."""
    return element("span", f":{name}:", class_="emoji")


def with_emoji(text: str) -> Iterator[Node]:
    """Yield text with `:name:` as emoji."""
    position = 0
    for match in _EMOJI.finditer(text):
        if match.start() > position:
            yield text[position : match.start()]
        yield emoji(match[1])
        position = match.end()
    if position < len(text):
        yield text[position:]


def date(
    timestamp: float | None, template: str, *, url: str, fallback: str, view: View
) -> tuple[Node, ...]:
    """Return a date as its template says; its fallback where the template cannot be followed.

    https://docs.slack.dev/reference/block-kit/block-elements/date-element
    """
    instant = None if timestamp is None else instant_of(timestamp)
    tokens = _TOKEN.findall(template)
    if instant is None or not tokens or not _TOKENS.issuperset(tokens):
        return (fallback or template,)
    nodes: list[Node] = []
    for number, piece in enumerate(_TOKEN.split(template)):
        if number % 2:
            nodes.append(moment(instant, piece, view))
        elif piece:
            nodes.append(piece)
    address = web_address(url)
    return tuple(nodes) if address is None else (anchor(address, *nodes),)
