"""`briefbot run` until it is ready, with 1,000 schedules and 1,000 or 10,000 briefs.

The time a brief takes must not grow with their number: neither at the first start, which reads,
lints and notes each, nor at the next one, which finds them noted. Compared is processor time, which
other programs change little; the seconds by the wall are printed beside it. Linux only, by what
`/proc` says of a process.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.programs.log_lines import told

FEW, MANY = 1_000, 10_000
DIGESTS, DESTINATIONS = 20, 50
AT_MOST = 1.5
EXAMPLES = Path(__file__).parent.parent / "briefs" / "2024"


def fill(folder: Path, briefs: int) -> None:
    """Write briefs, no two of them alike, and a configuration."""
    places = [f"desk{number}" for number in range(DESTINATIONS)]
    text = [f'[destinations.{name}]\nplatform = "terminal"' for name in places]
    text += [
        f'[digests.digest{number}]\nrule = "{number} 8 * * *"\nzone = "UTC"\n'
        f"destinations = {places}"
        for number in range(DIGESTS)
    ]
    (folder / "config").mkdir(parents=True)
    (folder / "config" / "briefbot.toml").write_text("\n".join(text), encoding="utf-8")
    originals = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.md"))]
    for number in range(briefs):
        place = folder / "briefs" / f"{number % 12:02}" / f"brief-{number}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        lines = originals[number % len(originals)].splitlines()
        at = next(index for index, line in enumerate(lines) if line.startswith("slug:"))
        lines[at] = f"slug: brief-{number}"
        place.write_text("\n".join([*lines, ""]), encoding="utf-8")


@dataclass(frozen=True)
class Start:
    """What a start took until the program was ready, in seconds."""

    processor: float
    wall: float


def start(folder: Path, briefs: int) -> Start:
    """Start the program, and end it when it says that it is ready, with all briefs."""
    log = folder / "log"
    with (
        log.open("w", encoding="utf-8") as lines,
        subprocess.Popen(
            [sys.executable, "-m", "briefbot", "run"],
            cwd=folder,
            env={**os.environ, "BRIEFBOT_HTTP__LISTEN": "127.0.0.1:0"},
            stdout=subprocess.DEVNULL,
            stderr=lines,
        ) as process,
    ):
        began = time.perf_counter()
        while not (ready := told(log, "ready")):
            if process.poll() is not None:
                raise RuntimeError(log.read_text(encoding="utf-8"))
            time.sleep(0.05)
        taken = Start(processor_seconds(process.pid), time.perf_counter() - began)
        process.send_signal(signal.SIGTERM)
    if ready["briefs"] != briefs:
        raise RuntimeError("not every brief was taken over")
    return taken


def processor_seconds(process: int) -> float:
    """Return the processor time of a process (https://man7.org/linux/man-pages/man5/proc.5.html)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Print how much dearer a brief is among ten times as many, at both kinds of start."""
    starts: dict[int, list[Start]] = {}
    for briefs in (0, FEW, MANY):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            fill(folder, briefs)
            starts[briefs] = [start(folder, briefs) for _ in range(2)]
    print(f"what a brief takes until ready, {MANY:,} against {FEW:,} (at most {AT_MOST} times):")
    ratios = []
    for turn, what in enumerate(("first start", "next start")):
        empty, few, many = (starts[briefs][turn] for briefs in (0, FEW, MANY))
        fixed = empty.processor
        of_few, of_many = (few.processor - fixed) / FEW, (many.processor - fixed) / MANY
        ratios.append(of_many / of_few)
        print(
            f"  {what:<11}  {ratios[-1]:.2f} times ({of_many * 1e3:.1f} ms each; "
            f"in all {empty.wall:.1f} s, {few.wall:.1f} s, {many.wall:.1f} s by the wall)"
        )
    return 0 if max(ratios) <= AT_MOST else 1


if __name__ == "__main__":
    raise SystemExit(main())
