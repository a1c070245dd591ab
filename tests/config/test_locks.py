"""The locks hold what pyproject.toml asks for, with hashes, and name no package index."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def locked(name: str) -> dict[str, str]:
    """Return the version of every package in a lock."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, flags=re.MULTILINE))


def named(requirements: list[str]) -> set[str]:
    names = {re.split(r"[<>=!~\[; ]", requirement)[0] for requirement in requirements}
    return {name.lower().replace("_", "-").replace(".", "-") for name in names}


def test_what_runs_and_builds_briefbot_is_locked() -> None:
    assert named(PROJECT["project"]["dependencies"]) <= set(locked("requirements.lock"))
    assert named(PROJECT["build-system"]["requires"]) <= set(locked("requirements.lock"))
    assert named(GROUPS["build"]) <= set(locked("requirements.lock"))


def test_what_tests_and_checks_it_is_locked() -> None:
    assert named(GROUPS["test"] + GROUPS["check"]) <= set(locked("requirements-dev.lock"))


def test_tests_run_with_the_versions_that_users_get() -> None:
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_hashes(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) == len(locked(name))
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("name", LOCKS)
def test_no_package_index_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert "://" not in text
    assert "index-url" not in text
