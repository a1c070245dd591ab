"""The soak fails where a promise is broken or not put to the test, and says how to see it again."""

import json
import warnings
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from simulation.invariants import Verdict
from simulation.points import Odds, Points, Trace, stream
from simulation.runs import Result
from simulation.world import Setup

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # without XDG_RUNTIME_DIR it uses the temporary folder
    import soak

GOOD: dict[str, dict[str, object]] = {
    "sqlite": {
        "runs": 1,
        "kills by moment": {"settle: after": 1},
        "times befallen": {"power_loss": 1, "storm": 2},
        "failures": [],
    },
    "postgresql": {"runs": 1, "kills by moment": {"settle: after": 2}, "failures": []},
    "outbox": {"passed": True, "told": "2 passed"},
    "kills": {"passed": True, "process kills": 700, "process freezes": 30},
    "between requests": {"passed": True, "requests": 73, "requests killed at": 73},
}


def result(setup: Setup, *violations: str) -> Result:
    points = Points(stream(1, "points"), Odds(), lambda: 0.0)
    points.reached["settle: after"] += 1
    trace = Trace(lambda: 0.0)
    world: Any = SimpleNamespace(points=points, trace=trace, befallen=Counter(), platforms={})
    return Result(setup=setup, verdict=Verdict(violations=[*violations]), world=world)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no real server: it takes long to start, and nothing is simulated on it here."""
    fake = SimpleNamespace(create=lambda: "postgresql://it", crash=lambda: None)
    monkeypatch.setattr(soak, "own_server", lambda: nullcontext(fake))


def test_where_all_was_put_to_the_test_and_held_nothing_is_wrong() -> None:
    assert [*soak.wrong(GOOD)] == []


@pytest.mark.parametrize(
    ("part", "figures", "told"),
    [
        ("sqlite", {"kills by moment": {"skip: inside": 0}}, "never killed at: skip: inside"),
        ("postgresql", {"kills by moment": {"claim: after": 0}}, "never killed at: claim: after"),
        ("sqlite", {"kills by moment": {}}, "no moment was reached"),
        ("sqlite", {"times befallen": {"power_loss": 0, "storm": 2}}, "befell: power_loss"),
        ("between requests", {"requests killed at": 72}, "killed at 72 of 73 requests"),
        ("between requests", {"requests": 0, "requests killed at": 0}, "killed at 0 of 0"),
        ("kills", {"process kills": 0}, "there were no process kills"),
        ("kills", {"process freezes": 0}, "there were no process freezes"),
        ("sqlite", {"early": 2}, "2 early"),
        ("postgresql", {"failures": ["seed 6"]}, "1 failures"),
        ("outbox", {"passed": False, "told": "1 failed"}, "1 failed"),
    ],
)
def test_what_is_broken_or_was_not_put_to_the_test_is_told(
    part: str, figures: dict[str, object], told: str
) -> None:
    (sentence,) = soak.wrong({**GOOD, part: {**GOOD[part], **figures}})

    assert sentence.startswith(f"{part}: ")
    assert told in sentence


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("arguments", ["--seed 1002", "--seed 1002 --postgresql"])
def test_a_failure_tells_the_command_that_runs_it_again(
    arguments: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    addresses: list[str] = []

    def run(
        setup: Setup, *, postgresql: str = "", crash: Callable[[], None] | None = None
    ) -> Result:
        addresses.append(postgresql if crash else "")
        return result(setup, "early: by 60 s")

    monkeypatch.setattr(soak, "run", run)

    assert soak.main(arguments.split()) == 1
    told = capsys.readouterr().out
    assert f'make soak ARGS="{arguments}"\nearly: by 60 s' in told
    assert addresses == ["postgresql://it" if "postgresql" in arguments else ""]


@pytest.mark.usefixtures("server")
def test_a_run_that_breaks_is_a_failure_with_its_seed_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(setup: Setup, **_: object) -> Result:
        if setup.seed == 1001:
            raise ValueError("the judge has stumbled")
        return result(setup)

    monkeypatch.setattr(soak, "run", run)
    monkeypatch.setattr(soak, "run_tests", lambda *_, **__: {"passed": True, "told": "2 passed"})
    monkeypatch.setattr(soak, "ProcessPoolExecutor", ThreadPoolExecutor)
    monkeypatch.setattr(soak, "ROOT", tmp_path)
    quick = "--days 8 --postgresql-runs 1 --without kills mutants"

    assert soak.main(quick.split()) == 1
    told = capsys.readouterr().out
    assert "no verdict with seed 1001: ValueError: the judge has stumbled" in told
    assert 'make soak ARGS="--seed 1001"' in told
    report = json.loads((tmp_path / "build" / "soak.json").read_text(encoding="utf-8"))
    assert report["sqlite"]["runs"] > 2
    assert len(report["sqlite"]["failures"]) == 1
    assert report["postgresql"]["runs"] == 1
    assert report["outbox"]["passed"] is True


@pytest.mark.usefixtures("server")
def test_the_sums_have_the_real_processes_that_were_killed_and_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    signals = {"passed": True, "process kills": 40, "process freezes": 3}
    between = {"passed": True, "requests": 2, "requests killed at": 2, "kills": 5}
    monkeypatch.setattr(soak, "run", lambda setup, **_: result(setup))
    monkeypatch.setattr(soak, "run_tests", lambda *_, **__: {"passed": True, "told": "2 passed"})
    monkeypatch.setattr(soak, "killed_processes", lambda: signals)
    monkeypatch.setattr(soak, "between_requests", lambda _: between)
    monkeypatch.setattr(soak, "ROOT", tmp_path)

    assert soak.main(["--days", "0", "--postgresql-runs", "0", "--without", "mutants"]) == 0
    told = capsys.readouterr().out
    assert "  process kills        45\n  process freezes      3\n" in told


@pytest.mark.usefixtures("server")
def test_a_part_that_breaks_is_told_and_the_other_parts_are_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run_tests(*_: object, **__: object) -> dict[str, object]:
        raise OSError("no pytest here")

    monkeypatch.setattr(soak, "run", lambda setup, **_: result(setup))
    monkeypatch.setattr(soak, "run_tests", run_tests)
    monkeypatch.setattr(soak, "mutants", lambda: {"passed": True, "report": {}})
    monkeypatch.setattr(soak, "ROOT", tmp_path)

    assert soak.main(["--days", "0", "--postgresql-runs", "0", "--without", "kills"]) == 1
    assert "NOT GOOD: outbox: OSError: no pytest here" in capsys.readouterr().out
    report = json.loads((tmp_path / "build" / "soak.json").read_text(encoding="utf-8"))
    assert report["mutants"]["passed"] is True


def test_a_seed_alone_is_asked_for_where_it_is_to_be_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        soak.main(["--postgresql"])

    assert "give a seed" in capsys.readouterr().err
