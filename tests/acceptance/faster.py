"""`briefbot` whose spans of time are shorter, run as a program; its first argument is the factor.

Delivery goes by them, and what is known of its platforms; nothing else is changed.
"""

import sys

from briefbot.app.running import start
from briefbot.app.running.platforms import discord, slack
from briefbot.cli.main import run
from briefbot.core.delivery.pacing import Pace, Rate
from briefbot.core.delivery.timing import Timing
from briefbot.platforms.discord.sender import sender as of_discord


def shorten(factor: float) -> None:
    """Multiply every span by a factor."""
    vars(start)["Timing"] = lambda: Timing().scaled(factor)
    vars(of_discord)["_NONCE_WINDOW"] *= factor
    for platform in (discord, slack):
        vars(platform)["PACE"] = _scaled(platform.PACE, factor)


def _scaled(pace: Pace, factor: float) -> Pace:
    """Return a pace of which every span is multiplied by a factor."""

    def scaled(rate: Rate) -> Rate:
        return Rate(rate.per_second / factor, rate.burst)

    return Pace(scaled(pace.account), channel=pace.channel and scaled(pace.channel))


if __name__ == "__main__":
    shorten(float(sys.argv.pop(1)))
    sys.exit(run())
