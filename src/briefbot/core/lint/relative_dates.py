"""Dates that mean something only on the day they were written, and the dates they meant."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from briefbot.core.lint.wording import Phrases
from briefbot.core.lint.written_dates import (
    WEEKDAY_NAMES,
    WrittenDate,
    dates_in,
    written,
    written_month,
)

_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAY_NAMES)})"
_UNIT = r"(?:hour|day|week|month|year)"
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT_WORDS = "|".join(f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in _COUNTS)
_COUNT = rf"(?:[0-9]{{1,3}}|[Aa]n?|{_COUNT_WORDS}|(?:[Aa]\s)?[Ff]ew|[Aa]\scouple\sof|[Ss]everal)"

# Capitals are spelt out: ignoring case costs `re` its quick look at the first character.
_RELATIVE = Phrases.of(
    "yesterday today tonight tomorrow night morning afternoon evening week month year recently"
    f" lately ago hours days weeks months years future {' '.join(WEEKDAY_NAMES)}",
    (
        r"\b(?=\w)(?:"
        r"(?P<day>[Tt]he day before yesterday|[Tt]he day after tomorrow"
        r"|[Yy]esterday|[Tt]oday|[Tt]onight|[Tt]omorrow"
        r"|[Ll]ast night|[Tt]his (?:morning|afternoon|evening))"
        r"|(?P<rolling>[Tt]he\s)?(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast|[Cc]oming)"
        r"\s(?P<period>week|month|year)(?!\s(?:of|before)\b|-)"
        r"|(?P<lead>[Oo]n|[Ll]ast|[Nn]ext|[Tt]his|[Ss]ince|[Uu]ntil|[Bb]y|[Ff]rom|[Bb]efore|[Aa]fter"
        rf"|[Ll]ate|[Ee]arly)\s{_WEEKDAY}(?!\s(?:mornings|afternoons|evenings|nights)\b)"
        rf"|{_WEEKDAY.replace('weekday', 'bare')}(?:[’']s|\s(?:morning|afternoon|evening|night))"
        rf"|(?P<count>{_COUNT})\s(?P<unit>{_UNIT})s?\sago"
        rf"|[Ii]n\s(?:the\s)?(?:coming|next|past|last|recent)\s(?:{_COUNT}\s)?{_UNIT}s"
        rf"|(?:over|during|within)\sthe\s(?:coming|next|past|last)\s(?:{_COUNT}\s)?{_UNIT}s"
        r"|[Rr]ecently|[Ll]ately|[Ii]n\sthe\snear\sfuture"
        r")\b"
    ),
    any_case=False,
)

_DAY_OFFSETS = {
    "the day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "tomorrow": 1,
    "the day after tomorrow": 2,
}
_STEPS = {"last": -1, "this": 0, "next": 1}
_DAYS_IN = {"day": 1, "week": 7}
_PART_OF_DAY = {"last night": "the night of ", "tonight": "the evening of "}

#: What may stand between "on Tuesday" and the date that explains it.
_CONNECTION = re.compile(r"[\s,(–-]*(?:the|on|and|or|to|a)?[\s)]*")
#: "EU Today", "Good Friday's": after another capital it is a name.
_NAME_BEFORE = re.compile(r"\b(?!(?:In|At|On|By|For|After|Before|Since|During)\s)[A-Z]\w*\s$")


@dataclass(frozen=True, slots=True)
class RelativeDate:
    """Words such as `yesterday` or `on Tuesday`, at `start` to `end` of a text."""

    start: int
    end: int
    match: re.Match[str]

    @property
    def text(self) -> str:
        """The words as written."""
        return self.match[0]

    def meant(self, published: date) -> tuple[str, ...]:
        """Return what the words can mean in a text published that day, surest first.

        Empty where the words are vague (`recently`, `two years ago`).
        """
        try:
            return tuple(_meant(self.match, published))
        except OverflowError:  # beyond the first or the last day a date can have
            return ()


def relative_dates_in(prose: str) -> Iterator[RelativeDate]:
    """Yield the relative dates of a text, except those with the date itself beside them."""
    for match in _RELATIVE.find(prose):
        start = match.start()
        if match[0][0].isupper() and _NAME_BEFORE.search(prose, max(0, start - 40), start):
            continue
        dates = dates_in(prose)
        after = bisect_left(dates, match.end(), key=lambda given: given.start)
        if not any(
            _explains(given, match, prose) for given in dates[max(0, after - 1) : after + 1]
        ):
            yield RelativeDate(start, match.end(), match)


def _explains(given: WrittenDate, match: re.Match[str], prose: str) -> bool:
    if given.start < match.end() and match.start() < given.end:
        return True
    if given.start >= match.end():
        return _CONNECTION.fullmatch(prose, match.end(), given.start) is not None
    return _CONNECTION.fullmatch(prose, given.end, match.start()) is not None


def _meant(match: re.Match[str], published: date) -> Iterator[str]:
    if match["day"]:
        phrase = match["day"].lower()
        part = _PART_OF_DAY.get(phrase, "")
        if phrase.startswith("this "):
            part = f"the {phrase.removeprefix('this ')} of "
        yield part + written(published + timedelta(days=_DAY_OFFSETS.get(phrase, 0)))
    elif match["period"]:
        step = _STEPS.get(match["which"].lower())
        if step is not None and not match["rolling"]:
            yield _period(match["period"], step, published)
    elif match["weekday"] or match["bare"]:
        yield from _weekdays(match["weekday"] or match["bare"], match["lead"] or "", published)
    elif match["count"] and match["unit"] in _DAYS_IN:
        count = _number(match["count"].lower())
        if count is not None:
            yield written(published - timedelta(days=count * _DAYS_IN[match["unit"]]))


def _period(period: str, step: int, published: date) -> str:
    if period == "year":
        return str(published.year + step)
    if period == "week":
        monday = published - timedelta(days=published.weekday())
        return f"the week of {written(monday + timedelta(weeks=step))}"
    middle = published.replace(day=15)
    return written_month(middle + timedelta(days=30 * step))


def _weekdays(name: str, lead: str, published: date) -> Iterator[str]:
    """Yield the nearest such weekday before and after; "last" and "next" exclude the day itself."""
    ahead = (WEEKDAY_NAMES.index(name) - published.weekday()) % 7
    direction = lead.lower()
    if direction == "last" or (direction not in {"next", "this"} and ahead):
        yield written(published - timedelta(days=7 - ahead))
    if direction == "next":
        yield written(published + timedelta(days=ahead or 7))
    elif direction != "last":
        yield written(published + timedelta(days=ahead))


def _number(count: str) -> int | None:
    if count.isdecimal():
        return int(count)
    return 1 if count in {"a", "an"} else _COUNTS.index(count) + 1 if count in _COUNTS else None
