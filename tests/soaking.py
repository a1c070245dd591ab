"""The parts of the soak that are test runs of their own, each with its figures."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from acceptance.between.figures import gathered

ROOT = Path(__file__).parent.parent


def run_tests(
    name: str,
    paths: Sequence[str],
    *,
    workers: str = "auto",
    marked: str = "not long",
    **settings: object,
) -> dict[str, object]:
    """Run some tests as the soak does; `settings` are what they read as BRIEFBOT_..."""
    environment = {
        **os.environ,
        "BRIEFBOT_SOAK": "1",
        **{f"BRIEFBOT_{key.upper()}": str(value) for key, value in settings.items()},
    }
    command = [sys.executable, "-m", "pytest", "-q", "-n", workers, "-m", marked, *paths]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)  # noqa: PLW1510 - red is a result here
    last = done.stdout.strip().splitlines()[-1:] or [done.stderr[-200:]]
    say(f"{name}: {last[0]}")
    if done.returncode:
        say(done.stdout)
    return {"passed": done.returncode == 0, "told": last[0]}


def killed_processes() -> dict[str, object]:
    """Kill and stop real processes at any moment; return how many, too."""
    folder = ROOT / "build" / "signals"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    paths = ["tests/acceptance/test_kills.py", "tests/acceptance/test_slack_kills.py"]
    told = run_tests("kills", paths, signals=folder)
    summed = Counter[str]()
    for path in folder.iterdir():
        summed.update(json.loads(path.read_text(encoding="utf-8")))
    for what, number in summed.items():
        say(f"  {what:<20} {number}")
    return {**told, **summed}


def between_requests(moments: int) -> dict[str, object]:
    """Kill processes between any two requests to their chats; most of the time they wait."""
    folder = ROOT / "build" / "between"
    shutil.rmtree(folder, ignore_errors=True)
    paths = ["tests/acceptance/test_between_requests.py"]
    workers = str(2 * (os.cpu_count() or 1))
    told = run_tests("between requests", paths, workers=workers, moments=moments, figures=folder)
    chats = gathered(folder)
    for chat, figures in chats.items():
        say(f"  {chat}: {', '.join(f'{what} {number}' for what, number in _counts(figures))}")
    summed = Counter[str]()
    for figures in chats.values():
        summed.update(dict(_counts(figures)))
    return {**told, **summed, "by chat": chats}


def _counts(figures: dict[str, object]) -> Iterator[tuple[str, int]]:
    return ((what, number) for what, number in figures.items() if isinstance(number, int))


def mutants() -> dict[str, object]:
    """Try every mutant."""
    path = ROOT / "build" / "mutants.json"
    command = [sys.executable, "-m", "mutants.run", "--report", str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    done = subprocess.run(command, cwd=ROOT, env=environment)  # noqa: PLW1510 - red is a result here
    report = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {"passed": done.returncode == 0, "report": report}


def say(text: str, *, end: str = "\n") -> None:
    """Print a line at once."""
    # A line that is written over is for people only.
    if end == "\n" or sys.stdout.isatty():
        sys.stdout.write(f"{text}{end}")
        sys.stdout.flush()
