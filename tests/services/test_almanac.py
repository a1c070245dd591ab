"""The calendars while the program runs: what is read when, what is kept, and what is told."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from briefbot.clock import seconds
from briefbot.core.occurrence import CalendarQuery, CalendarReading, Occurrence, SkippedSeries
from briefbot.errors import StoreError, UnreadableError
from briefbot.services.almanac import Almanac, CalendarFile
from briefbot.sources.ics import read_calendar
from briefbot.sources.watch import signature
from briefbot.storage.store import Store
from services.ledgers import START, Broken, SetClock, ledger_in, wait_for

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example.org//Council//EN
BEGIN:VEVENT
UID:council@example.org
DTSTAMP:20260101T000000Z
DTSTART:20260203T090000Z
DTEND:20260203T100000Z
SUMMARY:Council
END:VEVENT
END:VCALENDAR
"""


class Scripted:
    """A reader that gives what it is told to, and notes what it was asked."""

    def __init__(self) -> None:
        self.reading = CalendarReading(occurrences=(meeting("a"),))
        self.error: UnreadableError | None = None
        self.asked: list[CalendarQuery] = []

    def __call__(self, _: Path, query: CalendarQuery, /) -> CalendarReading:
        self.asked.append(query)
        if self.error is not None:
            raise self.error
        return self.reading

    def lists(self, *occurrences: Occurrence, skipped: Sequence[str] = ()) -> None:
        self.error = None
        series = tuple(SkippedSeries(uid, "its rule is no rule") for uid in skipped)
        self.reading = CalendarReading(occurrences=occurrences, skipped=series)

    def breaks(self) -> None:
        self.error = UnreadableError("no calendar", where="c.ics", next_step="correct it")


class Desk:
    """A calendar's file, the almanac that looks at it, and the store of both."""

    def __init__(self, folder: Path, store: Store, broken: Broken) -> None:
        self.path = folder / "council.ics"
        self.store = store
        self.broken = broken
        self.clock = SetClock()
        self.reader = Scripted()
        self.calendars = {"council": CalendarFile(path=self.path, zone="UTC")}
        self.write()
        self.restart()

    def restart(self) -> None:
        self.almanac = Almanac(
            read=self.reader, signature=signature, store=self.store, clock=self.clock
        )

    def write(self, text: str = CALENDAR) -> None:
        """Replace the file, as an editor does."""
        new = self.path.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        new.replace(self.path)

    def refresh(self, after: timedelta = MINUTE) -> bool:
        self.clock.time += after
        return wait_for(self.almanac.refresh(self.calendars))

    def uids(self) -> list[str]:
        return [one.uid for one in self.almanac.occurrences]

    def kept(self) -> set[str]:
        return {one.uid for one in wait_for(self.store.meetings("council"))}

    def fault(self) -> str:
        """Return the message of the only fault, "" without one."""
        faults = [fault.message for fault in wait_for(self.store.faults())]
        assert len(faults) <= 1
        return faults[0] if faults else ""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    broken = Broken()
    with ledger_in(tmp_path, broken) as store:
        yield Desk(tmp_path, store, broken)


def meeting(uid: str, *, start: datetime = START + 10 * HOUR) -> Occurrence:
    return Occurrence(calendar="council", uid=uid, title=uid, start=start, end=start + HOUR)


# --- what is read when ---


def test_a_calendar_is_read_and_kept(desk: Desk) -> None:
    assert desk.refresh()

    assert desk.uids() == ["a"]
    assert desk.kept() == {"a"}
    assert desk.almanac.good == {"council"}
    assert desk.almanac.listed_in("council") == desk.almanac.occurrences
    assert desk.almanac.listed_in("unknown") == ()
    assert desk.fault() == ""


def test_it_is_read_again_when_its_file_changes(desk: Desk) -> None:
    desk.refresh()
    assert not desk.refresh()
    assert len(desk.reader.asked) == 1

    desk.reader.lists(meeting("b"))
    desk.write()
    assert desk.refresh()
    assert desk.uids() == ["b"]
    assert desk.kept() == {"b"}


@pytest.mark.parametrize("asked", [None, timedelta(minutes=15), timedelta(hours=6)])
def test_it_is_read_again_at_its_refresh_interval(desk: Desk, asked: timedelta | None) -> None:
    desk.reader.reading = replace(desk.reader.reading, refresh=asked)
    desk.refresh()
    desk.refresh((asked or HOUR) - MINUTE)
    assert len(desk.reader.asked) == 1

    desk.refresh(MINUTE)
    assert len(desk.reader.asked) == 2
    assert desk.reader.asked[0].calendar == "council"


def test_the_days_asked_for_move_on(desk: Desk) -> None:
    desk.refresh()
    desk.refresh(timedelta(days=1))

    first, second = desk.reader.asked
    assert second.first - first.first == second.until - first.until == timedelta(days=1)
    assert first.first < START.date() < first.until


def test_it_is_read_again_when_it_is_configured_otherwise(desk: Desk) -> None:
    desk.refresh()
    desk.calendars = {"council": CalendarFile(path=desk.path, zone="Europe/Kyiv", alarms=True)}
    desk.refresh()

    assert desk.reader.asked[-1].default_zone == "Europe/Kyiv"
    assert desk.reader.asked[-1].alarms


def test_a_calendar_that_is_not_configured_any_more_is_forgotten(desk: Desk) -> None:
    desk.refresh()
    desk.reader.breaks()
    desk.write()
    desk.refresh()
    desk.calendars = {}

    assert desk.refresh()
    assert desk.uids() == []
    assert desk.kept() == set()
    assert desk.fault() == ""


# --- what cannot be read ---


def test_a_broken_calendar_keeps_what_was_read_of_it_until_it_is_repaired(desk: Desk) -> None:
    desk.refresh()
    desk.reader.breaks()
    desk.write()

    assert not desk.refresh()
    assert desk.uids() == ["a"]
    assert desk.almanac.good == frozenset()
    assert desk.fault() == (
        "c.ics: no calendar -- correct it; what was read of it at 2026-01-15 12:01 UTC stays"
    )

    desk.reader.lists(meeting("b"))
    desk.write()
    desk.refresh()
    assert desk.uids() == ["b"]
    assert desk.almanac.good == {"council"}
    assert desk.fault() == ""


def test_a_copy_is_stale_after_two_intervals_without_a_good_reading(desk: Desk) -> None:
    desk.refresh()
    desk.reader.breaks()
    desk.write()
    desk.refresh(2 * HOUR - MINUTE)
    assert "stale" not in desk.fault()

    desk.refresh()
    assert "; stale: what was read of it at 2026-01-15 12:01 UTC stays" in desk.fault()
    assert desk.uids() == ["a"]


def test_a_broken_calendar_is_tried_again_now_and_then_although_it_did_not_change(
    desk: Desk,
) -> None:
    desk.refresh()
    desk.reader.breaks()
    desk.write()
    desk.refresh()
    desk.refresh()
    assert len(desk.reader.asked) == 2

    desk.reader.lists(meeting("b"))
    desk.refresh(5 * MINUTE)
    assert desk.uids() == ["b"]
    assert desk.fault() == ""


def test_after_a_restart_a_broken_calendar_has_what_an_earlier_run_read(desk: Desk) -> None:
    desk.refresh()
    before = desk.almanac.occurrences
    desk.reader.breaks()
    desk.restart()
    desk.refresh()

    assert desk.almanac.occurrences == before
    assert desk.almanac.good == frozenset()
    assert desk.fault().endswith("; what an earlier run read of it is used")


def test_a_calendar_that_was_never_good_has_no_meetings(desk: Desk) -> None:
    desk.reader.breaks()
    desk.refresh()

    assert desk.uids() == []
    assert desk.fault().endswith("; nothing is used")


def test_one_broken_calendar_does_not_touch_another(desk: Desk, tmp_path: Path) -> None:
    read = partial(read_calendar, seconds=seconds)
    almanac = Almanac(read=read, signature=signature, store=desk.store, clock=desk.clock)
    broken = tmp_path / "broken.ics"
    broken.write_text(CALENDAR[:100], encoding="utf-8")
    files = {"broken": CalendarFile(path=broken, zone="UTC"), **desk.calendars}
    wait_for(almanac.refresh(files))

    assert [one.uid for one in almanac.occurrences] == ["council@example.org"]
    assert almanac.good == {"council"}
    assert str(broken) in desk.fault()


@pytest.mark.parametrize("harm", ["cut off", "gone", "empty"])
def test_a_real_file_that_is_harmed_and_put_right(desk: Desk, harm: str) -> None:
    read = partial(read_calendar, seconds=seconds)
    almanac = Almanac(read=read, signature=signature, store=desk.store, clock=desk.clock)
    wait_for(almanac.refresh(desk.calendars))
    if harm == "gone":
        desk.path.unlink()
    else:
        desk.write(CALENDAR[: len(CALENDAR) // 2] if harm == "cut off" else "")
    wait_for(almanac.refresh(desk.calendars))

    assert [one.start for one in almanac.occurrences] == [datetime(2026, 2, 3, 9, tzinfo=UTC)]
    assert str(desk.path) in desk.fault()

    desk.write()
    wait_for(almanac.refresh(desk.calendars))
    assert almanac.good == {"council"}
    assert desk.fault() == ""


# --- what can be read in part ---


def test_a_series_that_cannot_be_read_any_more_keeps_what_was_known_of_it(desk: Desk) -> None:
    desk.reader.lists(meeting("a"), meeting("b"))
    desk.refresh()
    desk.reader.lists(meeting("c"), skipped=["a"])
    desk.write()
    desk.refresh()

    assert sorted(desk.uids()) == ["a", "c"]
    assert desk.almanac.good == {"council"}
    told = 'calendar "council": skipped a: its rule is no rule'
    assert desk.fault() == told

    desk.refresh()
    assert desk.fault() == told
    assert sorted(desk.uids()) == ["a", "c"]


def test_of_a_series_that_cannot_be_read_what_is_long_over_is_not_kept(desk: Desk) -> None:
    desk.reader.lists(meeting("a"))
    desk.refresh()
    desk.reader.lists(skipped=["a"])
    desk.refresh(timedelta(days=40))

    assert desk.uids() == []


def test_a_calendar_with_more_than_can_be_kept_is_not_said_to_be_whole(desk: Desk) -> None:
    many = [meeting(f"m{number}") for number in range(20_000)]
    desk.reader.lists(meeting("a"), meeting("b"))
    desk.refresh()
    desk.reader.lists(*many[1:], skipped=["a", "b"])
    desk.write()
    desk.refresh()

    assert len(desk.uids()) == 20_000
    assert desk.almanac.good == frozenset()


# --- a store that fails ---


@pytest.mark.parametrize("name", ["put_meetings", "meetings", "clear_faults"])
def test_what_could_not_be_noted_is_noted_at_the_next_look(desk: Desk, name: str) -> None:
    desk.broken.names = {name}
    with pytest.raises(StoreError):
        desk.refresh()
    desk.broken.names = set()
    desk.refresh()

    assert desk.uids() == ["a"]
    assert desk.kept() == {"a"}


def test_a_calendar_that_could_not_be_forgotten_is_forgotten_at_the_next_look(desk: Desk) -> None:
    desk.refresh()
    desk.calendars = {}
    desk.broken.names = {"put_meetings"}
    with pytest.raises(StoreError):
        desk.refresh()
    desk.broken.names = set()
    desk.refresh()

    assert desk.kept() == set()
