"""Kinds of values in the configuration: how each is written, checked and told to editors."""

import re
import zoneinfo
from collections.abc import Callable
from datetime import time, timedelta
from typing import Annotated, Any, Literal, LiteralString

from pydantic import AfterValidator, BeforeValidator, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from briefbot.core.duration import parse_duration
from briefbot.core.schedule import Rule, RuleError, parse_rule

#: As an editor of the file writes "everything since the last edition".
SINCE_LAST = "since-last"

_DURATION = "(?=[0-9])([0-9]{1,4}w)?([0-9]{1,4}d)?([0-9]{1,4}h)?([0-9]{1,4}m)?"
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"


def _known_zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("unknown_zone", "unknown time zone") from None
    return name


def _shaped(pattern: str, advice: LiteralString) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise PydanticCustomError("shape", advice)
        return text

    return AfterValidator(check)


def _text_schema(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$"})


def _number(value: object) -> object:
    # The environment holds texts only.
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _rule(value: object) -> Rule:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "put the rule in double quotes")
    try:
        return parse_rule(value)
    except RuleError as error:
        told = {"what": error.what, "hint": error.hint}
        raise PydanticCustomError("rule", "{what} -- {hint}", told) from None


def _duration(*, positive: bool) -> Callable[[object], timedelta]:
    def parse(value: object) -> timedelta:
        span = parse_duration(value) if isinstance(value, str) else None
        if span is None or (positive and not span):
            raise PydanticCustomError("duration", "write a duration such as 90m, 24h, 1d12h or 2w")
        return span

    return parse


def _window(value: object) -> timedelta | None:
    return None if value == SINCE_LAST else _duration(positive=True)(value)


def _clock(value: object) -> time:
    if not isinstance(value, str) or not re.fullmatch(_CLOCK, value):
        raise PydanticCustomError("clock", 'write hours and minutes in quotes, such as "07:30"')
    return time.fromisoformat(value)


NAME_PATTERN = "[a-z][a-z0-9_]{0,31}"
_TOPIC = "[a-z0-9-]{2,32}"
_LANGUAGE = "[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"

Zone = Annotated[str, AfterValidator(_known_zone)]
Hours = Annotated[Literal[12, 24], BeforeValidator(_number)]
Name = Annotated[
    str,
    _shaped(
        NAME_PATTERN,
        "use a lower-case letter, then letters, digits or underscores, at most 32 in all",
    ),
    _text_schema(NAME_PATTERN),
]
Topic = Annotated[
    str, _shaped(_TOPIC, "use 2 to 32 lower-case letters, digits and hyphens"), _text_schema(_TOPIC)
]
Language = Annotated[
    str,
    _shaped(_LANGUAGE, "write a BCP 47 tag, for example en, uk or pt-BR"),
    _text_schema(_LANGUAGE),
]
ChannelId = Annotated[
    str, _shaped("[A-Za-z0-9]{0,32}", "copy the channel's ID from its platform; it is no name")
]
MentionId = Annotated[
    str, _shaped("[A-Za-z0-9:]{1,64}", "copy the ID from its platform; it is no name")
]
ScheduleRule = Annotated[Rule, PlainValidator(_rule), WithJsonSchema({"type": "string"})]
Duration = Annotated[
    timedelta, PlainValidator(_duration(positive=False)), _text_schema(f"{_DURATION}")
]
Lead = Annotated[timedelta, PlainValidator(_duration(positive=True)), _text_schema(_DURATION)]
Window = Annotated[
    timedelta | None, PlainValidator(_window), _text_schema(f"{SINCE_LAST}|{_DURATION}")
]
Clock = Annotated[time, PlainValidator(_clock), _text_schema(_CLOCK)]


def written(text: str | list[str]) -> Any:  # noqa: ANN401 - it becomes the value's type when it is checked
    """Return a default as the file writes it, so that the schema shows it in that form."""
    return text


def _listed(value: object) -> object:
    # An environment variable holds a list as a text with commas.
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


Listed = BeforeValidator(_listed)
