"""`briefbot` whose spans of time are shorter, run as a program; its first argument is the factor.

Delivery goes by them, and what is known of its platforms; nothing else is changed.
"""

import sys
from collections.abc import Callable
from typing import TypeVar

from briefbot.app.running import start
from briefbot.app.running.platforms import discord, slack
from briefbot.cli.main import run
from briefbot.core.delivery.pacing import Pace, Rate
from briefbot.core.delivery.timing import Timing
from briefbot.platforms.discord.sender import sender as of_discord

T = TypeVar("T")


def shorten(factor: float) -> None:
    """Multiply every span by a factor."""
    vars(start)["Timing"] = lambda: Timing().scaled(factor)
    vars(of_discord)["_NONCE_WINDOW"] *= factor
    for platform in (discord, slack):
        vars(platform)["pace"] = _scaled(vars(platform)["pace"], factor)


def _scaled(pace: Callable[[T], Pace], factor: float) -> Callable[[T], Pace]:
    """Return what makes paces of settings, with every span multiplied by a factor."""

    def scaled(rate: Rate) -> Rate:
        return Rate(rate.per_second / factor, rate.burst)

    def faster(table: T) -> Pace:
        found = pace(table)
        return Pace(scaled(found.account), channel=found.channel and scaled(found.channel))

    return faster


if __name__ == "__main__":
    shorten(float(sys.argv.pop(1)))
    sys.exit(run())
