"""HTML as a tree of elements, and the one place where it becomes text.

Whoever builds a page handles elements and plain strings; the serializer escapes every string and
refuses what could act: scripts, handlers, inline styles, addresses other than http and https.
https://html.spec.whatwg.org/multipage/syntax.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import regex


class Markup(str):
    """Finished HTML. Only `serialize` makes it, so that a string of it needs no second look."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes, and its children in order."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple["Node", ...] = ()

    @property
    def text(self) -> str:
        """The text within, as a reader without styles has it; finished HTML counts as none."""
        return "".join(
            child.text if isinstance(child, Element) else child
            for child in self.children
            if not isinstance(child, Markup)
        )


#: A string is text, whatever is in it.
Node = Element | Markup | str

#: What may be written. A page adds to it what it needs; scripts and styles are never among them.
TAGS = frozenset(
    (
        *("article", "aside", "div", "figcaption", "figure", "footer", "header", "hr", "main"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "p", "pre", "nav", "section"),
        *("dd", "dl", "dt", "li", "ol", "ul", "caption", "table", "tbody", "td", "th", "thead"),
        *("tr", "a", "bdi", "br", "code", "em", "s", "span", "strong", "time", "u", "button"),
        *("details", "fieldset", "form", "input", "label", "legend", "meter", "option", "select"),
        *("summary", "svg", "path", "rect"),
    )
)
_VOID = frozenset({"br", "hr", "input"})
_ATTRIBUTE = re.compile(r"[a-z][a-zA-Z-]*")
_REFUSED_ATTRIBUTES = re.compile(r"on.*|style|src|srcset|srcdoc|action|formaction|ping", re.ASCII)
_ADDRESSES = frozenset({"href", "cite"})
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\r": "&#13;"}
)
# What no HTML text may hold (surrogates, controls): shown as the mark for a missing character.
_NO_TEXT = regex.compile(r"[\p{Cs}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def element(tag: str, *children: Node | None, **attributes: str | bool | int | None) -> Element:
    """Return an element. `class_` is written `class`, `aria_label` `aria-label`.

    An attribute that is True stands without a value; None and False are left out, and so is a
    child that is None.
    """
    written = {
        name.rstrip("_").replace("_", "-"): "" if value is True else str(value)
        for name, value in attributes.items()
        if value is not None and value is not False
    }
    return Element(tag, written, tuple(child for child in children if child is not None))


def serialize(*nodes: Node) -> Markup:
    """Return nodes as HTML. Raises ValueError for a tag, attribute or address that may not be."""
    return Markup("".join(piece for node in nodes for piece in _pieces(node)))


def web_address(url: str) -> str | None:
    """Return an http(s) address that a page may link to, or None for any other string."""
    url = url.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or _NO_TEXT.search(url):
        return None
    return url


def escape(text: str) -> str:
    """Return text as it stands in HTML, within an element or an attribute's quotes."""
    return _NO_TEXT.sub("\ufffd", text).translate(_ESCAPES)


def _pieces(node: Node) -> Iterator[str]:
    if isinstance(node, Markup):
        yield node
    elif isinstance(node, str):
        yield escape(node)
    else:
        if node.tag not in TAGS:
            raise ValueError(f"an element <{node.tag}> may not be written")
        yield f"<{node.tag}{''.join(map(_attribute, node.attributes.items()))}>"
        if node.tag not in _VOID:
            if node.tag == "pre":
                yield "\n"  # the parser drops one line break here, and would drop the text's own
            for child in node.children:
                yield from _pieces(child)
            yield f"</{node.tag}>"


def _attribute(pair: tuple[str, str]) -> str:
    name, value = pair
    if not _ATTRIBUTE.fullmatch(name) or _REFUSED_ATTRIBUTES.fullmatch(name):
        raise ValueError(f'an attribute "{name}" may not be written')
    if name in _ADDRESSES and not (value.startswith("#") or web_address(value)):
        raise ValueError("an address may only be http, https, or a place on the page")
    return f' {name}="{escape(value)}"' if value or name in {"alt", "class"} else f" {name}"
