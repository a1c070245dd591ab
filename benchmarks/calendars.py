"""Reading calendars of 19,000 events, against icalendar alone parsing the same files.

The whole command is measured, with the start of its processes; of icalendar a process that imports
it and parses the file, nothing more.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

EVENTS = 19_000
ROUNDS = 3
AT_MOST = 2.5
#: What takes longer than AT_MOST ends by now, with what was done.
MAX_SECONDS = 20
MAX_MIB = 300
BARE = (
    "import pathlib, sys; from icalendar import Calendar;"
    "Calendar.from_ical(pathlib.Path(sys.argv[1]).read_bytes())"
)
#: Prints, after the command, the most memory (KiB) that it or one of its processes held.
WHOLE = (
    "import resource, sys; from briefbot.cli.main import run; code = run(sys.argv[1:]);"
    "own, worker = (resource.getrusage(who).ru_maxrss"
    " for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN));"
    "print(own + worker, file=sys.stderr); sys.exit(code)"
)


def ordinary(number: int) -> Iterator[str]:
    """Yield the lines of an event as programs export them, one in ten a series."""
    day, hour = 1 + number % 28, 8 + number % 9
    month = 1 + number // 28 % 12
    yield f"UID:event-{number}@example.org"
    yield "DTSTAMP:20240101T000000Z"
    yield f"DTSTART;TZID=Europe/Brussels:2024{month:02}{day:02}T{hour:02}0000"
    yield f"DTEND;TZID=Europe/Brussels:2024{month:02}{day:02}T{hour:02}4500"
    yield f"SUMMARY:Meeting {number}"
    yield "LOCATION:Hall 5"
    if number % 10 == 0:
        yield "RRULE:FREQ=WEEKLY;COUNT=40"


def bare(number: int) -> Iterator[str]:
    """Yield the lines of an event with nothing to leave out, on the days asked for: the worst."""
    yield f"UID:{number}"
    yield "DTSTART;TZID=Europe/Brussels:20241203T180000"
    yield f"SUMMARY:Meeting {number}"


def daily(number: int) -> Iterator[str]:
    """Yield the lines of a series, most of the work for the fewest lines, to be cut off."""
    yield f"UID:{number}"
    yield "DTSTART;TZID=Europe/Brussels:20241203T180000"
    yield "RRULE:FREQ=DAILY"


def best(command: Sequence[str]) -> tuple[float, str]:
    """Return the shortest of a few rounds, in seconds, and what was last said."""
    times = []
    said = ""
    for _ in range(ROUNDS):
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        times.append(time.perf_counter() - start)
        said = done.stderr
    return min(times), said


def main() -> None:
    """Print the ratio for each calendar."""
    with tempfile.TemporaryDirectory() as folder:
        for made, until in ((ordinary, "2025-01-01"), (bare, "2025-01-01"), (daily, "2024-12-05")):
            path = Path(folder) / f"{made.__name__}.ics"
            events = ("\n".join(("BEGIN:VEVENT", *made(n), "END:VEVENT")) for n in range(EVENTS))
            path.write_text("\n".join(("BEGIN:VCALENDAR", *events, "END:VCALENDAR", "")))
            days = ("--from", "2024-12-01", "--to", until, "--tz", "Europe/Brussels")
            show = ("calendar", "show", str(path), *days, "--format", "json")
            alone, _ = best([sys.executable, "-c", BARE, str(path)])
            whole, said = best([sys.executable, "-c", WHOLE, *show])
            mib = int(said.split()[-1]) // 1024
            size = path.stat().st_size / 1024**2
            print(f"{made.__name__}: {EVENTS:,} events, {size:.1f} MiB: {whole:.2f} s,")
            limits = f"at most {AT_MOST}, or {MAX_SECONDS} s"
            print(f"  {whole / alone:.2f} times icalendar alone ({limits}),")
            print(f"  {mib} MiB in both processes (at most {MAX_MIB})")


if __name__ == "__main__":
    main()
