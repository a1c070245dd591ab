"""What goes between the reader and its worker: one JSON value a line, UTF-8."""

import json
from datetime import date, timedelta
from typing import Any

from briefbot.core.occurrence import CalendarQuery, Occurrence, SkippedSeries
from briefbot.core.occurrence_form import occurrence_fields


def pack(value: object) -> bytes:
    """Return a value as a line."""
    return json.dumps(value, ensure_ascii=False, default=_plain).encode() + b"\n"


def unpack(line: bytes) -> Any:  # noqa: ANN401 - what was packed
    """Return the value of a line."""
    return json.loads(line)


def query_of(plain: dict[str, Any]) -> CalendarQuery:
    """Return a query from its packed form."""
    days = {name: date.fromisoformat(plain[name]) for name in ("first", "until")}
    return CalendarQuery(**{**plain, **days})


def skipped_of(plain: dict[str, Any]) -> SkippedSeries:
    """Return a skipped series from its packed form."""
    return SkippedSeries(**plain)


def _plain(value: Any) -> object:  # noqa: ANN401 - a value of the core, or a time
    """Return a day, a time, a length or a value of the core as JSON has it."""
    if isinstance(value, Occurrence):
        return occurrence_fields(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return {name: getattr(value, name) for name in value.__slots__}
