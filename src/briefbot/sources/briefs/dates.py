"""Dates and times exactly as a front matter may write them; nothing is guessed.

`datetime.fromisoformat` accepts more than ISO 8601's plain form, and more with every Python
version, so the form is checked first.
"""

import re
from datetime import date, datetime
from functools import cache
from importlib import resources

_DAY = r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
_DAY_FORM = re.compile(_DAY)
_MOMENT_FORM = re.compile(rf"{_DAY}[T ]{_TIME}(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})?")

DAY_EXAMPLE = "write it as YYYY-MM-DD, for example 2024-11-28"
MOMENT_EXAMPLE = (
    "write it with its UTC offset, for example 2024-11-28T21:00:00Z or 2024-11-28T22:00+01:00"
)


def parse_day(text: str) -> date | None:
    """Return the day `YYYY-MM-DD` of 1900 to 2199, or None."""
    if _DAY_FORM.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_moment(text: str) -> datetime | None:
    """Return `YYYY-MM-DDTHH:MM[:SS]`, naive when it bears no offset, or None."""
    if _MOMENT_FORM.fullmatch(text) is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


@cache
def zone_names() -> frozenset[str]:
    """Return the IANA zone names of the tzdata package: the same on every machine."""
    listing = resources.files("tzdata").joinpath("zones").read_text("utf-8")
    return frozenset(listing.split())
