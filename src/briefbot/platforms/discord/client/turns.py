"""When a shard may identify: one after another, also over several connections of one process.

Discord takes `max_concurrency` of them in 5 seconds, which is 1 but for the largest bots.
https://docs.discord.com/developers/events/gateway#rate-limiting
"""

import asyncio

#: Seconds from one to the next, with some for the way there.
_APART = 5.5


class Turns:
    """Hands out turns; the first is at once."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._free = float("-inf")

    async def wait(self) -> None:
        """Return when it is somebody's turn; the next one is later."""
        async with self._lock:
            now = asyncio.get_running_loop().time()
            await asyncio.sleep(max(0.0, self._free - now))
            self._free = max(self._free, now) + _APART
