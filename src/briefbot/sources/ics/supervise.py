"""Having series worked out by a process that may hang, die or grow: it is killed, the rest goes on.

One worker serves all series, because starting one takes longer than most calendars do. Only after a
series that hangs or ends it, another continues with the next.
"""

import os
import select
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import IO, Any, Final, Self

from briefbot.errors import UnreadableError
from briefbot.sources.ics.wire import unpack

_WORKER: Final = "briefbot.sources.ics.worker"
_CHUNK: Final = 64 * 1024

#: A clock that never goes back, in seconds.
Seconds = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Budget:
    """How long, in seconds, all series of a calendar may take, and a single one."""

    total: float = 17.0
    series: float = 2.0


class Worker:
    """A running worker that is being sent a question and series, one line each.

    Leaving its context kills it.
    """

    def __init__(self, question: bytes, series: Sequence[bytes]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and a module of ours
            # Without -P, a file in the current folder could take a library's place.
            [sys.executable, "-P", "-W", "ignore", "-m", _WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # It needs nothing else of the environment, which may hold tokens.
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise AssertionError("both were asked for")
        self._output = stdout
        self._lines: list[bytes] = []
        self._rest = b""
        # A pipe holds less than a calendar: while the worker is fed, its answers must be read.
        self._feeder = Thread(target=_feed, args=(stdin, (question, *series)), daemon=True)
        self._feeder.start()

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._feeder.join()
        self._output.close()

    def answer(self, seconds: Seconds, *, until: float) -> Any:  # noqa: ANN401 - as it was packed
        """Return the next answer.

        Raises TimeoutError when there is none by then, EOFError when the worker has ended.
        """
        while not self._lines:
            left = until - seconds()
            if left <= 0 or not select.select([self._output], [], [], left)[0]:
                raise TimeoutError
            chunk = os.read(self._output.fileno(), _CHUNK)
            if not chunk:
                raise EOFError
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            self._lines = lines[::-1]
        return unpack(self._lines.pop())


def answers(
    question: bytes, series: Sequence[bytes], *, budget: Budget, seconds: Seconds
) -> Generator[Any, None, None]:
    """Yield the worker's answer to the question, then one for each series, in order.

    For a series that has no answer, because it hung, ended its worker or was not reached in time,
    that is the reason, a str. Raises UnreadableError when no worker can be started.
    """
    deadline = seconds() + budget.total
    greeted = False
    done = 0
    while done < len(series) or not greeted:
        with Worker(question, series[done:]) as worker:
            try:
                greeting = worker.answer(seconds, until=deadline)
                if not greeted:
                    yield greeting
                    greeted = True
                while done < len(series):
                    limit = min(deadline, seconds() + budget.series)
                    yield worker.answer(seconds, until=limit)
                    done += 1
            except TimeoutError:
                reason = f"it takes longer than {budget.series:g} s to work out"
            except EOFError:
                reason = "it ended the process that worked it out"
            else:
                return
        if not greeted:
            raise UnreadableError("no series can be worked out: the worker does not answer")
        if seconds() >= deadline:
            late = f"it was not reached: the calendar takes longer than {budget.total:g} s"
            yield from (late for _ in series[done:])
            return
        yield reason
        done += 1


def _feed(stdin: IO[bytes], lines: Sequence[bytes]) -> None:
    # A worker that has ended takes no more; whoever waits for its answers learns of it there.
    with suppress(BrokenPipeError), stdin:
        stdin.writelines(lines)
