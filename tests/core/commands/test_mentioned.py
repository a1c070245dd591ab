"""What a message mentions that may lead to a brief."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.brief import SectionSlug
from briefbot.core.commands.mentioned import Mentioned, address_key, addresses_of, mentioned
from briefbot.core.document import Link, Para, Strong, Text
from builders import brief, fact, meeting, section


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("ref 7f3k2m · 2/4", Mentioned(references=("7f3k2m",))),
        ("Ref\u00a07F3K2M, ref 7f3k2m", Mentioned(references=("7f3k2m",))),
        ("prefer 7f3k2m, ref 7f3k2mm, ref 7f3k2", Mentioned()),
        ("/brief show council section:gaps", Mentioned(slugs=("council",))),
        ("see council-meets.", Mentioned(slugs=("council-meets",))),
        ("council-meets/vote a/council-meets x.council-meets", Mentioned()),
        ("HTTP://Example.org:80/A#b", Mentioned(addresses=frozenset({"example.org:80/A"}))),
        ("ftp://example.org", Mentioned()),
        ("nothing at all", Mentioned()),
    ],
)
def test_references_names_and_addresses_are_found(message: str, found: Mentioned) -> None:
    assert mentioned(message) == found


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a?x=1&y=2",
        "http://www.example.org/a?x=1&amp;y=2#part",
        "https://EXAMPLE.org/a?x=1&y=2.",
    ],
)
def test_an_address_is_the_same_however_it_is_written(url: str) -> None:
    assert address_key(url) == "example.org/a?x=1&y=2"


def test_every_address_of_a_brief_counts_wherever_it_stands() -> None:
    def link(name: str) -> tuple[Strong]:
        return (Strong((Link(f"https://example.com/{name}", (Text("x"),)),)),)

    deep = replace(fact("."), content=link("deep"))
    top = fact(".", details=(fact(".", details=(deep,)),))
    body = section(SectionSlug.HAPPENED, top)
    made = brief(
        preamble=(Para(link("preamble")),),
        sections=(replace(body, content=(*body.content, Para(link("block")))),),
        meetings=(meeting(url="https://example.com/meeting"),),
    )
    names = ("preamble", "deep", "block", "meeting")
    expected = {f"example.com/{name}" for name in names}
    assert addresses_of(made) == expected | {"example.org/wire"}


@settings(max_examples=150)
@given(st.text(max_size=400))
def test_any_text_is_read_within_bounds(text: str) -> None:
    found = mentioned(text * 100)
    for each in (found.references, found.slugs, found.addresses):
        assert len(each) <= 20
