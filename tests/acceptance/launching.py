"""A `briefbot run` that starts in a moment, gets signals, and has an exit code in the end."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from acceptance.running import PATIENCE, Site


class Process(Protocol):
    """A `briefbot run` that gets signals and has an exit code in the end."""

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""

    def wait(self) -> int:
        """Wait until it is gone; return its exit code, the signal's number below zero if killed."""


class Forks:
    """Starts one program at a time, each in a folder of its own choice; see `forking`."""

    def __init__(self, factor: float = 1.0) -> None:
        program = Path(__file__).with_name("forking.py")
        own = {name: value for name, value in os.environ.items() if not _is_setting(name)}
        self._parent = subprocess.Popen(
            [sys.executable, str(program), str(factor)],
            bufsize=0,
            env=own,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )

    def start(
        self,
        folder: Path,
        *command: str,
        output: str,
        log: str,
        environment: Mapping[str, str],
    ) -> int:
        """Start a program, and return its process id; what was started before has to be gone."""
        order = {
            "folder": str(folder),
            "command": command,
            "output": output,
            "log": log,
            "environment": dict(environment),
        }
        assert self._parent.stdin
        self._parent.stdin.write(f"{json.dumps(order)}\n".encode())
        return self.wait()

    def wait(self) -> int:
        """Wait for the next answer: after a start, the exit code."""
        assert self.answers(within=PATIENCE), "no answer"
        assert self._parent.stdout
        return int(self._parent.stdout.readline())

    def answers(self, *, within: float = 0.0) -> bool:
        """Tell whether `wait` has something to return, which may take so many seconds to come."""
        assert self._parent.stdout
        return bool(select.select([self._parent.stdout], [], [], within)[0])

    def close(self) -> None:
        """End it; what it has started should be gone."""
        try:
            self._parent.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self._parent.pid, signal.SIGKILL)  # so that nothing outlives a failed test
            self._parent.communicate()


def _is_setting(name: str) -> bool:
    return name.upper().startswith("BRIEFBOT_")


@dataclass
class Launcher:
    """Has one `briefbot run` at a time in a site's folder."""

    site: Site
    forks: Forks
    environment: Mapping[str, str] = field(default_factory=dict)
    pid: int = 0
    number: int = -1

    def start(self) -> "Launcher":
        """Start one; what was started before has to be gone."""
        self.number = len(list(self.site.folder.glob("log-*")))
        self.log_path.touch()
        self.pid = self.forks.start(
            self.site.folder,
            *("run", "--config", "briefbot.toml"),
            output=f"output-{self.number}",
            log=self.log_path.name,
            environment={"BRIEFBOT_HTTP__LISTEN": "127.0.0.1:0", **self.environment},
        )
        return self

    @property
    def log_path(self) -> Path:
        return self.site.folder / f"log-{self.number}"

    @property
    def is_gone(self) -> bool:
        """Tell whether what was started has ended, so that `wait` returns at once."""
        return not self.pid or self.forks.answers()

    def has_told(self, text: str) -> bool:
        """Tell whether a text is in the log."""
        return text in self.log_path.read_text(encoding="utf-8")

    def send(self, number: signal.Signals) -> None:
        assert self.pid, "nothing runs"
        os.kill(self.pid, number)

    def wait(self) -> int:
        code = self.forks.wait()
        self.pid = 0
        return code

    def close(self) -> None:
        """End what runs."""
        if not self.is_gone:
            self.send(signal.SIGKILL)
        if self.pid:
            self.wait()


@contextmanager
def launcher(
    site: Site,
    *,
    factor: float = 1.0,
    environment: Mapping[str, str] | None = None,
    forks: Forks | None = None,
) -> Iterator[Launcher]:
    """Have a launcher: with forks of its own by a factor, or with those that are given."""
    with ExitStack() as stack:
        own = forks or stack.enter_context(closing(Forks(factor)))
        yield stack.enter_context(closing(Launcher(site, own, environment or {})))
