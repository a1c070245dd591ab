"""The only place that reads clocks; everything else is given `now`, or a clock."""

import time
from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the current time, aware, in UTC."""
    return datetime.now(UTC)


def seconds() -> float:
    """Return seconds on a clock that never goes back, to measure how long something takes."""
    return time.monotonic()
