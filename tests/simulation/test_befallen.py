"""Everything that may befall any run surely befalls one that the tests make."""

import pytest

from simulation.befallen import kinds
from simulation.runs import (
    ALL_MOMENTS,
    ALL_TROUBLES,
    AS_THEY_ARE,
    DAYS,
    DOUBTED_CLOCK,
    EVERY_MOMENT,
    EVERYTHING,
    RARE_MOMENTS,
    WEEK,
    WRONG_CLOCK,
)
from simulation.troubles import TROUBLES
from simulation.world import Setup

#: What has a run of its own, and an assertion there that it befell.
ALONE = {"clock_step"}
OTHERS = (ALL_MOMENTS, AS_THEY_ARE, DAYS, DOUBTED_CLOCK, EVERY_MOMENT, RARE_MOMENTS, WEEK)


@pytest.mark.parametrize("setup", [*OTHERS, WRONG_CLOCK])
def test_what_any_run_may_draw_befalls_the_one_in_which_everything_surely_does(
    setup: Setup,
) -> None:
    assert kinds(setup) - ALONE <= kinds(EVERYTHING)
    assert EVERYTHING.all_surely


def test_every_trouble_is_drawn_by_some_run() -> None:
    assert TROUBLES.keys() == ALL_TROUBLES.keys() | ALONE


def test_a_server_has_no_file_that_could_fail_and_a_file_no_server_that_could_crash() -> None:
    of_a_file, of_a_server = kinds(EVERYTHING), kinds(EVERYTHING, postgresql=True)

    assert {"power_loss", "disk: locked"} <= of_a_file - of_a_server
    assert of_a_server - of_a_file == {"database_crash"}
