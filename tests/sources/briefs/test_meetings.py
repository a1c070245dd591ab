from datetime import UTC, date, datetime, timedelta

import pytest

from brief_texts import brief_of, faults_of, read, rest_of_line
from briefbot.core.meeting import Meeting, MeetingStatus
from briefbot.core.when import PartOfDay, Precision, When

DAY = date(2025, 3, 30)


def meeting(fields: str) -> Meeting:
    brief = brief_of({"meetings": f"[{{id: council, title: Council, {fields}}}]"})
    return brief.meetings[0]


def test_every_field_of_a_meeting_is_read() -> None:
    fields = (
        "start: 2025-03-30, tz: Europe/Oslo, place: Hall, url: u, status: cancelled, "
        "source: wire, lead: [1d, 1h30m, 1d], uid: a@example.org"
    )

    assert meeting(fields) == Meeting(
        id="council",
        title="Council",
        when=When.on(DAY, zone="Europe/Oslo"),
        place="Hall",
        url="u",
        status=MeetingStatus.CANCELLED,
        source="wire",
        leads=(timedelta(days=1), timedelta(minutes=90)),
        uid="a@example.org",
    )


@pytest.mark.parametrize(
    ("fields", "when"),
    [
        ("start: 2025-03-30", When.on(DAY)),
        ("start: 2025-03-30, all_day: true, tz: UTC", When.on(DAY, zone="UTC")),
        ("start: 2025-03-30, end: 2025-03-30", When.on(DAY)),
        (
            "start: 2025-03-30, end: 2025-03-31",
            When(precision=Precision.RANGE, day=DAY, last_day=date(2025, 3, 31)),
        ),
        (
            "start: 2025-03-30, end: 2025-03-31, all_day: true",
            When(precision=Precision.RANGE, day=DAY, last_day=date(2025, 3, 31)),
        ),
        ("start: 2025-03-30, precision: week", When(precision=Precision.WEEK, day=DAY)),
        (
            "start: 2025-03-30, precision: part-of-day, part: night",
            When(precision=Precision.PART_OF_DAY, day=DAY, part=PartOfDay.NIGHT),
        ),
        (
            "start: 2025-03-30, part: night",
            When(precision=Precision.PART_OF_DAY, day=DAY, part=PartOfDay.NIGHT),
        ),
        ("precision: tba, tz: UTC", When(precision=Precision.TBA, zone="UTC")),
        ("start: 2025-03-30T10:00+02:00", When.at(datetime(2025, 3, 30, 8, tzinfo=UTC))),
        (
            "start: 2025-03-30T10:00Z, end: 2025-03-30T11:00Z",
            When(
                precision=Precision.EXACT,
                instant=datetime(2025, 3, 30, 10, tzinfo=UTC),
                end=datetime(2025, 3, 30, 11, tzinfo=UTC),
            ),
        ),
        (
            "start: 2025-03-30T10:00, tz: Europe/Oslo, precision: hour",
            When(
                precision=Precision.HOUR,
                instant=datetime(2025, 3, 30, 8, tzinfo=UTC),
                zone="Europe/Oslo",
            ),
        ),
        # On 26 October 2025 the hour from 2:00 comes twice in Oslo; the first is summer time.
        (
            "start: 2025-10-26T02:30, tz: Europe/Oslo",
            When.at(datetime(2025, 10, 26, 0, 30, tzinfo=UTC), zone="Europe/Oslo"),
        ),
    ],
)
def test_a_meeting_is_as_precise_as_it_is_written(fields: str, when: When) -> None:
    assert meeting(fields).when == when


@pytest.mark.parametrize(
    ("fields", "pointed", "code", "message"),
    [
        ("", "{id:", "BB101", "meetings[1].start is missing"),
        ("start: soon", "soon", "BB101", 'meetings[1].start is "soon", which is no date'),
        (
            "start: 2025-03-30T02:30, tz: Europe/Oslo",
            "2025-03-30T02:30",
            "BB103",
            "meetings[1].start is 2025-03-30T02:30:00, which clocks in Europe/Oslo skip that day",
        ),
        (
            "start: 2025-03-30T10:00",
            "2025-03-30T10:00",
            "BB103",
            "meetings[1].start is 2025-03-30T10:00, with neither offset nor tz",
        ),
        (
            "start: 2025-03-30T10:00, tz: Europe/Olso",
            "Europe/Olso",
            "BB305",
            'meetings[1].tz is "Europe/Olso", which is no known zone',
        ),
        (
            "start: 2025-03-30, tz: /etc/localtime",
            "/etc/localtime",
            "BB305",
            'meetings[1].tz is "/etc/localtime", which is no known zone',
        ),
        (
            "start: 2025-03-30, precision: exact",
            "2025-03-30",
            "BB101",
            "meetings[1].start does not fit precision exact",
        ),
        (
            "start: 2025-03-30T10:00Z, precision: day",
            "2025-03-30T10:00Z",
            "BB101",
            "meetings[1].start does not fit precision day",
        ),
        (
            "start: 2025-03-30, precision: approx",
            "approx",
            "BB101",
            "meetings[1].precision is approx, which is for the event itself",
        ),
        (
            "start: 2025-03-30, precision: soonish",
            "soonish",
            "BB101",
            'meetings[1].precision is "soonish"',
        ),
        (
            "start: 2025-03-30, precision: part-of-day",
            "{id:",
            "BB101",
            "meetings[1].part is missing beside precision part-of-day",
        ),
        (
            "start: 2025-03-30, precision: part-of-day, part: noon",
            "noon",
            "BB101",
            'meetings[1].part is "noon"',
        ),
        (
            "start: 2025-03-30, precision: day, part: night",
            "night",
            "BB101",
            "meetings[1].part stands beside precision day",
        ),
        (
            "start: 2025-03-30T10:00Z, all_day: true",
            "true",
            "BB101",
            "meetings[1].all_day is true, but start has a time",
        ),
        ("start: 2025-03-30, all_day: yes", "yes", "BB101", 'meetings[1].all_day is "yes"'),
        (
            "start: 2025-03-30, precision: range",
            "{id:",
            "BB101",
            "meetings[1].end is missing for precision range",
        ),
        (
            "start: 2025-03-30, end: 2025-03-29",
            "2025-03-29",
            "BB103",
            "meetings[1].end is before the start",
        ),
        (
            "start: 2025-03-30, end: 2025-03-30T10:00Z",
            "2025-03-30T10:00Z",
            "BB101",
            "meetings[1].end has a time, but start has none",
        ),
        (
            "start: 2025-03-30, end: 2025-03-31, precision: day",
            "2025-03-31",
            "BB101",
            "meetings[1].end does not fit precision day",
        ),
        (
            "start: 2025-03-30T10:00Z, end: 2025-03-30T10:00Z",
            "2025-03-30T10:00Z",
            "BB103",
            "meetings[1].end is not a time after the start",
        ),
        (
            "start: 2025-03-30T10:00Z, end: 2025-03-31",
            "2025-03-31",
            "BB103",
            "meetings[1].end is not a time after the start",
        ),
        (
            "start: 2025-03-30, end: 31 March",
            "31",
            "BB101",
            'meetings[1].end is "31 March", which is no date',
        ),
        (
            "precision: tba, start: 2025-03-30",
            "2025-03-30",
            "BB101",
            "meetings[1].start stands beside precision tba",
        ),
        ("start: 2025-03-30, status: maybe", "maybe", "BB101", 'meetings[1].status is "maybe"'),
        ("start: 2025-03-30, lead: [1 day]", "1", "BB101", 'meetings[1].lead holds "1 day"'),
        ("start: 2025-03-30, lead: 401d", "401d", "BB101", 'meetings[1].lead holds "401d"'),
        ("start: 2025-03-30, zone: UTC", "zone:", "BB101", 'unknown field "zone" in meetings[1]'),
    ],
)
def test_a_faulty_meeting_is_reported_where_it_stands(
    fields: str, pointed: str, code: str, message: str
) -> None:
    source = read({"meetings": f"[{{id: council, title: Council, {fields}}}]"})

    assert [found[2:] for found in faults_of(source)] == [(code, message)]
    assert source.faults[0].line == 8
    assert rest_of_line(source).startswith(pointed)
    assert source.faults[0].hint


def test_a_zone_is_suggested() -> None:
    source = read({"meetings": "[{id: a, title: A, start: 2025-03-30, tz: europe/olso}]"})

    assert [fault.hint for fault in source.faults] == ['did you mean "Europe/Oslo"?']


@pytest.mark.parametrize("missing", ["id", "title"])
def test_a_meeting_without_id_or_title_is_none(missing: str) -> None:
    fields = {"id": "council", "title": "Council", "start": "2025-03-30"}
    del fields[missing]
    source = read({"meetings": f"[{{{', '.join(f'{k}: {v}' for k, v in fields.items())}}}]"})

    assert faults_of(source) == [(8, 12, "BB101", f"meetings[1].{missing} is missing")]
    assert source.brief is not None
    assert source.brief.meetings == ()


def test_an_id_stands_once() -> None:
    one = "{id: council, title: Council, start: 2025-03-30}"
    source = read({"meetings": f"\n  - {one}\n  - {one}"})

    assert faults_of(source) == [(10, 10, "BB101", 'meetings[2].id "council" stands twice')]
    assert source.brief is not None
    assert [found.at.line for found in source.brief.meetings] == [9]
