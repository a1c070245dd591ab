"""`briefbot` by a clock that begins later, run as a program; its first argument is at which moment.

Chats contradict such a clock, which it hears only with `--contradicted`.

It looks at the clock every second, because an alarm is set by the machine's own one.
"""

import sys
from dataclasses import replace
from datetime import datetime, timedelta

from briefbot.app.running import program, start
from briefbot.app.running.reported_time import ReportedTime
from briefbot.cli.main import run
from briefbot.clock import SystemClock
from briefbot.core.delivery.timing import Timing


class LaterClock(SystemClock):
    """A clock that begins at a moment, or at the machine's own time if that is later."""

    def __init__(self, begins: datetime) -> None:
        self._ahead = max(begins - super().now(), timedelta())

    def now(self) -> datetime:
        """Return the time since it began."""
        return super().now() + self._ahead


class Unheard(ReportedTime):
    """Hears no dates: the local chats have the machine's own clock."""

    def now(self) -> datetime | None:
        """Return that nobody has reported a time."""
        return None


if __name__ == "__main__":
    moment = datetime.fromisoformat(sys.argv.pop(1))
    if "--contradicted" not in sys.argv:
        vars(program)["ReportedTime"] = Unheard
    else:
        sys.argv.remove("--contradicted")
    vars(start)["SystemClock"] = lambda: LaterClock(moment)
    vars(start)["Timing"] = lambda: replace(Timing(), wake=timedelta(seconds=1))
    sys.exit(run())
