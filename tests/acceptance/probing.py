"""`briefbot` whose refused destinations are tried again every few seconds, run as a program."""

import sys
from dataclasses import replace
from datetime import timedelta

from briefbot.app.running import start
from briefbot.cli.main import run
from briefbot.core.delivery.timing import Timing

if __name__ == "__main__":
    vars(start)["Timing"] = lambda: replace(Timing(), probe_first=timedelta(seconds=2))
    sys.exit(run())
