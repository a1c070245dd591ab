"""The only place that reads clocks; everything else is given `now`, or a clock."""

import time
from datetime import UTC, datetime

#: A steady clock that counts through a suspension of the machine, where there is one (Linux).
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def utc_now() -> datetime:
    """Return the current time, aware, in UTC."""
    return datetime.now(UTC)


def seconds() -> float:
    """Return seconds on a clock that never goes back, to measure how long something takes."""
    return time.monotonic()


class SystemClock:
    """The clocks of this machine (`ports.Clock`)."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""
        return utc_now()

    def elapsed(self) -> float:
        """Return seconds since the machine started, its suspensions included."""
        return time.clock_gettime(_STEADY)
