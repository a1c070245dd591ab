import random
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.core.meeting import MeetingStatus
from sources.ics.in_process import EVENING, calendar, event, query, read, read_one, starts

DAILY = event(EVENING, "SUMMARY:Council", "RRULE:FREQ=DAILY;COUNT=3")
FOURTH = "RECURRENCE-ID;TZID=Europe/Brussels:20241204T180000"
AUTUMN = query("2024-10-01", "2024-12-01")


def test_days_stay_days() -> None:
    one = read_one(calendar(event("DTSTART;VALUE=DATE:20241203", "DTEND;VALUE=DATE:20241205")))

    assert one.all_day
    assert (one.start, one.end) == (date(2024, 12, 3), date(2024, 12, 5))
    assert (one.tz, one.tz_assumed) == ("", False)
    assert one.when.last_day == date(2024, 12, 4)


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART;VALUE=DATE:20241203"],
        ["DTSTART;VALUE=DATE:20241203", "DTEND;VALUE=DATE:20241203"],
        ["DTSTART;VALUE=DATE:20241203", "DURATION:P1D"],
        ["DTSTART;VALUE=DATE;TZID=Europe/Brussels:20241203", "DTEND;TZID=UTC:20241204"],
        ["DTSTART:20241203"],
    ],
)
def test_a_day_is_a_day_long_at_least(lines: list[str]) -> None:
    one = read_one(calendar(event(*lines)))

    assert (one.start, one.end) == (date(2024, 12, 3), date(2024, 12, 4))


def test_a_series_of_days_leaves_days_out() -> None:
    text = calendar(
        event(
            "DTSTART;VALUE=DATE:20241203", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20241204"
        )
    )

    assert starts(text) == ["2024-12-03", "2024-12-05"]


def test_a_series_keeps_its_local_hour_when_clocks_change() -> None:
    text = calendar(
        event("DTSTART;TZID=Europe/Brussels:20241020T090000", "RRULE:FREQ=WEEKLY;COUNT=2")
    )

    assert starts(text, AUTUMN) == ["2024-10-20T09:00:00+02:00", "2024-10-27T09:00:00+01:00"]


def test_an_hour_that_is_skipped_is_read_with_the_offset_before() -> None:
    one = read_one(
        calendar(event("DTSTART;TZID=Europe/Brussels:20240331T023000")),
        query("2024-03-01", "2024-04-01"),
    )

    assert one.start.isoformat() == "2024-03-31T03:30:00+02:00"


def test_an_hour_that_comes_twice_is_its_first_pass_and_lengths_are_elapsed_time() -> None:
    one = read_one(
        calendar(event("DTSTART;TZID=Europe/Brussels:20241027T023000", "DURATION:PT1H")), AUTUMN
    )

    assert one.start.isoformat() == "2024-10-27T02:30:00+02:00"
    assert one.end.isoformat() == "2024-10-27T02:30:00+01:00"


def test_a_day_of_length_ends_at_the_same_hour() -> None:
    one = read_one(
        calendar(event("DTSTART;TZID=Europe/Brussels:20241026T180000", "DURATION:P1DT1H")), AUTUMN
    )

    assert one.end.isoformat() == "2024-10-27T19:00:00+01:00"


def test_an_event_without_end_has_no_length() -> None:
    one = read_one(calendar(event(EVENING)))

    assert one.end == one.start
    assert one.when.end is None


def test_a_period_has_a_length_of_its_own() -> None:
    reading = read(
        calendar(
            event(
                "DTSTART:20241203T180000Z",
                "DURATION:PT1H",
                "RDATE;VALUE=PERIOD:20241205T180000Z/PT3H",
            )
        )
    )

    assert [one.end.isoformat() for one in reading.occurrences] == [
        "2024-12-03T19:00:00+00:00",
        "2024-12-05T21:00:00+00:00",
    ]


def test_what_goes_on_is_found_and_what_is_over_is_not() -> None:
    long = event("DTSTART:20241201T000000Z", "DTEND:20241203T000000Z")
    moment = event("DTSTART:20241203T000000Z", uid="moment")
    text = calendar(long, moment)

    found = {
        day: [
            one.uid
            for one in read(text, query(f"2024-12-{day:02}", f"2024-12-{day + 1:02}")).occurrences
        ]
        for day in (1, 2, 3)
    }

    assert found == {1: ["event-1"], 2: ["event-1"], 3: ["moment"]}


def test_a_cancelled_occurrence_is_told_apart() -> None:
    cancelled = event(FOURTH, EVENING.replace("1203", "1204"), "STATUS:CANCELLED")

    occurrences = read(calendar(DAILY, cancelled)).occurrences

    assert [(one.start.day, one.status.value) for one in occurrences] == [
        (3, "confirmed"),
        (4, "cancelled"),
        (5, "confirmed"),
    ]


def test_a_moved_occurrence_keeps_its_key_and_names_its_first_start() -> None:
    moved = event(FOURTH, EVENING.replace("1203", "1210"), "SUMMARY:Council, later")
    before = {one.key for one in read(calendar(DAILY)).occurrences}

    occurrences = read(calendar(DAILY, moved)).occurrences

    (one,) = [one for one in occurrences if one.moved_from]
    assert one.start.isoformat() == "2024-12-10T18:00:00+01:00"
    assert isinstance(one.moved_from, datetime)
    assert one.moved_from.isoformat() == "2024-12-04T18:00:00+01:00"
    assert {one.key for one in occurrences} == before


def test_an_edited_occurrence_has_not_moved() -> None:
    edited = event(
        FOURTH, EVENING.replace("1203", "1204"), "SUMMARY:Council on water", "SEQUENCE:1"
    )

    occurrences = read(calendar(DAILY, edited)).occurrences

    assert [one.title for one in occurrences] == ["Council", "Council on water", "Council"]
    assert [one.moved_from for one in occurrences] == [None, None, None]
    assert [one.sequence for one in occurrences] == [0, 1, 0]


@pytest.mark.parametrize(
    "replaced", ["RECURRENCE-ID:20241204T170000Z", "RECURRENCE-ID:20241204T180000", FOURTH]
)
def test_an_override_is_found_however_it_writes_the_time(replaced: str) -> None:
    edited = event(replaced, EVENING.replace("1203", "1204"), "SUMMARY:Council on water")

    occurrences = read(calendar(DAILY, edited)).occurrences

    assert [one.title for one in occurrences] == ["Council", "Council on water", "Council"]
    assert [one.moved_from for one in occurrences] == [None, None, None]


def test_an_occurrence_that_becomes_a_whole_day_has_moved() -> None:
    moved = event(FOURTH, "DTSTART;VALUE=DATE:20241204")

    (one,) = [one for one in read(calendar(DAILY, moved)).occurrences if one.all_day]

    assert isinstance(one.moved_from, datetime)


def test_an_override_moves_the_rest_of_its_series_when_it_says_so() -> None:
    later = event(
        FOURTH.replace("RECURRENCE-ID", "RECURRENCE-ID;RANGE=THISANDFUTURE"),
        EVENING.replace("1203T18", "1204T20"),
    )
    before = [one.key for one in read(calendar(DAILY)).occurrences]

    occurrences = read(calendar(DAILY, later)).occurrences

    assert [one.start.isoformat()[8:16] for one in occurrences] == [
        "03T18:00",
        "04T20:00",
        "05T20:00",
    ]
    assert [one.moved_from and one.moved_from.isoformat()[8:16] for one in occurrences] == [
        None,
        "04T18:00",
        "05T18:00",
    ]
    assert [one.key for one in occurrences] == before


def test_an_override_without_its_series_stands_alone() -> None:
    one = read_one(calendar(event(FOURTH, EVENING)))

    assert one.original is not None
    assert one.moved_from is not None


def test_an_event_that_happens_once_keeps_its_key_when_it_moves() -> None:
    before = read_one(calendar(event(EVENING)))
    after = read_one(calendar(event(EVENING.replace("1203", "1217"), "SEQUENCE:1")))

    assert before.key == after.key
    assert before.name == "council/event-1"


def test_a_floating_series_keeps_its_keys_in_whatever_zone_it_is_read() -> None:
    text = calendar(event("DTSTART:20241203T180000", "RRULE:FREQ=DAILY;COUNT=2"))

    keys = [
        [one.key for one in read(text, query(zone=zone)).occurrences]
        for zone in ("Europe/Kyiv", "Asia/Tokyo")
    ]

    assert keys[0] == keys[1]
    assert len(set(keys[0])) == 2


@pytest.mark.parametrize("word", ["PRIVATE", "CONFIDENTIAL", "X-SECRET"])
def test_of_a_private_event_only_the_time_is_told(word: str) -> None:
    secret = event(
        EVENING, "SUMMARY:Talks", "LOCATION:Room 5", "URL:https://example.org/t", f"CLASS:{word}"
    )

    one = read_one(calendar(secret))

    assert (one.title, one.place, one.url, one.private) == ("busy", "", "", True)


def test_an_override_does_not_make_a_private_series_public() -> None:
    secret = event(EVENING, "SUMMARY:Talks", "RRULE:FREQ=DAILY;COUNT=2", "CLASS:PRIVATE")
    edited = event(FOURTH, EVENING.replace("1203", "1204"), "SUMMARY:Talks on water")

    assert {one.title for one in read(calendar(secret, edited)).occurrences} == {"busy"}


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Council\\, part two\\nof three", "Council, part two of three"),
        ("Council \u202egnikcah\u202c \u200bhall", "Council gnikcah hall"),
        ("Council\x1b[31m\x07 red", "Council [31m red"),
        ("With somebody@example.org", "With …"),
        ("x" * 300, "x" * 199 + "…"),
        ("👩\u200d💻 desk", "👩\u200d💻 desk"),
    ],
)
def test_a_title_is_one_clean_line(written: str, title: str) -> None:
    assert read_one(calendar(event(EVENING, f"SUMMARY:{written}"))).title == title


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("Council hall", "Council hall"),
        ("Hall 2\\, https://example.org/join?pwd=1", "Hall 2"),
        ("https://example.org/join?pwd=1", ""),
        ("mailto:room@example.org", ""),
        ("Room 5 (room@example.org)", "Room 5 ()"),
    ],
)
def test_a_place_holds_no_link_by_which_one_could_join(written: str, place: str) -> None:
    assert read_one(calendar(event(EVENING, f"LOCATION:{written}"))).place == place


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://example.org/council?day=3", "https://example.org/council?day=3"),
        ("javascript:alert(1)", ""),
        ("https://example.org/\u202egpj.exe", ""),
        ("https://example.org/a b", ""),
        ("https://example.org/" + "x" * 2000, ""),
    ],
)
def test_only_a_web_address_is_one(written: str, url: str) -> None:
    assert read_one(calendar(event(EVENING, f"URL:{written}"))).url == url


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("TENTATIVE", MeetingStatus.TENTATIVE),
        ("cancelled", MeetingStatus.CANCELLED),
        ("CONFIRMED", MeetingStatus.CONFIRMED),
        ("NEEDS-ACTION", MeetingStatus.CONFIRMED),
    ],
)
def test_the_status_is_told(written: str, status: MeetingStatus) -> None:
    assert read_one(calendar(event(EVENING, f"STATUS:{written}"))).status is status


FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


@st.composite
def events(draw: st.DrawFn) -> str:
    day, hour = draw(st.integers(1, 28)), draw(st.integers(0, 23))
    lines = [
        f"DTSTART{draw(st.sampled_from([';TZID=Europe/Kyiv', '']))}:202411{day:02}T{hour:02}3000"
    ]
    lines.append(f"SUMMARY:{draw(st.sampled_from(['Council', 'Committee']))}")
    if draw(st.booleans()):
        lines.append(
            f"RRULE:FREQ={draw(st.sampled_from(FREQUENCIES))};COUNT={draw(st.integers(1, 9))}"
        )
    if draw(st.booleans()):
        lines.append(f"EXDATE;TZID=Europe/Kyiv:202411{draw(st.integers(1, 28)):02}T{hour:02}3000")
    if draw(st.booleans()):
        lines.append(
            f"RECURRENCE-ID;TZID=Europe/Kyiv:202411{draw(st.integers(1, 28)):02}T{hour:02}3000"
        )
    draw(st.randoms(use_true_random=False)).shuffle(lines)
    return event(*lines, uid=draw(st.sampled_from(["", "u1", "u2", "u3"])))


@given(st.lists(events(), max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_files_that_say_the_same_are_read_the_same(parts: list[str], order: random.Random) -> None:
    shuffled = list(parts)
    order.shuffle(shuffled)
    once = read(calendar(*parts), query("2024-11-01", "2025-06-01"))
    again = read(calendar(*shuffled), query("2024-11-01", "2025-06-01"))

    assert once == again
    assert [one.key for one in once.occurrences] == [one.key for one in again.occurrences]
    assert len({one.key for one in once.occurrences}) == len(once.occurrences)
