"""Many destinations due at the same minute: whether all is sent, in which order, and how fast."""

import asyncio
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chats.ledger import Ledger, Opened, deliver, fill, ledger
from benchmarks.chats.remote import Order, Post, Remote, Serve, remote

from briefbot.core.delivery.pacing import Buckets, Pace, take
from briefbot.logs import set_up_logs

AT_MOST = 1.10
OF_EACH = 2
#: The default of `[delivery] in_flight`.
IN_FLIGHT = 8


@dataclass(frozen=True, slots=True)
class FanOut:
    """How it went; `urgent` is the place of the last urgent first post, counted from 1."""

    seconds: float
    refused: int
    urgent: int


def run(
    account: str,
    serve: Serve,
    order: Order,
    opened: Callable[[Remote], Opened],
    *,
    of_each: int = OF_EACH,
) -> FanOut:
    """Send a digest so often to each destination; every tenth is urgent. Raises what went wrong."""
    with (
        Path(os.devnull).open("w", encoding="utf-8") as log,
        remote(serve, order) as server,
        ledger() as database,
    ):
        set_up_logs(log)
        urgent = frozenset(range(0, order.channels, 10))
        full = asyncio.run(
            fill(database, account, server.where.channels, of_each=of_each, urgent=urgent)
        )
        seconds = asyncio.run(deliver(full, opened(server)))
        posts = [post for post in server.posts() if post.is_taken]
        _require_order(full, posts)
        return FanOut(seconds, server.refused(), _last_urgent(server, posts, urgent))


def _require_order(full: Ledger, posts: Sequence[Post]) -> None:
    """Raise where a message is missing, twice there, or before an earlier one of its channel."""
    wanted, found = defaultdict(list), defaultdict(list)
    for key in full.keys:
        wanted[full.places[key.destination]].append(key.nonce(1))
    for post in posts:
        found[post.channel].append(post.nonce)
    if wanted != found:
        raise RuntimeError("not every message is there once and in its order")


def _last_urgent(server: Remote, posts: Sequence[Post], urgent: frozenset[int]) -> int:
    channels = {server.where.channels[number] for number in urgent}
    return max(place for place, post in enumerate(posts, 1) if post.channel in channels)


def require_urgent_first(done: FanOut, order: Order, *, of_each: int = OF_EACH) -> None:
    """Raise where anything but what was under way already left before the last urgent message."""
    most = len(range(0, order.channels, 10)) * of_each + IN_FLIGHT
    if done.urgent > most:
        raise RuntimeError(f"the last urgent message was number {done.urgent}, not {most}")


def figure(channels: Sequence[str], pace: Pace) -> float:
    """Return in how many seconds the pacer alone lets this go."""
    now, buckets, waiting = 0.0, Buckets(account=0.0), list(channels)
    while True:
        permits = take(buckets, waiting, pace, now=now)
        buckets = permits.buckets
        waiting = [name for place, name in enumerate(waiting) if place not in permits.granted]
        if permits.wait_until is None:
            return now
        now = permits.wait_until


def compare_with_pacer(done: FanOut, order: Order, pace: Pace, *, of_each: int = OF_EACH) -> int:
    """Print the time against the pacer's own, and return the exit code."""
    alone = figure([str(number) for number in range(order.channels)] * of_each, pace)
    ratio = done.seconds / alone
    print(
        f"  {order.channels:,} destinations, {of_each} messages each, with the platform's limits: "
        f"{done.seconds:.1f} s, {ratio:.2f} times the pacer's own (at most {AT_MOST:.2f}), "
        f"{done.refused} answers 429 (at most 0)"
    )
    return 0 if ratio <= AT_MOST and not done.refused else 1
