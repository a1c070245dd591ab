"""The process that works out series: `python -m briefbot.sources.ics.worker`.

It can be killed at any moment: it holds nothing but what it was sent, and writes to nothing but its
output. The first line that comes in says what is asked of the calendar, every other is one series;
one line goes out for each.
"""

import resource
import sys
from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any, Final

from icalendar import vDuration

from briefbot.core.occurrence import CalendarQuery, SkippedSeries, refresh_within_bounds
from briefbot.sources.ics.expand import Context, Expanded, expand
from briefbot.sources.ics.texts import MAX_REASON, one_line
from briefbot.sources.ics.wire import pack, query_of, unpack
from briefbot.sources.ics.zones import use_zones_of, zone_name, zone_named

#: Of data; a long calendar takes a fifth. With the reading process it stays below 300 MiB.
MAX_MEMORY: Final = 200 * 1024**2
#: Should the reader die before it can end its worker.
MAX_CPU_SECONDS: Final = 60


def main() -> None:
    """Answer every line of standard input with one of standard output."""
    _limit(resource.RLIMIT_DATA, MAX_MEMORY)
    _limit(resource.RLIMIT_CPU, MAX_CPU_SECONDS)
    question = unpack(sys.stdin.buffer.readline())
    query = query_of(question["query"])
    doubts = use_zones_of(question["timezones"], first=query.first, until=query.until)
    context, doubt = context_of(query, question["calendar_zone"])
    _answer(
        {
            "zone": zone_name(context.zone),
            "notes": [*doubts, *doubt],
            "refresh": refresh_of(question["refresh"]),
        }
    )
    for line in sys.stdin.buffer:
        uid, events = unpack(line)
        _answer(worked_out(uid, events, context))


def context_of(query: CalendarQuery, calendar_zone: str) -> tuple[Context, tuple[str, ...]]:
    """Return what holds for every series, and what is doubtful of the calendar's own zone."""
    own = zone_named(calendar_zone)
    asked = zone_named(query.zone)
    default = zone_named(query.default_zone) or UTC
    doubt = f'the calendar\'s time zone "{one_line(calendar_zone, 80)}" is unknown'
    context = Context(
        calendar=query.calendar,
        first=query.first,
        until=query.until,
        zone=asked or own or default,
        assumed_zone=own or asked or default,
        calendar_zone=own,
    )
    return context, (doubt,) if calendar_zone and own is None else ()


def refresh_of(statements: Sequence[str]) -> timedelta | None:
    """Return how often a calendar asks to be read, by the first statement that is a length."""
    for text in statements:
        try:
            asked: timedelta = vDuration.from_ical(text)  # type: ignore[no-untyped-call]
        except ValueError:
            continue
        if asked > timedelta():
            return refresh_within_bounds(asked)
    return None


def worked_out(uid: str, events: list[list[str]], context: Context) -> Expanded:
    """Return what became of a series, whatever the libraries raise."""
    try:
        return expand(uid, events, context)
    except MemoryError:
        reason = f"it takes more than {MAX_MEMORY // 1024**2} MiB of memory"
    except OverflowError:
        reason = "its dates are beyond the years that calendars have"
    except Exception as error:  # noqa: BLE001 - whatever the libraries raise is this series' alone
        reason = one_line(f"it cannot be worked out: {error}", MAX_REASON)
    return Expanded(skipped=(SkippedSeries(uid, reason),))


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)  # a limit that others have set cannot be raised
    resource.setrlimit(what, (most, most))


def _answer(value: Any) -> None:  # noqa: ANN401 - whatever can be packed
    sys.stdout.buffer.write(pack(value))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
