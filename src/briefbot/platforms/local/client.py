"""The listening side (`ports.Link`): it is there for as long as the program serves the page."""

import asyncio

from briefbot.platforms.local.bell import Bell
from briefbot.platforms.local.store import ChatStore


class LocalLink:
    """Opens the file, waits, and ends every open stream of events when it is stopped."""

    def __init__(self, store: ChatStore, *, bell: Bell) -> None:
        self._store = store
        self._bell = bell

    async def run(self) -> None:
        """Be there until `stop`. Raises StoreError when the messages cannot be read."""
        with self._bell.listening() as heard:
            await asyncio.to_thread(self._store.latest)
            while not self._bell.is_closed:
                await heard.wait()
                heard.clear()
        await asyncio.to_thread(self._store.close)

    def stop(self) -> None:
        """Let `run`, and what pages listen to, come to an end at once."""
        self._bell.close()

    @property
    def trouble(self) -> str:
        """Why nobody is heard: nothing that this side could know."""
        return ""
