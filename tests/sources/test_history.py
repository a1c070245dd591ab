import os
import subprocess
from pathlib import Path

import pytest

from briefbot.sources.history import MAX_OCTETS, GitHistory, committed_text


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Newsroom", "-c", "user.email=newsroom@example.org"]
    subprocess.run(["git", *who, "-C", str(folder), *arguments], check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-m", "A revision")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init")
    return tmp_path


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_text_of_head_is_told_whatever_the_file_holds_now(repository: Path) -> None:
    first = written(repository / "a.md", "Міст, first\r\n")
    second = written(repository / "2026" / "b.md", "second")
    commit(repository)
    first.write_text("changed", encoding="utf-8")
    second.unlink()

    texts = GitHistory().committed_texts([first, second])

    assert texts == {first: "Міст, first\r\n", second: "second"}


def test_a_file_that_was_never_committed_has_no_earlier_text(repository: Path) -> None:
    committed = written(repository / "a.md", "text")
    commit(repository)
    new = written(repository / "2026" / "new.md", "text")

    assert GitHistory().committed_texts([new, committed]) == {new: None, committed: "text"}


def test_before_the_first_commit_there_is_no_history(repository: Path) -> None:
    assert GitHistory().committed_texts([written(repository / "a.md", "text")]) == {}


def test_outside_a_repository_there_is_no_history(tmp_path: Path) -> None:
    assert GitHistory().committed_texts([written(tmp_path / "a.md", "text")]) == {}


def test_without_git_there_is_no_history(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(repository / "a.md", "text")
    commit(repository)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "env").symlink_to("/usr/bin/env")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    assert committed_text(path) is None


def test_odd_names_are_found(repository: Path) -> None:
    names = ["a b.md", "-x.md", "ï:HEAD.md", 'q"uote.md', os.fsdecode(b"\xff.md")]
    paths = [written(repository / name, name.encode(errors="replace").decode()) for name in names]
    commit(repository)

    assert list(GitHistory().committed_texts(paths)) == paths
    assert committed_text(paths[1]) == "-x.md"


def test_a_name_with_a_line_break_asks_for_nothing_else(repository: Path) -> None:
    secret = written(repository / "secret.md", "secret")
    odd = written(repository / "a\nHEAD:.", "odd")
    commit(repository)

    assert GitHistory().committed_texts([odd, secret]) == {secret: "secret"}


def test_what_is_too_large_or_not_utf8_was_no_brief(repository: Path) -> None:
    large = written(repository / "large.md", "x" * (MAX_OCTETS + 1))
    odd = repository / "odd.md"
    odd.write_bytes(b"\xff")
    last = written(repository / "z.md", "last")
    commit(repository)

    assert GitHistory().committed_texts([large, odd, last]) == {
        large: None,
        odd: None,
        last: "last",
    }


def test_a_hooks_environment_does_not_lead_to_another_repository(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(repository / "briefs" / "a.md", "text")
    commit(repository)
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")

    assert committed_text(path) == "text"


def test_asking_runs_nothing_that_the_repository_configures(repository: Path) -> None:
    path = written(repository / "a.md", "text")
    written(repository / ".gitattributes", "*.md filter=trap diff=trap\n")
    commit(repository)
    trap = f"touch {repository / 'sprung'}"
    for key in ("filter.trap.smudge", "diff.trap.textconv", "core.fsmonitor", "core.pager"):
        git(repository, "config", key, trap)

    assert committed_text(path) == "text"
    assert not (repository / "sprung").exists()
