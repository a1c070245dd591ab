"""Starts Python programs from a process that has loaded briefbot, as `python` would start them.

Half of what a start costs is loading, and the acceptance tests start more than a hundred: see
https://docs.python.org/3/library/multiprocessing.html#contexts-and-start-methods (forkserver). What
is started is a process like any other: it has its own id, gets signals, and is killed for good.
"""

import os
import runpy
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from pkgutil import walk_packages
from signal import Signals

import briefbot


@cache
def _context() -> ForkServerContext:
    context = get_context("forkserver")
    loaded = (module.name for module in walk_packages(briefbot.__path__, "briefbot."))
    context.set_forkserver_preload(
        [name for name in loaded if "migrations" not in name and name != "briefbot.__main__"]
    )
    return context


class Loaded:
    """A program that was started; what `subprocess.Popen` has of it."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        folder: Path,
        output: Path,
        log: Path,
        environment: Mapping[str, str],
    ) -> None:
        self._process = _context().Process(
            target=_become, args=(list(arguments), folder, output, log, dict(environment))
        )
        self._process.start()
        self.pid = self._process.pid or 0

    def poll(self) -> int | None:
        """Return its exit code, None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end.

        Raises TimeoutError when that has not come in so many seconds.
        """
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise TimeoutError(f"it still runs after {timeout} s")
        return code

    def send_signal(self, number: Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self._process.kill()


def _become(
    arguments: Sequence[str], folder: Path, output: Path, log: Path, environment: Mapping[str, str]
) -> None:
    """Be what `python` is with these arguments: `-m` and a module, or a file."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    for place, path in ((0, Path(os.devnull)), (1, output), (2, log)):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), place)
    if arguments[0] == "-m":
        sys.argv = list(arguments[1:])
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = list(arguments)
        runpy.run_path(arguments[0], run_name="__main__")
