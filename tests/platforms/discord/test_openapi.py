"""Our bodies against Discord's own schema, where its file is at hand."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from briefbot.core.document import Document
from briefbot.platforms.discord.render import render_components, render_embeds
from platforms.discord.samples import OPTIONS, SAMPLES
from strategies import documents

FILE = os.environ.get("BRIEFBOT_DISCORD_OPENAPI", "")
pytestmark = pytest.mark.skipif(not FILE, reason="BRIEFBOT_DISCORD_OPENAPI is not set")

formats = FormatChecker(formats=())


@formats.checks("uri", raises=ValueError)
def is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return value.isascii() and not set(value) & set(' <>"\\^`{|}') and bool(parts.scheme)


@cache
def validator() -> Draft202012Validator:
    """Return the validator of the request body of `POST /channels/{channel_id}/messages`."""
    specification = json.loads(Path(FILE).read_text(encoding="utf-8"))
    operation = specification["paths"]["/channels/{channel_id}/messages"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    resource = DRAFT202012.create_resource(specification)
    registry: Registry[Any] = Registry().with_resource("urn:discord", resource)
    return Draft202012Validator(
        {"$ref": f"urn:discord{schema['$ref']}"}, registry=registry, format_checker=formats
    )


@pytest.mark.parametrize("render", [render_components, render_embeds])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_what_discord_asks_for(name: str, render: Any) -> None:  # noqa: ANN401 - either renderer
    for page in render(SAMPLES[name], OPTIONS).pages:
        validator().validate(page.payload)


@settings(
    max_examples=4,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
)
@given(document=documents())
def test_every_document_is_what_discord_asks_for(document: Document) -> None:
    for render in (render_components, render_embeds):
        for page in render(document, OPTIONS).pages:
            validator().validate(page.payload)


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 4001},
        {"flags": "32768"},
        {"components": [{"type": 10, "content": ""}]},
        {"components": [{"type": 17, "components": []}]},
        {"components": [{"type": 99}]},
        {"embeds": [{"title": "x" * 257}]},
        {"embeds": [{"url": "https://example.org/a b"}]},
        {"allowed_mentions": {"parse": ["nobody"]}},
        {"allowed_mentions": {"roles": ["editors"]}},
    ],
)
def test_the_schema_refuses_a_broken_body(body: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        validator().validate(body)
