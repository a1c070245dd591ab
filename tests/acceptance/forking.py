"""Starts `briefbot run` in a moment, again and again: forked from a process that has loaded it.

Run as a program. Each line of its input is the number of a start: the child's log and posts go to
the files of that number. A line of output tells its process id, another one its exit code.
The argument is what every span of `Timing` is multiplied by.
"""

import os
import sys
from typing import NoReturn

from briefbot.app.running import start
from briefbot.cli.main import run
from briefbot.core.delivery.timing import Timing


def main(factor: float) -> None:
    """Have one child at a time, as long as there is input."""
    vars(start)["Timing"] = lambda: Timing().scaled(factor)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(line.strip())
        _tell(child)
        _, status = os.waitpid(child, 0)
        _tell(os.waitstatus_to_exitcode(status))


def _become(number: str) -> NoReturn:
    """Be `briefbot run`, as `acceptance.running` starts it."""
    code = 1
    try:
        files = (os.devnull, f"output-{number}", f"log-{number}")
        for place, name in enumerate(files):
            os.dup2(os.open(name, os.O_RDWR | os.O_CREAT, 0o600), place)
        sys.argv = ["briefbot", "run", "--config", "briefbot.toml"]
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
