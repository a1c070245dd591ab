from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from briefbot.app import load_programme
from briefbot.configured import calendar_topics, programme, whole_days
from briefbot.core.brief import Tlp
from briefbot.core.digest import DigestPlan, Order, Policy
from briefbot.core.meeting import MeetingStatus
from briefbot.core.meetings import with_topics
from briefbot.core.occurrence import Occurrence
from briefbot.core.programme import Channel, DigestSchedule, Programme, Repair, SummaryPlan
from briefbot.core.reminders import ReminderPlan
from briefbot.core.schedule import CatchUp, QuietHours, parse_rule
from briefbot.core.upcoming import Upcoming
from briefbot.core.visibility import Audience, Place
from briefbot.core.when import When
from briefbot.errors import SettingsError, UsageError
from briefbot.settings import Calendar, Destination, Digest, Reminders, Settings, Summaries

FAULTY = Path("tests/config/faulty")
DAY = date(2026, 3, 2)

HOLIDAYS = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example.org//holidays//EN
BEGIN:VEVENT
UID:spring
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20260303
DTEND;VALUE=DATE:20260305
SUMMARY:Spring holidays
END:VEVENT
BEGIN:VEVENT
UID:talk
DTSTAMP:20260101T000000Z
DTSTART:20260306T090000Z
DTEND:20260306T100000Z
SUMMARY:A talk, and no holiday
END:VEVENT
END:VCALENDAR
"""


def on_days(start: date, end: date, status: MeetingStatus = MeetingStatus.CONFIRMED) -> Occurrence:
    return Occurrence(calendar="c", uid="u", title="t", start=start, end=end, status=status)


def test_every_key_of_a_schedule_reaches_the_programme() -> None:
    destination = Destination.model_validate(
        {
            "platform": "slack",
            "tlp_max": "GREEN",
            "quiet_hours": {"start": "22:00", "end": "07:00", "days": ["fri", "sat"]},
            "corrections": "edit-and-post",
        }
    )
    digest = Digest.model_validate(
        {
            "rule": "weekdays at 08:00",
            "zone": "Europe/Kyiv",
            "destinations": ["news"],
            "title": "Morning edition",
            "lang": "uk",
            "topics": ["water", "energy"],
            "window": "36h",
            "cap": 4,
            "caps": {"water": 2},
            "order": "newest",
            "when_empty": "post",
            "on_holiday": "post",
            "holidays": "days.ics",
            "meeting_cap": 3,
            "ahead": "2w",
            "catch_up": "all",
            "max_lateness": "1h30m",
        }
    )
    reminders = Reminders.model_validate(
        {
            "destinations": ["news"],
            "topics": ["water"],
            "calendars": ["council"],
            "leads": ["1w", "2h"],
            "all_day_at": "10:30",
            "lang": "fr",
        }
    )
    summaries = Summaries.model_validate(
        {"destinations": ["news"], "topics": ["water"], "max_age": "12h"}
    )
    settings = Settings(
        timezone="Europe/Brussels",
        posts_a_day=5,
        destinations={"news": destination},
        digests={"morning": digest},
        reminders={"council": reminders},
        summaries={"water": summaries},
        operator="news",
    )

    quiet = QuietHours(start=time(22), end=time(7), zone="Europe/Brussels", days=frozenset({4, 5}))
    place = Place(audience=Audience.CHANNEL, tlp_max=Tlp.GREEN)
    plan = DigestPlan(
        name="morning",
        title="Morning edition",
        lang="uk",
        topics=("water", "energy"),
        window=timedelta(hours=36),
        cap=4,
        caps={"water": 2},
        order=Order.NEWEST,
        meeting_cap=3,
        ahead=timedelta(weeks=2),
        when_empty=Policy.POST,
        on_holiday=Policy.POST,
    )
    assert programme(settings, holidays={"days.ics": frozenset({DAY})}) == Programme(
        channels={
            "news": Channel(
                name="news",
                place=place,
                zone="Europe/Brussels",
                quiet=quiet,
                corrections=Repair.EDIT_AND_POST,
            )
        },
        digests={
            "morning": DigestSchedule(
                plan=plan,
                rule=parse_rule("weekdays at 08:00"),
                zone="Europe/Kyiv",
                destinations=("news",),
                holidays=frozenset({DAY}),
                catch_up=CatchUp.ALL,
                max_lateness=timedelta(minutes=90),
            )
        },
        reminders={
            "council": ReminderPlan(
                name="council",
                lang="fr",
                topics=("water",),
                calendars=("council",),
                leads=(timedelta(weeks=1), timedelta(hours=2)),
                all_day_at=time(10, 30),
                destinations=("news",),
            )
        },
        summaries={
            "water": SummaryPlan(
                name="water",
                topics=("water",),
                destinations=("news",),
                max_age=timedelta(hours=12),
            )
        },
        posts_a_day=5,
        operator="news",
    )


def test_the_defaults_of_the_configuration_are_those_of_the_core() -> None:
    settings = Settings.model_validate(
        {
            "destinations": {"news": {"platform": "slack", "zone": "Europe/Kyiv"}},
            "digests": {"daily": {"rule": "@daily", "zone": "UTC", "destinations": ["news"]}},
            "reminders": {"all": {"destinations": ["news"]}},
            "summaries": {"all": {"destinations": ["news"]}},
        }
    )

    made = programme(settings, holidays={})

    assert made == Programme(
        channels={
            "news": Channel(name="news", place=Place(audience=Audience.CHANNEL), zone="Europe/Kyiv")
        },
        digests={
            "daily": DigestSchedule(
                plan=DigestPlan(name="daily"),
                rule=parse_rule("@daily"),
                zone="UTC",
                destinations=("news",),
            )
        },
        reminders={"all": ReminderPlan(name="all", destinations=("news",))},
        summaries={"all": SummaryPlan(name="all", destinations=("news",))},
    )


def test_holidays_are_the_whole_days_that_hold_within_the_span() -> None:
    instant = datetime(2026, 3, 2, 9, tzinfo=UTC)
    long = on_days(date(2020, 1, 1), date(2026, 3, 4))
    cancelled = on_days(date(2026, 3, 6), date(2026, 3, 7), MeetingStatus.CANCELLED)
    timed = on_days(instant, instant)

    days = whole_days([long, cancelled, timed], first=DAY, until=date(2026, 4, 1))

    assert days == {DAY, date(2026, 3, 3)}


def test_meetings_have_the_topics_of_their_calendar_after_their_own() -> None:
    settings = Settings(
        calendars={"council": Calendar(path=Path("council.ics"), topics=("council", "water"))}
    )
    when = When.on(DAY)
    own = Upcoming(key="a", title="a", when=when, topics=("water",), calendar="council")
    other = Upcoming(key="b", title="b", when=when, topics=("energy",))

    assert [each.topics for each in with_topics([own, other], calendar_topics(settings))] == [
        ("water", "council"),
        ("energy",),
    ]


def test_the_holidays_of_a_file_reach_the_digest(tmp_path: Path) -> None:
    calendar, config = tmp_path / "days.ics", tmp_path / "briefbot.toml"
    calendar.write_text(HOLIDAYS, encoding="utf-8")
    config.write_text(
        '[destinations.news]\nplatform = "slack"\n[digests.daily]\nrule = "@daily"\n'
        f'zone = "UTC"\ndestinations = ["news"]\nholidays = "{calendar}"\n',
        encoding="utf-8",
    )

    _, made, notes = load_programme(config, first=DAY)

    assert notes == ()
    assert made.digests["daily"].holidays == {date(2026, 3, 3), date(2026, 3, 4)}


def test_a_holiday_file_that_is_gone_is_noted_with_its_line_and_the_rest_works() -> None:
    settings, made, notes = load_programme(FAULTY / "holidays-gone.toml", first=DAY)

    assert set(settings.calendars) == {"council"}
    assert made.digests["daily"].holidays == frozenset()
    assert [note.split(" ")[:2] for note in notes] == [
        ["tests/config/faulty/holidays-gone.toml:5:1:", "BB810"],
        ["tests/config/faulty/holidays-gone.toml:11:1:", "BB810"],
    ]


def test_a_holiday_file_that_is_no_calendar_is_noted(tmp_path: Path) -> None:
    calendar, config = tmp_path / "days.ics", tmp_path / "briefbot.toml"
    calendar.write_text("no calendar", encoding="utf-8")
    config.write_text(
        '[destinations.news]\nplatform = "slack"\n[digests.daily]\nrule = "@daily"\n'
        f'zone = "UTC"\ndestinations = ["news"]\nholidays = "{calendar}"\n',
        encoding="utf-8",
    )

    _, made, (note,) = load_programme(config, first=DAY)

    assert note.startswith(f"{calendar}: ")
    assert set(made.digests) == {"daily"}


@pytest.mark.parametrize("name", ["not-utf8.toml", "not-toml.toml"])
def test_a_file_that_is_no_configuration_gives_no_programme(name: str) -> None:
    with pytest.raises(SettingsError):
        load_programme(FAULTY / name)


def test_of_two_schedules_of_one_name_the_first_is_used() -> None:
    _, made, (note,) = load_programme(FAULTY / "schedule-twice.toml", first=DAY)

    assert made.digests["daily"].rule.text == "daily at 08:00"
    assert note.startswith("tests/config/faulty/schedule-twice.toml:9:2: BB811 ")


@pytest.mark.parametrize("day", [date.min, date(1900, 12, 31), date(2199, 1, 1), date.max])
def test_a_day_that_schedules_do_not_know_is_refused(day: date) -> None:
    with pytest.raises(UsageError, match="1901 to 2198"):
        load_programme(FAULTY / "holidays-gone.toml", first=day)


@pytest.mark.parametrize("day", [date(1901, 1, 1), date(2198, 12, 31)])
def test_the_first_and_the_last_day_that_schedules_know_are_accepted(
    day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFBOT_DIGESTS__DAILY__HOLIDAYS", "tests/calendars/council.ics")

    _, made, _ = load_programme(FAULTY / "holidays-gone.toml", first=day, days=366)

    assert set(made.digests) == {"daily"}
