"""What tables say of each other: names and files that are not there, and what works without them.

Faults have the form of pydantic's own, so that they are told in the same way.
"""

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic_core import ErrorDetails

from briefbot.settings.running import Summaries
from briefbot.settings.tables import Digest, Reminders, Table, holiday_calendar, holiday_file

if TYPE_CHECKING:
    from briefbot.settings import Settings

T = TypeVar("T", bound=Table)


def unknown_names(settings: "Settings", written: Mapping[str, Any]) -> Iterator[ErrorDetails]:
    """Yield a fault for each name that no table has.

    `written` are the file's values: a table that was left out for a fault of its own has its name.
    """
    places = _names(settings.destinations, written.get("destinations"))
    calendars = _names(settings.calendars, written.get("calendars"))
    for name, digest in settings.digests.items():
        table = ("digests", name)
        yield from _unknown(digest.destinations, places, (*table, "destinations"))
        yield from _unknown(holiday_calendar(digest), calendars, (*table, "holidays"))
    for name, summaries in settings.summaries.items():
        yield from _unknown(summaries.destinations, places, ("summaries", name, "destinations"))
    if settings.operator is not None:
        yield from _unknown((settings.operator,), places, ("operator",))
    for name, reminders in settings.reminders.items():
        table = ("reminders", name)
        yield from _unknown(reminders.destinations, places, (*table, "destinations"))
        yield from _unknown(reminders.calendars, calendars, (*table, "calendars"))


def missing_files(settings: "Settings") -> Iterator[ErrorDetails]:
    """Yield a fault for each calendar's file that is not there."""
    for name, calendar in settings.calendars.items():
        yield from _missing(calendar.path, ("calendars", name, "path"))
    for name, digest in settings.digests.items():
        path = holiday_file(digest)
        if path is not None:
            yield from _missing(path, ("digests", name, "holidays"))


def is_there(path: Path) -> bool:
    """Return whether a path leads to a file; one that cannot be looked at does not."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises for names that are too long


def without_unknown(settings: "Settings") -> "Settings":
    """Return the settings without the names that no table has, and without what needs them.

    A schedule that has no destination left is left out; so are reminders that selected by calendar
    alone and have none left, because they would now be of all meetings.
    """
    digests = {name: _reduced_digest(each, settings) for name, each in settings.digests.items()}
    reminders = {
        name: _reduced_reminders(each, settings) for name, each in settings.reminders.items()
    }
    summaries = {
        name: _reduced_summaries(each, settings) for name, each in settings.summaries.items()
    }
    return settings.model_copy(
        update={
            "digests": _kept(digests),
            "reminders": _kept(reminders),
            "summaries": _kept(summaries),
            "operator": next(iter(_known((settings.operator or "",), settings.destinations)), None),
        }
    )


def _reduced_digest(digest: Digest, settings: "Settings") -> Digest | None:
    destinations = _known(digest.destinations, settings.destinations)
    holidays = digest.holidays
    if set(holiday_calendar(digest)) - set(settings.calendars):
        holidays = ""
    if not destinations:
        return None
    return digest.model_copy(update={"destinations": destinations, "holidays": holidays})


def _reduced_reminders(reminders: Reminders, settings: "Settings") -> Reminders | None:
    destinations = _known(reminders.destinations, settings.destinations)
    calendars = _known(reminders.calendars, settings.calendars)
    selects_nothing = bool(reminders.calendars) and not calendars and not reminders.topics
    if not destinations or selects_nothing:
        return None
    return reminders.model_copy(update={"destinations": destinations, "calendars": calendars})


def _reduced_summaries(summaries: Summaries, settings: "Settings") -> Summaries | None:
    destinations = _known(summaries.destinations, settings.destinations)
    return summaries.model_copy(update={"destinations": destinations}) if destinations else None


def _kept(tables: Mapping[str, T | None]) -> dict[str, T]:
    return {name: table for name, table in tables.items() if table is not None}


def _known(names: Iterable[str], tables: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(name for name in names if name in tables)


def _names(tables: Mapping[str, object], written: object) -> set[str]:
    return {*tables, *(written if isinstance(written, dict) else ())}


def _unknown(
    names: Iterable[str], known: set[str], keys: tuple[str, ...]
) -> Iterator[ErrorDetails]:
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1)
            advice = f'did you mean "{near[0]}"?' if near else "add its table, or remove the name"
            yield ErrorDetails(type="unknown_name", loc=keys, msg=advice, input=name)


def _missing(path: Path, keys: tuple[str, ...]) -> Iterator[ErrorDetails]:
    if not is_there(path):
        advice = "correct the path, or put the file there; the rest works without it"
        yield ErrorDetails(type="file_missing", loc=keys, msg=advice, input=str(path))
