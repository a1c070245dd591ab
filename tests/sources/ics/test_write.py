"""Calendars that we write: what our own reader, and another library, read of them."""

from bisect import bisect_right
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from briefbot.core.meeting import MeetingStatus
from briefbot.core.upcoming import Upcoming
from briefbot.core.when import PartOfDay, Precision, When
from briefbot.errors import UnreadableError
from briefbot.sources.ics.texts import place_of, title_of
from briefbot.sources.ics.write import save_calendar, written_calendar
from briefbot.sources.ics.write_zones import zone_rules
from builders import brief
from sources.ics.in_process import query, read
from strategies import HOSTILE

NOW = datetime(2024, 11, 1, 12, 30, tzinfo=UTC)
BRUSSELS = "Europe/Brussels"
ZONES = [BRUSSELS, "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC", ""]
YEAR = query("2024-03-01", "2025-03-01", zone="UTC")


def meeting(when: When, **fields: object) -> Upcoming:
    made = Upcoming(key="council-meets/council", title="Council", when=when)
    return replace(made, **fields)  # type: ignore[arg-type]  # the dataclass types them


def text_of(*meetings: Upcoming) -> str:
    return written_calendar(meetings, now=NOW).decode()


def lines_of(*meetings: Upcoming) -> list[str]:
    """Return the lines of the events, unfolded."""
    text = text_of(*meetings).replace("\r\n ", "")
    return text[text.index("BEGIN:VEVENT") :].split("\r\n")


def uid_of(one: Upcoming) -> str:
    (uid,) = (line.removeprefix("UID:") for line in lines_of(one) if line.startswith("UID:"))
    return uid


def exactly(text: str, zone: str = BRUSSELS, end: str = "") -> When:
    until = datetime.fromisoformat(end).replace(tzinfo=UTC) if end else None
    return replace(When.at(datetime.fromisoformat(text).replace(tzinfo=UTC), zone=zone), end=until)


def test_an_event_says_what_a_calendar_needs() -> None:
    found = lines_of(
        meeting(
            exactly("2024-12-03T17:00", end="2024-12-03T18:30"),
            place="Council hall",
            url="https://example.org/council",
            status=MeetingStatus.TENTATIVE,
            sequence=3,
        )
    )

    assert found == [
        "BEGIN:VEVENT",
        "SUMMARY:Council",
        "DTSTART;TZID=Europe/Brussels:20241203T180000",
        "DTEND;TZID=Europe/Brussels:20241203T193000",
        "DTSTAMP:20241101T123000Z",
        "UID:5b72e8a6-c5f0-5a2c-824b-e7787b37bc9c",
        "SEQUENCE:3",
        "LOCATION:Council hall",
        "STATUS:TENTATIVE",
        "URL:https://example.org/council",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_uid_is_of_the_meeting_and_of_nothing_else() -> None:
    one = meeting(exactly("2024-12-03T17:00"))
    later = replace(one, when=exactly("2024-12-04T17:00"), title="Council meets", sequence=1)
    other = replace(one, key="council-meets/dinner")

    assert uid_of(one) == uid_of(later) != uid_of(other)


@pytest.mark.parametrize(
    ("when", "start", "end", "words"),
    [
        (When.on(date(2024, 12, 3), zone=BRUSSELS), "20241203", "20241204", ""),
        (
            When(precision=Precision.RANGE, day=date(2024, 12, 3), last_day=date(2024, 12, 4)),
            "20241203",
            "20241205",
            "",
        ),
        (
            When(precision=Precision.PART_OF_DAY, day=date(2024, 12, 3), part=PartOfDay.EVENING),
            "20241203",
            "20241204",
            ": evening of 3 December 2024",
        ),
        (
            When(precision=Precision.WEEK, day=date(2024, 12, 2)),
            "20241202",
            "20241209",
            ": week of 2 December 2024",
        ),
        (
            When(precision=Precision.APPROX, day=date(2024, 12, 3)),
            "20241203",
            "20241204",
            ": about 3 December 2024",
        ),
    ],
)
def test_a_date_without_an_hour_takes_whole_days_and_says_what_is_known(
    when: When, start: str, end: str, words: str
) -> None:
    found = lines_of(meeting(when))

    assert f"SUMMARY:Council{words}" in found
    assert f"DTSTART;VALUE=DATE:{start}" in found
    assert f"DTEND;VALUE=DATE:{end}" in found


def test_an_hour_that_is_only_about_so_says_that() -> None:
    when = When(precision=Precision.HOUR, instant=datetime(2024, 12, 3, 17, tzinfo=UTC))

    assert "SUMMARY:Council: 3 December 2024\\, about 17:00 (UTC)" in lines_of(meeting(when))


def test_the_words_are_in_the_language_of_the_brief() -> None:
    when = When(precision=Precision.PART_OF_DAY, day=date(2024, 12, 3), part=PartOfDay.EVENING)

    (summary,) = (
        line for line in lines_of(meeting(when, brief=brief(lang="de"))) if "SUMMARY" in line
    )

    assert "Dezember 2024" in summary


def test_a_meeting_without_a_date_is_left_out() -> None:
    assert "VEVENT" not in text_of(meeting(When(precision=Precision.TBA)))


def test_the_second_pass_of_an_hour_is_written_in_utc() -> None:
    first, second = exactly("2024-10-27T00:30"), exactly("2024-10-27T01:30")

    found = lines_of(meeting(first), meeting(second, key="council-meets/late"))

    assert "DTSTART;TZID=Europe/Brussels:20241027T023000" in found
    assert "DTSTART:20241027T013000Z" in found


def test_a_text_cannot_become_a_line_of_its_own() -> None:
    hostile = "Council\r\nATTENDEE:mailto:a@example.org\nBEGIN:VALARM\r\u2028X:1\x85Y:1\\nZ:1\x00;,"
    found = text_of(
        meeting(
            exactly("2024-12-03T17:00"),
            title=hostile,
            place=hostile,
            url=f"https://example.org/{hostile}",
            key=hostile,
        )
    )

    names = {line.split(":")[0].split(";")[0] for line in found.replace("\r\n ", "").splitlines()}
    assert names.isdisjoint({"ATTENDEE", "X", "Y", "Z", "URL"})
    assert "VALARM" not in found.replace("BEGIN:VALARM X:1", "")
    assert "a@example.org" not in found


def test_lines_are_folded_at_75_octets_between_letters() -> None:
    octets = written_calendar(
        [meeting(exactly("2024-12-03T17:00"), title="Рада міністрів " * 12)], now=NOW
    )

    lines = octets.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines[:-1])


@pytest.mark.parametrize(
    "name", [*ZONES[:-2], "Europe/Dublin", "Africa/Casablanca", "Pacific/Apia", "Europe/Lisbon"]
)
def test_the_rules_of_a_zone_are_the_zones_at_every_quarter_of_an_hour(name: str) -> None:
    zone = ZoneInfo(name)
    rules = zone_rules(zone, first=date(2011, 1, 1), until=date(2013, 1, 1))
    # RFC 5545, 3.6.5: a part begins at its DTSTART on the clock that it leaves.
    begins = [part.DTSTART - part.TZOFFSETFROM for part in rules.subcomponents]
    offsets = [part.TZOFFSETTO for part in rules.subcomponents]

    moment = datetime(2011, 1, 1)  # noqa: DTZ001 - UTC, compared with naive ones
    while moment < datetime(2013, 1, 1):  # noqa: DTZ001
        local = moment.replace(tzinfo=UTC).astimezone(zone)
        assert offsets[bisect_right(begins, moment) - 1] == local.utcoffset()
        moment += timedelta(minutes=15)


def test_our_reader_has_nothing_against_the_rules_we_write() -> None:
    found = [
        meeting(exactly("2024-12-03T17:00", zone=zone), key=zone) for zone in ZONES if "/" in zone
    ]

    assert read(text_of(*found), YEAR).notes == ()


def test_the_same_meetings_are_the_same_file() -> None:
    found = [meeting(exactly("2024-12-03T17:00", zone=zone), key=zone) for zone in ZONES]

    assert text_of(*found) == text_of(*found)
    assert text_of(*found).count("BEGIN:VTIMEZONE") == 4


def test_a_zone_that_does_not_exist_is_written_in_utc() -> None:
    for zone in ("Mars/Olympus", "Europe", "../x"):
        assert "DTSTART:20241203T170000Z" in lines_of(meeting(exactly("2024-12-03T17:00", zone)))


def span_of(when: When) -> tuple[date | None, date | None]:
    """Return start and end as a calendar has them: of days, the one after the last."""
    last = when.last_day or when.day
    return when.instant or when.day, last + timedelta(days=1) if last else when.end


def span(*moments: date | None) -> tuple[date | None, ...]:
    return tuple(
        moment.astimezone(UTC) if isinstance(moment, datetime) else moment for moment in moments
    )


texts = st.lists(
    st.sampled_from([*HOSTILE, "Рада", "a,b;c", "\\", "\\n", '"', "\r\n", "\u2028", "🚀", ":"])
    | st.text(max_size=12),
    max_size=6,
).map(" ".join)


@st.composite
def whens(draw: st.DrawFn) -> When:
    day = date(2024, 4, 1) + timedelta(days=draw(st.integers(0, 300)))
    match draw(st.sampled_from(["exact", "day", "range"])):
        case "exact":
            start = datetime(day.year, day.month, day.day, tzinfo=UTC)
            start += timedelta(minutes=5 * draw(st.integers(0, 287)))
            zone = draw(st.sampled_from(ZONES))
            length = draw(st.none() | st.integers(1, 600))
            end = None if length is None else start + timedelta(minutes=length)
            return When(precision=Precision.EXACT, instant=start, end=end, zone=zone)
        case "day":
            return When.on(day)
        case _:
            last = day + timedelta(days=draw(st.integers(1, 9)))
            return When(precision=Precision.RANGE, day=day, last_day=last)


@st.composite
def meetings(draw: st.DrawFn) -> tuple[Upcoming, ...]:
    return tuple(
        meeting(
            draw(whens()),
            key=f"drawn/{number}",
            title=draw(texts),
            place=draw(texts),
            status=draw(st.sampled_from(MeetingStatus)),
            sequence=draw(st.integers(0, 9)),
        )
        for number in range(draw(st.integers(1, 4)))
    )


@given(meetings())
@settings(max_examples=80)
def test_our_reader_reads_back_what_we_write(drawn: tuple[Upcoming, ...]) -> None:
    reading = read(text_of(*drawn), YEAR)
    by_uid = {one.uid: one for one in reading.occurrences}

    assert (reading.skipped, reading.notes) == ((), ())
    assert len(by_uid) == len(drawn)
    for each in drawn:
        one, when = by_uid[uid_of(each)], each.when
        told = (one.when.instant, one.when.end, one.when.day, one.when.last_day)
        assert told == (when.instant, when.end, when.day, when.last_day)
        texts = (title_of(each.title), place_of(each.place))
        assert (one.title, one.place) == tuple(text.replace("\\N", "\\ N") for text in texts)
        assert (one.status, one.sequence) == (each.status, each.sequence)


@given(meetings())
@settings(max_examples=40)
def test_another_library_reads_the_same(drawn: tuple[Upcoming, ...]) -> None:
    events = IcsCalendarStream.calendar_from_ics(text_of(*drawn)).events

    assert len(events) == len(drawn)
    for one, each in zip(events, drawn, strict=True):
        # It gives an event without an end one in its own way.
        assert span(one.dtstart, one.dtend) == span(*span_of(each.when))
        assert one.status == each.status.value.upper()
        assert one.sequence == each.sequence


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "meetings.ics"
    path.write_text("old", encoding="utf-8")

    save_calendar(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["none/meetings.ics", ".", "x" * 300])
def test_a_file_that_cannot_be_written_is_one_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be written"):
        save_calendar(tmp_path / name, b"new")

    assert list(tmp_path.iterdir()) == []
