"""The time that platforms report, counted on."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

from hypothesis import given
from hypothesis import strategies as st

from briefbot.app.running.reported_time import ReportedTime

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DATE = "Mon, 02 Mar 2026 12:00:00 GMT"


class Steady:
    """A clock of which only the steady half may be looked at."""

    seconds = 50.0

    def now(self) -> datetime:
        raise AssertionError("the wall clock is what is in doubt")

    def elapsed(self) -> float:
        return self.seconds


def answered(clock: Steady, reported: ReportedTime, date: str | None, *, after: float = 1) -> None:
    heard = reported.asked()
    clock.seconds += after
    heard(date)


def test_before_any_answer_there_is_none() -> None:
    assert ReportedTime(Steady()).now() is None


def test_a_date_is_counted_on_by_the_steady_clock() -> None:
    clock = Steady()
    reported = ReportedTime(clock)
    answered(clock, reported, DATE)
    clock.seconds += 90

    assert reported.now() == NOON + timedelta(seconds=90)
    clock.seconds += 10
    assert reported.now() == NOON + timedelta(seconds=100)


def test_an_answer_that_took_long_says_nothing() -> None:
    clock = Steady()
    reported = ReportedTime(clock)
    answered(clock, reported, DATE, after=600)  # as if the process had stood still

    assert reported.now() is None


def test_an_operators_word_moves_every_later_report() -> None:
    clock = Steady()
    reported = ReportedTime(clock)
    answered(clock, reported, DATE)
    reported.overruled(NOON + timedelta(hours=2))
    assert reported.now() == NOON + timedelta(hours=2)

    answered(clock, reported, DATE, after=1)
    assert reported.now() == NOON + timedelta(hours=2)


@given(st.one_of(st.none(), st.text(), st.from_regex(r"\w+, \d+ \w+ \d+ \d+:\d+:\d+ .*")))
def test_what_is_no_date_changes_nothing(date: str | None) -> None:
    clock = Steady()
    reported = ReportedTime(clock)
    answered(clock, reported, DATE)
    reported.now()
    answered(clock, reported, date, after=0)

    found = reported.now()
    assert found is not None
    assert found.tzinfo is UTC


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001 - the zone comes next
    st.integers(-14, 14),
)
def test_every_date_is_read_as_the_moment_it_is(wall: datetime, hours: int) -> None:
    moment = wall.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    clock = Steady()
    reported = ReportedTime(clock)
    answered(clock, reported, format_datetime(moment))

    assert reported.now() == moment
