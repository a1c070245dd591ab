"""The exact HTML of a few bodies. BRIEFBOT_UPDATE_GOLDEN=1 writes it anew."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefbot.platforms.text.html import Names, View, draw_discord, draw_plain, draw_slack
from platforms.text.html.parsed import parsed

GOLDEN = Path(__file__).parents[3] / "golden"
NAMES = Names(roles={"112233445566778899": "editors"}, usergroups={"S0123ABCD": "editors"})
VIEW = View(zone="Europe/Kyiv", sent_at=datetime(2026, 1, 12, 6, tzinfo=UTC))
#: The bodies that golden files of the renderers hold already.
BODIES = (
    "discord/everything.components.json",
    "discord/everything.embeds.json",
    "discord/hostile.components.json",
    "slack/everything.json",
    "text/everything.plain.txt",
)


def drawn(body: str) -> str:
    text = (GOLDEN / body).read_text(encoding="utf-8")
    if body.startswith("text/"):
        return _by_line(draw_plain(text, view=VIEW))
    draw = draw_discord if body.startswith("discord/") else draw_slack
    pages = [page["payload"] for page in json.loads(text)["pages"]]
    return "".join(_by_line(draw(page, resolve=NAMES, view=VIEW)) for page in pages)


def _name(body: str) -> str:
    return f"{Path(body).stem}.{Path(body).parent}"


def _by_line(html: str) -> str:
    """Return HTML with a line for each block, so that a difference can be seen."""
    return html.replace("><", ">\n<") + "\n"


@pytest.mark.parametrize("body", BODIES)
def test_a_body_is_drawn_as_its_golden_file_says(body: str) -> None:
    path = GOLDEN / "html" / f"{_name(body)}.html"
    html = drawn(body)
    if os.environ.get("BRIEFBOT_UPDATE_GOLDEN") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(html, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == html


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("discord/*.json")), ids=lambda path: path.stem)
def test_every_body_of_discords_renderer_can_be_drawn_whole(path: Path) -> None:
    for page in json.loads(path.read_text(encoding="utf-8"))["pages"]:
        assert not parsed(draw_discord(page["payload"], view=VIEW)).all(class_="unknown")


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("slack/*.json")), ids=lambda path: path.stem)
def test_every_body_of_slacks_renderer_can_be_drawn_whole(path: Path) -> None:
    for page in json.loads(path.read_text(encoding="utf-8"))["pages"]:
        assert not parsed(draw_slack(page["payload"], view=VIEW)).all(class_="unknown")


def test_every_golden_file_has_its_body() -> None:
    assert {path.stem for path in (GOLDEN / "html").glob("*.html")} == set(map(_name, BODIES))
