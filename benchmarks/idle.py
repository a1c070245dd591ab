"""`briefbot run` with 1,000 schedules and nothing due: what it takes of a processor, and of memory.

Processor time is counted in windows that each have a whole round of the clock (15 s); the median of
them counts. A machine with other work makes the same work dearer (a shared cache), so the windows
and the load are printed. Memory is compared with a process that
imports the same libraries and opens one engine. Linux only, by what `/proc` says of a process.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from benchmarks.programs.log_lines import told

DIGESTS, DESTINATIONS = 20, 50
WINDOWS, SECONDS = 5, 15
AT_MOST_PERCENT = 0.5
AT_MOST_MIB = 25
#: Imports what the running program imports, as it says itself, opens an engine, and waits.
BARE = """
import importlib, sys
for name in sys.stdin.readline().split():
    importlib.import_module(name)
from pathlib import Path
from briefbot.storage.database import Database
database = Database(Path(sys.argv[1]))
database.prepare()
with database.engine.connect():
    print("ready", flush=True)
    sys.stdin.read()
"""
#: Runs the program; at its end, names the modules that it has imported.
RUN = """
import sys
from pathlib import Path
from briefbot.cli.main import run
code = run(["run"])
Path("modules").write_text(" ".join(sys.modules.keys() - {"__main__"}))
sys.exit(code)
"""


def configure(folder: Path) -> None:
    """Write a configuration whose digests are all due in twelve hours."""
    due = datetime.now(UTC) + timedelta(hours=12)
    places = [f"desk{number}" for number in range(DESTINATIONS)]
    text = [f'[destinations.{name}]\nplatform = "terminal"' for name in places]
    text += [
        f'[digests.digest{number}]\nrule = "{number} {due.hour} * * *"\nzone = "UTC"\n'
        f"destinations = {places}"
        for number in range(DIGESTS)
    ]
    (folder / "briefs").mkdir()
    (folder / "config").mkdir()
    (folder / "config" / "briefbot.toml").write_text("\n".join(text), encoding="utf-8")


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[int]:
    """Yield the number of a process that runs the program and is ready."""
    log = folder / "log"
    with (
        log.open("w", encoding="utf-8") as lines,
        subprocess.Popen(
            [sys.executable, "-c", RUN],
            cwd=folder,
            env={**os.environ, "BRIEFBOT_HTTP__LISTEN": "127.0.0.1:0", **environment},
            stdout=subprocess.DEVNULL,
            stderr=lines,
        ) as process,
    ):
        while not told(log, "ready"):
            if process.poll() is not None:
                raise RuntimeError(log.read_text(encoding="utf-8"))
            time.sleep(0.1)
        yield process.pid
        process.send_signal(signal.SIGTERM)


def processor_seconds(process: int) -> float:
    """Return the processor time of a process (https://man7.org/linux/man-pages/man5/proc.5.html)."""
    tasks = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(task.read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9


def memory(process: int) -> float:
    """Return the memory that a process holds, in MiB."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def percent(process: int) -> float:
    """Return what a process takes of a core for a while."""
    before, start = processor_seconds(process), time.perf_counter()
    time.sleep(SECONDS)
    return (processor_seconds(process) - before) / (time.perf_counter() - start) * 100


def bare_memory(modules: str, folder: Path) -> float:
    """Return the memory of a process that has imported modules and opened an engine, in MiB."""
    with subprocess.Popen(
        [sys.executable, "-c", BARE, str(folder / "bare.db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("there are pipes")
        process.stdin.write(modules + "\n")
        process.stdin.flush()
        process.stdout.readline()
        held = memory(process.pid)
        process.stdin.close()
    return held


def main() -> int:
    """Print both figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        configure(folder)
        with running(folder) as process:
            time.sleep(SECONDS)
            windows = sorted(percent(process) for _ in range(WINDOWS))
            held = memory(process)
        modules = (folder / "modules").read_text(encoding="utf-8")
        above = held - bare_memory(modules, folder)
    print(f"idle with {DIGESTS * DESTINATIONS:,} schedules:")
    busy = median(windows)
    each = ", ".join(f"{window:.2f}" for window in windows)
    print(
        f"  {busy:.2f} % of a core (at most {AT_MOST_PERCENT}), in windows of {SECONDS} s: {each}"
    )
    print(f"  {above:.0f} MiB above its imports and an engine (at most {AT_MOST_MIB})")
    print(f"  load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return 0 if busy <= AT_MOST_PERCENT and above <= AT_MOST_MIB else 1


if __name__ == "__main__":
    raise SystemExit(main())
