"""Bodies of messages for destinations: rendered once, and as if each had been rendered alone."""

import json
from dataclasses import replace

import pytest

from briefbot.core.document import Document
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.slack.render import render
from briefbot.platforms.slack.sender.pages import SlackPages
from platforms.slack.samples import SAMPLES

PLACES = {
    "news": RenderOptions(zone="Europe/Kyiv", channel="C1"),
    "desk": RenderOptions(zone="Europe/Kyiv", channel="C2"),
    "west": RenderOptions(zone="America/New_York", channel="C3", hours=12, max_pages=2),
}


def alone(document: Document, place: str, reference: str) -> list[object]:
    options = replace(PLACES[place], reference=reference)
    return [page.payload for page in render(document, options).pages]


def together(
    pages: SlackPages, document: Document, place: str, *, reference: str = "7f3k2m"
) -> list[object]:
    bodies = pages.render(document, destination=place, reference=reference)
    return [json.loads(body) for body in bodies]


@pytest.mark.parametrize("name", SAMPLES)
def test_what_goes_to_many_channels_reads_as_if_rendered_for_each(name: str) -> None:
    pages, document = SlackPages(PLACES), SAMPLES[name]
    for reference in ("7f3k2m", "000000", "9zzzzz"):
        for place in PLACES:
            expected = alone(document, place, reference)
            assert together(pages, document, place, reference=reference) == expected


def test_another_document_in_the_same_place_is_rendered_anew() -> None:
    pages = SlackPages(PLACES)
    for document in [*SAMPLES.values()] * 2:
        # A copy is another object, whose id may have been that of one before.
        copy = replace(document)
        assert together(pages, copy, "news") == alone(copy, "news", "7f3k2m")


def test_a_reference_of_another_length_is_taken_as_it_is() -> None:
    document = next(iter(SAMPLES.values()))
    expected = alone(document, "news", "long-reference")
    assert together(SlackPages(PLACES), document, "news", reference="long-reference") == expected


def test_an_unknown_destination_is_an_error() -> None:
    document = next(iter(SAMPLES.values()))
    with pytest.raises(KeyError):
        SlackPages(PLACES).render(document, destination="none", reference="7f3k2m")
