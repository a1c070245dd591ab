"""discord.py reads our bodies and writes the same again."""

from typing import Any, cast

import discord
import pytest
from discord.components import _component_factory
from discord.ui.view import _component_to_item

from briefbot.platforms.discord.render import render_components, render_embeds
from platforms.discord.samples import OPTIONS, SAMPLES

Json = dict[str, Any]

#: What discord.py writes out although it is the default.
DEFAULTS = {"disabled": False, "spoiler": False}


def components_of(name: str) -> list[Json]:
    pages = render_components(SAMPLES[name], OPTIONS).pages
    return [part for page in pages for part in cast("list[Json]", page.payload["components"])]


def without_defaults(value: object) -> object:
    if isinstance(value, dict):
        return {
            key: without_defaults(inner)
            for key, inner in value.items()
            if inner is not None and DEFAULTS.get(key) is not inner
        }
    if isinstance(value, list):
        return [without_defaults(inner) for inner in value]
    return value


@pytest.mark.parametrize("name", SAMPLES)
def test_components_read_back_equal(name: str) -> None:
    for container in components_of(name):
        component = _component_factory(cast("Any", container))
        assert component is not None
        assert without_defaults(component.to_dict()) == container


@pytest.mark.parametrize("name", SAMPLES)
def test_a_layout_view_takes_them_and_sends_the_same(name: str) -> None:
    for container in components_of(name):
        component = _component_factory(cast("Any", container))
        assert component is not None
        view = discord.ui.LayoutView()
        view.add_item(_component_to_item(component))
        written = cast("Any", view).to_components()
        assert without_defaults(written) == [container]
        assert view.content_length() <= 4000


@pytest.mark.parametrize("name", SAMPLES)
def test_embeds_read_back_equal(name: str) -> None:
    for page in render_embeds(SAMPLES[name], OPTIONS).pages:
        for embed in cast("list[Json]", page.payload["embeds"]):
            read = discord.Embed.from_dict(embed)
            assert {**read.to_dict(), "type": None, "flags": 0} == {
                **embed,
                "type": None,
                "flags": 0,
            }
            assert len(read) <= 6000
