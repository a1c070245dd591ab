"""What is made at the start is out of the collector's way, and what is made later mostly is."""

import gc
from collections.abc import Iterator

import pytest

from briefbot.app.running.memory import no_long_collections


@pytest.fixture(autouse=True)
def collector_as_before() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)  # a test that ran a program here has left them as that has them
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_stays_is_frozen_and_old_objects_are_looked_through_as_before() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()

    with no_long_collections():
        assert gc.isenabled()
        made = [[number] for number in range(1_000)]

    assert gc.get_threshold()[1:] == before[1:]
    assert gc.get_freeze_count() >= frozen + len(made)


def test_young_objects_are_looked_through_more_seldom_from_then_on() -> None:
    before, _, _ = gc.get_threshold()

    with no_long_collections():
        pass

    assert gc.get_threshold()[0] > before


def test_old_objects_are_looked_through_as_before_after_a_fault_too() -> None:
    _, *before = gc.get_threshold()

    with pytest.raises(ValueError), no_long_collections():  # noqa: PT011 - the fault is ours
        raise ValueError

    assert list(gc.get_threshold()[1:]) == before
