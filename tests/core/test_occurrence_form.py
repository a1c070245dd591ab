"""Occurrences as plain values: any comes back from JSON as it was."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.core.meeting import MeetingStatus
from briefbot.core.occurrence import Occurrence
from briefbot.core.occurrence_form import occurrence_fields, occurrence_of

offsets = st.integers(-14 * 3600, 14 * 3600).map(lambda s: timezone(timedelta(seconds=s)))
days = st.dates()
moments = st.datetimes(timezones=offsets)
texts = st.text(max_size=20)
NINE = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)


@st.composite
def occurrences(draw: st.DrawFn) -> Occurrence:
    """Occurrences as a calendar may list them, all-day ones and ones with hours."""
    start = draw(st.sampled_from((days, moments)))
    return Occurrence(
        calendar=draw(texts),
        uid=draw(texts),
        title=draw(texts),
        start=draw(start),
        end=draw(start),
        original=draw(st.none() | days | moments | st.datetimes()),
        tz=draw(texts),
        tz_assumed=draw(st.booleans()),
        status=draw(st.sampled_from(MeetingStatus)),
        moved_from=draw(st.none() | start),
        place=draw(texts),
        url=draw(texts),
        sequence=draw(st.integers(0, 2**31)),
        private=draw(st.booleans()),
        leads=tuple(draw(st.lists(st.integers(0, 10**7).map(lambda s: timedelta(seconds=s))))),
    )


@given(occurrences())
def test_any_occurrence_comes_back_from_json_as_it_was(occurrence: Occurrence) -> None:
    back = occurrence_of(json.loads(json.dumps(occurrence_fields(occurrence))))

    assert back == occurrence
    assert (back.all_day, back.key) == (occurrence.all_day, occurrence.key)


@pytest.mark.parametrize("fold", [0, 1])
def test_both_hours_of_a_fold_are_told_apart(fold: int) -> None:
    # Kyiv puts its clocks back at 4:00 on 25 October 2026.
    start = datetime(2026, 10, 25, 3, 30, tzinfo=ZoneInfo("Europe/Kyiv"), fold=fold)
    back = occurrence_of(occurrence_fields(meeting(start=start, end=start + timedelta(hours=2))))

    assert back.start == datetime(2026, 10, 25, fold, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start", "3 May"),
        ("start", 20260503),
        ("leads", None),
        ("leads", ["1"]),
        ("status", "perhaps"),
        ("later", 1),
    ],
)
def test_what_is_no_occurrence_is_refused(field: str, value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        occurrence_of({**occurrence_fields(meeting()), field: value})


@pytest.mark.parametrize("field", ["start", "uid", "leads", "status"])
def test_an_occurrence_that_lacks_a_field_is_refused(field: str) -> None:
    plain = occurrence_fields(meeting())
    del plain[field]

    with pytest.raises((KeyError, TypeError)):
        occurrence_of(plain)


def meeting(start: datetime = NINE, end: date = NINE + timedelta(hours=1)) -> Occurrence:
    return Occurrence(
        calendar="council", uid="a@example.org", title="Council", start=start, end=end
    )
