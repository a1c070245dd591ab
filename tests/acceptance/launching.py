"""A `briefbot run` whose spans are shorter, started again and again."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from acceptance.loaded import Loaded
from acceptance.running import PATIENCE, SENT, Site

_PROGRAM = str(Path(__file__).with_name("faster.py"))


class Process(Protocol):
    """A `briefbot run` that gets signals and has an exit code in the end."""

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""

    def wait(self) -> int:
        """Wait until it is gone; return its exit code, the signal's number below zero if killed."""


@dataclass
class Launcher:
    """Has one `briefbot run` at a time in a site's folder."""

    site: Site
    factor: float = 1.0
    environment: Mapping[str, str] = field(default_factory=dict)
    number: int = -1
    _process: Loaded | None = None

    def start(self) -> "Launcher":
        """Start one; what was started before has to be gone."""
        assert self._process is None, "one runs"
        self.number = len(list(self.site.folder.glob("log-*")))
        self.log_path.touch()
        own = {name: value for name, value in os.environ.items() if not _is_setting(name)}
        self._process = Loaded(
            [_PROGRAM, str(self.factor), "run", "--config", "briefbot.toml"],
            folder=self.site.folder,
            output=self.site.folder / f"output-{self.number}",
            log=self.log_path,
            environment={**own, "BRIEFBOT_HTTP__LISTEN": "127.0.0.1:0", **self.environment},
        )
        return self

    @property
    def log_path(self) -> Path:
        return self.site.folder / f"log-{self.number}"

    @property
    def pid(self) -> int:
        """The process id of what runs, 0 if nothing does."""
        running = self._process  # read once: another thread may wait for its end
        return running.pid if running else 0

    @property
    def is_gone(self) -> bool:
        """Tell whether what was started has ended, so that `wait` returns at once."""
        return self._process is None or self._process.poll() is not None

    def has_told(self, text: str) -> bool:
        """Tell whether a text is in the log."""
        return text in self.log_path.read_text(encoding="utf-8")

    def send(self, number: signal.Signals) -> None:
        assert self._process, "nothing runs"
        SENT[number] += 1
        self._process.send_signal(number)

    def wait(self) -> int:
        assert self._process, "nothing runs"
        code = self._process.wait(PATIENCE)
        self._process = None
        return code

    def close(self) -> None:
        """End what runs."""
        if self._process:
            self._process.kill()
            self.wait()


def _is_setting(name: str) -> bool:
    return name.upper().startswith("BRIEFBOT_")


@contextmanager
def launcher(
    site: Site, *, factor: float = 1.0, environment: Mapping[str, str] | None = None
) -> Iterator[Launcher]:
    """Have a launcher; what it has running at the end is killed."""
    with closing(Launcher(site, factor, environment or {})) as found:
        yield found
