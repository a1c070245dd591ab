"""Everything that takes long, with its figures: `make soak`, `make soak-release`.

Simulated days on both databases, every moment at which a process may be killed, real processes
killed at any moment and between any two requests to a chat, drawn calls of the outbox, and mutants.
The table goes to the output, the same as JSON to `build/soak.json`; the exit code is 1 if anything
was lost, doubled, early, out of order or not caught. Each failure tells its seed.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count

from simulation.points import Fate
from simulation.postgresql import own_server
from simulation.runs import ALL_MOMENTS, AS_THEY_ARE, DAYS, EVERYTHING, WRONG_CLOCK, Result, run
from simulation.world import Setup
from soaking import ROOT, between_requests, mutants, run_tests, say

#: What must never be.
FAULTS = ("duplicate", "lost", "out of order", "early", "late")
#: The setups by turns: mostly many quiet days, among them those in which everything goes wrong.
_TURNS = (DAYS, AS_THEY_ARE, EVERYTHING, DAYS, WRONG_CLOCK, DAYS, ALL_MOMENTS)
_FIRST_SEED = 1_000


@dataclass(slots=True)
class Total:
    """What was counted over all runs."""

    days: float = 0.0
    runs: int = 0
    figures: Counter[str] = field(default_factory=Counter)
    moments: Counter[str] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class One:
    """One simulated run, in short enough a form to come back from another process."""

    days: float
    figures: Counter[str]
    moments: Counter[str]
    reached: frozenset[str]
    failure: str


def main(arguments: Sequence[str]) -> int:
    """Run all parts; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=float, default=100, help="simulated days on SQLite")
    parser.add_argument("--postgresql-runs", type=int, default=4)
    parser.add_argument("--examples", type=int, default=200, help="drawn calls of the outbox")
    parser.add_argument(
        "--moments", type=int, default=1, help="of three, at which each request is killed"
    )
    parser.add_argument("--without", nargs="*", default=[], choices=["kills", "mutants"])
    parser.add_argument("--seed", type=int, help="simulate this one alone, on SQLite")
    asked = parser.parse_args(arguments)
    if asked.seed is not None:
        return _again(asked.seed)
    began = time.monotonic()
    report: dict[str, object] = {
        "sqlite": _timed(lambda: _told("SQLite", _simulated(asked.days))),
        "postgresql": _timed(
            lambda: _told("PostgreSQL", _simulated_on_postgresql(asked.postgresql_runs))
        ),
    }
    parts = {"outbox": ["tests/storage/test_outbox_machine.py"]}
    if "kills" not in asked.without:
        parts["kills"] = ["tests/acceptance/test_kills.py", "tests/acceptance/test_slack_kills.py"]
    for name, paths in parts.items():
        report[name] = _timed(partial(run_tests, name, paths, examples=asked.examples))
    if "kills" not in asked.without:
        report["between requests"] = _timed(partial(between_requests, asked.moments))
    if "mutants" not in asked.without:
        report["mutants"] = _timed(mutants)
    report["minutes"] = round((time.monotonic() - began) / 60, 1)
    report["in all"] = _in_all(report)
    _write(report)
    return 0 if _is_good(report) else 1


def _timed(part: Callable[[], dict[str, object]]) -> dict[str, object]:
    """Run a part; print how long it took, and return its report with that."""
    began = time.monotonic()
    told = part()
    minutes = round((time.monotonic() - began) / 60, 1)
    say(f"  {'minutes':<20} {minutes}")
    return {**told, "minutes": minutes}


# --- simulated days ---


def _setup(seed: int) -> Setup:
    """Return the setup whose turn it is; a seed says all, so that one can be run again."""
    return replace(_TURNS[seed % len(_TURNS)], seed=seed)


def _again(seed: int) -> int:
    """Simulate one seed, as it was when its turn came."""
    total = Total()
    _add(total, _one(seed))
    _told(f"seed {seed}", total)
    return 1 if total.failures else 0


def _seeds(days: float) -> Iterator[int]:
    reached = 0.0
    for seed in count(_FIRST_SEED):
        if reached >= days:
            return
        reached += _setup(seed).days
        yield seed


def _simulated(days: float) -> Total:
    total = Total()
    with ProcessPoolExecutor() as pool:
        waiting = [pool.submit(_one, seed) for seed in _seeds(days)]
        for number, done in enumerate(as_completed(waiting), start=1):
            _add(total, done.result())
            say(f"  {number} of {len(waiting)} runs, {total.days:.1f} days", end="\r")
    return total


def _simulated_on_postgresql(runs: int) -> Total:
    """Run on a server of our own, which crashes; each run has a database of its own."""
    total = Total()
    # Those in which everything goes wrong: two processes, and no day is quiet.
    first = next(seed for seed in count() if _setup(seed).troubles == EVERYTHING.troubles)
    with own_server() as server:
        for number in range(runs):
            seed = first + number * len(_TURNS)
            _add(total, _one(seed, server.create(), server.crash))
            say(f"  {total.runs} runs on PostgreSQL", end="\r")
    return total


def _one(seed: int, postgresql: str = "", crash: Callable[[], None] | None = None) -> One:
    setup = _setup(seed)
    result = run(setup, postgresql=postgresql, crash=crash)
    return One(
        days=setup.days,
        figures=result.verdict.figures,
        moments=Counter(result.world.points.hits[Fate.KILL]),
        reached=frozenset(result.world.points.reached),
        failure=_failure(seed, result, postgresql) if result.verdict.violations else "",
    )


def _failure(seed: int, result: Result, postgresql: str) -> str:
    where = " (there it was on PostgreSQL, whose crashes have no seed)" if postgresql else ""
    again = f'run it again{where}: make soak ARGS="--seed {seed}"'
    return "\n".join((f"seed {seed} of the soak; {again}", result.told))


def _add(total: Total, one: One) -> None:
    total.runs += 1
    total.days += one.days
    total.figures.update(one.figures)
    total.moments.update(one.moments)
    total.reached |= one.reached
    if one.failure:
        total.failures.append(one.failure)


def _told(name: str, total: Total) -> dict[str, object]:
    """Print a part's figures, and return them."""
    killed = {moment: total.moments[moment] for moment in sorted(total.reached)}
    figures = {
        "runs": total.runs,
        "simulated days": round(total.days, 2),
        "moments reached": len(total.reached),
        "moments killed at": sum(bool(kills) for kills in killed.values()),
        **total.figures,
    }
    say(f"{name}:")
    for what, number in figures.items():
        say(f"  {what:<20} {number}")
    for failure in total.failures:
        say(failure)
    return {**figures, "kills by moment": killed, "failures": total.failures}


# --- the report ---


def _in_all(report: dict[str, object]) -> dict[str, object]:
    """Print the figures of all parts together, and return them."""
    parts = [part for part in report.values() if isinstance(part, dict) and "runs" in part]
    summed = ("simulated days", "posts", "edits", "kills", "freezes", "database crashes", "held")
    found: dict[str, object] = {
        "crash points hit": len(
            {name for part in parts for name, kills in part["kills by moment"].items() if kills}
        ),
        **{name: round(sum(part.get(name, 0) for part in parts), 1) for name in summed},
    }
    chats = report.get("between requests")
    if isinstance(chats, dict):
        parts.append(chats)
        found["requests killed at"] = (
            f"{chats.get('requests killed at')} of {chats.get('requests')}"
        )
    found |= {name: sum(part.get(name, 0) for part in parts) for name in FAULTS}
    caught = report.get("mutants")
    if isinstance(caught, dict) and caught["report"]:
        figures = caught["report"]
        found["mutants caught"] = f"{figures['caught']} of {figures['total']}"
    say("in all:")
    for name, number in found.items():
        say(f"  {name:<20} {number}")
    return found


def _is_good(report: dict[str, object]) -> bool:
    for part in report.values():
        if not isinstance(part, dict):
            continue
        if part.get("failures") or part.get("passed") is False:
            return False
        if any(part.get(fault) for fault in FAULTS):
            return False
    return True


def _write(report: dict[str, object]) -> None:
    path = ROOT / "build" / "soak.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(report, indent=2, default=str) + "\n", encoding="utf-8")
    verdict = "every promise held" if _is_good(report) else "NOT every promise held"
    say(f"{verdict}, in {report['minutes']} minutes; see {path.relative_to(ROOT)}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
