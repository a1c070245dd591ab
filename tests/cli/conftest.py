"""A folder of briefs to run commands in, and the command line as a function."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from briefbot.cli.main import run
from briefbot.storage.store import Store
from linting import CLEAN
from operators import CONFIGURATION, open_store


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Ended]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder of briefs, in the folder where commands run."""
    monkeypatch.chdir(tmp_path)
    briefs = Path("briefs")
    briefs.mkdir()
    return briefs


@pytest.fixture
def bridge(folder: Path) -> Path:
    """Return the path of a brief without faults, the slug of which is river-bridge."""
    path = folder / "river-bridge.md"
    path.write_text(CLEAN, encoding="utf-8")
    return path


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """Yield the store of a configuration, beside the folder of briefs."""
    config = folder.parent / "config" / "briefbot.toml"
    config.parent.mkdir()
    config.write_text(CONFIGURATION, encoding="utf-8")
    found = open_store(Path("data/briefbot.db"))
    yield found
    found._db.close()


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs a command line in this process."""

    def call(*arguments: object) -> Ended:
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return call
