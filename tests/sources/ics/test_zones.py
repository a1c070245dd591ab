import pytest

from sources.ics.in_process import calendar, event, query, read, read_one, starts

FLOATING = "DTSTART:20241203T180000"
OWN_ZONE = "X-WR-TIMEZONE:Europe/Kyiv"


def defined(name: str, offset: str = "+0530", rule: str = "") -> str:
    """Return a VTIMEZONE that is this far from UTC all year."""
    return "\n".join(
        (
            *("BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", "DTSTART:16010101T000000"),
            *(f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}"),
            *((rule,) if rule else ()),
            *("END:STANDARD", "END:VTIMEZONE"),
        )
    )


@pytest.mark.parametrize("start", [FLOATING, "DTSTART;TZID=Customized Time Zone:20241203T180000"])
@pytest.mark.parametrize(
    ("head", "asked", "zone"),
    [
        ([OWN_ZONE], "Asia/Tokyo", "Europe/Kyiv"),
        ([], "Asia/Tokyo", "Asia/Tokyo"),
        ([], "", "America/New_York"),
        (["X-WR-TIMEZONE:FLE Standard Time"], "Asia/Tokyo", "Europe/Kiev"),
        (["X-WR-TIMEZONE:Nowhere"], "Asia/Tokyo", "Asia/Tokyo"),
    ],
)
def test_a_missing_or_unknown_zone_is_assumed_in_order_and_marked(
    start: str, head: list[str], asked: str, zone: str
) -> None:
    one = read_one(
        calendar(*head, event(start)), query(zone=asked, default_zone="America/New_York")
    )

    assert (one.tz, one.tz_assumed) == (zone, True)
    assert one.start.isoformat().startswith("2024-12-03T18:00:00")


def test_the_zone_of_the_event_itself_comes_first() -> None:
    one = read_one(calendar(OWN_ZONE, event(FLOATING, "DTEND;TZID=Asia/Tokyo:20241203T190000")))

    assert (one.tz, one.tz_assumed) == ("Asia/Tokyo", True)


@pytest.mark.filterwarnings("ignore::icalendar.error.GloballyUniqueTZIDGuessed")
@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Europe/Brussels", "Europe/Brussels"),
        ('"Europe/Brussels"', "Europe/Brussels"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("/example.org/20240101/Europe/Brussels", "Europe/Brussels"),
    ],
)
def test_a_zone_is_known_by_the_names_that_programs_give_it(written: str, zone: str) -> None:
    one = read_one(calendar(event(f"DTSTART;TZID={written}:20241203T180000")))

    assert (one.tz, one.tz_assumed) == (zone, False)
    assert one.start.isoformat() == "2024-12-03T18:00:00+01:00"


@pytest.mark.parametrize("name", ["Europe", "../../etc/passwd", "/", "a" * 5000])
def test_a_name_that_is_none_is_an_unknown_zone(name: str) -> None:
    one = read_one(calendar(OWN_ZONE, event(f"DTSTART;TZID={name}:20241203T180000")))

    assert (one.tz, one.tz_assumed) == ("Europe/Kyiv", True)


def test_a_zone_that_only_the_file_defines_is_used() -> None:
    one = read_one(calendar(defined("Desk Time"), event("DTSTART;TZID=Desk Time:20241203T180000")))

    assert one.start.isoformat() == "2024-12-03T18:00:00+05:30"
    assert (one.tz, one.tz_assumed) == ("", False)


@pytest.mark.parametrize("name", ["Europe/Brussels", "W. Europe Standard Time"])
def test_a_real_name_wins_over_the_rules_in_the_file(name: str) -> None:
    one = read_one(calendar(defined(name), event(f"DTSTART;TZID={name}:20241203T180000")))

    assert one.start.isoformat() == "2024-12-03T18:00:00+01:00"


@pytest.mark.parametrize(
    "rule", ["RRULE:FREQ=SECONDLY", "RRULE:FREQ=YEARLY;INTERVAL=0", "RRULE:nonsense"]
)
def test_a_zone_with_rules_that_no_zone_has_is_unknown_and_told(rule: str) -> None:
    text = calendar(
        defined("Desk Time", rule=rule), event("DTSTART;TZID=Desk Time:20241203T180000")
    )

    reading = read(text)

    assert [one.tz_assumed for one in reading.occurrences] == [True]
    assert reading.notes == ('the time zone "Desk Time" that the file defines cannot be used',)


def test_an_unknown_zone_of_the_calendar_is_told() -> None:
    reading = read(calendar("X-WR-TIMEZONE:Nowhere/At all", event(FLOATING)))

    assert reading.notes == ('the calendar\'s time zone "Nowhere/At all" is unknown',)


def test_a_series_in_utc_keeps_its_local_hour_in_a_calendar_with_a_zone() -> None:
    text = calendar(
        "X-WR-TIMEZONE:Europe/Brussels",
        event("DTSTART:20241023T160000Z", "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:20241106T160000Z"),
    )

    assert starts(text, query("2024-10-01", "2024-12-01")) == [
        "2024-10-23T18:00:00+02:00",
        "2024-10-30T18:00:00+01:00",
    ]


@pytest.mark.parametrize(
    ("zone", "found"), [("", 1), ("Europe/Kyiv", 1), ("Asia/Tokyo", 1), ("Europe/Brussels", 0)]
)
def test_days_are_those_of_the_zone_asked_for_else_the_calendars(zone: str, found: int) -> None:
    text = calendar(OWN_ZONE, event("DTSTART:20241203T223000Z"))

    reading = read(text, query("2024-12-04", "2024-12-05", zone=zone))

    assert len(reading.occurrences) == found
