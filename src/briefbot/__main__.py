"""`python -m briefbot`, and the command `briefbot`."""

import gc
import sys

from briefbot.cli.main import run

#: New objects until they are looked through for garbage. Nearly all that a command makes are the
#: modules that it imports, which stay; with 700, the default, looking takes a seventh of the time
#: of a short one. `run` has a measure of its own, `briefbot.app.running.memory`.
_YOUNG = 50_000


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    gc.set_threshold(_YOUNG)
    sys.exit(run())


if __name__ == "__main__":
    main()
