"""What pydantic refuses in a configuration, as findings with a place and a next step."""

import difflib
from collections.abc import Sequence
from zoneinfo import available_timezones

from pydantic_core import ErrorDetails

from briefbot.core.finding import Finding, Severity
from briefbot.sources.configuration import TomlFile

#: pydantic's kinds of error that have a code of their own; every other one is BB804.
_CODES = {
    "extra_forbidden": "BB803",
    "unknown_zone": "BB805",
    "missing": "BB806",
    "rule": "BB808",
    "unknown_name": "BB809",
    "file_missing": "BB810",
}

#: What a key that is missing might say.
_EXAMPLES = {
    "destinations": '["newsroom"]',
    "end": '"07:00"',
    "path": '"council.ics"',
    "platform": '"discord"',
    "rule": '"weekdays at 08:00"',
    "start": '"22:00"',
    "zone": '"Europe/Kyiv"',
}

#: What pydantic adds to a location when the key of a table, not its value, is at fault.
_KEY_MARK = "[key]"

_MAX_SHOWN = 60


def keys_of(fault: ErrorDetails) -> tuple[str, ...]:
    """Return the path of keys that a fault is about; a place in a list is that of the list."""
    return tuple(part for part in fault["loc"] if isinstance(part, str) and part != _KEY_MARK)


def configuration_finding(
    fault: ErrorDetails, *, file: TomlFile, known: Sequence[str], variable: str = ""
) -> Finding:
    """Return the finding for a fault.

    `known` are the keys that may stand where the fault is, for a suggestion. `variable` is the
    environment variable the value came from, empty when it came from the file.
    """
    code = "BB807" if _KEY_MARK in fault["loc"] else _CODES.get(fault["type"], "BB804")
    severity = Severity.WARNING if code == "BB810" else Severity.ERROR
    keys = keys_of(fault)
    message, hint = _words(code, fault, keys=keys, known=known)
    if variable:
        message = f"{variable}: {message}"
        return Finding("environment", 1, 1, code, severity, message, hint)
    at = file.place_of(keys)
    return Finding(file.path, at.line, at.col, code, severity, message, hint)


def _words(
    code: str, fault: ErrorDetails, *, keys: tuple[str, ...], known: Sequence[str]
) -> tuple[str, str]:
    name = keys[-1] if keys else ""
    table = f" in [{'.'.join(keys[:-1])}]" if keys[:-1] else ""
    value, advice = _shown(fault["input"]), fault["msg"]
    match code:
        case "BB803":
            told = f'unknown key "{name}"{table}', _choice(name, known)
        case "BB805":
            told = f'unknown time zone {value} for "{name}"{table}', _zone_choice(fault["input"])
        case "BB806":
            told = f'key "{name}" is missing{table}', f"add it: {name} = {_EXAMPLES[name]}"
        case "BB807":
            told = f'the name "{name}"{table} cannot be used', advice
        case "BB808":
            told = f'"{name}"{table}: {fault["ctx"]["what"]}', fault["ctx"]["hint"]
        case "BB809":
            told = f'"{name}"{table} names {value}, which is not configured', advice
        case "BB810":
            told = f'the file {value} for "{name}"{table} is not there', advice
        case _ if fault["type"] == "string_type":
            told = f'{value} for "{name}"{table} is no text', "put it in double quotes"
        case _:
            advice = advice.replace("Input should be", "it should be")
            told = f'wrong value {value} for "{name}"{table}', advice
    return told


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "of a table"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 1] + "…"


def _choice(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f'did you mean "{near[0]}"?' if near else f"remove it, or use one of: {', '.join(known)}"


def _zone_choice(name: object) -> str:
    near = difflib.get_close_matches(str(name), sorted(available_timezones()), n=1)
    return f'did you mean "{near[0]}"?' if near else "use an IANA name, such as Europe/Kyiv or UTC"
