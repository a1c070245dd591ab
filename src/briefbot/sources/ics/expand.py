"""From the events of one series to its occurrences on the days asked for.

recurring_ical_events knows how rules, exceptions and overrides go together. It is given one series
at a time, so that what it raises, or never finishes, is that series' alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice

import recurring_ical_events as rie  # type: ignore[import-untyped]

from briefbot.core.occurrence import Occurrence, SkippedSeries
from briefbot.sources.ics.alarms import leads_of
from briefbot.sources.ics.events import ReadEvent, read_event
from briefbot.sources.ics.guards import MAX_INSTANCES, RefusedError
from briefbot.sources.ics.texts import place_of, title_of, url_of
from briefbot.sources.ics.zones import zone_name

#: What is shown of a private event.
PRIVATE_TITLE = "busy"

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What holds for every series of a calendar: its name, the days asked for, and the zones.

    `zone` is that of the days `first` to `until` (excluded).
    """

    calendar: str
    first: date
    until: date
    zone: tzinfo
    assumed_zone: tzinfo
    calendar_zone: tzinfo | None

    def midnight(self, day: date) -> datetime:
        """Return the beginning of a day in the zone of the days."""
        return datetime.combine(day, time(), tzinfo=self.zone)

    def holds(self, start: date, end: date) -> bool:
        """Tell whether some of an event is on the days asked for; without length, its start."""
        first, until = self.first, self.until
        if isinstance(start, datetime):
            first, until = self.midnight(first), self.midnight(until)
        return start < until and (end > first or start == end == first)


@dataclass(frozen=True, slots=True)
class Expanded:
    """What became of a series."""

    occurrences: tuple[Occurrence, ...] = ()
    skipped: tuple[SkippedSeries, ...] = ()


@dataclass(frozen=True, slots=True)
class _Happening:
    """An event at one of its times; `original` is where its series has it, if it is in one."""

    event: ReadEvent
    start: date
    end: date
    original: date | None = None


class _Adapter(rie.EventAdapter):  # type: ignore[misc]  # the library has no types
    """An event as the library asks for it: what was read of it is not read from it again."""

    uid = ""  # all that it is given are one series

    def __init__(self, event: ReadEvent) -> None:
        super().__init__(event.component)
        self.event = event

    @property
    def sequence(self) -> int:
        """Its revision; the library compares what may be no number."""
        return self.event.sequence


class _Found(rie.Occurrence):  # type: ignore[misc]  # the library has no types
    """An occurrence that shows the adapter it comes from."""

    def __init__(self, adapter: _Adapter, *args: object, **kwargs: object) -> None:
        super().__init__(adapter, *args, **kwargs)
        self.adapter = adapter


class _Series(rie.Series):  # type: ignore[misc]  # the library has no types
    """A series whose occurrences show where they come from."""

    occurrence = _Found


def expand(uid: str, events: Sequence[Sequence[str]], context: Context) -> Expanded:
    """Return the occurrences of a series on the days asked for, begun before or not, unordered.

    `events` are the lines of each of its components. A faulty event is skipped alone, a faulty rule
    with its series; whatever else the libraries raise comes through.
    """
    read, skipped = _read(events, context)
    masters = [event for event in read if event.replaces is None]
    overrides = [event for event in read if event.replaces is not None]
    master, doubts = _latest(masters)
    skipped += doubts
    chosen = [event for event in (master, *overrides) if event is not None]
    try:
        if master is not None and not overrides and not master.repeats:
            happenings = [_Happening(master, master.start, master.length.after(master.start))]
        else:
            happenings = _happenings(chosen, context)
    except RefusedError as error:
        happenings = []
        skipped.append(str(error))
    private = any(event.private for event in chosen)
    floating = chosen[0].zone_assumed if chosen else False
    occurrences = [
        _occurrence(uid, happening, context, private=private, floating=floating)
        for happening in happenings
        if context.holds(happening.start, happening.end)
    ]
    return Expanded(
        tuple(occurrences), tuple(SkippedSeries(uid, reason) for reason in sorted(set(skipped)))
    )


def _read(events: Sequence[Sequence[str]], context: Context) -> tuple[list[ReadEvent], list[str]]:
    read: list[ReadEvent] = []
    reasons: list[str] = []
    for lines in events:
        try:
            read.append(
                read_event(
                    lines, assumed_zone=context.assumed_zone, calendar_zone=context.calendar_zone
                )
            )
        except RefusedError as error:
            reasons.append(str(error))
    return read, reasons


def _latest(masters: Sequence[ReadEvent]) -> tuple[ReadEvent | None, list[str]]:
    """Return the newest revision of a series' event; others as new as that are in doubt."""
    if not masters:
        return None, []
    newest = max(master.sequence for master in masters)
    rivals = [master for master in masters if master.sequence == newest]
    others = len(rivals) - 1
    doubt = f"{others} more event{'s have' if others > 1 else ' has'} this UID: one was read"
    return rivals[0], [doubt] if others else []


def _happenings(events: Sequence[ReadEvent], context: Context) -> list[_Happening]:
    """Let the library work out a series, a day further to both sides than asked for."""
    if not events:
        return []
    first, last = context.midnight(context.first - _DAY), context.midnight(context.until + _DAY)
    found = _Series([_Adapter(event) for event in events]).between(first, last)
    happenings = [_happening(one) for one in islice(found, MAX_INSTANCES + 1)]
    if len(happenings) > MAX_INSTANCES:
        raise RefusedError(f"it happens more than {MAX_INSTANCES:,} times in these days")
    return happenings


def _happening(found: _Found) -> _Happening:
    # The library adds lengths on the local clock; a period (RDATE) has one of its own.
    adapter, start = found.adapter, found.start
    event = adapter.event
    is_period = found.end - start != adapter.duration
    end = found.end if is_period else event.length.after(start)
    if event.replaces is not None and not adapter.this_and_future:
        return _Happening(event, start, end, event.replaces)
    return _Happening(event, start, end, start - adapter.move_recurrences_by)


def _occurrence(
    uid: str, happening: _Happening, context: Context, *, private: bool, floating: bool
) -> Occurrence:
    event, original = happening.event, happening.original
    start, end = _existing(happening.start), _existing(happening.end)
    first_start = start if original is None else _existing(original)
    return Occurrence(
        calendar=context.calendar,
        uid=uid,
        title=PRIVATE_TITLE if private else title_of(event.text("SUMMARY")),
        start=start,
        end=end,
        original=_identity(original, floating=floating),
        tz=zone_name(start.tzinfo) if isinstance(start, datetime) else "",
        tz_assumed=event.zone_assumed,
        status=event.status,
        moved_from=None if first_start == start else first_start,
        place="" if private else place_of(event.text("LOCATION")),
        url="" if private else url_of(event.text("URL")),
        sequence=event.sequence,
        private=private,
        leads=leads_of(event.alarms, start, end, written=_existing(event.start), zone=context.zone),
    )


def _identity(original: date | None, *, floating: bool) -> date | None:
    """Return a start as the file has it: without the zone, where that is only assumed."""
    if not isinstance(original, datetime):
        return original
    return original.replace(tzinfo=None) if floating else original.astimezone(UTC)


def _existing(moment: date) -> date:
    """Return a time as clocks show it: those in a gap are read with the offset before it."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).astimezone(moment.tzinfo)
    return moment
