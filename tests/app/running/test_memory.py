"""What is made at the start is out of the collector's way, and all else is as before."""

import gc

from briefbot.app.running.memory import no_long_collections


def test_what_stays_is_frozen_and_the_thresholds_are_as_before() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    try:
        with no_long_collections():
            assert gc.isenabled()
            assert gc.get_threshold()[:2] == before[:2]
            made = [[number] for number in range(1_000)]
        assert gc.get_threshold() == before
        assert gc.get_freeze_count() >= frozen + len(made)
    finally:
        gc.unfreeze()


def test_the_thresholds_are_as_before_after_a_fault_too() -> None:
    before = gc.get_threshold()
    try:
        with no_long_collections():
            raise ValueError  # noqa: TRY301 - the fault
    except ValueError:
        gc.unfreeze()

    assert gc.get_threshold() == before
