"""What the answers of platforms say the time is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from briefbot.ports import Clock

#: An answer that took longer says too little: nobody knows when on the way its date was written.
_PROMPT = 10.0


class ReportedTime:
    """The time by the `Date` of the last answer, counted on by the clock that nobody sets.

    https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard: tuple[str, float] | None = None
        self._ahead: tuple[datetime, float] | None = None
        self._off = timedelta(0)

    def asked(self) -> Callable[[str | None], None]:
        """Begin a request; what is returned takes the date of its answer (`ports.Dates`)."""
        begun = self._clock.elapsed()

        def heard(date: str | None) -> None:
            now = self._clock.elapsed()
            if date and now - begun <= _PROMPT:
                self._heard = (date, now)  # read only when somebody looks: most are never

        return heard

    def now(self) -> datetime | None:
        """Return the time that was reported last, as it is by now; None before any was."""
        if self._heard is not None:
            date, at = self._heard
            self._heard = None
            found = _read(date)
            self._ahead = self._ahead if found is None else (found, at)
        if self._ahead is None:
            return None
        date_then, at = self._ahead
        return date_then + timedelta(seconds=self._clock.elapsed() - at) + self._off

    def overruled(self, wall: datetime) -> None:
        """Take an operator's word for another time: reports are off by that from now on."""
        reported = self.now()
        if reported is not None:
            self._off += wall - reported


def _read(date: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(date)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
