"""Why nothing is recorded of a digest at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.core.delivery.posting import ScheduleRow
from briefbot.core.digest import DigestPlan
from briefbot.core.planning.absence import Absence, Unrecorded, asked_for, unrecorded
from briefbot.core.programme import DigestSchedule
from briefbot.core.schedule import parse_rule

NOW = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=400)
DIGEST = DigestSchedule(
    plan=DigestPlan(name="morning"),
    rule=parse_rule("daily at 08:00, 18:00"),
    zone="Europe/Kyiv",
    destinations=("newsroom",),
)
ROW = ScheduleRow(
    id="digest/morning@newsroom",
    name="morning",
    destination="newsroom",
    fingerprint="",
    cursor=datetime(2026, 6, 9, 12, 0, tzinfo=UTC),
    next_at=None,
)


def absent(
    text: str,
    *,
    row: ScheduleRow | None = ROW,
    recorded: tuple[str, ...] = (),
    digest: DigestSchedule = DIGEST,
) -> tuple[Unrecorded, ...]:
    asked = asked_for(text, zone=digest.zone)
    assert asked is not None
    return unrecorded(
        "morning",
        digest,
        asked,
        destination="newsroom",
        row=row,
        recorded=recorded,
        kept=YEAR,
        now=NOW,
    )


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2026-06-10", "2026-06-10"),
        ("2026-06-10T08:00", "2026-06-10T08:00"),
        (" 2026-06-10 08:00 ", "2026-06-10T08:00"),
        ("2026-06-10T08:00:00", "2026-06-10T08:00"),
        ("2026-06-10T05:00Z", "2026-06-10T08:00"),
        ("2026-06-10T08:00+03:00", "2026-06-10T08:00"),
        ("2026-10-25T03:30f", "2026-10-25T03:30f"),
        ("2026-10-25T01:30Z", "2026-10-25T03:30f"),
    ],
)
def test_a_time_may_be_written_as_a_label_or_with_an_offset(text: str, label: str) -> None:
    asked = asked_for(text, zone="Europe/Kyiv")
    assert asked is not None
    assert asked.label == label


@pytest.mark.parametrize("text", ["", "soon", "08:00", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_what_names_no_time_is_none(text: str) -> None:
    assert asked_for(text, zone="Europe/Kyiv") is None


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_time(text: str) -> None:
    asked_for(text, zone="Europe/Kyiv")


@pytest.mark.parametrize(
    ("text", "row", "reason"),
    [
        ("2026-06-10T18:00", ROW, Absence.AHEAD),
        ("2026-06-10T18:00", None, Absence.AHEAD),
        ("2026-06-10T08:00", None, Absence.NOT_BEGUN),
        ("2026-06-10T08:00", ROW, Absence.UNDECIDED),
        ("2026-06-09T08:00", ROW, Absence.BEFORE),
        ("2025-05-01T08:00", ROW, Absence.NOT_KEPT),
    ],
)
def test_a_tick_without_a_record_has_its_reason(
    text: str, row: ScheduleRow | None, reason: Absence
) -> None:
    (found,) = absent(text, row=row)
    assert found.reason is reason
    assert found.tick is not None
    assert found.tick.label == text


def test_a_time_that_is_no_tick_is_not_due_and_the_next_one_is_told() -> None:
    (found,) = absent("2026-06-10T08:01")
    assert (found.reason, found.tick) == (Absence.NOT_DUE, None)
    assert found.following is not None
    assert found.following.label == "2026-06-10T18:00"


def test_a_day_without_a_tick_is_not_due() -> None:
    weekdays = replace(DIGEST, rule=parse_rule("weekdays at 08:00"))
    (found,) = absent("2026-06-13", digest=weekdays)
    assert found.reason is Absence.NOT_DUE
    assert found.following is not None
    assert found.following.label == "2026-06-15T08:00"


def test_of_a_day_only_what_is_not_recorded_is_told() -> None:
    assert [each.asked for each in absent("2026-06-10")] == ["2026-06-10"] * 2
    (found,) = absent("2026-06-10", recorded=("2026-06-10T08:00",))
    assert found.tick is not None
    assert found.tick.label == "2026-06-10T18:00"
    assert absent("2026-06-10T08:00", recorded=("2026-06-10T08:00",)) == ()


def test_a_time_with_a_record_that_is_no_tick_needs_no_explanation() -> None:
    assert absent("2026-06-10T11:11", recorded=("2026-06-10T11:11 manual",)) == ()


def test_a_tick_that_clocks_skip_is_found_by_either_time() -> None:
    night = replace(DIGEST, rule=parse_rule("daily at 03:30"))
    for text in ("2026-03-29T03:30", "2026-03-29T04:30", "2026-03-29T01:30Z"):
        (found,) = absent(text, digest=night)
        assert found.tick is not None
        assert found.tick.label == "2026-03-29T03:30"


def test_both_passes_of_a_repeated_hour_are_found_by_its_label() -> None:
    hourly = replace(DIGEST, rule=parse_rule("30 * * * *"))
    found = absent("2026-10-25T03:30", digest=hourly)
    assert [each.tick.label for each in found if each.tick] == [
        "2026-10-25T03:30",
        "2026-10-25T03:30f",
    ]
