import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from brief_texts import text_of
from briefbot.sources.briefs import find_briefs, read_brief, stem_slug
from briefbot.sources.briefs.characters import MAX_BYTES

TEXT = text_of()


def written(path: Path, text: str = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("briefs/2024/2024-11-28-nuc-dnipro-oreshnik.md", "nuc-dnipro-oreshnik"),
        ("nuc-dnipro-oreshnik.md", "nuc-dnipro-oreshnik"),
        ("2024-11-28.md", "2024-11-28"),
        ("2024-budget.md", "2024-budget"),
        ("a.b.md", "a.b"),
    ],
)
def test_the_slug_of_a_file_is_its_stem_without_the_date(path: str, slug: str) -> None:
    assert stem_slug(path) == slug


def test_a_file_is_read_and_shown_as_asked(tmp_path: Path) -> None:
    path = written(tmp_path / "harbour-reopens.md")

    assert read_brief(path).path == str(path)
    assert read_brief(path, "briefs/harbour.md").path == "briefs/harbour.md"
    assert read_brief(path).text == TEXT
    assert read_brief(path).brief is not None


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "harbour.md"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())

    source = read_brief(path)

    assert source.text == TEXT
    assert source.faults == ()


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    filled = TEXT + "\n" * (MAX_BYTES - len(TEXT.encode()))
    largest = read_brief(written(tmp_path / "largest.md", filled))
    larger = read_brief(written(tmp_path / "larger.md", filled + "\n"))

    assert largest.faults == ()
    assert [(fault.code, fault.unreadable) for fault in larger.faults] == [("BB003", True)]
    assert larger.text == ""


def special_files(folder: Path) -> dict[str, Path]:
    os.mkfifo(folder / "pipe.md")
    (folder / "folder.md").mkdir()
    (folder / "loop.md").symlink_to("loop.md")
    return {
        "missing": folder / "missing.md",
        "pipe": folder / "pipe.md",
        "folder": folder / "folder.md",
        "loop": folder / "loop.md",
        "device": Path("/dev/zero"),
        "name with a NUL": folder / "a\0b.md",
        "name too long": folder / ("a" * 300 + ".md"),
    }


def test_whatever_is_no_regular_file_cannot_be_read(tmp_path: Path) -> None:
    for name, path in special_files(tmp_path).items():
        source = read_brief(path)

        assert [fault.code for fault in source.faults] == ["BB001"], name
        assert source.faults[0].unreadable, name
        assert source.brief is None, name


@contextmanager
def as_nobody() -> Iterator[None]:
    """Give up root's right to read everything for a while; others have no such right."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_file_without_permission_cannot_be_read() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # pytest's own folders are closed to everybody else
        closed, opened = written(folder / "closed.md"), written(folder / "opened.md")
        closed.chmod(0)
        opened.chmod(0o644)

        with as_nobody():
            faults = read_brief(closed).faults
            others = read_brief(opened).faults

    assert [fault.message for fault in faults] == ["cannot be read: permission denied"]
    assert "BB001" not in [fault.code for fault in others]


def test_briefs_are_found_below_folders_in_order_and_once(tmp_path: Path) -> None:
    first = written(tmp_path / "2024" / "a.md")
    second = written(tmp_path / "2024" / "b" / "c.md")
    third = written(tmp_path / "d.md")
    note = written(tmp_path / "note.txt")
    written(tmp_path / ".hidden" / "e.md")
    written(tmp_path / ".f.md")

    found, findings = find_briefs([tmp_path, first, note])

    assert found == [first, second, third, note]
    assert findings == []


def test_links_out_of_the_tree_and_links_to_folders_are_skipped(tmp_path: Path) -> None:
    outside = written(tmp_path / "outside" / "a.md")
    inside = written(tmp_path / "briefs" / "b.md")
    (tmp_path / "briefs" / "out.md").symlink_to(outside)
    (tmp_path / "briefs" / "within.md").symlink_to(inside)
    (tmp_path / "briefs" / "outer").symlink_to(tmp_path / "outside")
    (tmp_path / "briefs" / "round").symlink_to(tmp_path / "briefs")

    found, findings = find_briefs([tmp_path / "briefs"])

    assert found == [inside, tmp_path / "briefs" / "within.md"]
    assert findings == []


def test_what_was_asked_for_and_is_no_brief_is_a_finding(tmp_path: Path) -> None:
    files = special_files(tmp_path)
    del files["folder"]

    found, findings = find_briefs(list(files.values()))

    assert found == []
    assert [finding.path for finding in findings] == [str(path) for path in files.values()]
    assert {(finding.code, finding.unreadable) for finding in findings} == {("BB001", True)}


@pytest.mark.parametrize(
    "make", [os.mkfifo, lambda path: path.symlink_to(path)], ids=["pipe", "link to itself"]
)
def test_what_is_no_file_below_a_folder_is_a_finding_and_its_neighbours_are_read(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "a.md")
    brief = written(tmp_path / "b.md")

    found, findings = find_briefs([tmp_path])

    assert found == [brief]
    assert [finding.message for finding in findings] == [
        "cannot be read: neither a file nor a folder"
    ]
