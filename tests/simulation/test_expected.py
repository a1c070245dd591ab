"""The oracle of a run knows from when on everything due must be there."""

from datetime import UTC, datetime, timedelta

from simulation.expected import expected_keys
from simulation.programme import Configured, Drawn

START = datetime(2027, 6, 15, tzinfo=UTC)
HOURLY = Drawn(
    name="hourly", rule="0 * * * *", fields=("0 * * * *",), zone="UTC", destinations=("desk",)
)


def test_a_new_schedule_begins_when_the_program_first_plans_with_it() -> None:
    added, up_again, end = (START + timedelta(hours=hours) for hours in (2, 9.5, 12))
    configured = Configured()
    configured.put(HOURLY, at=added, alive=START)

    expected = expected_keys(
        configured, start=START, began=START, end=end, last=end, planned=lambda _: up_again
    )

    assert sorted(due.hour for due in expected.must.values()) == [10, 11, 12]
    assert {due.hour for dues in expected.may.values() for due in dues} >= {3, 9, 12}
