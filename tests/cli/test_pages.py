"""Pages as files: where they go, and how they are opened."""

import io
import stat
import sys
import webbrowser
from pathlib import Path

import pytest

from briefbot.cli.pages import write_page
from cli.conftest import Command

HEAD = "<!doctype html>\n"


class Terminal(io.StringIO):
    """A standard output that somebody sits at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list of what the browser is asked to open."""
    asked: list[str] = []

    def note(address: str) -> bool:
        asked.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", note)
    return asked


@pytest.mark.usefixtures("bridge")
def test_a_page_that_is_piped_is_printed(command: Command) -> None:
    ended = command("preview", "brief", "river-bridge", "--as", "html")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(HEAD)
    assert ended.out.endswith("</html>\n")
    assert not Path("build").exists()


@pytest.mark.usefixtures("bridge")
def test_on_a_terminal_a_page_is_written_and_its_path_printed(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)

    assert command("preview", "brief", "river-bridge", "--as", "html").code == 0
    assert terminal.getvalue() == "build/river-bridge.html\n"
    assert Path("build/river-bridge.html").read_text(encoding="utf-8").startswith(HEAD)


@pytest.mark.usefixtures("bridge")
def test_a_page_is_named_after_what_it_shows(command: Command, opened: list[str]) -> None:
    ended = command(
        "preview", "brief", "river-bridge", "--kind", "sources", "--as", "html", "--open"
    )

    assert ended.out == "build/river-bridge-sources.html\n"
    assert opened == [Path(ended.out.strip()).resolve().as_uri()]


@pytest.mark.usefixtures("bridge")
def test_every_form_can_be_written_to_a_file(command: Command) -> None:
    printed = command("preview", "brief", "river-bridge", "--as", "slack").out

    ended = command("preview", "brief", "river-bridge", "--as", "slack", "-o", "out/page.json")

    assert ended.out == "out/page.json\n"
    assert Path("out/page.json").read_text(encoding="utf-8") == printed


@pytest.mark.usefixtures("bridge")
def test_only_a_page_can_be_opened(command: Command, opened: list[str]) -> None:
    ended = command("preview", "brief", "river-bridge", "--as", "text", "--open")

    assert ended.code == 2
    assert ended.err == "briefbot: only a page can be opened -- add --as html\n"
    assert opened == []


@pytest.mark.usefixtures("bridge")
def test_where_no_browser_is_found_that_is_said(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _: False)

    ended = command("preview", "brief", "river-bridge", "--as", "html", "--open")

    assert (ended.code, ended.out) == (0, "build/river-bridge.html\n")
    assert ended.err == "no browser was found; open build/river-bridge.html yourself\n"


@pytest.mark.usefixtures("bridge")
def test_a_file_that_cannot_be_written_is_told(command: Command) -> None:
    Path("taken").write_text("a file, no folder", encoding="utf-8")

    ended = command("preview", "brief", "river-bridge", "--as", "html", "-o", "taken/page.html")

    assert ended.code == 2
    assert ended.err.startswith("briefbot: taken/page.html: cannot be written: ")
    assert ended.err.endswith(" -- name another file: --output\n")


def test_where_build_cannot_be_written_a_temporary_folder_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("build").write_text("a file, no folder", encoding="utf-8")

    path = write_page("text", output=None, name="morning-2026-12-01T08:00")

    assert path.name == "morning-2026-12-01T08-00.html"
    assert not path.is_relative_to(tmp_path / "build")
    assert path.read_text(encoding="utf-8") == "text"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../etc/passwd", "etc-passwd.html"),
        ("brief/meeting@2026", "brief-meeting-2026.html"),
        ("\u202e..", "page.html"),
        ("a" * 300, f"{'a' * 80}.html"),
    ],
)
def test_a_name_never_leaves_the_folder(
    name: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert write_page("text", output=None, name=name) == Path("build") / file
