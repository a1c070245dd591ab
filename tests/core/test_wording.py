"""Words for dates: never more than is known, and always in which zone."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.document import TimeStyle
from briefbot.core.labels import LANGUAGES
from briefbot.core.when import INSTANT_PRECISIONS, PartOfDay, Precision, When
from briefbot.core.wording import Hours, describe_duration, describe_language, describe_when
from strategies import whens

EVENING = datetime(2024, 12, 3, 17, 0, tzinfo=UTC)


def _day(precision: Precision, day: date, last_day: date | None = None) -> When:
    return When(precision=precision, day=day, last_day=last_day)


def _range(first: date, last: date) -> When:
    return _day(Precision.RANGE, first, last)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (When.at(EVENING), "3 December 2024, 17:00 (UTC)"),
        (
            When.at(EVENING, zone="Europe/Brussels"),
            "3 December 2024, 18:00 (Brussels time, UTC+1)",
        ),
        (
            When(precision=Precision.HOUR, instant=EVENING, zone="Europe/Kyiv"),
            "3 December 2024, about 19:00 (Kyiv time, UTC+2)",
        ),
        (
            When.at(EVENING, zone="America/St_Johns"),
            "3 December 2024, 13:30 (St John’s time, UTC−3:30)",
        ),
        (When.at(EVENING, zone="Etc/GMT+5"), "3 December 2024, 12:00 (UTC−5)"),
        (
            When(
                precision=Precision.PART_OF_DAY,
                day=date(2024, 12, 3),
                part=PartOfDay.EVENING,
                zone="Europe/Brussels",
            ),
            "evening of 3 December 2024 (Brussels time)",
        ),
        (
            When(precision=Precision.PART_OF_DAY, day=date(2024, 12, 3), part=PartOfDay.NIGHT),
            "night of 3 December 2024",
        ),
        (When.on(date(2024, 12, 3), zone="Europe/Brussels"), "3 December 2024"),
        (_range(date(2024, 12, 3), date(2024, 12, 4)), "3–4 December 2024"),
        (_range(date(2024, 11, 30), date(2024, 12, 4)), "30 November – 4 December 2024"),
        (_range(date(2024, 12, 30), date(2025, 1, 4)), "30 December 2024 – 4 January 2025"),
        (_range(date(2024, 12, 3), date(2024, 12, 3)), "3 December 2024"),
        (_day(Precision.WEEK, date(2024, 12, 2)), "week of 2 December 2024"),
        (_day(Precision.APPROX, date(2024, 12, 2)), "about 2 December 2024"),
        (When(precision=Precision.TBA), "date to be announced"),
        (_day(Precision.TBA, date(2024, 12, 2)), "date to be announced"),
    ],
)
def test_a_date_is_worded_to_its_precision(when: When, expected: str) -> None:
    assert describe_when(when, lang="en", zone="UTC") == expected


@pytest.mark.parametrize(
    ("end", "zone", "expected"),
    [
        (
            EVENING + timedelta(hours=2),
            "Europe/Brussels",
            "3 December 2024, 18:00–20:00 (Brussels time, UTC+1)",
        ),
        (
            EVENING + timedelta(hours=9),
            "Europe/Brussels",
            "3 December 2024, 18:00 – 4 December 2024, 03:00 (Brussels time, UTC+1)",
        ),
    ],
)
def test_an_end_repeats_nothing_that_was_said(end: datetime, zone: str, expected: str) -> None:
    when = When(precision=Precision.EXACT, instant=EVENING, end=end, zone=zone)
    assert describe_when(when, lang="en", zone="UTC") == expected


def test_both_clocks_are_named_where_they_change_in_between() -> None:
    start = datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
    when = When(precision=Precision.EXACT, instant=start, end=start + timedelta(hours=1))
    assert describe_when(when, lang="en", zone="Europe/Brussels") == (
        "27 October 2024, 02:30 (Brussels time, UTC+2) – "
        "27 October 2024, 02:30 (Brussels time, UTC+1)"
    )


@pytest.mark.parametrize(
    ("lang", "hours", "expected"),
    [
        ("en", None, "3 December 2024, 18:00 (Brussels time, UTC+1)"),
        ("en", 12, "3 December 2024, 6:00 pm (Brussels time, UTC+1)"),
        ("en-US", None, "December 3, 2024, 6:00 PM (Brussels time, UTC+1)"),
        ("en-US", 24, "December 3, 2024, 18:00 (Brussels time, UTC+1)"),
        ("de", None, "3. Dezember 2024, 18:00 (Ortszeit Brüssel, UTC+1)"),
        ("fr", None, "3 décembre 2024, 18:00 (heure locale\u00a0: Bruxelles, UTC+1)"),
        ("pl", None, "3 grudnia 2024, 18:00 (czas lokalny: Bruksela, UTC+1)"),
        ("uk", None, "3 грудня 2024\u202fр., 18:00 (місцевий час: Брюссель, UTC+1)"),
        ("xx", None, "3 December 2024, 18:00 (Brussels time, UTC+1)"),
        ("ja", None, "3 December 2024, 18:00 (Brussels time, UTC+1)"),
        ("de-x-unknown", None, "3. Dezember 2024, 18:00 (Ortszeit Brüssel, UTC+1)"),
    ],
)
def test_an_instant_reads_as_its_language_writes_it(
    lang: str, hours: Hours | None, expected: str
) -> None:
    when = When.at(EVENING, zone="Europe/Brussels")
    assert describe_when(when, lang=lang, zone="UTC", hours=hours) == expected


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("de", "3.–4. Dezember 2024"),
        ("fr", "3–4 décembre 2024"),
        ("pl", "3–4 grudnia 2024"),
        ("uk", "3–4 грудня 2024\u202fр."),
        ("en-US", "December 3 – 4, 2024"),
    ],
)
def test_a_range_reads_as_its_language_writes_it(lang: str, expected: str) -> None:
    when = _range(date(2024, 12, 3), date(2024, 12, 4))
    assert describe_when(when, lang=lang, zone="UTC") == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (TimeStyle.DATE, "4 December 2024 (Tokyo time, UTC+9)"),
        (TimeStyle.RELATIVE, "4 December 2024, 02:00 (Tokyo time, UTC+9)"),
    ],
)
def test_a_style_takes_away_but_never_the_zone(style: TimeStyle, expected: str) -> None:
    assert describe_when(When.at(EVENING), lang="en", zone="Asia/Tokyo", style=style) == expected


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "Europe", "../../etc/passwd", "\0", "x" * 5_000, "Europe/Kyiv\n"]
)
def test_an_unknown_zone_reads_as_utc_and_says_so(zone: str) -> None:
    worded = describe_when(When.at(EVENING, zone=zone), lang="en", zone=zone)
    assert worded == "3 December 2024, 17:00 (UTC)"


def test_an_unknown_zone_of_the_source_falls_back_to_the_readers() -> None:
    worded = describe_when(When.at(EVENING, zone="Mars/Olympus"), lang="en", zone="Europe/Kyiv")
    assert worded == "3 December 2024, 19:00 (Kyiv time, UTC+2)"


@pytest.mark.parametrize(
    ("instant", "zone", "expected"),
    [
        (datetime.min.replace(tzinfo=UTC), "America/New_York", "1 January 1, 00:00 (UTC)"),
        (
            datetime.max.replace(tzinfo=timezone(timedelta(hours=-5))),
            "Asia/Tokyo",
            "31 December 9999, 23:59 (UTC−5)",
        ),
    ],
)
def test_an_instant_no_calendar_has_in_that_zone_keeps_its_own_offset(
    instant: datetime, zone: str, expected: str
) -> None:
    assert describe_when(When.at(instant), lang="en", zone=zone) == expected


@settings(max_examples=150, deadline=None)
@given(whens(), st.sampled_from((*LANGUAGES, "en-US")), st.sampled_from((None, 12, 24)))
def test_an_instant_names_clock_and_offset_and_nothing_else_has_a_clock(
    when: When, lang: str, hours: Hours | None
) -> None:
    worded = describe_when(when, lang=lang, zone="UTC", hours=hours)
    said, _, zone = worded.partition(" (")
    if when.precision in INSTANT_PRECISIONS:
        assert re.search(r"\d:\d\d", said)
        assert "UTC" in zone
    else:
        assert ":" not in said


@pytest.mark.parametrize(
    ("duration", "lang", "expected"),
    [
        (timedelta(days=1), "en", "1 day"),
        (timedelta(minutes=90), "en", "1 hour 30 minutes"),
        (timedelta(weeks=2), "en", "14 days"),
        (timedelta(seconds=61), "en", "1 minute 1 second"),
        (timedelta(), "en", "0 minutes"),
        (timedelta(milliseconds=900), "en", "0 minutes"),
        (timedelta(hours=2), "uk", "2 години"),
        (timedelta(days=5), "pl", "5 dni"),
        (timedelta(days=1), "xx", "1 day"),
    ],
)
def test_a_duration_is_worded_in_whole_units(duration: timedelta, lang: str, expected: str) -> None:
    assert describe_duration(duration, lang=lang) == expected


def test_a_negative_duration_has_no_words() -> None:
    with pytest.raises(ValueError, match="negative"):
        describe_duration(timedelta(seconds=-1), lang="en")


@pytest.mark.parametrize(
    ("tag", "lang", "expected"),
    [
        ("pl", "en", "Polish"),
        ("pl", "uk", "польська"),
        ("pt-BR", "de", "Portugiesisch (Brasilien)"),
        ("tlh", "en", "tlh"),
        ("", "en", ""),
        ("<@1>", "en", "<@1>"),
    ],
)
def test_a_language_is_named_for_its_reader(tag: str, lang: str, expected: str) -> None:
    assert describe_language(tag, lang=lang) == expected
