from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.schedule import Effect, Tick, is_holiday, next_ticks, parse_rule, ticks
from core.schedule.oracle import FIRST, LAST, ZONES, changes, expected, wall_of

HALF = timedelta(hours=30)

fields = st.tuples(
    st.sampled_from(("0", "15", "30", "59", "*/30", "*/15", "5,45", "0-40/20", "*/5")),
    st.sampled_from(("*", "*/2", "0-23", "0", "1", "2", "3", "23", "1,2,3", "0-4", "22,23,0,1")),
    st.sampled_from(("*", "*", "*", "*/2", "1", "28-31", "30,31", "1-31")),
    st.sampled_from(("*", "*", "3,4,8-12", "*/2")),
    st.sampled_from(("*", "*", "0", "5", "6,7", "1-5", "*/2")),
).map(" ".join)
zones = st.sampled_from(ZONES)


@st.composite
def moments(draw: st.DrawFn, zone: str) -> datetime:
    """Draw a minute that is mostly close to a change of offset."""
    days = st.integers(30, (LAST - FIRST).days - 30)
    moment = FIRST + timedelta(days=draw(days))
    if draw(st.integers(0, 9)) and changes(zone):
        number: int = draw(st.integers(0, len(changes(zone)) - 1))
        moment = changes(zone)[number]
    return moment + timedelta(minutes=draw(st.integers(-180, 180)))


def found(rule: str, zone: str, after: datetime, until: datetime) -> list[tuple[str, datetime]]:
    made = ticks(parse_rule(rule), zone=zone, after=after, until=until)
    return [(tick.label, tick.instant) for tick in made]


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=8)
@given(data=st.data())
def test_ticks_are_those_of_a_walk_through_every_minute(zone: str, data: st.DataObject) -> None:
    middle = data.draw(moments(zone))
    for rule in data.draw(st.lists(fields, min_size=6, max_size=6)):
        wanted = expected(rule, zone, middle - HALF, middle + HALF)
        assert found(rule, zone, middle - HALF, middle + HALF) == wanted, rule


@pytest.mark.parametrize("zone", ["Pacific/Apia", "Pacific/Fakaofo", "Pacific/Kwajalein"])
@settings(max_examples=20)
@given(rule=fields, shift=st.integers(-30, 30))
def test_a_day_that_is_left_out_agrees_with_the_walk(zone: str, rule: str, shift: int) -> None:
    jumps = [
        at
        for at in changes(zone)
        if wall_of(at, zone) - wall_of(at - timedelta(minutes=1), zone) > timedelta(hours=20)
    ]
    assert len(jumps) == 1
    middle = jumps[0] + timedelta(hours=shift)

    assert found(rule, zone, middle - HALF, middle + HALF) == expected(
        rule, zone, middle - HALF, middle + HALF
    )


@settings(max_examples=100)
@given(data=st.data(), rule=fields, zone=zones)
def test_a_restart_at_any_moment_gives_the_same_ticks(
    data: st.DataObject, rule: str, zone: str
) -> None:
    middle = data.draw(moments(zone))
    start, end = middle - HALF, middle + HALF
    seconds = st.integers(0, int((end - start).total_seconds()) * 2).map(
        lambda half: start + timedelta(seconds=half / 2)
    )
    cuts = [start, *sorted(data.draw(st.lists(seconds, max_size=5))), end]

    in_parts = [tick for after, until in pairwise(cuts) for tick in found(rule, zone, after, until)]

    assert in_parts == found(rule, zone, start, end)


@settings(max_examples=100)
@given(data=st.data(), rule=fields, zone=zones)
def test_ticks_ascend_and_no_instant_or_label_comes_twice(
    data: st.DataObject, rule: str, zone: str
) -> None:
    middle = data.draw(moments(zone))

    made = found(rule, zone, middle - HALF, middle + HALF)

    instants = [instant for _, instant in made]
    assert instants == sorted(set(instants))
    assert len({label for label, _ in made}) == len(made)


@settings(max_examples=100)
@given(data=st.data(), rule=fields, zone=zones)
def test_the_next_ticks_are_the_first_of_the_span(
    data: st.DataObject, rule: str, zone: str
) -> None:
    after = data.draw(moments(zone))

    upcoming = next_ticks(parse_rule(rule), zone=zone, after=after, count=3)

    span = ticks(parse_rule(rule), zone=zone, after=after, until=upcoming[-1].instant)
    assert tuple(span) == upcoming
    assert len(upcoming) == 3


@pytest.mark.parametrize("zone", ZONES)
def test_a_daily_rule_ticks_once_on_each_date_that_exists(zone: str) -> None:
    start, end = datetime(1996, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    # Every date that exists has at least 20 hours: a look each 12 hours finds it.
    looks = range((end - start) // timedelta(hours=12) + 1)
    dates = sorted({wall_of(start + look * timedelta(hours=12), zone).date() for look in looks})
    rule = parse_rule("daily at 02:30")

    made = [tick.day for tick in ticks(rule, zone=zone, after=start, until=end)]

    # The span begins and ends within a date.
    assert [day for day in made if day not in (dates[0], dates[-1])] == dates[1:-1]


MEASURED = [
    ("Europe/Kyiv", "2027-03-28", "30 3 * * *", {"03:30": "04:30"}, Effect.GAP),
    ("Europe/Kyiv", "2027-03-28", "*/30 3 * * *", {"03:00": "04:00", "03:30": "04:30"}, Effect.GAP),
    ("Europe/Kyiv", "2027-10-31", "30 3 * * *", {"03:30": "03:30"}, Effect.FOLD),
    ("America/New_York", "2027-03-14", "30 2 * * *", {"02:30": "03:30"}, Effect.GAP),
    ("America/New_York", "2027-11-07", "30 1 * * *", {"01:30": "01:30"}, Effect.FOLD),
    ("Australia/Lord_Howe", "2027-10-03", "15 2 * * *", {"02:15": "02:45"}, Effect.GAP),
    ("Australia/Lord_Howe", "2027-04-04", "45 1 * * *", {"01:45": "01:45"}, Effect.FOLD),
]


@pytest.mark.parametrize(("zone", "day", "rule", "clocks", "effect"), MEASURED)
def test_days_on_which_other_schedulers_err(
    zone: str, day: str, rule: str, clocks: dict[str, str], effect: Effect
) -> None:
    after = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=ZoneInfo(zone))

    made = list(ticks(parse_rule(rule), zone=zone, after=after, until=after + timedelta(hours=20)))

    local = [tick.instant.astimezone(ZoneInfo(zone)) for tick in made]
    shown = [f"{moment:%H:%M}" for moment in local]
    assert dict(zip([tick.label for tick in made], shown, strict=True)) == {
        f"{day}T{label}": clock for label, clock in clocks.items()
    }
    assert {tick.effect for tick in made} == {effect}
    assert {moment.fold for moment in local} == {0}


def test_an_hourly_rule_ticks_in_both_passes_of_a_repeated_hour() -> None:
    after = datetime(2027, 10, 30, 23, 30, tzinfo=UTC)

    made = next_ticks(parse_rule("@hourly"), zone="Europe/Kyiv", after=after, count=3)

    assert made == (
        Tick("2027-10-31T03:00", datetime(2027, 10, 31, 0, tzinfo=UTC), Effect.FOLD),
        Tick("2027-10-31T03:00f", datetime(2027, 10, 31, 1, tzinfo=UTC), Effect.FOLD),
        Tick("2027-10-31T04:00", datetime(2027, 10, 31, 2, tzinfo=UTC), Effect.NONE),
    )


def test_of_two_labels_with_one_instant_the_one_that_exists_that_day_wins() -> None:
    start, end = datetime(2027, 3, 28, 0, tzinfo=UTC), datetime(2027, 3, 28, 2, tzinfo=UTC)

    made = list(ticks(parse_rule("30 3,4 * * *"), zone="Europe/Kyiv", after=start, until=end))

    assert made == [Tick("2027-03-28T04:30", datetime(2027, 3, 28, 1, 30, tzinfo=UTC))]


def test_a_date_that_does_not_exist_has_no_tick() -> None:
    start, end = datetime(2011, 12, 25, tzinfo=UTC), datetime(2012, 1, 8, tzinfo=UTC)

    fridays = [label for label, _ in found("0 8 * * 5", "Pacific/Apia", start, end)]
    daily = [label for label, _ in found("0 8 29-31 12 *", "Pacific/Apia", start, end)]

    assert fridays == ["2012-01-06T08:00"]
    assert daily == ["2011-12-29T08:00", "2011-12-31T08:00"]


def test_a_span_leaves_out_its_start_and_includes_its_end() -> None:
    eight = datetime(2026, 1, 9, 8, tzinfo=UTC)

    days = [label[:10] for label, _ in found("0 8 * * *", "UTC", eight, eight + timedelta(days=2))]

    assert days == ["2026-01-10", "2026-01-11"]


@pytest.mark.parametrize("rule", ["30 * * * *", "0,45 * * * *", "*/15 23,0 * * *", "30 23 * * *"])
@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/St_Johns", date(2010, 11, 7)),  # at 00:01 the clock went back to 23:01
        ("Asia/Pyongyang", date(2018, 5, 5)),  # 00:00 came at what would have been 23:30
    ],
)
def test_where_midnight_itself_moves_any_restart_gives_the_ticks_of_the_walk(
    zone: str, day: date, rule: str
) -> None:
    (change,) = (at for at in changes(zone) if wall_of(at + HALF / 5, zone).date() == day)
    start, end = change - timedelta(hours=2), change + timedelta(hours=2)
    wanted = expected(rule, zone, start, end)

    for minute in range(240):
        cut = start + timedelta(minutes=minute)
        assert found(rule, zone, cut, end) == [tick for tick in wanted if tick[1] > cut]


def test_a_span_may_be_given_in_any_zone() -> None:
    kyiv = ZoneInfo("Europe/Kyiv")
    start = datetime(2027, 10, 31, 3, 30, tzinfo=kyiv, fold=1)
    end = datetime(2027, 10, 31, 4, tzinfo=kyiv)

    in_kyiv = found("@hourly", "Europe/Kyiv", start, end)

    assert in_kyiv == found("@hourly", "Europe/Kyiv", start.astimezone(UTC), end.astimezone(UTC))
    assert [label for label, _ in in_kyiv] == ["2027-10-31T04:00"]


def test_a_leap_day_rule_finds_its_next_hundred_ticks() -> None:
    rule = parse_rule("0 0 * 2 MON#5")

    made = next_ticks(rule, zone="Europe/Kyiv", after=datetime(2199, 1, 1, tzinfo=UTC), count=100)

    assert len(made) == 100
    assert {(tick.day.month, tick.day.day, tick.day.weekday()) for tick in made} == {(2, 29, 0)}


@pytest.mark.parametrize("zone", ["", "Nowhere/Here", "../../etc/passwd", "Europe", "\0"])
def test_an_unknown_zone_is_refused_at_once(zone: str) -> None:
    with pytest.raises(ValueError, match="is no time zone"):
        ticks(parse_rule("@daily"), zone=zone, after=FIRST, until=LAST)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 1, 9),  # noqa: DTZ001 - naive is the fault
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
    ],
)
def test_a_naive_or_absurd_end_of_a_span_is_refused(moment: datetime) -> None:
    rule = parse_rule("@daily")

    with pytest.raises(ValueError, match="span"):
        ticks(rule, zone="UTC", after=moment, until=LAST)
    with pytest.raises(ValueError, match="span"):
        ticks(rule, zone="UTC", after=FIRST, until=moment)
    with pytest.raises(ValueError, match="span"):
        next_ticks(rule, zone="UTC", after=moment, count=1)


@pytest.mark.parametrize("count", [-1, 101])
def test_a_count_of_next_ticks_has_bounds(count: int) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        next_ticks(parse_rule("@daily"), zone="UTC", after=FIRST, count=count)


def test_a_holiday_is_a_local_date() -> None:
    # 8 January in UTC, already the 9th in Kyiv.
    tick = Tick("2026-01-09T00:30", datetime(2026, 1, 8, 22, 30, tzinfo=UTC))

    assert is_holiday(tick, {date(2026, 1, 9)})
    assert not is_holiday(tick, {date(2026, 1, 8)})
