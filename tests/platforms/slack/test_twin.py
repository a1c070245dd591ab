"""The plain twin: it says what the blocks say, and nothing in it is live."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.rendering import RenderOptions
from briefbot.platforms.slack.limits import count_units
from briefbot.platforms.slack.render import render
from briefbot.platforms.slack.sender.pages import SlackPages
from briefbot.platforms.slack.sender.twin import plain_twin
from named_documents import DOCUMENTS
from strategies import documents

MOST = 4000
OPTIONS = RenderOptions(reference="7f3k2m", channel="C1")


def test_every_named_document_has_a_twin_that_ends_with_its_reference() -> None:
    for document in DOCUMENTS.values():
        for page in render(document, OPTIONS).pages:
            twin = plain_twin(page.payload)

            assert "blocks" not in twin
            assert twin["metadata"] == page.payload["metadata"]
            assert "ref 7f3k2m" in str(twin["text"]).splitlines()[-1]


@settings(max_examples=20, deadline=None)
@given(documents())
def test_no_twin_is_too_long_or_live(document: object) -> None:
    for page in render(document, OPTIONS).pages:  # type: ignore[arg-type]  # a document
        text = str(plain_twin(page.payload)["text"])

        assert 0 < count_units(text) <= MOST
        assert "<" not in text
        assert ">" not in text


@settings(max_examples=50)
@given(st.recursive(st.text() | st.none() | st.integers(), st.lists))
def test_blocks_that_are_none_make_no_twin_of_their_own(blocks: object) -> None:
    assert plain_twin({"text": "fallback", "blocks": blocks}) == {"text": "fallback"}


def test_pages_are_the_renderers_bodies_with_the_reference() -> None:
    document = next(iter(DOCUMENTS.values()))
    made = SlackPages({"news": RenderOptions(channel="C1")}).render(
        document, destination="news", reference="7f3k2m"
    )

    assert [json.loads(each) for each in made] == [
        page.payload for page in render(document, OPTIONS).pages
    ]
