"""Posts a second through ledger, renderer and SDK, against a bare loop of that SDK.

Both have the same server, in a process of its own and without limits, and the same bodies. Both
post to as many channels as they have messages under way; neither is paced.
"""

import asyncio
import os
import time
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.chats.documents import DOCUMENTS
from benchmarks.chats.ledger import Opened, deliver, fill, ledger
from benchmarks.chats.remote import Order, Remote, Serve, remote

from briefbot.app.running.memory import no_long_collections
from briefbot.core.delivery.pacing import Pace, Rate
from briefbot.core.document import Document
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


async def whole(account: str, server: Remote, opened: Opened, document: Document) -> float:
    """Return the seconds of the courier."""
    channels = server.where.channels
    with ledger() as database:
        full = await fill(database, account, channels, of_each=OF_EACH, document=document)
        return await deliver(full, opened)


def compare(
    account: str,
    serve: Serve,
    *,
    loop: Callable[[Remote, Document], Coroutine[Any, Any, float]],
    opened: Callable[[Remote], Opened],
) -> int:
    """Print the ratio for each kind of document, and return the exit code."""
    missed = False
    with (
        Path(os.devnull).open("w", encoding="utf-8") as log,
        remote(serve, Order(channels=IN_FLIGHT)) as server,
    ):
        set_up_logs(log)
        with no_long_collections():  # both loops have the garbage collection of `briefbot run`
            pass
        for name, document in DOCUMENTS.items():
            one = partial(whole, account, server, opened(server), document)
            loops, wholes = _in_turn(server, partial(loop, server, document), one)
            ratio = loops / wholes
            missed = missed or ratio < AT_LEAST
            print(
                f"  {ratio:.2f} for {name} ({POSTS / wholes:,.0f} of {POSTS / loops:,.0f} posts a "
                f"second; at least {AT_LEAST}), machine's load {os.getloadavg()[0]:.1f}"
            )
    return 1 if missed else 0


def _in_turn(
    server: Remote,
    loop: Callable[[], Coroutine[Any, Any, float]],
    courier: Callable[[], Coroutine[Any, Any, float]],
) -> tuple[float, float]:
    """Return the median of each. They take turns: what else the machine does falls on both."""
    loops, wholes = [], []
    for _ in range(ROUNDS):
        loops.append(asyncio.run(loop()))
        _require_all(server)
        wholes.append(asyncio.run(courier()))
        _require_all(server)
    return median(loops), median(wholes)


def _require_all(server: Remote) -> None:
    taken = {post.nonce for post in server.posts() if post.is_taken}
    if len(taken) != POSTS:
        raise RuntimeError(f"{len(taken)} of {POSTS} messages are there")
