"""Posts a second through ledger, renderer and SDK, against a bare loop of that SDK.

Both have the same server, in a process of its own and without limits, and the same bodies. Both
post to as many channels as they have messages under way; neither is paced.
"""

import asyncio
import os
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.chats.ledger import Opened, deliver, fill, ledger
from benchmarks.chats.remote import Order, Remote, Serve, remote

from briefbot.app.running.memory import no_long_collections
from briefbot.core.delivery.pacing import Pace, Rate
from briefbot.logs import set_up_logs

IN_FLIGHT = 50
OF_EACH = 60
ROUNDS = 3
AT_LEAST = 0.5
UNPACED = Pace(Rate(per_second=1e6, burst=1_000))
POSTS = IN_FLIGHT * OF_EACH

Sending = Callable[[str, int], Coroutine[Any, Any, None]]


async def bare(channels: Sequence[str], send: Sending) -> float:
    """Return the seconds of a loop in each channel; `send` posts a message of a number."""

    async def loop(number: int, channel: str) -> None:
        for turn in range(OF_EACH):
            await send(channel, turn * IN_FLIGHT + number)

    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number, channel in enumerate(channels):
            group.create_task(loop(number, channel))
    return time.perf_counter() - start


async def whole(account: str, server: Remote, opened: Opened) -> float:
    """Return the seconds of the courier."""
    with ledger() as database:
        full = await fill(database, account, server.where.channels, of_each=OF_EACH)
        return await deliver(full, opened)


def compare(
    account: str,
    serve: Serve,
    *,
    loop: Callable[[Remote], Coroutine[Any, Any, float]],
    opened: Callable[[Remote], Opened],
) -> int:
    """Print the ratio, and return the exit code.

    They take turns, so that what else the machine does falls on both; the medians are compared.
    """
    loops, wholes = [], []
    with (
        Path(os.devnull).open("w", encoding="utf-8") as log,
        remote(serve, Order(channels=IN_FLIGHT)) as server,
    ):
        set_up_logs(log)
        with no_long_collections():  # both loops have the garbage collection of `briefbot run`
            pass
        for _ in range(ROUNDS):
            loops.append(asyncio.run(loop(server)))
            _require_all(server)
            wholes.append(asyncio.run(whole(account, server, opened(server))))
            _require_all(server)
    ratio = median(loops) / median(wholes)
    print(
        f"  {ratio:.2f} ({POSTS / median(wholes):,.0f} of {POSTS / median(loops):,.0f} posts a "
        f"second; at least {AT_LEAST}), machine's load {os.getloadavg()[0]:.1f}"
    )
    return 0 if ratio >= AT_LEAST else 1


def _require_all(server: Remote) -> None:
    taken = {post.nonce for post in server.posts() if post.is_taken}
    if len(taken) != POSTS:
        raise RuntimeError(f"{len(taken)} of {POSTS} messages are there")
