"""The calendars as they are known while the program runs, with the last good copy of each.

A calendar that cannot be read any more keeps what was read of it. The operator is told, the readers
of its meetings are not: a meeting does not cease to be because a file was cut off.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

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

#: The kind of the faults that stand for calendars.
FAULT = "calendar"

#: Which days are read: some past, for what was moved from there, and a year ahead.
_BEHIND, _AHEAD = timedelta(days=32), timedelta(days=366)


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
    """What was read of a calendar last; `read_at` is None for a copy from before the start."""

    occurrences: tuple[Occurrence, ...] = ()
    read_at: datetime | None = None
    refresh: timedelta | None = None
    asked: tuple[object, ...] = ()
    good: bool = False


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
            del self._copies[name]
            await self._store.put_meetings(name, (), now=self._clock.now())
        for name, file in calendars.items():
            fault = await self._look(name, file)
            if fault:
                faults[name] = fault
        for name, message in faults.items():
            await self._store.put_fault(
                Fault(kind=self._fault, subject=name, message=message, since=self._clock.now())
            )
        await self._store.clear_faults(self._fault, keep=faults)
        return self.occurrences != before

    async def _look(self, name: str, file: CalendarFile) -> str:
        """Read a calendar if there is reason to; return what is wrong with it, or nothing."""
        now = self._clock.now()
        copy = self._copies.get(name)
        if copy is None:
            # Of a file that is broken from the start, the copy of an earlier run still tells.
            copy = self._copies[name] = _Copy(occurrences=tuple(await self._store.meetings(name)))
        asked = (file, self._signature(file.path))
        overdue = copy.read_at is None or now - copy.read_at >= (copy.refresh or DEFAULT_REFRESH)
        if copy.good and copy.asked == asked and not overdue:
            return ""
        try:
            reading = await asyncio.to_thread(self._read, file.path, _query(name, file, now))
        except UnreadableError as error:
            copy.good = False
            return f"{error}; {_kept(copy, now)}"
        await self._take_over(name, copy, reading.occurrences, now=now)
        copy.read_at, copy.refresh, copy.asked, copy.good = now, reading.refresh, asked, True
        return _skipped(name, reading)

    async def _take_over(
        self, name: str, copy: _Copy, occurrences: Sequence[Occurrence], *, now: datetime
    ) -> None:
        if tuple(occurrences) != copy.occurrences:
            await self._store.put_meetings(name, occurrences, now=now)
            copy.occurrences = tuple(occurrences)


def _query(name: str, file: CalendarFile, now: datetime) -> CalendarQuery:
    return CalendarQuery(
        first=(now - _BEHIND).date(),
        until=(now + _AHEAD).date(),
        calendar=name,
        default_zone=file.zone,
        alarms=file.alarms,
    )


def _kept(copy: _Copy, now: datetime) -> str:
    if copy.read_at is None:
        return "what an earlier run read of it stays" if copy.occurrences else "it has no meetings"
    stale = now - copy.read_at >= stale_after(copy.refresh)
    word = "stale: " if stale else ""
    return f"{word}what was read of it at {copy.read_at:%Y-%m-%d %H:%M} UTC stays"


def _skipped(name: str, reading: CalendarReading) -> str:
    if not reading.skipped:
        return ""
    first = reading.skipped[0]
    more = f" (and {len(reading.skipped) - 1} more)" if len(reading.skipped) > 1 else ""
    return f'calendar "{name}": skipped {first.uid[:100]}: {first.reason}{more}'
