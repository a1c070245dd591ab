import pytest

from sources.ics.in_process import EVENING, calendar, event, query, read, reasons, starts

EVERY_HOUR = ",".join(map(str, range(24)))
EVERY_MINUTE = ",".join(map(str, range(60)))


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("FREQ=DAILY;INTERVAL=0", "its rule never ends: INTERVAL is less than 1"),
        ("FREQ=DAILY;INTERVAL=-1", "its rule never ends: INTERVAL is less than 1"),
        ("FREQ=SECONDLY;COUNT=2", "its rule repeats too often: FREQ=SECONDLY"),
        ("freq=minutely", "its rule repeats too often: FREQ=MINUTELY"),
        ("FREQ=HOURLY", "its rule is hourly, without a COUNT of at most 1,000"),
        ("FREQ=HOURLY;COUNT=1001", "its rule is hourly, without a COUNT of at most 1,000"),
        ("FREQ=HOURLY;COUNT=-5", "its rule is hourly, without a COUNT of at most 1,000"),
        ("COUNT=3", "its rule (RRULE) cannot be read"),
        ("FREQ=NEVER", "its rule (RRULE) cannot be read"),
        (
            f"FREQ=DAILY;BYHOUR={EVERY_HOUR};BYMINUTE={EVERY_MINUTE}",
            "it happens more than 5,000 times in these days",
        ),
    ],
)
def test_a_rule_that_no_meeting_has_is_refused_and_the_others_go_on(rule: str, reason: str) -> None:
    bad = event(EVENING, f"RRULE:{rule}", uid="bad")

    reading = read(calendar(bad, event(EVENING, uid="good")))

    assert [(skipped.uid, skipped.reason) for skipped in reading.skipped] == [("bad", reason)]
    assert [occurrence.uid for occurrence in reading.occurrences] == ["good"]


def test_one_of_several_rules_is_enough_to_refuse() -> None:
    rules = ("RRULE:FREQ=DAILY", "RRULE:FREQ=SECONDLY")

    assert reasons(calendar(event(EVENING, *rules))) == [
        "its rule repeats too often: FREQ=SECONDLY"
    ]


def test_an_hourly_rule_with_a_small_count_is_a_series() -> None:
    text = calendar(event(EVENING, "RRULE:FREQ=HOURLY;COUNT=1000"))

    assert len(starts(text, query("2024-12-03", "2024-12-04"))) == 7


@pytest.mark.parametrize(
    ("start", "until"),
    [
        ("DTSTART;TZID=America/New_York:20241203T200000", "20241205"),
        ("DTSTART;TZID=America/New_York:20241203T200000", "20241205T200000"),
        ("DTSTART;TZID=America/New_York:20241203T200000", "20241206T010000Z"),
        ("DTSTART;TZID=Pacific/Auckland:20241203T080000", "20241205"),
        ("DTSTART;TZID=Pacific/Auckland:20241203T080000", "20241205T080000"),
        ("DTSTART:20241203T235900Z", "20241205"),
        ("DTSTART;VALUE=DATE:20241203", "20241205"),
        ("DTSTART;VALUE=DATE:20241203", "20241205T000000Z"),
        ("DTSTART;VALUE=DATE:20241203", "20241205T120000"),
    ],
)
def test_the_last_day_of_a_series_is_kept_however_it_is_written(start: str, until: str) -> None:
    days = starts(calendar(event(start, f"RRULE:FREQ=DAILY;UNTIL={until}")))

    assert [day[:10] for day in days] == ["2024-12-03", "2024-12-04", "2024-12-05"]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["SUMMARY:Nothing else"], "an event has no start (DTSTART)"),
        (["DTSTART:tomorrow"], "its DTSTART cannot be read"),
        (["DTSTART:PT1H"], "its DTSTART cannot be read"),
        ([EVENING, "DTSTART:20241204T180000Z"], "its DTSTART cannot be read"),
        ([EVENING, "DTEND:later"], "its DTEND cannot be read"),
        ([EVENING, "DTEND:20241203T160000Z"], "an event ends before it starts"),
        ([EVENING, "DURATION:-PT1H"], "an event ends before it starts"),
        ([EVENING, "DURATION:long"], "its DURATION cannot be read"),
        (
            [EVENING, "DTEND;VALUE=DATE:20241204"],
            "of an event's start and end, one has a time and one has none",
        ),
        (
            ["DTSTART;VALUE=DATE:20241203", "DURATION:PT5H"],
            "an event of whole days has a length in hours",
        ),
        (["DTSTART;VALUE=DATE:20241203", "DTEND:20241202"], "an event ends before it starts"),
        ([EVENING, "EXRULE:FREQ=DAILY"], "its EXRULE is not supported"),
        ([EVENING, "RRULE:FREQ=DAILY", "EXDATE:never"], "its EXDATE cannot be read"),
        ([EVENING, "RECURRENCE-ID:some time"], "its RECURRENCE-ID cannot be read"),
    ],
)
def test_a_faulty_event_is_skipped_alone(lines: list[str], reason: str) -> None:
    reading = read(calendar(event(*lines, uid="bad"), event(EVENING, uid="good")))

    assert [(skipped.uid, skipped.reason) for skipped in reading.skipped] == [("bad", reason)]
    assert [occurrence.uid for occurrence in reading.occurrences] == ["good"]


def test_a_faulty_override_does_not_hide_its_series() -> None:
    series = event(EVENING, "RRULE:FREQ=DAILY;COUNT=3")
    override = event("RECURRENCE-ID;TZID=Europe/Brussels:20241204T180000", "SUMMARY:No start")

    reading = read(calendar(series, override))

    assert [one.start.day for one in reading.occurrences] == [3, 4, 5]
    assert [skipped.reason for skipped in reading.skipped] == ["an event has no start (DTSTART)"]


def test_a_series_in_which_several_events_claim_to_be_the_newest_is_told() -> None:
    rivals = [event(EVENING, f"SUMMARY:{name}") for name in ("Council", "Committee", "Board")]

    reading = read(calendar(*rivals))

    assert [one.title for one in reading.occurrences] == ["Board"]
    assert [skipped.reason for skipped in reading.skipped] == [
        "2 more events have this UID: one was read"
    ]


def test_of_several_revisions_the_newest_is_read() -> None:
    old = event(EVENING, "SUMMARY:Council", "SEQUENCE:2")
    new = event("DTSTART:20241204T180000Z", "SUMMARY:Council", "SEQUENCE:10")

    assert starts(calendar(old, new)) == ["2024-12-04T18:00:00+00:00"]
