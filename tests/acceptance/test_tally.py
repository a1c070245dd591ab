"""What is done to a process is noted, where somebody asks for it; its end in order is not."""

import signal
from pathlib import Path
from typing import Any

import pytest

from acceptance import tally
from acceptance.launching import Launcher
from acceptance.running import Site


class Fake:
    """A process that a signal to end kills, or lets end in order."""

    pid = 1

    def __init__(self) -> None:
        self.code = 0

    def send_signal(self, number: signal.Signals) -> None:
        self.code = -number if number == signal.SIGKILL else 0

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, _timeout: float) -> int:
        return self.code


def launched(site: Site) -> Launcher:
    fake: Any = Fake()
    return Launcher(site, _process=fake)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(tally.VARIABLE, str(tmp_path / "tally"))
    return tmp_path / "tally"


def test_kills_and_freezes_are_counted(site: Site, path: Path) -> None:
    for number in (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM):
        one = launched(site)
        one.send(signal.SIGSTOP)
        one.send(number)
        one.wait()
    launched(site).close()  # tidied away

    assert tally.read(path) == {"process kills": 2, "process freezes": 3}
    assert "test_kills_and_freezes_are_counted" in path.read_text(encoding="utf-8")


def test_where_nobody_asks_nothing_is_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(tally.VARIABLE)
    tally.note(signal.SIGKILL)

    assert tally.read(path) == {}
