"""From texts to the typed values of options, the same for every chat's way of giving them."""

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from zoneinfo import available_timezones

from briefbot.core.commands.faults import CommandError
from briefbot.core.commands.invocation import Invocation, Value, usage
from briefbot.core.commands.verb import Kind, Option, Verb
from briefbot.core.duration import parse_duration
from briefbot.core.labels import Label
from briefbot.core.planning.absence import asked_for
from briefbot.core.schedule import RuleError, parse_rule

#: The longest value of an option.
LONGEST_VALUE = 200

_YES = frozenset({"true", "yes", "y", "on", "1"})
_NO = frozenset({"false", "no", "n", "off", "0"})
_NUMBER = re.compile(r"\d{1,10}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"\d{1,2}:\d\d", re.ASCII)


def bind(verb: Verb, given: Mapping[str, str]) -> Invocation:
    """Return a verb with its options' texts as typed values.

    Raises CommandError for a value that is none, and for an option that is missing or unknown.
    """
    values: dict[str, Value] = {}
    for name, text in given.items():
        option = verb.option(name)
        if option is None:
            raise unknown_option(verb, name)
        if text.strip():
            values[name] = convert(option, text.strip())
    missing = next(
        (each for each in verb.options if each.required and each.name not in values), None
    )
    if missing is not None:
        raise CommandError(Label.FAULT_MISSING, option=missing.name, usage=usage(verb))
    return Invocation(verb=verb, values=values)


def unknown_option(verb: Verb, name: str) -> CommandError:
    """Return the fault of an option that a verb does not have."""
    names = [option.name for option in verb.options]
    close = difflib.get_close_matches(name.casefold(), names, n=1, cutoff=0.5)
    suggestion = f"{close[0]}:" if close else ""
    return CommandError(
        Label.FAULT_OPTION, given=name, verb=verb.name, suggestion=suggestion, usage=usage(verb)
    )


def convert(option: Option, text: str) -> Value:
    """Return a text as the value of an option. Raises CommandError."""
    if len(text) > LONGEST_VALUE:
        raise CommandError(Label.FAULT_LONG, limit=str(LONGEST_VALUE), option=option.name)
    try:
        return _CONVERTERS[option.kind](option, text)
    except CommandError as error:
        error.option = option.name
        raise


def _text(_option: Option, text: str) -> Value:
    return text


def _integer(option: Option, text: str) -> Value:
    number = int(text) if _NUMBER.fullmatch(text) else None
    if number is None or not option.low <= number <= option.high:
        low, high = str(option.low), str(option.high)
        raise CommandError(Label.FAULT_NUMBER, given=text, low=low, high=high)
    return number


def _flag(_option: Option, text: str) -> Value:
    word = text.casefold()
    if word not in _YES | _NO:
        raise CommandError(Label.FAULT_FLAG, given=text)
    return word in _YES


def _choice(option: Option, text: str) -> Value:
    """Return a choice by its name, or by a beginning that only one has."""
    word = text.casefold()
    begun = [choice for choice in option.choices if choice.startswith(word)]
    if word in option.choices:
        return word
    if len(begun) == 1:
        return begun[0]
    close = difflib.get_close_matches(word, option.choices, n=1, cutoff=0.5)
    raise CommandError(
        Label.FAULT_CHOICE,
        given=text,
        choices=", ".join(option.choices),
        suggestion=close[0] if close else "",
    )


def _date(_option: Option, text: str) -> Value:
    if not _DAY.fullmatch(text):
        raise CommandError(Label.FAULT_DATE, given=text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(Label.FAULT_DATE, given=text) from None


def _duration(_option: Option, text: str) -> Value:
    span = parse_duration(text.casefold().replace(" ", ""))
    if not span:
        raise CommandError(Label.FAULT_DURATION, given=text)
    return span


def _zone(_option: Option, text: str) -> Value:
    zones = zones_by_fold()
    name = text.casefold().replace(" ", "_")
    found = zones.get(name) or _zone_of_city(name)
    if found is None:
        close = difflib.get_close_matches(text.casefold(), zones, n=1)
        suggestion = zones[close[0]] if close else ""
        raise CommandError(Label.FAULT_ZONE, given=text, suggestion=suggestion)
    return found


def _zone_of_city(name: str) -> str | None:
    """Return the one zone that is named after a city, None where none or several are."""
    zones = zones_by_fold()
    found = [zone for folded, zone in zones.items() if folded.endswith(f"/{name}")]
    return found[0] if len(found) == 1 else None


@cache
def zones_by_fold() -> Mapping[str, str]:
    """Return the IANA zones by their names without regard to case; they are many files."""
    return {name.casefold(): name for name in sorted(available_timezones())}


def _time(_option: Option, text: str) -> Value:
    if asked_for(text, zone="UTC") is None:
        raise CommandError(Label.FAULT_TIME, given=text)
    return text


def _rule(_option: Option, text: str) -> Value:
    """Return a rule as it is written in the configuration; a clock time alone means every day."""
    rule = f"daily at {text}" if _CLOCK.fullmatch(text) else text
    try:
        return parse_rule(rule).text
    except RuleError as error:
        raise CommandError(Label.FAULT_RULE, what=error.what, hint=error.hint) from None


_CONVERTERS: Mapping[Kind, Callable[[Option, str], Value]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
    Kind.DURATION: _duration,
    Kind.ZONE: _zone,
    Kind.TIME: _time,
    Kind.RULE: _rule,
}
