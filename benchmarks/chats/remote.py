"""A local chat in a process of its own, so that its work is not counted as the program's."""

import asyncio
import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Protocol

#: So long a server may take to answer, in seconds.
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted of a server: channels, and the platform's real limits or none."""

    channels: int
    is_limited: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """How a server is reached, and the ids of its channels."""

    api: str
    token: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """A request to post as the server saw it; `nonce` is the delivery's own."""

    channel: str
    nonce: str
    is_taken: bool


class Served(Protocol):
    """A server that runs."""

    @property
    def where(self) -> Where:
        """How it is reached."""
        ...

    def posts(self) -> Sequence[Post]:
        """Return the requests to post since this was last asked, the oldest first."""
        ...

    def refused(self) -> int:
        """Return how many requests ever came too fast."""
        ...


Serve = Callable[[Order], AbstractAsyncContextManager[Served]]


class Remote:
    """A server in another process."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.where: Where = _answer(pipe)

    def posts(self) -> Sequence[Post]:
        """Return the requests to post since this was last asked, the oldest first."""
        self._pipe.send("posts")
        found: Sequence[Post] = _answer(self._pipe)
        return found

    def refused(self) -> int:
        """Return how many requests ever came too fast."""
        self._pipe.send("refused")
        found: int = _answer(self._pipe)
        return found


def _answer(pipe: Connection) -> Any:  # noqa: ANN401 - whatever was asked for
    if not pipe.poll(_PATIENCE):
        raise TimeoutError("the local server does not answer")
    return pipe.recv()


@contextmanager
def remote(serve: Serve, order: Order) -> Iterator[Remote]:
    """Have a server in another process; `serve` is a function of a module."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_main, args=(serve, order, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Remote(ours)
    finally:
        ours.close()  # which ends it
        process.join(_PATIENCE)


def _main(serve: Serve, order: Order, pipe: Connection) -> None:
    gc.disable()  # it keeps all that it was asked, and whoever waits would wait for looking through
    asyncio.run(_serve(serve, order, pipe))


async def _serve(serve: Serve, order: Order, pipe: Connection) -> None:
    loop = asyncio.get_running_loop()
    async with serve(order) as served:
        pipe.send(served.where)
        while True:
            try:
                asked = await loop.run_in_executor(None, pipe.recv)
            except EOFError:
                return
            pipe.send(served.posts() if asked == "posts" else served.refused())
