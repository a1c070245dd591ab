"""Plain text and terminal text: nothing unseen, nothing lost, nothing too wide."""

import re
from datetime import UTC, datetime

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from briefbot.core.document import (
    CodeBlock,
    Document,
    DocumentKind,
    Fold,
    Link,
    Meta,
    Para,
    Strike,
    Text,
    Time,
)
from briefbot.core.rendering import RenderOptions
from briefbot.core.when import When
from briefbot.platforms.text.plain import render_plain
from briefbot.platforms.text.terminal import render_terminal
from platforms.text.reading import ZONE, folded, leaves_of
from platforms.text.samples import DOCUMENTS, EVERYTHING, HOSTILE
from strategies import documents

OPTIONS = RenderOptions(zone=ZONE, reference="7f3k2m")
UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066\u2067]")
SGR = re.compile(r"\x1b\[[0-9;]+m")
WIDE = regex.compile(r"[\p{East_Asian_Width=W}\p{East_Asian_Width=F}]")

#: Any character at all, so that every control and format character has its turn.
anything = st.text(st.characters(), max_size=30)
big = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def plain(document: Document) -> str:
    return render_plain(document, OPTIONS).pages[0].payload


def terminal(document: Document, *, width: int = 80, colour: bool = False) -> str:
    return render_terminal(document, OPTIONS, width=width, colour=colour).pages[0].payload


def saying(*paragraphs: str) -> Document:
    lead = tuple(Para((Text(paragraph),)) for paragraph in paragraphs)
    return Document(meta=Meta(kind=DocumentKind.SUMMARY, title="Title"), lead=lead)


@settings(max_examples=200, deadline=None)
@given(anything, anything, anything)
def test_no_control_or_direction_character_comes_through(title: str, text: str, code: str) -> None:
    document = Document(
        meta=Meta(kind=DocumentKind.SUMMARY, title=title, summary=text),
        lead=(
            Para((Text(text), Link(f"https://example.org/{text}", (Text(title),)))),
            CodeBlock(code),
            Fold(text, (Para((Strike((Text(title),)),)),)),
        ),
    )
    printed = (plain(document), terminal(document), render_plain(document, OPTIONS).fallback)
    for shown in (*printed, SGR.sub("", terminal(document, colour=True))):
        assert not UNSEEN.search(shown)
        assert shown.count("\u2068") == shown.count("\u2069")
        shown.encode()


@big
@given(documents())
def test_all_text_of_a_document_is_printed(document: Document) -> None:
    shown = without_isolates(plain(document))
    narrow = without_isolates(terminal(document, width=40))
    for text in leaves_of(document):
        assert folded(text).casefold() in shown
        assert folded(text).casefold() in narrow


def without_isolates(printed: str) -> str:
    return folded(printed).casefold().replace("\u2068", "").replace("\u2069", "")


@big
@given(documents(), st.sampled_from((20, 40, 80)))
def test_no_line_is_wider_than_asked_but_for_one_word(document: Document, width: int) -> None:
    blocks = tuple(block for block in document.blocks if not isinstance(block, CodeBlock | Fold))
    for line in terminal(Document(meta=document.meta, lead=blocks), width=width).split("\n"):
        if wcswidth(line) > width:
            word = re.sub(r"^ *(- |\d+\. |— )?", "", line).strip("\u2068\u2069 ")
            assert " " not in word
            assert word.startswith(("http", "<http")) or len(WIDE.findall(word)) <= 1


@big
@given(documents())
def test_colour_changes_no_word(document: Document) -> None:
    assert SGR.sub("", terminal(document, colour=True)) == terminal(document)


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_address_stays_whole(name: str, width: int) -> None:
    document = DOCUMENTS[name]
    for address in re.findall(r"<https?://[^ >]+>", plain(document)):
        assert address in terminal(document, width=width)


def test_wide_characters_count_twice_and_closing_marks_stay_behind() -> None:
    lines = terminal(saying("港口於二十六日關閉，渡輪改道。"), width=12).split("\n")
    assert lines[2:5] == ["港口於二十六", "日關閉，渡輪", "改道。"]


def test_right_to_left_words_are_isolated_beside_others_only() -> None:
    lines = plain(saying("The port (נמל חיפה, 2 cranes) reopened.", "נמל חיפה, 2")).split("\n")
    assert lines[2] == "The port (\u2068נמל חיפה\u2069, 2 cranes) reopened."
    assert lines[4] == "נמל חיפה, 2"


def test_nothing_is_said_by_colour_alone() -> None:
    shown = plain(EVERYTHING)
    assert "CORRECTION: Was: [struck out: three cranes]" in shown
    assert "- Quay: North\n  State: closed" in shown
    assert "Quote: We would rather wait" in shown
    assert "the notice <https://example.org/notice>" in shown


def test_a_link_that_must_not_be_followed_is_only_words() -> None:
    assert "javascript" not in plain(HOSTILE)
    assert "click" in plain(HOSTILE)


def test_a_time_is_told_in_the_readers_zone_and_clock() -> None:
    when = When.at(datetime(2024, 12, 3, 17, 0, tzinfo=UTC))
    document = Document(
        meta=Meta(kind=DocumentKind.SUMMARY, title="T", lang="de"), lead=(Para((Time(when),)),)
    )
    options = RenderOptions(zone="Europe/Brussels", hours=24)
    for rendered in (render_plain(document, options), render_terminal(document, options)):
        assert "18:00 (Ortszeit Brüssel, UTC+1)" in rendered.pages[0].payload


def test_the_fallback_is_title_and_bottom_line() -> None:
    rendered = render_plain(EVERYTHING, OPTIONS)
    assert rendered.fallback == f"{EVERYTHING.meta.title}\n{EVERYTHING.meta.summary}"
    assert render_plain(HOSTILE, OPTIONS).fallback == "[31m# Red title\na b"


def test_the_reference_stands_last_and_only_when_there_is_one() -> None:
    assert plain(EVERYTHING).endswith("\n\nref 7f3k2m\n")
    bare = render_plain(EVERYTHING, RenderOptions()).pages[0].payload
    assert "ref " not in bare.splitlines()[-1]
