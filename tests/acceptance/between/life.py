"""A process that is started again whenever it was killed, and people who ask it again."""

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar

from acceptance.launching import Launcher
from acceptance.running import PATIENCE

T = TypeVar("T")


class Life:
    """A `briefbot run` after another; `connections` counts how often any was heard by its chat."""

    def __init__(self, process: Launcher, connections: Callable[[], int]) -> None:
        self._process = process
        self._connections = connections
        self._before = 0
        self.deaths = 0

    def start(self) -> None:
        self._before = self._connections()
        self._process.start()

    def kill(self) -> bool:
        """Kill it; return whether there was anything to be killed."""
        pid = self._process.pid  # read once: another thread may be starting the next one
        with suppress(ProcessLookupError):
            if pid:
                os.kill(pid, signal.SIGKILL)
        return pid != 0

    def until(self, found: Callable[[], T | None]) -> T:
        """Wait until something is found, or is so, and return it."""
        deadline = time.monotonic() + PATIENCE
        while not (what := found()):
            assert time.monotonic() < deadline, "it never came"
            self._revive()
            time.sleep(0.02)
        return what

    def get(self, ask: Callable[[], Future[bool]], *, unless: Callable[[], bool]) -> None:
        """Have somebody ask until they are answered, unless they see what they wanted before."""
        while not unless():
            self.until(self._is_heard)
            if self._is_answered(ask()):
                return

    def end(self) -> None:
        """End it in order, unless it is killed on the way."""
        with suppress(ProcessLookupError):
            self._process.send(signal.SIGTERM)
        assert self._process.wait() in {0, -signal.SIGKILL}

    def _is_answered(self, asked: Future[bool]) -> bool:
        """Wait until something is answered, or nobody is there any more to answer it."""
        deaths = self.deaths
        self.until(lambda: asked.done() or self.deaths > deaths)
        return asked.result() if asked.done() else not asked.cancel()

    def _is_heard(self) -> bool:
        return self._connections() > self._before

    def _revive(self) -> None:
        if self._process.is_gone:
            code = self._process.wait()
            assert code == -signal.SIGKILL, self._process.log_path.read_text(encoding="utf-8")
            self.deaths += 1
            self.start()
