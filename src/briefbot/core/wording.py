"""Dates, durations and languages in words, to the precision they are known to and no further.

Babel (https://babel.pocoo.org) knows the languages; what it lacks ("evening of …") is in the label
catalogues. Everything is computed from the arguments: no clock, no "tomorrow".
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton, format_time, parse_pattern
from babel.units import format_unit

from briefbot.core.document import TimeStyle
from briefbot.core.labels import Label, catalogue_for
from briefbot.core.when import PartOfDay, Precision, When

Hours = Literal[12, 24]

_PART_LABELS = {
    PartOfDay.MORNING: Label.WHEN_MORNING,
    PartOfDay.AFTERNOON: Label.WHEN_AFTERNOON,
    PartOfDay.EVENING: Label.WHEN_EVENING,
    PartOfDay.NIGHT: Label.WHEN_NIGHT,
}

# Babel joins English words with thin and no-break spaces that chat search and terminals trip over.
_PLAIN_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f", " "))


def describe_when(
    when: When,
    *,
    lang: str,
    zone: str,
    hours: Hours | None = None,
    style: TimeStyle = TimeStyle.DATE_TIME,
) -> str:
    """Return a moment or span in words: "3 December 2024, 18:00 (Brussels time, UTC+1)".

    An instant is told in its own zone, else in `zone`, else (both unknown) in UTC, and always says
    which. An instant known to the hour reads "about 18:00". `style` DATE leaves the clock time out;
    RELATIVE reads as DATE_TIME, because a text stays and "in an hour" does not. A `lang` (BCP 47)
    without a label catalogue reads as English, and English without a territory as in Britain: day
    first, 24 hours.
    """
    locale = locale_for(lang)
    if when.instant is not None:
        name = next((name for name in (when.zone, zone) if _zone(name)), "UTC")
        start = _in_zone(when.instant, name)
        if style is TimeStyle.DATE:
            day = format_date(start.date(), "long", locale=locale)
            text = f"{day} ({_zone_words(start, name, lang=lang)})"
        else:
            text = _instant_words(when, start, name=name, lang=lang, hours=hours)
    elif when.precision is Precision.TBA or when.day is None:
        text = catalogue_for(lang).text(Label.WHEN_TBA)
    else:
        text = _day_words(when, when.day, lang=lang)
    return text.translate(_PLAIN_SPACES) if locale.language == "en" else text


def describe_duration(duration: timedelta, *, lang: str) -> str:
    """Return a length of time in words: "1 day", "1 hour 30 minutes"; parts of a second are cut.

    Raises ValueError for a negative duration.
    """
    if duration < timedelta():
        raise ValueError("a negative duration has no words")
    locale = locale_for(lang)
    minutes, seconds = divmod(duration.seconds, 60)
    parts = [(duration.days, "day"), (minutes // 60, "hour"), (minutes % 60, "minute")]
    if seconds:
        parts.append((seconds, "second"))
    words = [
        format_unit(number, f"duration-{unit}", length="long", locale=locale)
        for number, unit in parts
        if number
    ] or [format_unit(0, "duration-minute", length="long", locale=locale)]
    return " ".join(words).translate(_PLAIN_SPACES)


def describe_language(tag: str, *, lang: str) -> str:
    """Return a language's name as a reader of `lang` calls it; an unknown tag stays as it is."""
    named = _known_locale(tag)
    return (named.get_display_name(locale_for(lang)) if named else None) or tag


# --- days ---


def _day_words(when: When, day: date, *, lang: str) -> str:
    catalogue = catalogue_for(lang)
    locale = locale_for(lang)
    text = format_date(day, "long", locale=locale)
    if when.last_day is not None and when.last_day != day:
        return _range_words(day, when.last_day, locale)
    if when.part is not None:
        text = catalogue.text(_PART_LABELS[when.part], date=text)
        zone = _zone(when.zone)
        if zone is None:
            return text
        city = _city(when.zone, locale)
        noon = datetime.combine(day, time(12), tzinfo=zone)
        named = catalogue.text(Label.WHEN_ZONE, city=city) if city else _offset_words(noon)
        return f"{text} ({named})"
    if when.precision is Precision.WEEK:
        return catalogue.text(Label.WHEN_WEEK, date=text)
    if when.precision is Precision.APPROX:
        return catalogue.text(Label.WHEN_APPROX, date=text)
    return text


def _range_words(first: date, last: date, locale: Locale) -> str:
    """Return "3-4 December 2024", naming month and year once where the language does."""
    differs = "y" if first.year != last.year else "M" if first.month != last.month else "d"
    formats = locale.interval_formats
    # CLDR (https://cldr.unicode.org) has the long form for few languages: widen the short month.
    start, end = formats.get("yMMMMd", formats["yMMMd"])[differs]
    return "".join(
        parse_pattern(part if "MMMM" in part else part.replace("MMM", "MMMM")).apply(day, locale)
        for part, day in ((start, first), (end, last))
    )


# --- instants ---


def _instant_words(
    when: When, start: datetime, *, name: str, lang: str, hours: Hours | None
) -> str:
    """Return date, clock time and zone, and the end if `when` has one, naming nothing twice."""
    locale = locale_for(lang)
    day = format_date(start.date(), "long", locale=locale)
    clock = _clock(start, locale, hours)
    zone_words = _zone_words(start, name, lang=lang)
    if when.precision is Precision.HOUR:
        clock = catalogue_for(lang).text(Label.WHEN_HOUR, time=clock)
    if when.end is None:
        return f"{_joined(day, clock, locale)} ({zone_words})"
    end = _in_zone(when.end, name)
    until = _clock(end, locale, hours)
    same_offset = start.utcoffset() == end.utcoffset()
    if same_offset and start.date() == end.date():
        return f"{_joined(day, f'{clock}–{until}', locale)} ({zone_words})"
    last_day = format_date(end.date(), "long", locale=locale)
    begins = _joined(day, clock, locale) + ("" if same_offset else f" ({zone_words})")
    ends = f"{_joined(last_day, until, locale)} ({_zone_words(end, name, lang=lang)})"
    return f"{begins} – {ends}"


def _joined(day: str, clock: str, locale: Locale) -> str:
    pattern: str = locale.datetime_formats["medium"]
    return pattern.replace("'", "").replace("{0}", clock).replace("{1}", day)


def _clock(local: datetime, locale: Locale, hours: Hours | None) -> str:
    wall = local.replace(tzinfo=None)
    if hours is None:
        return format_time(wall, "short", locale=locale)
    return format_skeleton("Hm" if hours == 24 else "hm", wall, locale=locale)


def _in_zone(instant: datetime, name: str) -> datetime:
    try:
        return instant.astimezone(_zone(name))
    except OverflowError:  # the first and last days of the calendar stay in the offset they have
        return instant


# --- zones and languages ---


def _zone_words(local: datetime, name: str, *, lang: str) -> str:
    """Return what tells a reader anywhere which clock is meant: "Brussels time, UTC+1"."""
    city = _city(name, locale_for(lang)) if isinstance(local.tzinfo, ZoneInfo) else ""
    if not city:
        return _offset_words(local)
    return f"{catalogue_for(lang).text(Label.WHEN_ZONE, city=city)}, {_offset_words(local)}"


def _offset_words(local: datetime) -> str:
    """Return "UTC", "UTC+1" or "UTC−3:30"; a minus sign, because screen readers skip a hyphen."""
    offset = local.utcoffset() or timedelta()
    if not offset:
        return "UTC"
    minutes = int(abs(offset).total_seconds()) // 60
    sign = "−" if offset < timedelta() else "+"
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")


def _zone(name: str) -> ZoneInfo | None:
    """Return an IANA zone, or None for a name that has none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, not a name, a folder of the database
        return None


@lru_cache(maxsize=256)
def _city(name: str, locale: Locale) -> str:
    """Return the city a zone is named for, in a language, or "" for one that names none (UTC)."""
    aliases = get_global("zone_aliases")
    canonical: str = aliases.get(name, name)
    if "/" not in canonical or canonical.startswith("Etc/"):
        return ""
    # CLDR files a renamed zone's city under its older name: Europe/Kiev for Europe/Kyiv.
    former = (old for old, new in aliases.items() if new == canonical)
    cities = (locale.time_zones.get(zone, {}).get("city") for zone in (canonical, *former))
    return next(filter(None, cities), canonical.rsplit("/", 1)[1].replace("_", " "))


@lru_cache(maxsize=64)
def locale_for(lang: str) -> Locale:
    """Return the locale that goes with the labels: words and dates never mix two languages."""
    locale = _known_locale(lang)
    if locale is None or locale.language != catalogue_for(lang).lang or str(locale) == "en":
        return Locale("en", "GB")
    return locale


def _known_locale(tag: str) -> Locale | None:
    """Return Babel's locale for a tag or, failing that, for its language."""
    parts = tag.replace("_", "-").split("-")
    for candidate in ("-".join(parts), parts[0]):
        try:
            return Locale.parse(candidate, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    return None
