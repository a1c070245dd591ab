"""Markdown reads back as the document: the same words and links, and nothing live besides."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefbot.core.document import (
    Block,
    Code,
    Document,
    DocumentKind,
    Emph,
    Inline,
    Inlines,
    Link,
    List,
    ListItem,
    Meta,
    Para,
    SourceRef,
    Strike,
    Strong,
    Text,
)
from briefbot.core.plain_text import inline_text
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.text.clean import address, one_line
from briefbot.platforms.text.commonmark import InlineWriter
from briefbot.platforms.text.markdown import render_markdown
from platforms.text.reading import (
    READER,
    ZONE,
    folded,
    is_live,
    leaves_of,
    targets,
    tokens_of,
    visible_text,
)
from strategies import HOSTILE, contents, documents

OPTIONS = RenderOptions(zone=ZONE)
WRITER = InlineWriter("en", OPTIONS)

#: Characters that mean something to Markdown, so that most examples are close to markup.
marks = st.text("*_`~[]()<>!&;:/.@#|\\-+=1a b\n\u00a0«é", max_size=6)
pieces = st.builds(Text, marks | st.sampled_from(HOSTILE)) | st.builds(Code, marks)


def _around(inner: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    run = st.lists(inner, max_size=3).map(tuple)
    addresses = ("https://example.org/a_(b)", "https://example.org/?a=<b>&amp;c=`d`")
    return st.one_of(
        st.builds(Strong, run),
        st.builds(Emph, run),
        st.builds(Link, st.sampled_from(addresses), st.lists(pieces, max_size=3).map(tuple)),
    )


wrapped: st.SearchStrategy[Inline] = st.recursive(pieces, _around, max_leaves=6)
close_to_markup = st.lists(wrapped, max_size=6).map(tuple)


def said(content: Inlines) -> str:
    """Return what a run is to say in Markdown: its text, struck-out text with the words for it."""

    def spelt(inline: Inline) -> Inline:
        match inline:
            case Strike(children):
                inner = tuple(map(spelt, children))
                return Strong((Text("[struck out: "), *inner, Text("]")))
            case Strong(children) | Emph(children):
                return Strong(tuple(map(spelt, children)))
            case Link(url, children):
                inner = tuple(map(spelt, children))
                return Strong(
                    inner if one_line(inline_text(inner)).strip() else (Text(address(url)),)
                )
            case _:
                return inline

    spelt_out = tuple(map(spelt, content))
    return folded(one_line(inline_text(spelt_out, zone=OPTIONS.zone)))


def linked(content: Inlines, *, within: bool = False) -> Iterator[str]:
    for inline in content:
        match inline:
            case Link(url, children):
                if not within:
                    yield READER.normalizeLink(address(url))
                yield from linked(children, within=True)
            case SourceRef(url=url) if not within:
                yield READER.normalizeLink(address(url))
            case Strong(children) | Emph(children) | Strike(children):
                yield from linked(children, within=within)
            case _:
                pass


@settings(max_examples=120, deadline=None)
@given(contents)
def test_a_run_says_and_links_what_it_holds_and_nothing_else(content: Inlines) -> None:
    markdown = WRITER.write(content)
    assert folded(visible_text(markdown)) == said(content)
    assert targets(markdown) == list(linked(content))
    assert not [token for token in tokens_of(markdown) if is_live(token)]


@settings(max_examples=120, deadline=None)
@given(close_to_markup)
def test_text_that_is_nearly_markup_stays_text(content: Inlines) -> None:
    markdown = WRITER.write(content)
    kinds = {token.type for token in tokens_of(markdown)}
    assert kinds <= {
        *("paragraph_open", "inline", "text", "paragraph_close", "code_inline"),
        *("strong_open", "strong_close", "em_open", "em_close", "link_open", "link_close"),
    }
    assert folded(visible_text(markdown)) == said(content)
    assert targets(markdown) == list(linked(content))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(documents())
def test_a_document_says_all_it_holds_and_nothing_is_live(document: Document) -> None:
    markdown = render_markdown(document, OPTIONS).pages[0].payload
    shown = folded(visible_text(markdown)).casefold()
    for text in leaves_of(document):
        assert folded(text).casefold() in shown
    assert not [token for token in tokens_of(markdown) if is_live(token)]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("wrap", [Text, Code])
def test_hostile_text_is_shown_as_it_stands(text: str, wrap: type[Text | Code]) -> None:
    markdown = WRITER.write((wrap(text),))
    assert folded(visible_text(markdown)) == folded(text)
    assert not targets(markdown)
    assert not [token for token in tokens_of(markdown) if is_live(token)]


@pytest.mark.parametrize(
    "content",
    [
        (Text("example."), Text("com")),
        (Text("https:/"), Strong((Text("/example"),)), Text("x")),
        (Text("example."), Strong((Text("co"),)), Text("m")),
        (Text("mailto:"), Emph((Text("a@"),)), Text("example.org")),
        (Text("!"), Link("https://example.org", (Text("no image"),))),
        (Code("a"), Code("b")),
        (Code("`"), Code("``"), Text("`")),
        (Strong((Text("a"),)), Strong((Text("(b)"),)), Emph((Text("c"),))),
        (Text("a"), Strong((Text("b"),)), Text("c")),
        (Text("a"), Strong((Text("b "), Emph((Text("c"),)))), Emph((Text("(d)"),))),
        (Emph((Strong((Text("a"),)), Text(" b"))), Strong((Text(" c "),))),
        (Link("https://example.org", (Link("https://example.com", (Text("inner"),)),)),),
    ],
)
def test_pieces_that_meet_make_nothing_new(content: Inlines) -> None:
    markdown = WRITER.write(content)
    assert folded(visible_text(markdown)) == said(content)
    assert targets(markdown) == list(linked(content))


@pytest.mark.parametrize(
    ("content", "markdown"),
    [
        ((Text("The quay closed "), Strong((Text("at once"),)), Text(".")),
         "The quay closed **at once**."),
        ((Emph((Text("(aside) "),)), Text("said")), "_(aside)_ said"),
        ((Strong((Text("both "), Emph((Text("of them"),)))),), "**both _of them_**"),
        ((Text("ends."), Text(" Begins.")), "ends. Begins."),
        ((Link("https://example.org/a b", (Text("[x]"),)),),
         "[\\[x\\]](<https://example.org/a%20b>)"),
        ((Link("javascript:alert(1)", (Text("click"),)),), "click"),
        ((Text("2024. A year"),), "2024\\. A year"),
        ((Text("  - point"),), "\\- point"),
    ],
)  # fmt: skip
def test_ordinary_text_stays_easy_to_read(content: Inlines, markdown: str) -> None:
    assert WRITER.write(content) == markdown


def _lists_in(blocks: tuple[Block, ...]) -> list[str]:
    document = Document(meta=Meta(kind=DocumentKind.SUMMARY, title="T"), lead=blocks)
    tokens = tokens_of(render_markdown(document, OPTIONS).pages[0].payload)
    return [f"{token.type} {token.attrs}" for token in tokens if token.type.endswith("list_open")]


def test_lists_that_meet_stay_apart_and_keep_their_numbers() -> None:
    one = List((ListItem((Text("a"),)), ListItem((Text("b"),))), ordered=True)
    assert len(_lists_in((one, one, one))) == 3
    assert len(_lists_in((one, Para((Text("between"),)), one))) == 2
    assert _lists_in((List(one.items, ordered=True, start=7),)) == [
        "ordered_list_open {'start': 7}"
    ]


def test_points_nest_and_an_empty_point_makes_no_heading() -> None:
    inner = ListItem((Text("inner"),))
    hollow = ListItem((), (), (inner,))
    blocks = (List((ListItem((Text("outer"),), (), (hollow, ListItem(()), inner)),)),)
    document = Document(meta=Meta(kind=DocumentKind.SUMMARY, title="T"), lead=blocks)
    markdown = render_markdown(document, OPTIONS).pages[0].payload
    assert markdown == "# T\n\n- outer\n  - inner\n  - inner\n"
