"""Random documents, with all that chats trip over."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from briefbot.core.document import (
    Actions,
    Block,
    Callout,
    CalloutKind,
    Code,
    CodeBlock,
    CommandButton,
    Divider,
    Document,
    DocumentKind,
    Emph,
    Fold,
    Heading,
    Image,
    Inline,
    Inlines,
    KeyValue,
    KeyValues,
    Link,
    LinkButton,
    List,
    ListItem,
    MentionTarget,
    Meta,
    Para,
    ParaStyle,
    Part,
    Priority,
    Quote,
    SourceRef,
    Strike,
    Strong,
    Table,
    Text,
    Time,
    TimeStyle,
)
from briefbot.core.when import PartOfDay, Precision, When

#: Text that is markup, a mention, a link or a timestamp somewhere, and must stay text everywhere.
HOSTILE = (
    "@everyone",
    "@here",
    "<@123456789012345678>",
    "<@&123456789012345678>",
    "<#123456789012345678>",
    "<!channel>",
    "<!here|here>",
    "<@U0123ABCD>",
    "<#C0123ABCD|general>",
    "<!subteam^S0123ABCD>",
    "<!date^1733241600^{date}|later>",
    "<t:1733241600:R>",
    "</brief show:123456789012345678>",
    "<id:guide>",
    "<:blob:123456789012345678>",
    ":smile:",
    "https://example.org/a_b*c?d=e&f=g#h",
    "www.example.org",
    "<https://example.org>",
    "[label](https://example.org)",
    "![alt](https://example.org/p.png)",
    "**bold**",
    "__under__",
    "_it_",
    "*",
    "~~gone~~",
    "||spoiler||",
    "`code`",
    "```\nfence\n```",
    "# heading",
    "-# small",
    "> quote",
    ">>> quote",
    "- item",
    "1. item",
    "\\",
    "&amp;",
    "<b>html</b>",
    "a|b|c",
    "2 * 3 * 4",
    "$x_1$",
)
SCRIPTS = (
    "Рада Україна — НАТО зібралася",
    "北大西洋公約組織與烏克蘭舉行會議。會議在布魯塞爾舉行。",
    "اجتمع المجلس في بروكسل",
    "המועצה נפגשה בבריסל",
    "👩‍👩‍👧‍👦🏳️‍🌈👍🏽",
    "e\u0301\u0302\u0303o\u0308",
    "🇺🇦🇧🇪",
    "ﷺ",
)
PLAIN = ("The council met.", "Allies", "said", "support would continue", "on 26 November 2024", " ")

words = st.sampled_from(PLAIN + SCRIPTS + HOSTILE) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn"]), max_size=12
)
short_texts = st.lists(words, min_size=1, max_size=6).map(" ".join)
long_texts = st.builds(
    lambda text, times: text * times,
    st.sampled_from(
        ("Word after word. ", "слово за словом ", "長文字", "unbroken", "👩‍👩‍👧‍👦", "*a_ ")
    ),
    st.sampled_from((100, 300, 300, 1_000, 4_000)),
)
labels = st.sampled_from(("Council", "Рада", "委員會", "A [label] with *marks*", "@everyone"))
urls = st.sampled_from(
    (
        "https://example.org/",
        "https://example.org/a(b)c_d*e?x=1&y=<2>",
        "http://example.org/" + "p" * 400,
        "https://xn--e1afmkfd.example/%D0%B0|b",
    )
)
instants = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds beside a zone
    max_value=datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 1, 1))
zones = st.sampled_from(("", "UTC", "Europe/Kyiv", "America/New_York", "Australia/Lord_Howe"))


@st.composite
def whens(draw: st.DrawFn) -> When:
    """Dates of every precision."""
    precision = draw(st.sampled_from(Precision))
    zone = draw(zones)
    day = draw(days)
    if precision in {Precision.EXACT, Precision.HOUR}:
        return When(precision=precision, instant=draw(instants), zone=zone)
    if precision is Precision.TBA:
        return When(precision=precision)
    return When(
        precision=precision,
        day=day,
        last_day=day + timedelta(days=draw(st.integers(0, 40)))
        if precision is Precision.RANGE
        else None,
        part=draw(st.sampled_from(PartOfDay)) if precision is Precision.PART_OF_DAY else None,
        zone=zone,
    )


leaves: st.SearchStrategy[Inline] = st.one_of(
    short_texts.map(Text),
    short_texts.map(Text),
    st.builds(Code, short_texts),
    st.builds(Time, whens(), st.sampled_from(TimeStyle)),
    st.builds(SourceRef, st.just("src"), labels, urls),
    st.builds(MentionTarget, st.sampled_from(("editors", "everyone"))),
    st.builds(Link, urls, st.tuples(labels.map(Text))),
)


def _styled(children: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    content = st.lists(children, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Strong, content), st.builds(Emph, content), st.builds(Strike, content)
    )


inlines: st.SearchStrategy[Inline] = st.recursive(leaves, _styled, max_leaves=4)
contents: st.SearchStrategy[Inlines] = st.lists(inlines, min_size=1, max_size=4).map(tuple)
big_contents: st.SearchStrategy[Inlines] = st.one_of(
    st.tuples(long_texts.map(Text)),
    st.tuples(st.builds(Strong, st.tuples(long_texts.map(Text))), short_texts.map(Text)),
    st.tuples(st.builds(Code, long_texts)),
)
any_contents = contents | contents | contents | contents | big_contents
list_items = st.recursive(
    st.builds(ListItem, any_contents, st.just(()) | contents),
    lambda items: st.builds(
        ListItem, contents, st.just(()), st.lists(items, min_size=1, max_size=2).map(tuple)
    ),
    max_leaves=3,
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables whose rows are all as wide as their header."""
    columns = draw(st.integers(1, 5))
    row = st.lists(contents, min_size=columns, max_size=columns).map(tuple)
    return Table(draw(row), tuple(draw(st.lists(row, max_size=6))), draw(labels | st.just("")))


buttons = st.builds(LinkButton, labels, urls) | st.builds(
    CommandButton, labels, st.sampled_from(("show", "sources")), st.sampled_from(("a-brief", "b"))
)
simple_blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, st.sampled_from((2, 3)), contents),
    st.builds(Para, any_contents, st.sampled_from(ParaStyle)),
    st.builds(List, st.lists(list_items, min_size=1, max_size=8).map(tuple), st.booleans()),
    st.builds(Quote, any_contents, contents),
    tables(),
    st.builds(
        KeyValues,
        st.lists(
            st.builds(KeyValue, labels, contents, st.just(()) | contents), min_size=1, max_size=7
        ).map(tuple),
    ),
    st.builds(Image, urls, short_texts, st.just("") | labels),
    st.builds(CodeBlock, short_texts | long_texts),
    st.builds(Callout, st.sampled_from(CalloutKind), labels, any_contents),
    st.just(Divider()),
    st.builds(Actions, st.lists(buttons, min_size=1, max_size=7, unique=True).map(tuple)),
)
blocks: st.SearchStrategy[Block] = st.one_of(
    simple_blocks,
    simple_blocks,
    st.builds(Fold, labels, st.lists(simple_blocks, min_size=1, max_size=3).map(tuple)),
)
parts = st.builds(Part, st.lists(blocks, min_size=1, max_size=5).map(tuple), st.booleans())
metas = st.builds(
    Meta,
    kind=st.sampled_from(DocumentKind),
    title=short_texts,
    lang=st.sampled_from(("en", "uk", "de", "xx")),
    summary=short_texts | st.just(""),
    priority=st.sampled_from(Priority),
    show=st.sampled_from(("", "/brief show a-brief")),
)


def documents() -> st.SearchStrategy[Document]:
    """Whole documents, from empty to hundreds of kilobytes."""
    pinned = st.lists(blocks, max_size=3).map(tuple)
    return st.builds(
        Document,
        meta=metas,
        lead=pinned,
        body=st.lists(parts, max_size=4).map(tuple),
        tail=st.lists(simple_blocks, max_size=2).map(tuple),
    )
