"""Starts briefbot in a moment, again and again: forked from a process that has loaded it.

Run as a program. Each line of its input is an order as JSON: the `folder` to start in, the
`command`, the files for its `output` and its `log`, and what its `environment` has besides. A line
of output tells the child's process id, another one its exit code. The argument is what every span
of time that delivery goes by is multiplied by.
"""

import json
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, NoReturn

import briefbot
from briefbot.app.running import start
from briefbot.app.running.platforms import discord, slack
from briefbot.cli.main import run
from briefbot.core.delivery.pacing import Pace, Rate
from briefbot.core.delivery.timing import Timing
from briefbot.platforms.discord.sender import sender as of_discord


def main(factor: float) -> None:
    """Have one child at a time, as long as there is input."""
    for module in walk_packages(briefbot.__path__, "briefbot."):
        if "migrations" not in module.name and module.name != "briefbot.__main__":
            import_module(module.name)  # also what is only loaded where it is used
    vars(start)["Timing"] = lambda: Timing().scaled(factor)
    vars(of_discord)["_NONCE_WINDOW"] *= factor
    for platform in (discord, slack):
        vars(platform)["PACE"] = _scaled(platform.PACE, factor)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(json.loads(line))
        _tell(child)
        _, status = os.waitpid(child, 0)
        _tell(os.waitstatus_to_exitcode(status))


def _scaled(pace: Pace, factor: float) -> Pace:
    """Return a pace of which every span is multiplied by a factor."""

    def scaled(rate: Rate) -> Rate:
        return Rate(rate.per_second / factor, rate.burst)

    return Pace(scaled(pace.account), channel=pace.channel and scaled(pace.channel))


def _become(order: Mapping[str, Any]) -> NoReturn:
    """Be the program as it is when it is started from a shell."""
    code = 1
    try:
        os.chdir(order["folder"])
        os.environ.update(order["environment"])
        for place, name in enumerate((os.devnull, order["output"], order["log"])):
            os.dup2(os.open(name, os.O_RDWR | os.O_CREAT, 0o600), place)
        sys.argv = ["briefbot", *order["command"]]
        code = run()
        sys.stdout.flush()
    except SystemExit as ended:  # by a signal, before the program handles it
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        os._exit(code)


def _tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(float(sys.argv[1]))
