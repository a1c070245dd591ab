"""What holds for every text, however odd: it is read, in time, and nothing of it gets lost."""

import string
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brief_texts import text_of
from briefbot.core.brief import Content, Statement
from briefbot.core.brief_source import BriefSource, FieldNode, MappingNode, ScalarNode
from briefbot.core.document import CodeBlock, Image
from briefbot.sources.briefs import parse_brief, read_brief
from briefbot.sources.briefs.characters import MAX_BYTES, REFUSED

COMPLETE = Path(__file__).parents[2] / "briefs" / "complete.md"

#: Pieces that mean something to YAML, Markdown or the reader, and words between them.
PIECES = st.sampled_from(
    [
        *("---\n", "## What happened\n", "## Quotes\n", "# a\n", "\n", "\n\n", "  ", "\t", "    "),
        *("- ", "1. ", "> ", "-- a, b, 2025-03-12, c", "| a | b |\n|---|---|\n| c |\n", "```\n"),
        *("[@wire]", "[@", "{a=b}", '{claim="x"}', "{", "}", "[a](b)", "![a](https://a.example)"),
        *("<!-- lint: BB301 a -->", "<!--", "-->", "<b>", "<", "&amp;", "&#8203;", "\\", "`"),
        *("*", "**", "_", "~~", '"', "“", "”", "‘", "’", "«", "»", "a: ", "b: [", "]", "&a ", "*a"),
        *("!x ", "? ", "<<: ", "'", "|\n", "title: ", "sources: {a: {url: b}}\n", "schema: 1\n"),
        *("event_time: 2025-03-12\n", "meetings: [{id: a, start: 2025-03-30T02:30, tz: UTC}]\n"),
        *("word", "слово", "語", "👩‍🚀", "é", "\r\n", "\u202e", "\0", "\ud800"),
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=60).map("".join)


def positions(node: FieldNode | None) -> Iterator[tuple[int, int]]:
    if node is None:
        return
    yield node.at.line, node.at.col
    if isinstance(node, MappingNode):
        for key, value in node.entries:
            yield key.at.line, key.at.col
            yield from positions(value)
    elif not isinstance(node, ScalarNode):
        for item in node.items:
            yield from positions(item)


def places(source: BriefSource) -> Iterator[tuple[int, int]]:
    """Return every place that is told about a source."""
    yield from ((fault.line, fault.col) for fault in source.faults)
    yield from positions(source.fields)
    yield from ((passage.at.line, passage.at.col) for passage in source.passages)
    yield from ((link.at.line, link.at.col) for link in source.links)
    yield from ((table.at.line, table.at.col) for table in source.tables)
    yield from ((at.line, at.col) for _, at in source.headings)


def check(source: BriefSource, text: str | None = None) -> None:
    """Check places and passages; `text` is the file's where it could not be read."""
    lines = (source.text or text or "").split("\n")
    for line, column in places(source):
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
    for passage in source.passages:
        assert len(passage.text) == len(passage.prose)
        assert passage.at.line <= passage.end_line <= len(lines)
        assert REFUSED.search(passage.text) is None
    for suppression in source.suppressions:
        assert 1 <= suppression.line <= suppression.until_line <= len(lines)
    assert source.faults == tuple(sorted(source.faults))


@settings(max_examples=150)
@given(TEXTS)
def test_any_text_is_read_without_an_error_and_places_are_inside_it(text: str) -> None:
    check(parse_brief(text, path="any.md"))


@settings(max_examples=150)
@given(TEXTS)
def test_any_body_is_read_without_an_error_and_places_are_inside_it(text: str) -> None:
    check(parse_brief(text_of(body=text), path="any.md"))


@settings(max_examples=60)
@given(st.binary(max_size=200), st.integers(0, 5000), st.integers(0, 50))
def test_a_brief_with_any_bytes_in_it_is_read(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, start: int, skipped: int
) -> None:
    whole = COMPLETE.read_bytes()
    path = tmp_path_factory.getbasetemp() / "any.md"
    changed = whole[:start] + data + whole[start + skipped :]
    path.write_bytes(changed)

    check(read_brief(path), changed.decode("utf-8", "replace"))


def said(content: Content) -> str:
    """Return what a statement, code block or image says besides the passages."""
    match content:
        case CodeBlock(text):
            return text
        case Image(alt=alt):
            return alt
        case Statement(speaker=speaker, details=details):
            who = f"{speaker.name} {speaker.role} {speaker.place}" if speaker else ""
            return " ".join([who, *(said(detail) for detail in details)])
    return ""


WORD = st.text(string.ascii_lowercase, min_size=8, max_size=8)
FORMS = st.sampled_from(
    [
        *("{}\n\n", "{}\n", "- {}\n", "  - {}\n", "    - {}\n", "1. {}\n", "> {}\n", "> -- {}\n"),
        *("## {}\n", "### {}\n", "- {} [@wire]\n", "{} [@wire]\n", "- {} {{kind=fact}}\n"),
        *("`{}`\n", "```\n{}\n```\n", "    {}\n", "| {} | a |\n|---|---|\n", "*{}* ", "**{} "),
        *("[{}](https://a.example) ", "[{}](x) ", "![{}](https://a.example)\n\n", "~~{}~~ "),
        *("<b>{}</b> ", "[{}] ", "{}&amp; ", "\\{} ", "---\n{}\n===\n", "> > {}\n", "\t{}\n"),
    ]
)


@settings(max_examples=200)
@given(st.lists(st.tuples(FORMS, WORD), min_size=1, max_size=12))
def test_every_word_of_a_body_comes_through(parts: list[tuple[str, str]]) -> None:
    body = "".join(form.format(word) for form, word in parts)
    source = parse_brief(text_of(body=body), path="any.md")
    assert source.brief is not None
    blocks = [*source.brief.preamble]
    contents = [content for section in source.brief.sections for content in section.content]
    everything = " ".join(
        [
            *(passage.text for passage in source.passages),
            *(said(content) for content in (*blocks, *contents)),
            repr(blocks),  # a quote's attribution is text there
        ]
    )

    for _, word in parts:
        assert word in everything


def nasties() -> dict[str, str]:
    """Return inputs that are slow to read for a parser that goes back over what it has seen."""
    size = MAX_BYTES // 2

    def filled(piece: str) -> str:
        return (piece * (size // len(piece)))[:size]

    repeated = [
        *("[", "![", "![[[", "[a](", "[a](<b", "*a ", "_a ", ">", "`", "<", "&", "\\", "~~"),
        *("<!--", "<!-- lint: ", "<a ", "<a b>", "<http://a.b> ", "[@a]", "[@a; ", "{a=b} "),
        *('{a="', '"a', "‘a", "‘a’b", "“", "«a", "a  \n", "| a ", "- a\n", "> a\n", "a\n"),
        *("\n", "\t- a\n", "word ", "x", "```\n", "[a]: b\n", "- a [@a; @b]\n", "a [@b] c\n\n"),
    ]
    made = {piece: filled(piece) for piece in repeated}
    made["images in images"] = "![" * 900 + "x" + "](a)" * 900
    made["brackets in brackets"] = "[" * (size // 2) + "]" * (size // 2)
    made["quotes in quotes"] = ">" * 5000 + " a"
    made["lists in lists"] = "\n".join(f"{' ' * level}- a" for level in range(700))
    made["a wide table"] = f"|{'a|' * 30_000}\n|{'-|' * 30_000}"
    made["backticks of every length"] = " ".join("`" * length for length in range(1, 700))
    return made


NASTIES = nasties()
FRONTS = {
    "lists": "a: " + "[" * 200_000,
    "mappings": "a: " + "{b: " * 50_000,
    "blocks": "a:\n" + "- " * 100_000,
    "fields": "".join(f"statu{number}: a\n" for number in range(18_000)),
    "the same field": "a: b\n" * 40_000,
    "anchors": "".join(f"a{number}: &b c\n" for number in range(12_000)),
    "tags": f"tags: [{'A, ' * 9_000}]",
    "leads": f"meetings: [{{lead: [{'a, ' * 9_000}]}}]",
    "zones": "meetings:\n" + "- {tz: Europe/Bruxelles}\n" * 9_000,
    "a language": "lang: en" + "-abcde" * 40_000,
    "a slug": "slug: " + "a-" * 120_000,
    "comments": "# lint: BB301 a\n" * 15_000,
    "escapes": 'title: "' + "\\u202e" * 40_000 + '"',
}
#: Processor seconds. The slowest takes 1 or 2, most of it Markdown's; one that goes back over what
#: it has seen takes much longer.
LIMIT = 10


@pytest.mark.parametrize("name", NASTIES)
def test_no_body_takes_long(name: str) -> None:
    begin = time.process_time()
    check(parse_brief(text_of(body=f"## Gaps\n\n{NASTIES[name]}"), path="nasty.md"))

    assert time.process_time() - begin < LIMIT


@pytest.mark.parametrize("name", FRONTS)
def test_no_front_matter_takes_long(name: str) -> None:
    begin = time.process_time()
    check(parse_brief(f"---\n{FRONTS[name]}\n---\n", path="nasty.md"))

    assert time.process_time() - begin < LIMIT


def test_what_is_refused_is_what_cannot_be_seen() -> None:
    joiners = {"\u200c", "\u200d"}
    unseen = {"Cf", "Cc", "Cs", "Zl", "Zp"}
    unassigned = "Cn"  # in the Unicode of an older Python
    for character in map(chr, range(0x110000)):
        category = unicodedata.category(character)
        if REFUSED.match(character):
            assert category in {*unseen, unassigned}, hex(ord(character))
        else:
            assert category not in unseen or character in joiners | {"\t", "\n"}
