"""How long `briefbot --help` takes, against importing click alone: at most 2.5 times."""

import subprocess
import sys
import time
from statistics import median

LIMIT = 2.5
RUNS = 15


def seconds(command: list[str]) -> float:
    """Return how long one run of a command takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> int:
    """Take turns, so that what else the machine does falls on both; compare the medians."""
    bare = [sys.executable, "-c", "import click"]
    shown = [sys.executable, "-m", "briefbot", "--help"]
    for command in (bare, shown):
        seconds(command)
    pairs = [(seconds(bare), seconds(shown)) for _ in range(RUNS)]
    base, full = (median(times) for times in zip(*pairs, strict=True))
    ratio = full / base
    print(
        f"briefbot --help: {full * 1000:.0f} ms, import click: {base * 1000:.0f} ms, "
        f"ratio {ratio:.2f} (limit {LIMIT})"
    )
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
