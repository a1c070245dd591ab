"""Everything that takes long, with its figures: `make soak`, `make soak-release`.

Simulated days on both databases, every moment at which a process may be killed, real processes
killed at any moment and between any two requests to a chat, drawn calls of the outbox, and mutants.
The table goes to the output, the same as JSON to `build/soak.json`; the exit code is 1 if anything
was lost, doubled, early, out of order or not caught, if no process was killed at a moment or a
request that was reached, and if a kind of fault never befell. Each failure tells its seed.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from traceback import format_exception_only
from types import MappingProxyType

from simulation.befallen import befallen, kinds
from simulation.points import Fate
from simulation.postgresql import OwnServer, own_server
from simulation.runs import (
    ALL_MOMENTS,
    AS_THEY_ARE,
    DAYS,
    DOUBTED_CLOCK,
    EVERYTHING,
    RARE_MOMENTS,
    run,
)
from simulation.virtual_time import Killed
from simulation.world import Setup
from soaking import ROOT, between_requests, killed_processes, mutants, run_tests, say

#: What must never be.
FAULTS = ("duplicate", "lost", "out of order", "early", "late")
#: The setups by turns: mostly many quiet days, among them those in which everything goes wrong.
_TURNS = (
    ("rare moments", RARE_MOMENTS),
    ("as they are", AS_THEY_ARE),
    ("everything", EVERYTHING),
    ("days", DAYS),
    ("doubted clock", DOUBTED_CLOCK),
    ("days", DAYS),
    ("all moments", ALL_MOMENTS),
)
#: The turns that are taken on PostgreSQL: those about the moments, so that each is killed at there,
#: too, and between them those in which the server crashes most.
_TURNS_ON_POSTGRESQL = (6, 2, 0, 4, 2)
_FIRST_SEED = 1_000
#: Moments that a part may reach without killing there, each with its reason. None has one: what is
#: reached seldom has runs of its own.
_EXCEPTED: Mapping[str, Mapping[str, str]] = MappingProxyType({"sqlite": {}, "postgresql": {}})


@dataclass(slots=True)
class Total:
    """What was counted over all runs."""

    days: float = 0.0
    runs: int = 0
    figures: Counter[str] = field(default_factory=Counter)
    moments: Counter[str] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    befallen: Counter[str] = field(default_factory=Counter)
    kinds: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class One:
    """One simulated run, in short enough a form to come back from another process."""

    days: float
    figures: Counter[str]
    moments: Counter[str]
    reached: frozenset[str]
    #: Kinds of fault, how often each befell, and all that could.
    befallen: Counter[str]
    kinds: frozenset[str]
    failure: str


def main(arguments: Sequence[str]) -> int:
    """Run all parts; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=float, default=100, help="simulated days on SQLite")
    parser.add_argument("--postgresql-runs", type=int, default=5)
    parser.add_argument("--examples", type=int, default=200, help="drawn calls of the outbox")
    parser.add_argument(
        "--moments", type=int, default=1, help="of three, at which each request is killed"
    )
    parser.add_argument("--without", nargs="*", default=[], choices=["kills", "mutants"])
    parser.add_argument("--seed", type=int, help="simulate this one alone")
    parser.add_argument("--postgresql", action="store_true", help="that one on PostgreSQL")
    asked = parser.parse_args(arguments)
    if asked.postgresql and asked.seed is None:
        parser.error("--postgresql says where --seed is run: give a seed, too")
    if asked.seed is not None:
        return _again(asked.seed, postgresql=asked.postgresql)
    began = time.monotonic()
    report: dict[str, object] = {
        "sqlite": _timed(lambda: _told("SQLite", _simulated(asked.days))),
        "postgresql": _timed(
            lambda: _told("PostgreSQL", _simulated_on_postgresql(asked.postgresql_runs))
        ),
    }
    outbox, faults = ["tests/storage/test_outbox_machine.py"], ["disk", "postgresql", "trouble"]
    report["outbox"] = _timed(partial(run_tests, "outbox", outbox, examples=asked.examples))
    if "kills" not in asked.without:
        paths = [f"tests/acceptance/test_run_{each}.py" for each in faults]
        report["faults"] = _timed(partial(run_tests, "faults", paths, workers="4", marked=""))
        report["kills"] = _timed(killed_processes)
        report["between requests"] = _timed(partial(between_requests, asked.moments))
    if "mutants" not in asked.without:
        report["mutants"] = _timed(mutants)
    report["minutes"] = round((time.monotonic() - began) / 60, 1)
    report["in all"] = _in_all(report)
    _write(report)
    return 1 if any(wrong(report)) else 0


def _timed(part: Callable[[], dict[str, object]]) -> dict[str, object]:
    """Run a part; print how long it took, and return its report with that."""
    began = time.monotonic()
    try:
        told = part()
    except Exception as error:  # noqa: BLE001 - the other parts are run all the same
        told = {"passed": False, "told": _last_line(error)}
        say(f"a part of the soak ended: {_last_line(error)}")
    minutes = round((time.monotonic() - began) / 60, 1)
    say(f"  {'minutes':<20} {minutes}")
    return {**told, "minutes": minutes}


# --- simulated days ---


def _named(seed: int) -> str:
    """Return the name of the setup whose turn it is."""
    return _TURNS[seed % len(_TURNS)][0]


def _setup(seed: int) -> Setup:
    """Return the setup whose turn it is; a seed says all, so that one can be run again."""
    return replace(_TURNS[seed % len(_TURNS)][1], seed=seed)


def _again(seed: int, *, postgresql: bool) -> int:
    """Simulate one seed, as it was when its turn came."""
    total = Total()
    if postgresql:
        with own_server() as server:
            _add(total, _one(seed, server))
    else:
        _add(total, _one(seed))
    _told(f"seed {seed}, {_named(seed)}", total)
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
        waiting = {pool.submit(_one, seed): seed for seed in _seeds(days)}
        for number, done in enumerate(as_completed(waiting), start=1):
            _add(total, _come_back(done, waiting[done]))
            say(f"  {number} of {len(waiting)} runs, {total.days:.1f} days", end="\r")
    return total


def _simulated_on_postgresql(runs: int) -> Total:
    """Run on a server of our own, which crashes; each run has a database of its own."""
    total = Total()
    with own_server() as server:
        for number in range(runs):
            turn = _TURNS_ON_POSTGRESQL[number % len(_TURNS_ON_POSTGRESQL)]
            _add(total, _one(turn + number * len(_TURNS), server))
            say(f"  {total.runs} runs on PostgreSQL", end="\r")
    return total


def _one(seed: int, server: OwnServer | None = None) -> One:
    """Simulate one seed; where the run or its judge breaks, that is a failure with its seed, too.

    `Killed` would be one that nobody in the world has caught.
    """
    setup = _setup(seed)
    try:
        if server is None:
            result = run(setup)
        else:
            result = run(setup, postgresql=server.create(), crash=server.crash)
    except (Exception, Killed) as error:  # noqa: BLE001 - the other runs go on
        return _broken(seed, error, on_postgresql=server is not None)
    told = result.told_with(_replay(seed, on_postgresql=server is not None))
    return One(
        days=setup.days,
        figures=result.verdict.figures,
        moments=Counter(result.world.points.hits[Fate.KILL]),
        reached=frozenset(result.world.points.reached),
        befallen=befallen(result.world),
        kinds=kinds(setup, postgresql=server is not None),
        failure=f"{_named(seed)}: {told}" if result.verdict.violations else "",
    )


def _come_back(done: "Future[One]", seed: int) -> One:
    """Return what a run has found, or that its process has ended before it could tell."""
    try:
        return done.result()
    except Exception as error:  # noqa: BLE001 - the other runs go on
        return _broken(seed, error, on_postgresql=False)


def _broken(seed: int, error: BaseException, *, on_postgresql: bool) -> One:
    """Return the failure of a run that came to no verdict: nothing of it counts as simulated."""
    lines = (
        f"{_named(seed)}: no verdict with seed {seed}: {_last_line(error)}; to replay:",
        _replay(seed, on_postgresql=on_postgresql),
    )
    return One(
        days=0.0,
        figures=Counter(),
        moments=Counter(),
        reached=frozenset(),
        befallen=Counter(),
        kinds=frozenset(),
        failure="\n".join(lines),
    )


def _last_line(error: BaseException) -> str:
    return format_exception_only(error)[-1].strip()


def _replay(seed: int, *, on_postgresql: bool) -> str:
    """Return the command that runs one again; only a crash of PostgreSQL takes its own time."""
    return f'make soak ARGS="--seed {seed}{" --postgresql" if on_postgresql else ""}"'


def _add(total: Total, one: One) -> None:
    total.runs += 1
    total.days += one.days
    total.figures.update(one.figures)
    total.moments.update(one.moments)
    total.reached |= one.reached
    total.befallen.update(one.befallen)
    total.kinds |= one.kinds
    if one.failure:
        total.failures.append(one.failure)


def _told(name: str, total: Total) -> dict[str, object]:
    """Print a part's figures, and return them."""
    killed = {moment: total.moments[moment] for moment in sorted(total.reached)}
    befell = {kind: total.befallen[kind] for kind in sorted(total.kinds)}
    figures = {
        "runs": total.runs,
        "simulated days": round(total.days, 2),
        "moments reached": len(total.reached),
        "moments killed at": sum(bool(kills) for kills in killed.values()),
        "kinds of fault": len(befell),
        "kinds that befell": sum(bool(times) for times in befell.values()),
        **total.figures,
    }
    say(f"{name}:")
    for what, number in figures.items():
        say(f"  {what:<20} {number}")
    for failure in total.failures:
        say(failure)
    told = {"kills by moment": killed, "times befallen": befell, "failures": total.failures}
    return {**figures, **told}


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
    chats, signals = (report.get(name, {}) for name in ("between requests", "kills"))
    if isinstance(chats, dict) and isinstance(signals, dict):
        found["process kills"] = signals.get("process kills", 0) + chats.get("kills", 0)
        found["process freezes"] = signals.get("process freezes", 0)
        parts.append(chats)
        found["requests killed at"] = (
            f"{chats.get('requests killed at')} of {chats.get('requests')}"
        )
    found |= {name: sum(part.get(name, 0) for part in parts) for name in FAULTS}
    caught = report.get("mutants")
    if isinstance(caught, dict) and caught.get("report"):
        figures = caught["report"]
        found["mutants caught"] = f"{figures['caught']} of {figures['total']}"
    say("in all:")
    for name, number in found.items():
        say(f"  {name:<20} {number}")
    return found


def wrong(report: Mapping[str, object]) -> Iterator[str]:
    """Yield a sentence for each promise that is broken, and for each not put to the test."""
    for name, part in report.items():
        if not isinstance(part, Mapping) or name == "in all":
            continue
        if part.get("failures"):
            yield f"{name}: {len(part['failures'])} failures"
        if part.get("passed") is False:
            yield f"{name}: {part.get('told') or 'not passed'}"
        for fault in FAULTS:
            if part.get(fault):
                yield f"{name}: {part[fault]} {fault}"
        yield from _not_killed_at(name, part)
        yield from _never_befallen(name, part)


def _not_killed_at(name: str, part: Mapping[str, object]) -> Iterator[str]:
    """Yield where no process was killed: at what was never killed at, nothing is shown."""
    kills = part.get("kills by moment")
    if isinstance(kills, Mapping):
        excepted = _EXCEPTED.get(name, {})
        missed = [each for each, times in kills.items() if not times and each not in excepted]
        if missed:
            yield f"{name}: moments reached, but never killed at: {', '.join(missed)}"
        if part.get("runs") and not kills:
            yield f"{name}: no moment was reached"
    if name == "kills":
        for what in ("process kills", "process freezes"):
            if not part.get(what):
                yield f"{name}: there were no {what}"
    if name == "between requests":
        killed, requests = part.get("requests killed at", 0), part.get("requests", 0)
        if killed != requests or not requests:
            yield f"{name}: killed at {killed} of {requests} requests"


def _never_befallen(name: str, part: Mapping[str, object]) -> Iterator[str]:
    """Yield what was to befall the program and never did: that it bears that, is not shown."""
    times = part.get("times befallen")
    never = [kind for kind, often in times.items() if not often] if isinstance(times, dict) else []
    if never:
        yield f"{name}: faults that never befell: {', '.join(never)}"


def _write(report: dict[str, object]) -> None:
    path = ROOT / "build" / "soak.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(report, indent=2, default=str) + "\n", encoding="utf-8")
    found = [*wrong(report)]
    for sentence in found:
        say(f"NOT GOOD: {sentence}")
    verdict = "NOT every promise held" if found else "every promise held"
    say(f"{verdict}, in {report['minutes']} minutes; see {path.relative_to(ROOT)}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
