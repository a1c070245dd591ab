"""The calendars as they are known while the program runs, with the last good copy of each.

A calendar that cannot be read any more keeps what was read of it. The operator is told, the readers
of its meetings are not: a meeting does not cease to be because a file was cut off.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol

import structlog

from briefbot.core.delivery.records import Fault
from briefbot.core.occurrence import (
    DEFAULT_REFRESH,
    CalendarQuery,
    CalendarReading,
    Occurrence,
    stale_after,
)
from briefbot.errors import UnreadableError
from briefbot.ports import Clock, KnowledgeStore, SessionStore
from briefbot.services.shelf import Signature

_log = structlog.get_logger()

#: The kind of the faults that stand for calendars.
FAULT = "calendar"

#: Which days are read: some past, for what was moved from there, and a year ahead.
_BEHIND, _AHEAD = timedelta(days=32), timedelta(days=366)
#: How soon a calendar that could not be read is tried again although its file is as it was.
_TRY_AGAIN = timedelta(minutes=5)
#: The most occurrences of a calendar, with those that are kept from earlier readings.
_MOST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFile:
    """A calendar as configured; `zone` is for times that name none."""

    path: Path
    zone: str
    topics: tuple[str, ...] = ()
    alarms: bool = False


class CalendarReader(Protocol):
    """Reads a calendar; may take up to 20 seconds."""

    def __call__(self, path: Path, query: CalendarQuery, /) -> CalendarReading:
        """Return what is read. Raises UnreadableError when the file is no calendar."""
        ...


class AlmanacStore(KnowledgeStore, SessionStore, Protocol):
    """What the almanac asks of the store."""


@dataclass(slots=True)
class _Copy:
    """What was read of a calendar last; `read_at` is None for a copy from before the start.

    `tried_at` is when reading it was last tried, and `asked` what was asked for then. `error` is
    why that failed, `skipped` what could not be read of it.
    """

    occurrences: tuple[Occurrence, ...] = ()
    read_at: datetime | None = None
    refresh: timedelta = DEFAULT_REFRESH
    tried_at: datetime | None = None
    asked: tuple[object, ...] = ()
    error: str = ""
    skipped: str = ""
    whole: bool = False

    @property
    def good(self) -> bool:
        """Whether what it does not list is surely gone."""
        return self.whole and not self.error

    def is_due(self, asked: tuple[object, ...], now: datetime) -> bool:
        """Tell whether there is a reason to read the calendar."""
        pause = _TRY_AGAIN if self.error else self.refresh
        return self.asked != asked or self.tried_at is None or now - self.tried_at >= pause

    def fault(self, now: datetime) -> str:
        """Return what is wrong, in a sentence, or nothing."""
        if not self.error:
            return self.skipped
        if self.read_at is None:
            what = "what an earlier run read of it" if self.occurrences else "nothing"
            return f"{self.error}; {what} is used"
        stale = "stale: " if now - self.read_at >= stale_after(self.refresh) else ""
        return (
            f"{self.error}; {stale}what was read of it at {self.read_at:%Y-%m-%d %H:%M} UTC stays"
        )


class Almanac:
    """Reads calendars again and again, and remembers.

    `occurrences` are those of the last good copies. `good` names the calendars that were read
    without fault at the last look: of the others, it cannot be told what is no longer in them.
    `fault` is the kind of the faults that stand for these calendars.
    """

    def __init__(
        self,
        *,
        read: CalendarReader,
        signature: Signature,
        store: AlmanacStore,
        clock: Clock,
        fault: str = FAULT,
    ) -> None:
        self._read = read
        self._signature = signature
        self._store = store
        self._clock = clock
        self._fault = fault
        self._copies: dict[str, _Copy] = {}
        self._faults: dict[str, str] = {}

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Everything that the calendars list."""
        return tuple(one for copy in self._copies.values() for one in copy.occurrences)

    @property
    def good(self) -> frozenset[str]:
        """The calendars whose file was read without fault at the last look."""
        return frozenset(name for name, copy in self._copies.items() if copy.good)

    def listed_in(self, name: str) -> tuple[Occurrence, ...]:
        """Return what one calendar lists; nothing for one that is not known."""
        copy = self._copies.get(name)
        return copy.occurrences if copy else ()

    async def refresh(self, calendars: Mapping[str, CalendarFile]) -> bool:
        """Read what changed, or is due to be read anew; return whether anything is otherwise now.

        Raises StoreError.
        """
        before = self.occurrences
        faults: dict[str, str] = {}
        for name in set(self._copies) - set(calendars):
            await self._store.put_meetings(name, (), now=self._clock.now())
            del self._copies[name]
        for name, file in calendars.items():
            copy = await self._look(name, file)
            fault = copy.fault(self._clock.now())
            if fault:
                faults[name] = fault
        for name, message in faults.items():
            if self._faults.get(name) != message:
                _log.error("calendar is faulty", calendar=name, reason=message)
            await self._store.put_fault(
                Fault(kind=self._fault, subject=name, message=message, since=self._clock.now())
            )
        await self._store.clear_faults(self._fault, keep=faults)
        for name in sorted(self._faults.keys() - faults.keys()):
            _log.info("calendar in order again, or gone", calendar=name)
        self._faults = faults
        return self.occurrences != before

    async def _look(self, name: str, file: CalendarFile) -> _Copy:
        """Read a calendar if there is reason to, and return what is known of it."""
        now = self._clock.now()
        copy = self._copies.get(name)
        if copy is None:
            # Of a file that is broken from the start, the copy of an earlier run still tells.
            copy = self._copies[name] = _Copy(occurrences=tuple(await self._store.meetings(name)))
        asked = (file, self._signature(file.path))
        if not copy.is_due(asked, now):
            return copy
        query = _query(name, file, now)
        try:
            reading = await asyncio.to_thread(self._read, file.path, query)
        except UnreadableError as error:
            copy.error = str(error)
        else:
            await self._take_over(name, copy, reading, first=query.first)
        copy.tried_at, copy.asked = now, asked
        return copy

    async def _take_over(
        self, name: str, copy: _Copy, reading: CalendarReading, *, first: date
    ) -> None:
        now = self._clock.now()
        kept = _of_skipped(copy.occurrences, reading, first=first)
        room = max(0, _MOST - len(reading.occurrences))
        occurrences = (*reading.occurrences, *kept[:room])
        if occurrences != copy.occurrences:
            await self._store.put_meetings(name, occurrences, now=now)
            copy.occurrences = occurrences
        copy.read_at, copy.refresh = now, reading.refresh or DEFAULT_REFRESH
        copy.error, copy.skipped = "", _skipped(name, reading)
        copy.whole = len(kept) <= room


def _query(name: str, file: CalendarFile, now: datetime) -> CalendarQuery:
    return CalendarQuery(
        first=(now - _BEHIND).date(),
        until=(now + _AHEAD).date(),
        calendar=name,
        default_zone=file.zone,
        alarms=file.alarms,
    )


def _of_skipped(
    before: Sequence[Occurrence], reading: CalendarReading, *, first: date
) -> list[Occurrence]:
    """Return what was known of the series that could not be read this time.

    Otherwise their meetings would seem to have been removed, and readers be told so.
    """
    skipped = {series.uid for series in reading.skipped}
    if not skipped:
        return []
    listed = {one.name for one in reading.occurrences}
    return [
        one
        for one in before
        if one.uid in skipped and one.name not in listed and _last_day(one) >= first
    ]


def _last_day(one: Occurrence) -> date:
    return one.end.date() if isinstance(one.end, datetime) else one.end


def _skipped(name: str, reading: CalendarReading) -> str:
    if not reading.skipped:
        return ""
    first = reading.skipped[0]
    more = f" (and {len(reading.skipped) - 1} more)" if len(reading.skipped) > 1 else ""
    return f'calendar "{name}": skipped {first.uid[:100]}: {first.reason}{more}'
