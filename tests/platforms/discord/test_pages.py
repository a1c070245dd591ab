"""The bodies of destinations: the same whether they are rendered or were kept."""

import json
from dataclasses import replace

import pytest

from briefbot.core.document import Para, Part, Text
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.discord.pages import DiscordPages
from briefbot.platforms.discord.render import render_components, render_embeds
from platforms.discord.answers import document
from platforms.discord.samples import SAMPLES

OPTIONS = RenderOptions(zone="Europe/Brussels", mentions={"editors": "112233445566778899"})
PLACES = {"one": OPTIONS, "two": OPTIONS, "far": replace(OPTIONS, zone="Asia/Tokyo")}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("in_embeds", [False, True])
def test_a_body_that_was_kept_is_what_would_be_rendered(name: str, *, in_embeds: bool) -> None:
    pages = DiscordPages(PLACES, embeds=frozenset(PLACES) if in_embeds else frozenset())
    render = render_embeds if in_embeds else render_components
    for place, reference in (("one", "7f3k2m"), ("two", "zzzzzz"), ("far", "7f3k2m")):
        options = replace(PLACES[place], reference=reference)
        wanted = [page.payload for page in render(SAMPLES[name], options).pages]
        bodies = pages.render(SAMPLES[name], destination=place, reference=reference)
        assert [json.loads(body) for body in bodies] == wanted


@pytest.mark.parametrize("embeds", [frozenset(), frozenset(PLACES)])
def test_what_a_document_says_of_references_stays(embeds: frozenset[str]) -> None:
    said = document("Asked about")
    said = replace(said, body=(Part((Para((Text("see ref 000000 · 1/2"),)),)),))
    pages = DiscordPages(PLACES, embeds=embeds)
    for reference in ("7f3k2m", "abcdef", "000000"):
        [body] = pages.render(said, destination="one", reference=reference)
        assert "see ref 000000" in body
        assert f'ref {reference}"' in body


def test_other_lengths_of_references_and_none_are_rendered_as_they_are() -> None:
    pages = DiscordPages(PLACES)

    assert "ref " not in pages.render(document("A"), destination="one", reference="")[0]
    assert "-# ref 7f" in pages.render(document("A"), destination="one", reference="7f")[0]


def test_only_so_many_are_kept() -> None:
    pages = DiscordPages(PLACES)
    for number in range(100):
        pages.render(document(f"{number}"), destination="one", reference="7f3k2m")

    assert len(pages.once) <= 32


def test_a_destination_that_is_none_of_them_is_an_error() -> None:
    with pytest.raises(KeyError):
        DiscordPages(PLACES).render(document("A"), destination="none", reference="7f3k2m")
