"""Dates as English text writes them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from briefbot.core.lint.wording import words_in

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTH_NAMES, start=1)}
_WEEKDAY_NUMBERS = {name[:3].lower(): number for number, name in enumerate(WEEKDAY_NAMES)}
_MONTH_WORDS = frozenset({*map(str.lower, MONTH_NAMES), *_MONTH_NUMBERS, "sept"})

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b(?:\.(?=,?\s*[0-9]))?"
)
_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b\.?"
_AFTER = rf"(?:\s*\((?P<after>{_WEEKDAY})\))?"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DAYS = (
    rf"(?P<day>[0-9]{{1,2}}){_ORDINAL}"
    rf"(?:\s*(?:[-–—/]|to\b|and\b|or\b)\s*(?P<last>[0-9]{{1,2}}){_ORDINAL})?"
)
# Each form starts with digits or a month, because that is what `re` finds fastest; what stands
# before is looked at once there is a match.
_FORMS = (
    re.compile(rf"{_DAYS}\s+(?:of\s+)?(?P<month>{MONTH})(?:,?\s+(?P<year>[0-9]{{4}})\b)?{_AFTER}"),
    # "May 20%" and "May 20.5" are no dates.
    re.compile(
        rf"(?P<month>{MONTH})\s+{_DAYS}(?!\w)"
        rf"(?:(?:,\s*|\s+)(?P<year>[0-9]{{4}})\b|(?!%|[.,:/][0-9])){_AFTER}"
    ),
    re.compile(rf"(?P<year>[0-9]{{4}})-(?P<month>[0-9][0-9])-(?P<day>[0-9][0-9])(?![\w-]){_AFTER}"),
)
_BEFORE = re.compile(rf"(?<![\w/.])(?P<weekday>{_WEEKDAY}),?\s+(?:the\s+)?$")
#: "in May 20 people", "version 3.1 March", "A1 May"
_NO_DATE_AFTER = re.compile(r"(?:\b[Ii]n\s|[\w/.])$")
_LONGEST_BEFORE = len(" Wednesday, the ")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date, or a range of days within a month, at `start` to `end` of a text.

    `year` is None where the text gives none. `weekday` counts from Monday, 0. The day may be one
    that the month does not have.
    """

    start: int
    end: int
    text: str
    year: int | None
    month: int
    day: int
    last_day: int
    weekday: int | None

    def in_year(self, year: int) -> tuple[date, date] | None:
        """Return the first and the last day, taken in a year, or None when there are none such."""
        try:
            return date(year, self.month, self.day), date(year, self.month, self.last_day)
        except ValueError:
            return None

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and the last day, or None without a year or on a day that does not exist."""
        return None if self.year is None else self.in_year(self.year)


@lru_cache(maxsize=512)
def dates_in(prose: str) -> tuple[WrittenDate, ...]:
    """Return the dates of a text in their order; kept, because several rules ask for them."""
    if not (_MONTH_WORDS & words_in(prose) or "-" in prose):
        return ()
    found = sorted(
        (written for form in _FORMS for written in _read(form, prose)),
        key=lambda written: (written.start, -written.end),
    )
    kept: list[WrittenDate] = []
    for written in found:
        if not kept or written.start >= kept[-1].end:
            kept.append(written)
    return tuple(kept)


def written(day: date) -> str:
    """Write a day the way briefs do: `27 November 2024`."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def written_span(first: date, last: date) -> str:
    """Write days of one month: `3-4 December 2024`."""
    return written(last) if first == last else f"{first.day}-{written(last)}"


def written_month(day: date) -> str:
    """Write a day's month: `November 2024`."""
    return f"{MONTH_NAMES[day.month - 1]} {day.year}"


def last_day_of_week(first: date) -> date:
    """Return the seventh day from a first one, or the last day there is."""
    return date.fromordinal(min(first.toordinal() + 6, date.max.toordinal()))


def _read(form: re.Pattern[str], prose: str) -> Iterator[WrittenDate]:
    for match in form.finditer(prose):
        window = max(0, match.start() - _LONGEST_BEFORE)
        if _NO_DATE_AFTER.search(prose, window, match.start()):
            continue
        day = int(match["day"])
        last_day = int(match.groupdict().get("last") or day)
        day = min(day, last_day)  # "ships 30 and 2 December": the first number is no day of it
        month = match["month"]
        number = int(month) if month.isdecimal() else _MONTH_NUMBERS[month[:3].lower()]
        before = _BEFORE.search(prose, window, match.start())
        start = before.start("weekday") if before else match.start()
        weekday = before["weekday"] if before else match["after"]
        if 1 <= day <= last_day <= 31 and 1 <= number <= 12:
            yield WrittenDate(
                start=start,
                end=match.end(),
                text=prose[start : match.end()],
                year=int(match["year"]) if match["year"] else None,
                month=number,
                day=day,
                last_day=last_day,
                weekday=_WEEKDAY_NUMBERS[weekday[:3].lower()] if weekday else None,
            )
