"""The local Slack in a thread of its own, for code that runs an event loop for each call."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

from slack_server import Limits, SlackServer

T = TypeVar("T")


class ServerThread:
    """A server, and its loop."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.server = self.does(self._made(limits))

    @staticmethod
    async def _made(limits: Limits | None) -> SlackServer:
        return await SlackServer(limits).__aenter__()

    def does(self, work: Coroutine[Any, Any, T]) -> T:
        """Have something done in the server's loop."""
        return self.begin(work).result(60)

    def begin(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Let something be done in the server's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def stop(self) -> None:
        """End the server; its address refuses connections from then on."""
        server, self._stopped = self.server, True
        self.does(server.__aexit__(None, None, None))

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


@contextmanager
def serving(limits: Limits | None = None) -> Iterator[ServerThread]:
    """Have a server; `stop` it earlier to see what happens then."""
    thread = ServerThread(limits)
    try:
        yield thread
    finally:
        if not getattr(thread, "_stopped", False):
            thread.stop()
        thread.close()


def run(
    scenario: Callable[[SlackServer], Coroutine[Any, Any, T]], limits: Limits | None = None
) -> T:
    """Play a scenario with a server in the same loop."""

    async def main() -> T:
        async with SlackServer(limits) as server:
            return await scenario(server)

    return asyncio.run(main())
