"""The files of the chat page as they are: nothing inline, nothing from outside, nothing missing."""

import json
import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest

from briefbot.platforms.local.assets import page_assets
from briefbot.platforms.text.html import STYLES

PAGE = Path(str(files("briefbot.platforms.local"))) / "page"
HTML = (PAGE / "index.html").read_text(encoding="utf-8")
ASSETS = page_assets(message_style="", time_styles=STYLES)
SCRIPTS = sorted(PAGE.glob("*.js"))


class Parts(HTMLParser):
    """Collects what a page loads, what is inline in it, and its ids."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.referred: list[str] = []
        self.feed(HTML)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"script", "link", "img"}:
            self.loaded.append(given.get("src") or given.get("href") or "")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.inline.append(name)
            if name == "id":
                self.ids.append(value or "")
            if name in {"for", "aria-labelledby", "aria-describedby", "aria-controls"}:
                self.referred.append(value or "")
            if tag == "use":
                self.referred.append((value or "").removeprefix("#"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


def test_the_page_loads_its_own_files_only_and_has_nothing_inline() -> None:
    parts = Parts()

    assert parts.loaded == [
        "/chat/icon.svg",
        "/chat/message.css",
        "/chat/app.css",
        "/chat/app.js",
    ]
    assert parts.inline == []
    assert re.search(r"<script[^>]*>[^<]", HTML) is None
    assert "<style" not in HTML


def test_every_id_is_there_once_and_every_reference_leads_to_one() -> None:
    parts = Parts()

    assert len(set(parts.ids)) == len(parts.ids)
    assert set(parts.referred) <= set(parts.ids)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_imports_what_is_there_and_finds_what_the_page_has(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    names = re.findall(r'import \{ ([^}]+) \} from "\./([^"]+)";', text)

    assert text.count("\nimport ") + text.startswith("import ") == len(names)
    for imported, source in names:
        exporting = ASSETS[source].content.decode()
        for name in imported.split(", "):
            assert re.search(rf"export (async )?(function|class|const) {name}\b", exporting), (
                f"{name} of {source}"
            )
    literal = re.findall(r'find\("([a-z-]+)"\)', text)
    assert set(literal) <= set(Parts().ids)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_makes_markup_of_nothing_but_drawn_messages(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    dangerous = re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", text
    )

    assert dangerous == (["innerHTML"] if script.name == "dom.js" else [])
    addresses = set(re.findall(r"[\"'`](https?:[^\"'`]*)", text))
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_times_are_written_as_the_renderer_of_messages_says() -> None:
    text = ASSETS["time-styles.js"].content.decode()
    table = text.removeprefix("export const STYLES = ").removesuffix(";\n")

    assert json.loads(table) == STYLES


def test_colours_are_chosen_by_the_system_and_the_style_sheet_loads_nothing() -> None:
    text = (PAGE / "app.css").read_text(encoding="utf-8")

    assert "color-scheme: light dark;" in text
    assert "@import" not in text
    assert "url(" not in text
