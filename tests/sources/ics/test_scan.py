import pytest

from briefbot.errors import UnreadableError
from briefbot.sources.ics.scan import MAX_COMPONENTS, MAX_DEPTH, MAX_OCTETS, Scanned, scan
from briefbot.sources.ics.series import MAX_UID
from sources.ics.in_process import EVENING, calendar, event, query


def scanned(text: str) -> Scanned:
    return scan(text.encode(), where="council.ics")


def test_lines_that_are_folded_are_one_also_within_a_letter() -> None:
    octets = calendar(event(EVENING, "SUMMARY:Ради")).encode().replace(b"\n", b"\r\n")
    second_octet = octets.index("Р".encode()) + 1

    result = scan(octets[:second_octet] + b"\r\n " + octets[second_octet:], where="")

    assert result.series[0].events == ((EVENING, "SUMMARY:Ради"),)


@pytest.mark.parametrize(
    "line",
    [
        "ATTENDEE;CN=Somebody:mailto:somebody@example.org",
        "ORGANIZER:mailto:somebody@example.org",
        "DESCRIPTION:Join at https://example.org/call?secret=1",
        "ATTACH:https://example.org/minutes.pdf",
        "BEGIN:VALARM\nACTION:EMAIL\nSUMMARY:Wake up\nATTENDEE:mailto:a@example.org\nEND:VALARM",
        "no colon at all",
        "LOCATION:",
    ],
)
def test_what_is_not_shown_goes_no_further(line: str) -> None:
    (series,) = scanned(calendar(event(EVENING, line))).series

    assert series.events == ((EVENING,),)


def test_the_order_of_the_file_does_not_matter() -> None:
    events = [event(EVENING, f"SUMMARY:{n}", "STATUS:TENTATIVE", uid=f"u{n % 4}") for n in range(9)]
    shuffled = [*reversed(events), events[0]]

    assert scanned(calendar(*shuffled)) == scanned(calendar(*events))
    assert [series.uid for series in scanned(calendar(*shuffled)).series] == [
        "u0",
        "u1",
        "u2",
        "u3",
    ]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("SUMMARY:Agenda:", True),
        ("SUMMARY;LANGUAGE=en:Agenda:", True),
        ("SUMMARY::", True),
        ("SUMMARY:", False),
        ("SUMMARY;LANGUAGE=en:", False),
        ('SUMMARY;ALTREP="https://example.org/a":', False),
    ],
)
def test_a_property_that_says_nothing_is_none_and_a_colon_at_the_end_is_a_letter(
    line: str,
    kept: bool,  # noqa: FBT001 - a column of the table
) -> None:
    (series,) = scanned(calendar(event(EVENING, line))).series

    assert (line in series.events[0]) is kept


def test_what_comes_after_the_first_components_is_skipped_with_the_reason() -> None:
    events = [event(EVENING, uid=f"u{number:05}") for number in range(MAX_COMPONENTS + 1)]
    late_override = event(EVENING, "RECURRENCE-ID:20241203T170000Z", uid="u00000")

    result = scanned(calendar(*events, late_override))

    # The calendar is a component too.
    assert [series.uid for series in result.series] == [
        f"u{number:05}" for number in range(1, MAX_COMPONENTS - 1)
    ]
    assert [(skipped.uid, skipped.reason) for skipped in result.skipped] == [
        (uid, "it is not among the first 20,000 components of the calendar")
        for uid in ("u00000", f"u{MAX_COMPONENTS - 1}", f"u{MAX_COMPONENTS}")
    ]


def test_how_often_to_read_it_is_what_the_calendar_itself_says() -> None:
    text = calendar(
        "X-PUBLISHED-TTL:PT6H",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        event(EVENING, "REFRESH-INTERVAL;VALUE=DURATION:PT1H"),
    )

    assert scanned(text).refresh == ["PT12H", "PT6H"]


def test_names_are_read_in_small_letters_too() -> None:
    text = calendar(event(EVENING, "SUMMARY:Council")).lower().replace("brussels", "Brussels")

    assert scanned(text).series[0].events[0][0].startswith("DTSTART;tzid=europe/Brussels:")


def test_an_event_without_a_uid_is_known_by_what_it_is() -> None:
    one = scanned(calendar(event(EVENING, "SUMMARY:Council", uid=""))).series[0].uid
    changed = scanned(calendar(event(EVENING, "SUMMARY:Council", "LOCATION:Hall", uid="")))
    other = scanned(calendar(event(EVENING, "SUMMARY:Committee", uid=""))).series[0].uid

    assert changed.series[0].uid == one == "no-uid-7e35e93def5a47f9"
    assert other != one


def test_a_uid_that_is_too_long_stays_its_own() -> None:
    uids = ["x" * 300 + "1", "x" * 300 + "2"]

    made = [series.uid for series in scanned(calendar(*(event(uid=u) for u in uids))).series]

    assert [len(uid) for uid in made] == [MAX_UID, MAX_UID]
    assert len(set(made)) == 2


def test_an_event_that_does_not_end_is_skipped_alone() -> None:
    broken = event(EVENING, uid="broken").removesuffix("END:VEVENT")

    result = scanned(calendar(broken + event(EVENING, uid="sound")))

    assert [series.uid for series in result.series] == ["sound"]
    assert [skipped.uid for skipped in result.skipped] == ["broken"]


def test_an_event_that_the_calendar_ends_before_is_skipped() -> None:
    broken = event(EVENING, uid="broken").removesuffix("\nEND:VEVENT")

    assert [skipped.uid for skipped in scanned(calendar(broken)).skipped] == ["broken"]


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (b"", "is not a calendar"),
        (b"<html>BEGIN:VCALENDAR</html>", "is not a calendar"),
        (bytes(range(256)) * 99, "is not a calendar"),
        (calendar(event(EVENING)).encode()[:-10], "is cut off: END:VCALENDAR is missing"),
        (calendar(event(EVENING)).encode()[:60], "is cut off: END:VCALENDAR is missing"),
        (calendar(event(EVENING)).encode() + b" " * MAX_OCTETS, "is larger than 5 MiB"),
        (calendar("BEGIN:X\n" * MAX_DEPTH).encode(), "nests components more than 16 deep"),
    ],
)
def test_what_is_no_calendar_is_refused(octets: bytes, words: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        scan(octets, where="council.ics")

    assert caught.value.what == words
    assert caught.value.where == "council.ics"
    assert caught.value.next_step


def test_a_byte_order_mark_and_blank_lines_may_come_first() -> None:
    text = "\ufeff\r\n\r\n" + calendar(event(EVENING))

    assert len(scanned(text).series) == 1


@pytest.mark.parametrize(
    ("lines", "outside"),
    [
        (["DTSTART:20241101T180000Z"], True),
        (["DTSTART:20241101T180000Z", "DTEND:20241101T190000Z"], True),
        (["DTSTART;VALUE=DATE:20250301", "DTEND;VALUE=DATE:20250302"], True),
        (["DTSTART;TZID=Asia/Tokyo:20241130T010000"], False),
        (["DTSTART:20241101T180000Z", "DTEND:20241202T190000Z"], False),
        (["DTSTART:20241101T180000Z", "DTEND:20241001T190000Z"], False),
        (["DTSTART:20241101T180000Z", "DURATION:P60D"], False),
        (["DTSTART:20241101T180000Z", "RRULE:FREQ=DAILY"], False),
        (["DTSTART:20241101T180000Z", "RECURRENCE-ID:20241205T180000Z"], False),
        (["DTSTART:20241399T180000Z"], False),
        (["SUMMARY:Without a start"], False),
    ],
)
def test_only_what_is_surely_on_other_days_is_not_parsed(lines: list[str], outside: bool) -> None:  # noqa: FBT001
    (series,) = scanned(calendar(event(*lines))).series
    asked = query()

    assert series.surely_outside(asked.first, asked.until) is outside
