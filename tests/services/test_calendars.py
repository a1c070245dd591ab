from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from briefbot.core.brief import Brief, Status, Tlp
from briefbot.core.occurrence import MAX_DAYS, CalendarQuery, Occurrence
from briefbot.core.visibility import Audience, Place
from briefbot.core.when import Precision, When
from briefbot.services.calendars import Exportable, exportable, wider
from builders import brief, meeting

NOW = datetime(2026, 2, 1, tzinfo=UTC)
CHANNEL = Place(audience=Audience.CHANNEL)
FEBRUARY = CalendarQuery(first=date(2026, 2, 1), until=date(2026, 3, 1), zone="Europe/Kyiv")
EVENING = datetime(2026, 2, 3, 18, tzinfo=UTC)
OCCURRENCE = Occurrence(
    calendar="council",
    uid="council@example.org",
    title="Weekly council",
    start=EVENING,
    end=EVENING + timedelta(hours=1),
    tz="UTC",
)


def naming(when: When | None = None, **fields: object) -> Brief:
    made = brief(meetings=(meeting(when=when, uid="council@example.org"),))
    return replace(made, **fields)  # type: ignore[arg-type]  # the dataclass types them


def exported(
    *briefs: Brief, place: Place = CHANNEL, occurrences: tuple[Occurrence, ...] = ()
) -> Exportable:
    return exportable(briefs, occurrences, place=place, now=NOW, asked=FEBRUARY)


def test_a_meeting_of_a_brief_and_a_calendar_is_one() -> None:
    found = exported(naming(), occurrences=(OCCURRENCE,))

    assert [one.key for one in found.meetings] == ["council-meets/council"]
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("hidden", "reason"),
    [
        (naming(status=Status.DRAFT), "it is a draft"),
        (naming(tlp=Tlp.GREEN), "its TLP label is above what this place allows"),
        (naming(published_at=NOW + timedelta(days=1)), "its publication time has not come"),
        (naming(embargo_until=NOW + timedelta(days=1)), "its embargo is not over"),
        (naming(status=Status.WITHDRAWN), "its brief is withdrawn"),
    ],
)
def test_what_may_not_be_shown_in_a_channel_is_left_out_with_the_reason(
    hidden: Brief, reason: str
) -> None:
    found = exported(hidden)

    assert found.meetings == ()
    assert [(one.subject, str(one.reason)) for one in found.left_out] == [
        ("council-meets/council", reason)
    ]


def test_what_a_calendar_says_to_all_is_not_hidden_by_a_brief_that_is() -> None:
    found = exported(naming(tlp=Tlp.RED), occurrences=(OCCURRENCE,))

    assert [one.title for one in found.meetings] == ["Weekly council"]


def test_a_place_with_a_higher_ceiling_has_more() -> None:
    newsroom = replace(CHANNEL, tlp_max=Tlp.GREEN)

    assert len(exported(naming(tlp=Tlp.GREEN), place=newsroom).meetings) == 1


def test_a_meeting_without_a_date_is_left_out() -> None:
    (left_out,) = exported(naming(When(precision=Precision.TBA))).left_out

    assert str(left_out.reason) == "its date is not known"


@pytest.mark.parametrize(
    ("when", "asked_for"),
    [
        (When.on(date(2026, 1, 31), zone="America/New_York"), False),
        (When.on(date(2026, 2, 1), zone="Asia/Tokyo"), True),
        (When.on(date(2026, 2, 28), zone="America/New_York"), True),
        (When.on(date(2026, 3, 1), zone="Asia/Tokyo"), False),
        (
            When(precision=Precision.RANGE, day=date(2026, 1, 30), last_day=date(2026, 2, 1)),
            True,
        ),
        (When(precision=Precision.WEEK, day=date(2026, 1, 26)), True),
        (When(precision=Precision.WEEK, day=date(2026, 1, 25)), False),
        (When.at(datetime(2026, 1, 31, 21, 59, tzinfo=UTC)), False),
        (When.at(datetime(2026, 1, 31, 22, 0, tzinfo=UTC)), True),
        (When.at(datetime(2026, 2, 28, 21, 59, tzinfo=UTC)), True),
        (When.at(datetime(2026, 2, 28, 22, 0, tzinfo=UTC)), False),
    ],
)
def test_days_are_dates_and_for_hours_those_of_the_zone(
    when: When,
    asked_for: bool,  # noqa: FBT001 - a column of the table
) -> None:
    found = exported(naming(when))

    assert bool(found.meetings) is asked_for
    assert found.left_out == ()


def test_a_meeting_that_was_moved_off_the_days_is_not_on_them() -> None:
    moved = replace(OCCURRENCE, start=EVENING + timedelta(days=40), moved_from=EVENING)

    assert exported(naming(), occurrences=(replace(moved, end=moved.start),)).meetings == ()


def test_a_calendar_that_is_read_twice_has_each_meeting_once() -> None:
    assert len(exported(occurrences=(OCCURRENCE, OCCURRENCE)).meetings) == 1


@pytest.mark.parametrize(
    ("first", "until"),
    [
        (date(2026, 2, 1), date(2026, 3, 1)),
        (date(2026, 2, 1), date(2026, 2, 1) + timedelta(days=MAX_DAYS)),
        (date(2026, 2, 1), date(2026, 2, 1) + timedelta(days=MAX_DAYS - 1)),
        (date(1900, 1, 1), date(1900, 1, 2)),
        (date(2200, 12, 30), date(2200, 12, 31)),
    ],
)
def test_a_wider_query_is_one_that_may_be_asked(first: date, until: date) -> None:
    asked = wider(CalendarQuery(first=first, until=until))

    assert asked.first <= first
    assert asked.until >= until
