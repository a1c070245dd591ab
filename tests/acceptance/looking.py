"""`briefbot` that looks at its files every second instead of every thirty, run as a program."""

import sys
from datetime import timedelta

from briefbot.app.running import program
from briefbot.cli.main import run

if __name__ == "__main__":
    vars(program)["_LOOK"] = timedelta(seconds=1)
    sys.exit(run())
