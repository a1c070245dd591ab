"""A calendar's file, read: what happens on the days asked for, and what could not be told."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from briefbot.core.occurrence import CalendarQuery, CalendarReading, Occurrence, SkippedSeries
from briefbot.core.occurrence_form import occurrence_of
from briefbot.errors import UnreadableError
from briefbot.sources.ics.scan import MAX_OCTETS, Scanned, scan
from briefbot.sources.ics.series import Series
from briefbot.sources.ics.supervise import Budget, Seconds, answers
from briefbot.sources.ics.wire import pack, skipped_of

#: Fifty for each of the days that may be asked for.
MAX_OCCURRENCES: Final = 20_000

_FULL = f"the days asked for hold more than {MAX_OCCURRENCES:,} occurrences"


def read_calendar(
    path: Path, query: CalendarQuery, *, seconds: Seconds, budget: Budget | None = None
) -> CalendarReading:
    """Read the occurrences that a calendar has on some days.

    Of a series that is broken or takes too long, only the reason is read. `seconds` is a clock that
    never goes back. Raises UnreadableError when the file is no calendar.
    """
    scanned = scan(_octets(path), where=str(path), alarms=query.alarms)
    wanted = [one for one in scanned.series if not one.surely_outside(query.first, query.until)]
    # What happens once takes no time to work out: it comes before what may take it all.
    wanted.sort(key=lambda one: one.repeats)
    stream = answers(
        _question(scanned, query),
        [pack((one.uid, one.events)) for one in wanted],
        budget=budget or Budget(),
        seconds=seconds,
    )
    with closing(stream):
        greeting = next(stream)
        occurrences, skipped = _collected(wanted, stream)
    zone = greeting["zone"] or query.default_zone
    return CalendarReading(
        occurrences=tuple(sorted(occurrences, key=_order(ZoneInfo(zone)))),
        skipped=tuple(sorted((*scanned.skipped, *skipped))),
        notes=tuple(greeting["notes"]),
        zone=zone,
        refresh=timedelta(seconds=refresh) if (refresh := greeting["refresh"]) else None,
    )


def _collected(
    wanted: Sequence[Series], stream: Iterator[Any]
) -> tuple[list[Occurrence], list[SkippedSeries]]:
    occurrences: list[Occurrence] = []
    skipped: list[SkippedSeries] = []
    for number, one in enumerate(wanted):
        answer = next(stream)
        if isinstance(answer, str):
            skipped.append(SkippedSeries(one.uid, answer))
            continue
        skipped += map(skipped_of, answer["skipped"])
        if len(occurrences) + len(answer["occurrences"]) > MAX_OCCURRENCES:
            return occurrences, [*skipped, *(SkippedSeries(o.uid, _FULL) for o in wanted[number:])]
        occurrences += map(occurrence_of, answer["occurrences"])
    return occurrences, skipped


def _question(scanned: Scanned, query: CalendarQuery) -> bytes:
    return pack(
        {
            "query": query,
            "calendar_zone": scanned.zone,
            "timezones": scanned.timezones,
            "refresh": scanned.refresh,
        }
    )


def _order(zone: tzinfo) -> Callable[[Occurrence], tuple[object, ...]]:
    """Return a key that sorts by start: whole days from midnight in a zone, before its hours."""

    def key(occurrence: Occurrence) -> tuple[object, ...]:
        start = occurrence.start
        if not isinstance(start, datetime):
            start = datetime.combine(start, time(), tzinfo=zone)
        return start, not occurrence.all_day, occurrence.title, occurrence.name

    return key


def _octets(path: Path) -> bytes:
    """Return at most one octet more than a calendar may have. Raises UnreadableError."""
    try:
        # Without O_NONBLOCK, opening a named pipe waits for somebody to write to it.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:  # noqa: PTH123 - pathlib opens no descriptors
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file.read(MAX_OCTETS + 1)
            reason = "not a regular file"
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    raise UnreadableError(
        f"cannot be read: {reason.lower()}",
        where=str(path),
        next_step="give the path of an iCalendar file (.ics)",
    )
