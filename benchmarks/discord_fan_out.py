"""A digest to 1,000 destinations on Discord, without limits, and at the pace that they allow.

The second takes some 45 s: 50 requests a second and the buckets of channels are enforced by the
server.
"""

import os
from functools import partial

from benchmarks.chats.discord_place import discord_account, serve_discord
from benchmarks.chats.fan_out import (
    IN_FLIGHT,
    OF_EACH,
    compare_with_pacer,
    require_urgent_first,
    run,
)
from benchmarks.chats.posts import UNPACED
from benchmarks.chats.remote import Order

from briefbot.app.running.platforms.discord import PACE

MANY = Order(channels=1_000)
LIMITED = Order(channels=1_000, is_limited=True)


def main() -> int:
    """Print both."""
    print("fan-out on Discord, all once, in order within a channel, urgent first:")
    done = run(
        "discord",
        serve_discord,
        MANY,
        lambda server: partial(discord_account, server.where, pace=UNPACED, in_flight=IN_FLIGHT),
    )
    require_urgent_first(done, MANY)
    print(
        f"  {MANY.channels:,} destinations, {OF_EACH} messages each, unpaced: {done.seconds:.1f} s"
        f" (machine's load {os.getloadavg()[0]:.1f})"
    )
    limited = run(
        "discord",
        serve_discord,
        LIMITED,
        lambda server: partial(discord_account, server.where, pace=PACE, in_flight=IN_FLIGHT),
    )
    require_urgent_first(limited, LIMITED)
    return compare_with_pacer(limited, LIMITED, PACE)


if __name__ == "__main__":
    raise SystemExit(main())
