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
}

#: What pydantic adds to a location when the key of a table, not its value, is at fault.
_KEY_MARK = "[key]"

_MAX_SHOWN = 60


def keys_of(fault: ErrorDetails) -> tuple[str, ...]:
    """Return the path of keys that a fault is about."""
    return tuple(str(part) for part in fault["loc"] if part != _KEY_MARK)


def configuration_finding(
    fault: ErrorDetails, *, file: TomlFile, known: Sequence[str], variable: str = ""
) -> Finding:
    """Return the finding for a fault.

    `known` are the keys that may stand where the fault is, for a suggestion. `variable` is the
    environment variable the value came from, empty when it came from the file.
    """
    code = "BB807" if _KEY_MARK in fault["loc"] else _CODES.get(fault["type"], "BB804")
    keys = keys_of(fault)
    message, hint = _words(code, fault, keys=keys, known=known)
    if variable:
        message = f"{variable}: {message}"
        return Finding("environment", 1, 1, code, Severity.ERROR, message, hint)
    at = file.place_of(keys)
    return Finding(file.path, at.line, at.col, code, Severity.ERROR, message, hint)


def _words(
    code: str, fault: ErrorDetails, *, keys: tuple[str, ...], known: Sequence[str]
) -> tuple[str, str]:
    name = keys[-1] if keys else ""
    table = f" in [{'.'.join(keys[:-1])}]" if keys[:-1] else ""
    value = _shown(fault["input"])
    if code == "BB803":
        return f'unknown key "{name}"{table}', _choice(name, known)
    if code == "BB805":
        return f'unknown time zone {value} for "{name}"{table}', _zone_choice(fault["input"])
    if code == "BB806":
        return f'key "{name}" is missing{table}', f"add it: {name} = ..."
    if code == "BB807":
        return f'the name "{name}"{table} cannot be used', fault["msg"]
    if fault["type"] == "string_type":
        return f'{value} for "{name}"{table} is no text', "put it in double quotes"
    advice = fault["msg"].replace("Input should be", "it should be")
    return f'wrong value {value} for "{name}"{table}', advice


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
