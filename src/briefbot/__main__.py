"""`python -m briefbot`, and the command `briefbot`."""

import sys

from briefbot.cli.main import run


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    sys.exit(run())


if __name__ == "__main__":
    main()
