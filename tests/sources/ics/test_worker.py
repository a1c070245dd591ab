"""Calendars through a real worker: it hangs, dies and is killed, and the others go on."""

import os
import resource
import signal
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from briefbot.clock import seconds
from briefbot.core.occurrence import CalendarReading, Occurrence, SkippedSeries
from briefbot.core.occurrence_form import occurrence_of
from briefbot.errors import UnreadableError
from briefbot.sources.ics import read, read_calendar, supervise, worker
from briefbot.sources.ics.expand import Expanded
from briefbot.sources.ics.scan import MAX_OCTETS
from briefbot.sources.ics.supervise import Budget, Worker, answers
from briefbot.sources.ics.wire import pack, unpack
from sources.ics.in_process import EVENING, calendar, event, query, read_one

#: Every 30 February: it takes minutes of nothing to find that there is none.
NEVER = "RRULE:FREQ=HOURLY;COUNT=1000;BYMONTH=2;BYMONTHDAY=30"
SHORT = Budget(total=17, series=0.6)

QUESTION = pack({"query": query(), "calendar_zone": "", "timezones": [], "refresh": []})
HANGING = pack(("hanging", [[EVENING, NEVER]]))
SOUND = pack(("sound", [[EVENING]]))


def read_text(folder: Path, text: str, budget: Budget | None = None) -> CalendarReading:
    path = folder / "council.ics"
    path.write_text(text, encoding="utf-8")
    return read_calendar(path, query(), seconds=seconds, budget=budget)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_that_hangs_is_killed() -> None:
    with Worker(QUESTION, [HANGING, SOUND]) as hanging:
        greeting = hanging.answer(seconds, until=seconds() + 17)
        assert greeting == {"zone": "UTC", "notes": [], "refresh": None}
        with pytest.raises(TimeoutError):
            hanging.answer(seconds, until=seconds() + 0.3)
        assert alive(hanging.pid)

    assert not alive(hanging.pid)


def test_a_worker_that_is_killed_by_others_has_ended() -> None:
    with Worker(QUESTION, [HANGING]) as victim:
        victim.answer(seconds, until=seconds() + 17)
        os.kill(victim.pid, signal.SIGKILL)

        with pytest.raises(EOFError):
            victim.answer(seconds, until=seconds() + 17)


def test_a_worker_has_limits_of_its_own() -> None:
    with Worker(QUESTION, []) as limited:
        limited.answer(seconds, until=seconds() + 17)

        memory = resource.prlimit(limited.pid, resource.RLIMIT_DATA)
        processor = resource.prlimit(limited.pid, resource.RLIMIT_CPU)

    assert memory == (worker.MAX_MEMORY, worker.MAX_MEMORY)
    assert processor == (worker.MAX_CPU_SECONDS, worker.MAX_CPU_SECONDS)


def test_a_worker_sees_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_TOKEN", "a secret")
    with Worker(QUESTION, []) as blind:
        blind.answer(seconds, until=seconds() + 17)
        environment = Path(f"/proc/{blind.pid}/environ").read_bytes()

    assert b"secret" not in environment


def test_each_series_that_hangs_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    hanging = [event(EVENING, NEVER, uid=f"{letter}-hanging") for letter in "ace"]
    sound = [event(EVENING, "RRULE:FREQ=DAILY;COUNT=2", uid=f"{letter}-sound") for letter in "bdf"]

    reading = read_text(tmp_path, calendar(*hanging, *sound), SHORT)

    assert {one.uid for one in reading.occurrences} == {"b-sound", "d-sound", "f-sound"}
    assert reading.skipped == tuple(
        SkippedSeries(f"{letter}-hanging", "it takes longer than 0.6 s to work out")
        for letter in "ace"
    )


def test_what_is_not_reached_in_time_is_told(tmp_path: Path) -> None:
    hanging = event(EVENING, NEVER, uid="hanging")
    repeating = event(EVENING, "RRULE:FREQ=DAILY", uid="repeating")
    once = event(EVENING, uid="once")

    reading = read_text(tmp_path, calendar(hanging, repeating, once), Budget(total=3, series=60))

    late = "it was not reached: the calendar takes longer than 3 s"
    assert [one.uid for one in reading.occurrences] == ["once"]
    assert reading.skipped == (SkippedSeries("hanging", late), SkippedSeries("repeating", late))


def test_a_series_that_ends_its_worker_is_told() -> None:
    # What is no series at all ends it, as running out of memory may.
    stream = answers(QUESTION, [SOUND, b"no series\n", SOUND], budget=Budget(), seconds=seconds)

    _, first, reason, last = stream

    assert first == last
    assert reason == "it ended the process that worked it out"


def test_a_worker_that_cannot_start_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervise, "_WORKER", "briefbot.no_such_module")

    with pytest.raises(UnreadableError, match="the worker does not answer"):
        list(answers(QUESTION, [SOUND], budget=Budget(), seconds=seconds))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (MemoryError(), "it takes more than 200 MiB of memory"),
        (OverflowError("date value out of range"), "its dates are beyond the years"),
        (ValueError("a\x1b\nb" * 999), "it cannot be worked out: a ba ba"),
        (RecursionError(), "it cannot be worked out"),
    ],
)
def test_whatever_a_library_raises_is_the_reason(
    error: Exception, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> Expanded:
        raise error

    monkeypatch.setattr(worker, "expand", failing)
    context, _ = worker.context_of(query(), "")

    (skipped,) = worker.worked_out("some", [], context).skipped

    assert skipped.uid == "some"
    assert skipped.reason.startswith(reason)
    assert len(skipped.reason) <= 200


def test_more_occurrences_than_a_reading_holds_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "MAX_OCCURRENCES", 40)
    days = [event(EVENING, "RRULE:FREQ=DAILY", uid=uid) for uid in ("a", "b", "c")]

    reading = read_text(tmp_path, calendar(*days))

    assert {one.uid for one in reading.occurrences} == {"a"}
    assert [skipped.uid for skipped in reading.skipped] == ["b", "c"]


def test_occurrences_come_by_start_and_whole_days_first(tmp_path: Path) -> None:
    text = calendar(
        "X-WR-TIMEZONE:Asia/Tokyo",
        event("DTSTART:20241202T145900Z", uid="before midnight"),
        event("DTSTART:20241202T150000Z", uid="midnight"),
        event("DTSTART;VALUE=DATE:20241203", uid="whole day"),
        event("DTSTART;TZID=America/New_York:20241202T110000", uid="an hour later"),
    )

    reading = read_text(tmp_path, text)

    assert reading.zone == "Asia/Tokyo"
    assert [one.uid for one in reading.occurrences] == [
        *("before midnight", "whole day", "midnight", "an hour later")
    ]


@pytest.mark.parametrize(
    "text",
    [
        calendar(event(EVENING, "SUMMARY:" + "x" * 4_000_000)),
        calendar(event("DTSTART" + ";TZID=x" * 600_000 + ":20241203T180000Z")),
        calendar(event(EVENING, "RRULE:FREQ=DAILY;BYHOUR=" + ",".join(["1"] * 2_000_000))),
        calendar(event(EVENING, "LOCATION:" + "a" * 4_000_000 + "@")),
        calendar(event(EVENING, "RDATE:" + ",".join(["20241204T180000Z"] * 250_000))),
        calendar("BEGIN:VTIMEZONE\nTZID:Z\n" + "X:y\n" * 999_000 + "END:VTIMEZONE", event(EVENING)),
        calendar("END:VTIMEZONE\n" * 300_000),
        calendar(*(event(EVENING, f"SEQUENCE:{number}") for number in range(9_000))),
        calendar(event("DTSTART:00010101T000000Z", "RRULE:FREQ=DAILY")),
        calendar(event("DTSTART:99991231T235959Z", "DURATION:P9999W", "RRULE:FREQ=DAILY")),
        "BEGIN:VCALENDAR\n" + "\0\n \r\n\t" * 700_000 + "\nEND:VCALENDAR",
    ],
    ids=range(11),
)
def test_a_hostile_calendar_takes_little_of_its_time(text: str, tmp_path: Path) -> None:
    assert len(text) < MAX_OCTETS
    begun = seconds()

    read_text(tmp_path, text, Budget(total=17, series=0.5))

    assert seconds() - begun < 15  # five times what it takes


@pytest.mark.parametrize(
    ("lines", "hours"),
    [
        (["REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT6H"], 12),
        (["X-PUBLISHED-TTL:PT6H"], 6),
        (["REFRESH-INTERVAL;VALUE=DURATION:often", "X-PUBLISHED-TTL:PT6H"], 6),
        (["REFRESH-INTERVAL;VALUE=DURATION:-PT6H"], None),
        (["REFRESH-INTERVAL;VALUE=DURATION:PT1S"], 0.25),
        (["X-PUBLISHED-TTL:P1W"], 24),
        ([], None),
    ],
)
def test_how_often_a_calendar_asks_to_be_read_is_kept_within_bounds(
    lines: list[str], hours: float | None, tmp_path: Path
) -> None:
    reading = read_text(tmp_path, calendar(*lines, event(EVENING)))

    assert reading.refresh == (None if hours is None else timedelta(hours=hours))


def test_a_calendar_of_very_many_components_keeps_its_first_ones(tmp_path: Path) -> None:
    events = [event("DTSTART:20240101T180000Z", uid=f"u{number}") for number in range(30_000)]
    begun = seconds()

    reading = read_text(tmp_path, calendar(event(EVENING, uid="first"), *events))

    assert [one.uid for one in reading.occurrences] == ["first"]
    assert len(reading.skipped) == 30_000 - 19_998
    assert seconds() - begun < 10  # five times what it takes


def test_an_occurrence_comes_through_as_it_is() -> None:
    moved = event(
        *(EVENING, "RECURRENCE-ID;VALUE=DATE:20241201", 'SUMMARY:Ради\u2028"', "STATUS:TENTATIVE"),
        "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M\nEND:VALARM",
    )
    one = read_one(calendar(moved), replace(query(), alarms=True))
    assert one.leads

    assert occurrence_of(unpack(pack(one))) == one
    assert isinstance(one, Occurrence)
