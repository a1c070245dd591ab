import pytest

from briefbot.core.occurrence import CalendarQuery
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


def with_summer_from(sunday: str, name: str = "Europe/Brussels") -> str:
    """Return a VTIMEZONE of central Europe whose summer begins on this Sunday of March."""
    return "\n".join(
        (
            *("BEGIN:VTIMEZONE", f"TZID:{name}"),
            *("BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETFROM:+0200"),
            *("TZOFFSETTO:+0100", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD"),
            *("BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:+0100"),
            *("TZOFFSETTO:+0200", f"RRULE:FREQ=YEARLY;BYDAY={sunday};BYMONTH=3", "END:DAYLIGHT"),
            "END:VTIMEZONE",
        )
    )


def listed(*onsets: str) -> str:
    """Return a VTIMEZONE of Brussels with one summer, and nothing before and after it."""
    summer, winter = onsets
    return "\n".join(
        (
            *("BEGIN:VTIMEZONE", "TZID:Europe/Brussels"),
            *("BEGIN:DAYLIGHT", f"DTSTART:{summer}", "TZOFFSETFROM:+0100"),
            *("TZOFFSETTO:+0200", "END:DAYLIGHT"),
            *("BEGIN:STANDARD", f"DTSTART:{winter}", "TZOFFSETFROM:+0200"),
            *("TZOFFSETTO:+0100", "END:STANDARD", "END:VTIMEZONE"),
        )
    )


SPRING = query("2025-03-01", "2025-04-01")


@pytest.mark.parametrize(
    "rules",
    [
        defined("Europe/Brussels"),
        with_summer_from("2SU"),
        with_summer_from("2SU").replace("BYMONTH=3", "BYMONTH=3;UNTIL=20300101T000000Z"),
        listed("20250310T020000", "20251027T030000"),
    ],
    ids=["fixed", "by a rule", "by a rule that ends", "one by one"],
)
def test_rules_that_are_wrong_are_told(rules: str) -> None:
    assert len(read(calendar(rules, event(FLOATING)), SPRING).notes) == 1


def test_rules_that_are_wrong_are_told_once_for_all_zones() -> None:
    wrong = [
        with_summer_from("2SU"),
        with_summer_from("1SU", name="W. Europe Standard Time"),
        with_summer_from("2SU"),
    ]

    (note,) = read(calendar(*wrong, event(FLOATING)), SPRING).notes

    names = '"Europe/Brussels", "W. Europe Standard Time"'
    assert note == f"the rules that the file gives for {names} are wrong: the real ones are used"


@pytest.mark.parametrize(
    ("rules", "asked"),
    [
        (with_summer_from("-1SU"), SPRING),
        (with_summer_from("-1SU", name="W. Europe Standard Time"), SPRING),
        (with_summer_from("2SU"), query()),  # no difference in December
        (with_summer_from("nonsense"), SPRING),
        (with_summer_from("2SU").replace("BYMONTH=3", "BYMONTH=3;BYHOUR=1,2,3"), SPRING),
        (with_summer_from("2SU") * 200, SPRING),
        (defined("Desk Time", offset="+0100"), SPRING),
        (listed("20240331T020000", "20241027T030000"), SPRING),
        (listed("20260329T020000", "20261025T030000"), SPRING),
    ],
    ids=[
        "right",
        "right by Windows' name",
        "not now",
        "unreadable",
        "slow",
        "long",
        "no real one",
        "over",
        "later",
    ],
)
def test_rules_that_are_right_or_not_to_be_told_are_no_note(
    rules: str, asked: CalendarQuery
) -> None:
    assert read(calendar(rules, event(FLOATING)), asked).notes == ()


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
