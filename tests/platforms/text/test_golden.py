"""The exact text forms of hand-built documents. BRIEFBOT_UPDATE_GOLDEN=1 writes them anew."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from briefbot.core.document import Document
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.text.json_form import render_json
from briefbot.platforms.text.markdown import render_markdown
from briefbot.platforms.text.plain import render_plain
from briefbot.platforms.text.terminal import render_terminal
from platforms.text.samples import DOCUMENTS

GOLDEN = Path(__file__).parents[2] / "golden" / "text"
OPTIONS = RenderOptions(zone="Europe/Kyiv", reference="7f3k2m")


def _plain(document: Document) -> str:
    return render_plain(document, OPTIONS).pages[0].payload


def _markdown(document: Document) -> str:
    return render_markdown(document, OPTIONS).pages[0].payload


def _terminal(document: Document) -> str:
    return render_terminal(document, OPTIONS).pages[0].payload


def _narrow(document: Document) -> str:
    return render_terminal(document, OPTIONS, width=40).pages[0].payload


def _coloured(document: Document) -> str:
    return render_terminal(document, OPTIONS, colour=True).pages[0].payload


def _json(document: Document) -> str:
    return json.dumps(render_json(document, OPTIONS).pages[0].payload, indent=1) + "\n"


FORMS: dict[str, Callable[[Document], str]] = {
    "plain.txt": _plain,
    "md": _markdown,
    "terminal.txt": _terminal,
    "terminal-40.txt": _narrow,
    "terminal-colour.txt": _coloured,
    "json": _json,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_reads_as_it_was_last_seen_to(name: str, form: str) -> None:
    path = GOLDEN / f"{name}.{form}"
    written = FORMS[form](DOCUMENTS[name])
    if os.environ.get("BRIEFBOT_UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8")
    assert written == path.read_text(encoding="utf-8"), "refresh with BRIEFBOT_UPDATE_GOLDEN=1"


def test_every_golden_file_has_its_document_and_form() -> None:
    expected = {f"{name}.{form}" for name in DOCUMENTS for form in FORMS}
    assert {path.name for path in GOLDEN.iterdir()} == expected
