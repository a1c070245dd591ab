"""Bad files through the real command: what, where, what next, and the others are still checked."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import Command
from linting import CLEAN, edited, with_facts

#: A brief beside the bad one, with one warning of its own that must still be told.
WARNED = edited(
    ("slug: river-bridge", "slug: other"), text=with_facts("- The ferry closed yesterday. [@wire]")
)

ALIASES = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"


def with_front_matter(lines: str) -> Callable[[Path], object]:
    return written(edited(("schema: 1\n", f"schema: 1\n{lines}")))


def written(text: str | bytes) -> Callable[[Path], object]:
    data = text if isinstance(text, bytes) else text.encode()
    return lambda path: path.write_bytes(data)


#: How each bad file is made, its code, words of the one line, and the exit code.
BAD: dict[str, tuple[Callable[[Path], object], str, str, int]] = {
    "dangling link": (lambda path: path.symlink_to("nowhere"), "BB001", "cannot be read", 2),
    "link in a circle": (lambda path: path.symlink_to(path.name), "BB001", "cannot be read", 2),
    "pipe": (os.mkfifo, "BB001", "cannot be read", 2),
    "binary": (written(CLEAN.encode() + b"\x00\x01\x02"), "BB004", "control character", 2),
    "10 MB": (written(CLEAN + "a " * 5_000_000), "BB003", "256 KiB", 2),
    "Latin-1": (written(edited(("river", "r\u00efver")).encode("latin-1")), "BB002", "UTF-8", 2),
    "UTF-16": (written(CLEAN.encode("utf-16")), "BB002", "UTF-8", 2),
    "bidi": (written(edited(("The council", "The \u202elicnuoc"))), "BB005", "U+202E", 2),
    "alias bomb": (with_front_matter(ALIASES), "BB010", "anchor", 1),
    "key twice": (with_front_matter("lang: en\nlang: uk\n"), "BB009", '"lang"', 1),
    "no front matter": (written("# A heading\n\nText.\n"), "BB006", "front matter", 1),
    "open front matter": (written("---\ntitle: A\n"), "BB007", "front matter", 1),
    "empty": (written(""), "BB006", "front matter", 1),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_told_and_the_others_are_checked(
    kind: str, bridge: Path, command: Command
) -> None:
    make, code, words, exit_code = BAD[kind]
    bridge.unlink()
    make(bridge)
    (bridge.parent / "other.md").write_text(WARNED, encoding="utf-8")

    ended = command("check")

    assert ended.code == exit_code
    told = [line for line in ended.out.splitlines() if f" {code} error: " in line]
    assert told, ended.out
    assert told[0].startswith("briefs/river-bridge.md:")
    assert words in told[0]
    assert " -- " in told[0]
    assert "briefs/other.md:18:20: BB301 warning: " in ended.out
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("path", ["none.md", "none"])
def test_a_path_that_is_not_there_is_told(path: str, bridge: Path, command: Command) -> None:
    ended = command("check", path, bridge)

    assert ended.code == 2
    assert ended.out.startswith(f"{path}:1:1: BB001 error: cannot be read: no such file")
    assert ended.err.splitlines()[-1] == "1 file, 1 error"


def test_a_folder_without_briefs_has_no_faults(folder: Path, command: Command) -> None:
    ended = command("check", folder)

    assert (ended.code, ended.err) == (0, "0 files, no faults\n")


def test_a_folder_named_like_a_brief_is_looked_into(bridge: Path, command: Command) -> None:
    odd = bridge.parent / "odd.md"
    odd.mkdir()
    bridge.rename(odd / bridge.name)

    assert command("check").err.splitlines()[-1] == "1 file, no faults"


def test_what_a_file_is_called_cannot_act_on_the_terminal(folder: Path, command: Command) -> None:
    name = "a\x1b[2J\n\u202eb.md"
    (folder / name).write_text(CLEAN, encoding="utf-8")

    ended = command("check")

    assert ended.code == 1
    assert "\x1b" not in ended.out
    assert r"briefs/a\x1b[2J\n\u202eb.md:" in ended.out


def test_a_name_that_is_not_utf8_is_shown(folder: Path, command: Command) -> None:
    Path(os.fsdecode(bytes(folder) + b"/\xff.md")).write_text("text", encoding="utf-8")

    assert command("check").out.startswith(r"briefs/\udcff.md:1:1: BB006 error: ")
