"""Where each fault of the plan is shown: F1 to F45, without those that need several machines.

A fault is a moment at which processes are killed, the fate of a request, a trouble of a run, or a
test elsewhere that is about it alone.
"""

from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What shows a fault: moments (killed at), fates (of requests), troubles, tests by file."""

    what: str
    moments: tuple[str, ...] = ()
    fates: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


def around(*transactions: str) -> tuple[str, ...]:
    """Return the moments before, inside and after transactions."""
    return tuple(f"{n}: {at}" for n, at in product(transactions, ("before", "inside", "after")))


_MAKING, _TAKING = around("advance", "compose"), around("take_lease", "renew_lease", "claim")
_INTENT, _RECEIPT = around("commit_intents"), around("settle")
_LOOKING = ("call: look-back begins", "call: look-back ends")
_DST = "tests/core/schedule/test_ticks.py"

FAULTS = {
    "F1-F3": Shown(what="crash around making occurrences", moments=_MAKING),
    "F4-F6": Shown(what="crash around a claim or lease", moments=_TAKING),
    "F7": Shown(what="crash in rendering", moments=("render",)),
    "F8": Shown(
        what="rendering always fails",
        tests=(
            "tests/simulation/test_runs.py::test_a_bad_document_is_parked_and_holds_up_nothing",
        ),
    ),
    "F9": Shown(
        what="rendering kills the process",
        tests=(
            "tests/simulation/test_runs.py::test_a_bad_document_is_parked_and_holds_up_nothing",
        ),
    ),
    "F10-F12": Shown(what="crash around the intent", moments=_INTENT),
    "F13": Shown(what="intent, but no byte was sent", moments=("call: before the first byte",)),
    "F14": Shown(what="half of the request was sent", fates=("half_sent", "lost")),
    "F15": Shown(what="taken, connection cut", fates=("cut",)),
    "F16": Shown(what="taken, killed", moments=("call: taken",)),
    "F17": Shown(what="taken, no answer in time", fates=("unanswered",)),
    "F18": Shown(what="takes effect after the client gave up", fates=("late",)),
    "F19-F21": Shown(
        what="crash around the receipt, and its answer lost",
        moments=("call: answered", *_RECEIPT),
        tests=("tests/simulation/test_runs.py::test_a_lost_answer_of_the_database_is_no_loss",),
    ),
    "F22-F24": Shown(
        what="crash around a look back; it fails, lags, is rare",
        moments=_LOOKING,
        fates=("looked: not-now", "looked: found", "looked: absent"),
    ),
    "F25": Shown(what="told to wait, then killed", moments=("call: limited",), fates=("limited",)),
    "F26": Shown(what="the whole account is told to wait", fates=("limited_all",)),
    "F27": Shown(what="503 for half an hour", troubles=("storm",)),
    "F28": Shown(what="401, 403, no channel", troubles=("refusing_channel", "unauthorized")),
    "F29": Shown(what="stopped for twice a lease", troubles=("freeze",)),
    "F30": Shown(what="machine suspended", troubles=("suspend",)),
    "F34": Shown(
        what="PostgreSQL stops and starts",
        tests=(
            "tests/acceptance/test_run_postgresql.py::test_every_post_is_there_once_whatever_ends",
        ),
    ),
    "F37": Shown(
        what="disk full, read-only, locked; power lost; backup restored",
        troubles=("disk_fails", "power_loss", "restore_backup"),
        tests=tuple(
            f"tests/acceptance/test_run_disk.py::test_a_{which}_costs_no_post_and_makes_none_twice"
            for which in (
                "disk_that_is_full_in_the_middle",
                "database_that_is_read_only_for_a_while",
                "database_that_another_program_locks",
            )
        ),
    ),
    "F38": Shown(
        what="clocks change, and restarts while they do",
        troubles=("kill",),
        tests=(
            f"{_DST}::test_ticks_are_those_of_a_walk_through_every_minute",
            f"{_DST}::test_a_restart_at_any_moment_gives_the_same_ticks",
        ),
    ),
    "F39": Shown(what="the clock is set wrong, or drifts", troubles=("clock_step", "drift")),
    "F40": Shown(what="another zone database", troubles=("new_zone_data",)),
    "F41": Shown(
        what="down over 1, 3, 400 occurrences",
        troubles=("outage",),
        tests=(
            "tests/core/schedule/test_catch_up.py::test_decisions_in_steps_give_what_one_decision_gives",
        ),
    ),
    "F42": Shown(
        what="schedules, channels and briefs change in every state",
        troubles=("reconfigure", "move_channel", "revise", "change_meeting", "retract"),
    ),
    "F43": Shown(what="SIGTERM in every state, then SIGKILL", troubles=("terminate",)),
    "F44": Shown(what="an event that comes three times", troubles=("repeated_event",)),
    "F45": Shown(
        what="two gateways on one shard; the budget to identify is nearly gone",
        tests=(
            "tests/platforms/discord/test_link.py::test_it_does_not_connect_so_often_that_the_token_is_taken_back",
        ),
    ),
}

#: The moments at which every run of the tests kills three times; all others are for `make soak`.
ESSENTIAL = frozenset(moment for shown in FAULTS.values() for moment in shown.moments)
