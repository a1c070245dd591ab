"""Plain text as a mail program or a log shows it: addresses are links, nothing else is read."""

import re
from collections.abc import Iterator

from briefbot.platforms.text.html.controls import anchor
from briefbot.platforms.text.html.markup import Element, Node, element, web_address
from briefbot.platforms.text.html.view import View

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,:;!?)\]']")
_BLANK_LINES = re.compile(r"\n{2,}")


def plain_message(text: str, view: View) -> Element:
    """Return a text as paragraphs whose lines stay lines."""
    paragraphs = (
        element("p", *_linked(paragraph), dir="auto")
        for paragraph in _BLANK_LINES.split(text.strip("\n"))
    )
    return element("article", *paragraphs, class_="message plain", lang=view.lang)


def _linked(text: str) -> Iterator[Node]:
    position = 0
    for match in _ADDRESS.finditer(text):
        url = web_address(match[0])
        if url is None:
            continue
        yield text[position : match.start()]
        yield anchor(url, match[0])
        position = match.end()
    yield text[position:]
