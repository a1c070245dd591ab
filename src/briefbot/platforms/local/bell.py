"""The bell that tells open pages to look for what is new."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Bell:
    """Wakes everybody who listens. It carries nothing: what is new stands in the store.

    So nothing piles up for a page that reads slowly. Used in one event loop only.
    """

    def __init__(self) -> None:
        self._listening: set[asyncio.Event] = set()
        self.is_closed = False

    def ring(self) -> None:
        """Wake everybody."""
        for each in self._listening:
            each.set()

    def close(self) -> None:
        """Wake everybody for the last time."""
        self.is_closed = True
        self.ring()

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """Give what is set by each ring; whoever listens clears it before looking."""
        heard = asyncio.Event()
        if self.is_closed:
            heard.set()
        self._listening.add(heard)
        try:
            yield heard
        finally:
            self._listening.discard(heard)
