"""Drawn messages read back by the standard library's parser, and what may be in one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = {"br", "hr", "input"}
#: Written apart from the serializer's own list, and shorter: a message needs less than a page.
TAGS = {
    *("article", "blockquote", "dd", "details", "div", "dl", "dt", "figcaption", "figure"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "ul"),
    *("table", "tbody", "td", "th", "thead", "tr", "a", "bdi", "br", "button", "code", "em"),
    *("input", "label", "s", "span", "strong", "summary", "time", "u", "svg", "path", "rect"),
}
ATTRIBUTES = {
    *("aria-disabled", "aria-hidden", "aria-label", "checked", "class", "data-style", "datetime"),
    *("dir", "disabled", "href", "lang", "rel", "role", "scope", "start", "tabindex", "target"),
    *("title", "type"),
    *("d", "fill", "focusable", "height", "preserveaspectratio", "viewbox", "width"),  # of svg
}


@dataclass(slots=True)
class Parsed:
    tag: str
    attributes: dict[str, str]
    children: list["Parsed | str"] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def walk(self) -> Iterator["Parsed"]:
        yield self
        for child in self.children:
            if isinstance(child, Parsed):
                yield from child.walk()

    def text(self, *, without: Callable[["Parsed"], bool] = lambda _: False) -> str:
        return "".join(
            child
            if isinstance(child, str)
            else ""
            if without(child)
            else child.text(without=without)
            for child in self.children
        )

    def all(self, tag: str = "", class_: str = "") -> list["Parsed"]:
        return [
            each
            for each in self.walk()
            if (not tag or each.tag == tag) and (not class_ or class_ in each.classes)
        ]

    def one(self, tag: str = "", class_: str = "") -> "Parsed":
        found = self.all(tag, class_)
        assert len(found) == 1, f"{len(found)} of {tag}.{class_}"
        return found[0]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Parsed("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), "an attribute stands twice"
        made = Parsed(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> within <{self.open[-1].tag}>"
        closed = self.open.pop()
        if tag == "pre":  # what HTML parsers drop, and this one does not
            assert closed.children[:1] == ["\n"] or str(closed.children[0]).startswith("\n")
            closed.children[0] = str(closed.children[0])[1:]

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"an unknown declaration: {data}")


def parsed(html: str) -> Parsed:
    """Read HTML whose every element is closed in its place, and check that it can do no harm."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.open == [builder.root]
    for each in builder.root.walk():
        if each is not builder.root:
            check(each)
    return builder.root


def check(each: Parsed) -> None:
    assert each.tag in TAGS, f"<{each.tag}>"
    assert set(each.attributes) <= ATTRIBUTES, f"{set(each.attributes) - ATTRIBUTES}"
    if each.tag == "a":
        assert urlsplit(each.attributes["href"]).scheme in {"http", "https"}
        assert each.attributes["rel"] == "noopener noreferrer"
        assert each.attributes["target"] == "_blank"
        assert not [inner for inner in each.walk() if inner is not each and inner.tag == "a"]
    if each.tag == "button":
        assert each.attributes["type"] == "button"
        assert "disabled" in each.attributes or each.attributes["aria-disabled"] == "true"
    if "href" in each.attributes:
        assert each.tag == "a"


def discord_text(content: str) -> dict[str, object]:
    return {"flags": 1 << 15, "components": [{"type": 10, "content": content}]}


def slack_text(text: str) -> dict[str, object]:
    return {"text": text}
