"""A loop whose time jumps, the processes that run on it, and the clocks they look at.

When nothing is ready, time jumps to the next timer. There is one thread and no input or output, so
the same program draws the same trace. A callback belongs to the process in whose context it was
made, which may be killed, stopped (SIGSTOP: its timers run out meanwhile) or suspended with its
whole machine (its timers stand still as well).
"""

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Killed(BaseException):
    """Raised where a killed process touches the world; no `except Exception` catches it."""


class NothingLeftError(Exception):
    """No callback is ready and no timer is set: the program waits for what never comes."""


@dataclass(eq=False, slots=True)
class Process:
    """What may be killed or stopped as one: the tasks and callbacks made in its context."""

    name: str
    dead: bool = False
    frozen: bool = False
    tasks: "list[asyncio.Task[Any]]" = field(default_factory=list)
    parked: "deque[_Entry]" = field(default_factory=deque)
    #: Timers of a suspended machine.
    still: "list[_Entry]" = field(default_factory=list)
    suspended_at: float | None = None

    def check(self) -> None:
        """Raise Killed if it is: every call of the world around a process begins with this."""
        if self.dead:
            raise Killed(self.name)


_PROCESS: ContextVar[Process | None] = ContextVar("process", default=None)


def current_process() -> Process | None:
    """Return the process that runs now; None for the world itself."""
    return _PROCESS.get()


@dataclass(slots=True)
class _Entry:
    at: float
    number: int
    handle: asyncio.Handle
    process: Process | None

    def __lt__(self, other: "_Entry") -> bool:
        return (self.at, self.number) < (other.at, other.number)


class _Task(asyncio.Task[T]):
    """A task whose hash is its number, so that sets of tasks have the same order in every run."""

    _numbers = itertools.count()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - asyncio's arguments
        self._number = next(self._numbers)
        super().__init__(*args, **kwargs)

    def __hash__(self) -> int:
        return self._number


class VirtualLoop(asyncio.BaseEventLoop):
    """An event loop in virtual time that runs one program; there are no threads and no sockets."""

    def __init__(self) -> None:
        self._now = 0.0
        self._running = self._over = False
        self._queue: deque[_Entry] = deque()
        self._timers: list[_Entry] = []
        self._numbers = itertools.count()
        self.unhandled: list[str] = []
        super().__init__()

    # --- processes ---

    def start(
        self, process: Process, main: Callable[[], Coroutine[Any, Any, T]]
    ) -> "asyncio.Task[T]":
        """Run a coroutine as a process's first task."""
        with _within(process):
            return self.create_task(main(), name=process.name)

    def kill(self, process: Process) -> None:
        """Cut a process off from the world at once; its tasks unwind without touching anything."""
        process.dead = True
        self.thaw(process)
        for task in process.tasks:
            task.cancel()

    def freeze(self, process: Process, *, suspend: bool = False) -> None:
        """Let a process do nothing from now on; with `suspend` its timers stand still too."""
        process.frozen = True
        if suspend:
            process.suspended_at = self._now
            process.still = sorted(e for e in self._timers if e.process is process)
            self._timers = [e for e in self._timers if e.process is not process]
            heapq.heapify(self._timers)

    def thaw(self, process: Process) -> None:
        """End a freeze."""
        process.frozen = False
        self._queue.extend(process.parked)
        process.parked.clear()
        if process.suspended_at is not None:
            for entry in process.still:
                entry.at += self._now - process.suspended_at
                heapq.heappush(self._timers, entry)
            process.still = []
            process.suspended_at = None

    # --- the loop as asyncio sees it ---

    def time(self) -> float:
        """Return virtual seconds since the loop was made."""
        return self._now

    def call_soon(
        self,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.Handle:
        """Run a callback in the next round."""
        context = context or copy_context()
        handle = asyncio.Handle(callback, args, self, context)
        process = context.get(_PROCESS)
        self._queue.append(_Entry(self._now, next(self._numbers), handle, process))
        return handle

    def call_soon_threadsafe(
        self,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.Handle:
        """Run a callback in the next round; there is one thread."""
        return self.call_soon(callback, *args, context=context)

    def call_at(
        self,
        when: float,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Run a callback at a moment of `time`."""
        context = context or copy_context()
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        entry = _Entry(when, next(self._numbers), handle, context.get(_PROCESS))
        heapq.heappush(self._timers, entry)
        return handle

    def call_later(
        self,
        delay: float,
        callback: Callable[[*Ts], object],
        *args: *Ts,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Run a callback after some seconds."""
        return self.call_at(self._now + delay, callback, *args, context=context)

    def create_future(self) -> "asyncio.Future[Any]":
        """Return a future of this loop."""
        return asyncio.Future(loop=self)

    def create_task(
        self,
        coro: Any,  # noqa: ANN401 - a generator or a coroutine, as asyncio says
        *,
        name: object = None,
        context: Context | None = None,
        **_: Any,  # noqa: ANN401 - `eager_start` from 3.14 on, which is not for this loop
    ) -> "asyncio.Task[Any]":
        """Start a task; it belongs to the process in whose context it is made."""
        context = context or copy_context()
        task: asyncio.Task[Any] = _Task(coro, loop=self, name=name, context=context)
        process = context.get(_PROCESS)
        if process is not None:
            process.tasks = [each for each in process.tasks if not each.done()]
            process.tasks.append(task)
        return task

    def get_debug(self) -> bool:
        """Return False: asyncio's debug mode measures real time."""
        return False

    def is_running(self) -> bool:
        """Return whether the program is going on."""
        return self._running

    def is_closed(self) -> bool:
        """Return whether the program is over."""
        return self._over

    def run_in_executor(self, *_: object) -> Any:  # noqa: ANN401 - asyncio's signature
        """Refuse: a thread would run in real time."""
        raise RuntimeError("there are no threads in virtual time")

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Note what nobody caught: the run fails with it at its end."""
        if not _is_killing(context.get("exception")):
            self.unhandled.append(f"{context.get('message')}: {context.get('exception')!r}")

    def run_until_complete(self, future: Any) -> Any:  # noqa: ANN401 - asyncio's signature
        """Run a coroutine to its end, as the world."""
        asyncio._set_running_loop(self)
        self._running = True
        try:
            task = self.create_task(future)
            while not task.done():
                self._round()
            return task.result()
        finally:
            self._running, self._over = False, True
            asyncio._set_running_loop(None)

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Leave a cancelled timer where it is; its turn passes without effect."""

    def _round(self) -> None:
        if not self._queue:
            while self._timers and self._timers[0].handle.cancelled():
                heapq.heappop(self._timers)
            if not self._timers:
                raise NothingLeftError(f"at {self._now:.3f} s")
            self._now = max(self._now, self._timers[0].at)
        while self._timers and self._timers[0].at <= self._now:
            self._queue.append(heapq.heappop(self._timers))
        for _ in range(len(self._queue)):
            entry = self._queue.popleft()
            if entry.handle.cancelled():
                continue
            if entry.process is not None and entry.process.frozen:
                entry.process.parked.append(entry)
            else:
                entry.handle._run()


@contextmanager
def _within(process: Process | None) -> "Iterator[None]":
    token = _PROCESS.set(process)
    try:
        yield
    finally:
        _PROCESS.reset(token)


def _is_killing(error: BaseException | None) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return all(map(_is_killing, error.exceptions))
    return isinstance(error, Killed)


def as_world() -> Context:
    """Return a context that belongs to no process: what is called in it outlives its caller."""
    context = copy_context()
    context.run(_PROCESS.set, None)
    return context


@dataclass(slots=True)
class SimClock:
    """The clocks of one machine: the time of day, which may be wrong, and seconds since boot.

    Seconds since boot count on through a stop and a suspension, as CLOCK_BOOTTIME does.
    """

    loop: VirtualLoop
    epoch: datetime
    #: How far the time of day is off.
    off: timedelta = timedelta(0)
    #: Seconds gained in a second, since when.
    drift: float = 0.0
    since: float = 0.0

    def true(self) -> datetime:
        """Return the time as it really is."""
        return self.epoch + timedelta(seconds=self.loop.time())

    def now(self) -> datetime:
        """Return the time of day that the machine shows."""
        gained = timedelta(seconds=(self.loop.time() - self.since) * self.drift)
        return self.true() + self.off + gained

    def elapsed(self) -> float:
        """Return seconds since boot."""
        return self.loop.time()
