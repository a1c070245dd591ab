"""BB301 to BB305: every date is whole, true, and says which event it belongs to."""

import re
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date

from briefbot.core.brief import Brief, Status
from briefbot.core.brief_source import BriefSource, PassageKind
from briefbot.core.finding import Severity
from briefbot.core.lint.locate import locate
from briefbot.core.lint.meetings import meeting_in_the_past, meeting_zone
from briefbot.core.lint.relative_dates import relative_dates_in
from briefbot.core.lint.rule import Context, Fault, Rule
from briefbot.core.lint.wording import editor_passages, excerpt, is_english
from briefbot.core.lint.written_dates import (
    MONTH,
    WEEKDAY_NAMES,
    WrittenDate,
    dates_in,
    last_day_of_week,
    written,
    written_month,
    written_span,
)
from briefbot.core.when import Precision, When

# 03/04, 3/4/2024, 03.04.2024; two numbers with a dot are a decimal or a version.
_NUMERIC = re.compile(
    r"(?P<first>[0-9]{1,2})(?:/(?P<second>[0-9]{1,2})(?:/(?P<year>[0-9]{4}|[0-9][0-9]))?"
    r"|\.(?P<dotted>[0-9]{1,2})\.(?P<dotted_year>[0-9]{4}))(?![\w/]|[.-]\w)"
)
_PART_OF_A_NUMBER = re.compile(r"[\w/.-]$")
_DATE_FOLLOWS = re.compile(r"\b(?:on|by|from|until|since|before|after|dated)\s$", re.IGNORECASE)
_IN_A_ROW = re.compile(
    r"\s*(?:[-–—,]|,?\s*\b(?:to|and|or|until|through)\b)\s*(?:the\s)?", re.IGNORECASE
)
_EVERY = re.compile(r"\b(?:every|each)\s$", re.IGNORECASE)
_LEAP_YEAR = 2024  # in which 29 February exists
_MONTH_ALONE = re.compile(rf"\b{MONTH}\s+[0-9]{{4}}\b")


def relative_dates(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """Relative dates go wrong on the day after.

    A brief is read days after it was written, quoted and updated; "yesterday" then means another
    day, and nobody can tell which. The rule looks at title, summary and body for words such as
    yesterday, tonight, last week, this year, on Tuesday, three days ago, recently, in the coming
    months.

    It leaves alone: quotations and code, words with the date itself beside them ("on Tuesday,
    26 November 2024"), names ("EU Today"), and briefs in other languages than English.

    To fix it, write the date. Where `published_at` is known the hint names the date that was meant;
    for a weekday alone it names the one before and the one after.
    """
    del context
    if not is_english(brief):
        return
    published = brief.published_at.date() if brief.published_at else None
    for passage in editor_passages(source, brief):
        for found in relative_dates_in(passage.prose):
            yield Fault(
                locate(source, passage, found.start, found.end),
                f'relative date "{excerpt(found.text)}"',
                _write_the_date(found.meant(published) if published else (), published),
            )


def _write_the_date(meant: tuple[str, ...], published: date | None, *, what: str = "date") -> str:
    hint = f"write the {what}"
    if published is not None:
        hint += f" (published {published.isoformat()})"
    return f"{hint} [fix: {' or '.join(meant)}]" if meant else hint


def incomplete_dates(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """A date has a day, a month in words and a year, and its weekday is right.

    "26 November" is another day next year; 03/04/2024 is 3 April to some readers and 4 March to
    others; "Monday 26 November 2024" was a Tuesday, so one half of it is wrong; 31 November never
    comes. The rule looks at title, summary and body.

    It leaves alone: a date whose year stands in the same passage, at the same date or at the end of
    the row ("3-4 December 2024", "26 November and 3 December 2024"); a day that returns ("every
    26 November"); quotations and code; and briefs in other languages than English.

    To fix it, add the year, write the month as a word, or correct the weekday or the date.
    """
    del context
    if not is_english(brief):
        return
    published = brief.published_at.date() if brief.published_at else None
    for passage in editor_passages(source, brief):
        dates = dates_in(passage.prose)
        for given, year in zip(dates, _years(dates, passage.prose), strict=True):
            fault = _fault_in(given, year, published)
            if fault and not _EVERY.search(passage.prose, max(0, given.start - 8), given.start):
                yield Fault(locate(source, passage, given.start, given.end), *fault)
        for match in _NUMERIC.finditer(passage.prose):
            fault = _fault_in_numbers(match)
            if fault:
                yield Fault(locate(source, passage, match.start(), match.end()), *fault)


def _years(dates: tuple[WrittenDate, ...], prose: str) -> list[int | None]:
    """Return the year that a passage gives each of its dates.

    It stands at the date itself, at the end of its row, or at the same date elsewhere.
    """
    elsewhere = {(given.month, given.day): given.year for given in dates if given.year}
    years: list[int | None] = []
    following: WrittenDate | None = None
    for given in reversed(dates):
        year = given.year
        if year is None and following and _IN_A_ROW.fullmatch(prose, given.end, following.start):
            year = years[-1]
        years.append(year or elsewhere.get((given.month, given.day)))
        following = given
    return years[::-1]


def _fault_in(
    given: WrittenDate, year: int | None, published: date | None
) -> tuple[str, str] | None:
    """Return message and hint for what is wrong with one date, or None."""
    days = given.in_year(year or _LEAP_YEAR)
    if days is None:
        return f'no such day: "{given.text}"', "correct the day, the month or the year"
    if year is None:
        return f'date without a year: "{given.text}"', _write_the_year(given, published)
    if given.weekday not in {None, days[0].weekday(), days[1].weekday()}:
        name = WEEKDAY_NAMES[days[0].weekday()]
        return (
            f'the weekday contradicts the date: "{given.text}" is a {name}',
            f"correct the weekday or the date [fix: {name} {written_span(*days)}]",
        )
    return None


def _write_the_year(given: WrittenDate, published: date | None) -> str:
    if published is None:
        return "write the year"
    years = range(max(MINYEAR, published.year - 1), min(MAXYEAR, published.year + 1) + 1)
    spans = [span for year in years if (span := given.in_year(year))]
    nearest = min(spans, key=lambda span: abs(span[0] - published), default=None)
    return _write_the_date((written_span(*nearest),) if nearest else (), published, what="year")


def _fault_in_numbers(match: re.Match[str]) -> tuple[str, str] | None:
    """Return message and hint for `03/04`; None for fractions, scores and what is clear."""
    start, window = match.start(), max(0, match.start() - 8)
    if _PART_OF_A_NUMBER.search(match.string, window, start):
        return None
    first, second = int(match["first"]), int(match["second"] or match["dotted"])
    has_year = match["year"] or match["dotted_year"]
    two_digits_each = len(match[0]) == len("03/04") and "0" in match[0]
    looks_dated = has_year or two_digits_each or _DATE_FOLLOWS.search(match.string, window, start)
    if not (looks_dated and 1 <= min(first, second) <= 12 and max(first, second) <= 31):
        return None
    if match[0] == "9/11" or (has_year and (max(first, second) > 12 or first == second)):
        return None
    what = "ambiguous date" if max(first, second) <= 12 else "date without a year"
    return f'{what}: "{match[0]}"', "write day, month as a word, and year"


def event_date_missing(source: BriefSource, brief: Brief, context: Context) -> Iterator[Fault]:
    """The body says when the event happened.

    Reports come days after what they report, and a brief that gives only the day of the report, or
    of the meeting about the event, moves the event to that day in its readers' minds. The rule
    looks for the date of `event_time` in the body; where other dates stand there, it points at the
    first.

    For an event known to a week or approximately, its month is enough. Withdrawn briefs, events
    without a date and briefs in other languages than English are left alone.

    To fix it, write the event's date where the event is first told.
    """
    del context
    days = _event_days(brief.event)
    if days is None or not is_english(brief) or brief.status is Status.WITHDRAWN:
        return
    other: Fault | None = None
    event = written(days[0])
    hint = f"write the event's date, {event}, where the event is first told"
    for passage in source.passages:
        if passage.kind is PassageKind.QUOTE:
            continue
        for given in dates_in(passage.prose):
            if _states(given, days):
                return
            other = other or Fault(
                locate(source, passage, given.start, given.end),
                f'the body dates a report, "{excerpt(given.text)}", but not the event: {event}',
                hint,
            )
        if brief.event and _is_coarse(brief.event) and _names_month(passage.prose, days):
            return
    never = f"the body never says when it happened: {event}"
    yield other or Fault(source.place_of("event_time"), never, hint)


def _event_days(event: When | None) -> tuple[date, date] | None:
    """Return the first and last day a text may name for an event; None when it has no date."""
    if event is None:
        return None
    if event.instant is not None:
        local = event.instant.date()
        return local, max(local, (event.end or event.instant).date())
    if event.day is None:
        return None
    if event.precision is Precision.WEEK:
        return event.day, last_day_of_week(event.day)
    return event.day, event.last_day or event.day


def _is_coarse(event: When) -> bool:
    return event.precision in {Precision.WEEK, Precision.APPROX}


def _states(given: WrittenDate, days: tuple[date, date]) -> bool:
    span = given.in_year(given.year or days[0].year)
    return span is not None and span[0] <= days[1] and days[0] <= span[1]


def _names_month(prose: str, days: tuple[date, date]) -> bool:
    month = written_month(days[0])
    return any(
        match[0][:3] == month[:3] and match[0][-4:] == month[-4:]
        for match in _MONTH_ALONE.finditer(prose)
    )


RULES: tuple[Rule, ...] = (
    Rule("BB301", Severity.WARNING, "relative date", relative_dates),
    Rule("BB302", Severity.ERROR, "date without year, ambiguous or impossible", incomplete_dates),
    Rule("BB303", Severity.WARNING, "event date missing from the body", event_date_missing),
    Rule("BB304", Severity.ERROR, "meeting in the past", meeting_in_the_past),
    Rule("BB305", Severity.ERROR, "meeting without time zone or source", meeting_zone),
)
