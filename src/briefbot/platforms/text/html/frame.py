"""What messages of every platform have: a sender, a time, boxes for what cannot be drawn."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from briefbot.platforms.text.html.controls import anchor
from briefbot.platforms.text.html.icons import PICTURE
from briefbot.platforms.text.html.markup import Element, Node, element, web_address
from briefbot.platforms.text.html.moments import moment, words
from briefbot.platforms.text.html.view import View

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def message(
    platform: str,
    view: View,
    body: Iterable[Node | None],
    *,
    marks: Iterable[Node] = (),
    after: Iterable[Node] = (),
) -> Element:
    """Return a message with who sent it and when. `after` stands below what the chat shows."""
    label = view.sender
    time: Element | None = None
    if view.sent_at is not None:
        time = moment(view.sent_at, "s" if platform == "discord" else "time", view)
        label += f", {words(view.sent_at, 'f', view)}"
    edited = element("span", "(edited)", class_="muted edited") if view.edited else None
    head = element(
        "header",
        element("bdi", view.sender, class_="sender"),
        element("span", "APP", class_="tag"),
        element("span", time, class_="muted sent") if time else None,
        *marks,
    )
    drawn = element(
        "article",
        element("span", view.sender[:1].upper(), class_="avatar", aria_hidden="true"),
        element("div", head, element("div", *body, edited, class_="body"), *after, class_="said"),
        class_=f"message {platform}",
        aria_label=label,
        lang=view.lang,
    )
    return _levelled(drawn, view.heading)


def unknown(what: str) -> Element:
    """Return a box that says what is in a body and cannot be drawn."""
    return element("p", element("strong", "Cannot be drawn: "), what, class_="unknown")


def picture(alt: str, url: str, *, small: bool = False, caption: Iterable[Node] = ()) -> Element:
    """Return what stands for a picture, because the page loads nothing: its description and host.

    The host is a link to the picture.
    """
    address = web_address(url)
    words = alt or "Picture without a description"
    shown = element(
        "span",
        PICTURE,
        element("span", words, class_="alt" if alt else "alt muted", dir="auto"),
        anchor(address, urlsplit(address).hostname or "", class_="host")
        if address
        else element("span", url or "no address", class_="host muted"),
        class_="picture small" if small else "picture",
    )
    if small:
        return shown
    below = tuple(caption)
    return element("figure", shown, element("figcaption", *below) if below else None)


def _levelled(drawn: Element, highest: int) -> Element:
    """Give headings, so far h1 to h6 as the chat has them, levels of the page without a gap."""
    used = sorted({each.tag for each in _elements(drawn) if each.tag in _HEADINGS})
    levels = {tag: f"h{min(6, highest + rank)}" for rank, tag in enumerate(used)}

    def moved(node: Node) -> Node:
        if not isinstance(node, Element):
            return node
        children = tuple(map(moved, node.children))
        if node.tag not in levels:
            return replace(node, children=children)
        looks = f"{node.attributes.get('class', '')} title{node.tag[1]}".strip()
        attributes = {**node.attributes, "class": looks}
        return Element(levels[node.tag], attributes, children)

    return replace(drawn, children=tuple(map(moved, drawn.children)))


def _elements(node: Node) -> Iterator[Element]:
    if isinstance(node, Element):
        yield node
        for child in node.children:
            yield from _elements(child)
