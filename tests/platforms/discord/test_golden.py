"""The exact bodies for documents of every kind. BRIEFBOT_UPDATE_GOLDEN=1 writes them anew."""

import json
import os
from pathlib import Path

import pytest

from briefbot.core.document import DocumentKind
from briefbot.platforms.discord.limits import check_payload
from briefbot.platforms.discord.render import render_components, render_embeds
from platforms.discord.samples import OPTIONS, SAMPLES

GOLDEN = Path(__file__).parents[2] / "golden" / "discord"
FORMS = {"components": render_components, "embeds": render_embeds}


def rendered_as_json(name: str, form: str) -> str:
    rendered = FORMS[form](SAMPLES[name], OPTIONS)
    shown = {
        "fallback": rendered.fallback,
        "losses": [f"{loss.kind}: {loss.what} x {loss.count}" for loss in rendered.losses],
        "pages": [{"used": page.used, "payload": page.payload} for page in rendered.pages],
    }
    return json.dumps(shown, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_renders_as_its_golden_file_says(name: str, form: str) -> None:
    path = GOLDEN / f"{name}.{form}.json"
    shown = rendered_as_json(name, form)
    if os.environ.get("BRIEFBOT_UPDATE_GOLDEN") == "1":
        path.write_text(shown, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == shown


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_keeps_every_limit(name: str, form: str) -> None:
    for page in FORMS[form](SAMPLES[name], OPTIONS).pages:
        assert check_payload(page.payload) == []


def test_every_golden_file_has_its_sample() -> None:
    expected = {f"{name}.{form}" for name in SAMPLES for form in FORMS}
    assert {path.stem for path in GOLDEN.glob("*.json")} == expected


def test_there_is_a_sample_of_every_kind_of_document() -> None:
    assert {document.meta.kind for document in SAMPLES.values()} == set(DocumentKind)
