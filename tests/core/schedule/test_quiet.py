from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from briefbot.core.schedule import QuietHours, release
from core.schedule.oracle import FIRST, LAST, MINUTE, ZONES, changes, wall_of

NIGHT = QuietHours(start=time(22), end=time(7), zone="Europe/Kyiv")
clocks = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 59)))


def kyiv(text: str, *, fold: int = 0) -> datetime:
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Kyiv"), fold=fold)
    return local.astimezone(UTC)


@st.composite
def quiet_hours(draw: st.DrawFn) -> QuietHours:
    start, end = draw(clocks), draw(clocks)
    days = draw(st.frozensets(st.integers(0, 6), max_size=6) | st.just(frozenset(range(7))))
    assume(start != end or len(days) < 7)
    return QuietHours(start=start, end=end, zone=draw(st.sampled_from(ZONES)), days=days)


@st.composite
def cases(draw: st.DrawFn) -> tuple[QuietHours, datetime]:
    """Draw quiet hours and a minute that is mostly close to a change of their zone's offset."""
    quiet = draw(quiet_hours())
    moment = FIRST + timedelta(days=draw(st.integers(30, (LAST - FIRST).days - 30)))
    if draw(st.booleans()) and changes(quiet.zone):
        number: int = draw(st.integers(0, len(changes(quiet.zone)) - 1))
        moment = changes(quiet.zone)[number]
    return quiet, moment + timedelta(minutes=draw(st.integers(-2_000, 2_000)))


@pytest.mark.parametrize(
    ("due", "out"),
    [
        ("2026-01-09T21:59", "2026-01-09T21:59"),
        ("2026-01-09T22:00", "2026-01-10T07:00"),
        ("2026-01-10T06:59", "2026-01-10T07:00"),
        ("2026-01-10T07:00", "2026-01-10T07:00"),
        # The clock goes forward, then back, in the night: 07:00 on the wall it is.
        ("2027-03-27T23:00", "2027-03-28T07:00"),
        ("2027-10-30T23:00", "2027-10-31T07:00"),
    ],
)
def test_what_is_due_in_quiet_hours_goes_out_at_their_end(due: str, out: str) -> None:
    assert release(kyiv(due), NIGHT) == kyiv(out)


def test_an_end_that_does_not_exist_is_read_with_the_offset_before_the_gap() -> None:
    quiet = QuietHours(start=time(22), end=time(3, 30), zone="Europe/Kyiv")

    assert release(kyiv("2027-03-27T23:00"), quiet) == kyiv("2027-03-28T04:30")


def test_an_end_that_comes_twice_is_its_first_pass() -> None:
    quiet = QuietHours(start=time(22), end=time(3, 30), zone="Europe/Kyiv")
    second_pass = kyiv("2027-10-31T03:15", fold=1)

    assert release(kyiv("2027-10-30T23:00"), quiet) == kyiv("2027-10-31T03:30")
    assert release(second_pass, quiet) == second_pass


def test_whole_days_that_adjoin_are_one_stretch() -> None:
    weekend = QuietHours(start=time(0), end=time(0), zone="Europe/Kyiv", days=frozenset({5, 6}))

    assert release(kyiv("2026-01-10T12:00"), weekend) == kyiv("2026-01-12T00:00")
    assert release(kyiv("2026-01-09T23:59"), weekend) == kyiv("2026-01-09T23:59")


def test_a_night_outlasts_a_date_that_does_not_exist() -> None:
    apia = ZoneInfo("Pacific/Apia")
    quiet = QuietHours(start=time(22), end=time(7), zone="Pacific/Apia", days=frozenset({3}))
    due = datetime(2011, 12, 31, 5, tzinfo=apia)
    assert date(2011, 12, 29).weekday() == 3

    assert release(due, quiet) == datetime(2011, 12, 31, 7, tzinfo=apia)


def test_a_stretch_that_has_begun_goes_on_when_the_clock_goes_back_over_midnight() -> None:
    newfoundland = ZoneInfo("America/St_Johns")
    quiet = QuietHours(start=time(0), end=time(7), zone="America/St_Johns")
    # On 7 November 2010 the clock went from 00:01 back to 23:01.
    due = datetime(2010, 11, 6, 23, 30, tzinfo=newfoundland, fold=1).astimezone(UTC)

    assert release(due, quiet) == datetime(2010, 11, 7, 7, tzinfo=newfoundland)


@settings(max_examples=100)
@given(cases(), st.integers(0, 1_000))
def test_a_release_is_final_never_early_and_keeps_the_order(
    case: tuple[QuietHours, datetime], later: int
) -> None:
    quiet, moment = case
    out = release(moment, quiet)

    assert out >= moment
    assert release(out, quiet) == out
    assert out <= release(moment + timedelta(minutes=later), quiet)
    assert out.tzinfo is UTC


@settings(max_examples=100)
@given(cases(), st.integers(0, 1_000))
def test_what_is_held_in_one_stretch_goes_out_at_one_moment(
    case: tuple[QuietHours, datetime], later: int
) -> None:
    quiet, moment = case
    out = release(moment, quiet)

    between = min(moment + timedelta(minutes=later), out)

    assert release(between, quiet) == out


@settings(max_examples=60)
@given(cases())
def test_away_from_changes_of_offset_the_wall_clock_alone_decides(
    case: tuple[QuietHours, datetime],
) -> None:
    quiet, moment = case
    days = timedelta(days=9)
    assume(not any(moment - days < change < moment + days for change in changes(quiet.zone)))

    def is_quiet(instant: datetime) -> bool:
        wall = wall_of(instant, quiet.zone)
        today, before = wall.weekday() in quiet.days, (wall.weekday() - 1) % 7 in quiet.days
        if quiet.start < quiet.end:
            return today and quiet.start <= wall.time() < quiet.end
        return (today and wall.time() >= quiet.start) or (before and wall.time() < quiet.end)

    out = moment
    while is_quiet(out):
        out += MINUTE

    assert release(moment, quiet) == out


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"zone": "Nowhere/Here"}, "is no time zone"),
        ({"days": frozenset({7})}, "day of the week"),
        ({"end": time(22)}, "no time to post"),
    ],
)
def test_quiet_hours_that_make_no_sense_are_refused(fields: dict[str, object], fault: str) -> None:
    given_fields: dict[str, object] = {"start": time(22), "end": time(7), "zone": "UTC", **fields}

    with pytest.raises(ValueError, match=fault):
        QuietHours(**given_fields)  # type: ignore[arg-type] # a table of faults has no one type
