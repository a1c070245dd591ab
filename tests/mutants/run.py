"""Run every mutant, or those that a word is about: `PYTHONPATH=tests python -m mutants.run`.

Each is a copy of the sources with one guard taken out, in which one test has to go red. The table
goes to the output, the same as JSON to `build/mutants.json`; the exit code is 1 if one survives.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from mutants.catalogue import ROOT, SOURCES, Mutant, mutants

#: What one test may take; what takes longer has not gone red.
_PATIENCE = 300.0
#: Of ours: it took too long, or there is no such place in the sources.
_NOTHING = -1
_PASSED, _FAILED = 0, 1  # https://docs.pytest.org/en/stable/reference/exit-codes.html
_WHERE = "import briefbot; print(briefbot.__file__)"


class Fate(StrEnum):
    """What became of a mutant. BROKEN: it does not fit, or its test did not end."""

    CAUGHT = "caught"
    SURVIVED = "survived"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A mutant, what became of it, and after how many seconds."""

    mutant: Mutant
    fate: Fate
    seconds: float


def main(arguments: Sequence[str]) -> int:
    """Run the mutants that were asked for; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="a part of a guard or of a file's name")
    parser.add_argument("--report", type=Path, default=ROOT / "build" / "mutants.json")
    asked = parser.parse_args(arguments)
    chosen = [each for each in mutants() if _is_asked_for(each, asked.words)]
    with tempfile.TemporaryDirectory(prefix="briefbot-mutants-") as folder:
        if _outcome(Path(folder, "right"), sorted({each.test for each in chosen})) != _PASSED:
            _say("the tests fail without any mutant, too: nothing can be learned from them")
            return 1
        folders = [Path(folder, str(number)) for number, _ in enumerate(chosen, start=1)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # each waits for processes of its own
            trials = list(pool.map(_tried, chosen, folders))
    _write(trials, asked.report)
    caught = sum(trial.fate is Fate.CAUGHT for trial in trials)
    _say(f"{caught} of {len(trials)} caught")
    return 0 if caught == len(trials) > 0 else 1


def _is_asked_for(mutant: Mutant, words: Iterable[str]) -> bool:
    words = list(words)
    return not words or any(word in mutant.guard or word in mutant.file for word in words)


def _tried(mutant: Mutant, folder: Path) -> Trial:
    began = time.monotonic()
    try:
        code = _outcome(folder, [mutant.test], mutant)
    except ValueError:
        code = _NOTHING
    fate = {_PASSED: Fate.SURVIVED, _FAILED: Fate.CAUGHT}.get(code, Fate.BROKEN)
    seconds = round(time.monotonic() - began, 1)
    _say(f"{fate:9}{seconds:5.1f} s  {mutant.file:42} {mutant.guard}")
    return Trial(mutant=mutant, fate=fate, seconds=seconds)


def _outcome(folder: Path, tests: Sequence[str], mutant: Mutant | None = None) -> int:
    """Return pytest's exit code for tests of a copy of the sources.

    Raises ValueError when the mutant is of other sources.
    """
    sources = folder / "src"
    # With what is compiled, and the times by which it counts: all but the mutant is as it was.
    shutil.copytree(SOURCES, sources)
    if mutant:
        mutant.apply(sources)
    # Before the folder that the installed package points to.
    environment = {
        **os.environ,
        "PYTHONPATH": str(sources),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis"),
    }
    place = subprocess.check_output([sys.executable, "-c", _WHERE], env=environment, text=True)
    if not Path(place.strip()).is_relative_to(sources):
        raise RuntimeError(f"tests would run {place.strip()} and not {sources}")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    try:
        ended = subprocess.run(
            command, cwd=ROOT, env=environment, timeout=_PATIENCE, capture_output=True, check=False
        )
    except subprocess.TimeoutExpired:
        return _NOTHING
    finally:
        shutil.rmtree(folder)
    if mutant is None and ended.returncode != _PASSED:
        _say(ended.stdout.decode(errors="replace"))
    return ended.returncode


def _write(trials: Sequence[Trial], path: Path) -> None:
    figures = {
        "caught": sum(trial.fate is Fate.CAUGHT for trial in trials),
        "total": len(trials),
        "seconds": round(sum(trial.seconds for trial in trials), 1),
        "trials": [asdict(trial) for trial in trials],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
