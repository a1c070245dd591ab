"""JSON: every node by its type, dates as values and in words, and nothing that does not dump."""

import json
from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings

from briefbot.core import document as tree
from briefbot.core.document import Document, Text, Time
from briefbot.core.plain_text import block_runs
from briefbot.core.rendering import RenderOptions
from briefbot.core.when import INSTANT_PRECISIONS, Precision
from briefbot.platforms.text.json_form import render_json
from platforms.text.samples import EVERYTHING
from strategies import documents

OPTIONS = RenderOptions(zone="Europe/Kyiv", reference="7f3k2m")


def values(document: Document) -> dict[str, object]:
    return render_json(document, OPTIONS).pages[0].payload


def nodes(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(documents())
def test_any_document_dumps_and_loads_and_every_node_has_a_type(document: Document) -> None:
    payload = values(document)
    assert json.loads(json.dumps(payload)) == payload
    top, *inner = nodes(payload)
    assert top["schema"] == 1
    assert all(isinstance(node["type"], str) for node in inner)
    for node in inner:
        if node["type"] == "time":
            assert node["text"]
            is_instant = Precision(str(node["precision"])) in INSTANT_PRECISIONS
            assert (node["instant"] is not None) == is_instant
            assert not is_instant or "UTC" in str(node["text"])


def test_every_kind_of_node_has_a_name_of_its_own() -> None:
    found = {str(node["type"]) for node in nodes(values(EVERYTHING)) if "type" in node}
    kinds = [*tree.Inline.__args__, *tree.Block.__args__, *tree.Button.__args__]
    assert len(found) == len({*kinds, tree.ListItem, tree.KeyValue, tree.Part, tree.Meta, Document})


def test_text_is_data_and_stands_as_it_is() -> None:
    document = Document(meta=EVERYTHING.meta, lead=(tree.Para((Text("\x1b[1m <b>"),)),))
    assert {"type": "text", "text": "\x1b[1m <b>"} in list(nodes(values(document)))


def test_an_instant_is_given_in_utc_with_its_zone_and_words() -> None:
    times = [node for node in nodes(values(EVERYTHING)) if node.get("type") == "time"]
    assert len(times) == sum(isinstance(each, Time) for each in _inlines())
    assert times[0]["instant"] == "2024-12-03T17:00:00Z"
    assert times[0]["zone"] == "Europe/Brussels"
    assert times[0]["text"] == "3 December 2024, 18:00 (Brussels time, UTC+1)"


def _inlines() -> list[tree.Inline]:
    runs = [run for block in EVERYTHING.blocks for run in block_runs(block)]
    return [inline for run in runs for inline in run]
