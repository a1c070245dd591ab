"""Durations as people write them in a front matter: `90m`, `1h30m`, `2d`, `1w`."""

import re
from datetime import timedelta

_DURATION = re.compile(
    r"(?:([0-9]{1,4})w)?(?:([0-9]{1,4})d)?(?:([0-9]{1,4})h)?(?:([0-9]{1,4})m)?", re.ASCII
)


def parse_duration(text: str) -> timedelta | None:
    """Return the span that `text` writes, or None when it is no duration.

    Units are w, d, h and m, each at most once and in that order, whole numbers of up to four
    digits. A day is 24 hours: whoever needs local days counts them on the calendar.
    """
    match = _DURATION.fullmatch(text)
    if match is None or not text:
        return None
    weeks, days, hours, minutes = (int(number or 0) for number in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
