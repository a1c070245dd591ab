"""What is refused before it is worked out, with the reason in words for people."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Final

from icalendar import vRecur

#: An hourly series longer than this is no series of meetings.
MAX_HOURLY: Final = 1_000
#: Of one series, within the days asked for.
MAX_INSTANCES: Final = 5_000

_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY"})


class RefusedError(Exception):
    """An event or its whole series is left out; the message is the reason."""


def checked_rules(values: Sequence[object]) -> list[vRecur]:
    """Return rules as they are. Raises RefusedError for one that never ends, or no meeting has."""
    rules = [value for value in values if isinstance(value, vRecur) and value.get("FREQ")]
    if len(rules) != len(values):
        raise RefusedError("its rule (RRULE) cannot be read")
    for rule in rules:
        frequency = rule["FREQ"][0]
        if any(interval < 1 for interval in rule.get("INTERVAL", ())):
            raise RefusedError("its rule never ends: INTERVAL is less than 1")
        if frequency in _TOO_OFTEN:
            raise RefusedError(f"its rule repeats too often: FREQ={frequency}")
        counts = rule.get("COUNT", ())
        if frequency == "HOURLY" and not any(1 <= count <= MAX_HOURLY for count in counts):
            raise RefusedError(f"its rule is hourly, without a COUNT of at most {MAX_HOURLY:,}")
    return rules


def mend_until(rule: vRecur, start: date) -> None:
    """Write a rule's last moment as RFC 5545 (3.3.10) wants it: as a day, or in UTC.

    A day means all of it, and a local time is one in the event's own zone; unmended, the last
    occurrences would be lost.
    """
    if "UNTIL" not in rule:
        return
    until = rule["UNTIL"][0]
    if not isinstance(start, datetime):
        rule["UNTIL"] = [until.date() if isinstance(until, datetime) else until]
        return
    if not isinstance(until, datetime):
        until = datetime.combine(until, time(23, 59, 59))
    if until.tzinfo is None:
        until = until.replace(tzinfo=start.tzinfo)
    rule["UNTIL"] = [until.astimezone(UTC)]
