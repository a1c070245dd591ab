"""The table of faults is whole, and everything it names is there."""

import ast
from dataclasses import fields
from pathlib import Path

from briefbot.ports import DeliveryStore, PlanStore
from simulation.faults import ESSENTIAL, FAULTS
from simulation.platforms import Weather
from simulation.troubles import TROUBLES

ROOT = Path(__file__).parents[2]
#: Faults that it takes several machines to show.
ELSEWHERE = {31, 32, 33, 35, 36}
#: What becomes of a request besides what the weather draws.
LOOKS = {"looked: not-now", "looked: found", "looked: absent"}


def test_every_fault_that_one_machine_can_show_is_in_the_table() -> None:
    named = set()
    for name in FAULTS:
        first, _, last = name.replace("F", "").partition("-")
        named |= set(range(int(first), int(last or first) + 1))

    assert named == set(range(1, 46)) - ELSEWHERE


def test_every_fault_is_shown_by_something() -> None:
    assert [
        name
        for name, shown in FAULTS.items()
        if not (shown.moments or shown.fates or shown.troubles or shown.tests)
    ] == []


def test_every_trouble_fate_and_moment_of_the_table_is_there() -> None:
    troubles = {name for shown in FAULTS.values() for name in shown.troubles}
    fates = {name for shown in FAULTS.values() for name in shown.fates}
    transactions = {name.split(":")[0] for name in ESSENTIAL} - {"call", "render"}

    assert troubles <= TROUBLES.keys()
    assert fates <= {each.name for each in fields(Weather)} | LOOKS
    assert all(hasattr(DeliveryStore, each) or hasattr(PlanStore, each) for each in transactions)


def test_every_test_of_the_table_is_there() -> None:
    for named in {name for shown in FAULTS.values() for name in shown.tests}:
        path, _, function = named.partition("::")
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert function in defined, named
