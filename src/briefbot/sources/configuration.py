"""Reading a TOML file so that every key's place is known; what it means is settings' business."""

import re
import stat
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from briefbot.core.finding import Finding, Severity
from briefbot.core.position import START, Position

#: A configuration is some kilobytes; what is far larger is another file, given by mistake.
MAX_OCTETS = 1024 * 1024

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_LONG_STRING = re.compile(r'"""|' + "'''")
_PLACE_IN_MESSAGE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

_TWICE = re.compile(r"Cannot declare \((.*)\) twice")

_READABLE_HINT = "name a TOML file, such as config/briefbot.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlFile:
    """A TOML file, read: its values, the place of each table and key, and what was wrong.

    `path` is shown as given. `values` is empty when there are findings.
    """

    path: str
    values: dict[str, object] = field(default_factory=dict)
    places: Mapping[tuple[str, ...], Position] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def place_of(self, keys: Sequence[str]) -> Position:
        """Return where a key stands, or the nearest table around it that the file names."""
        for length in range(len(keys), 0, -1):
            place = self.places.get(tuple(keys[:length]))
            if place is not None:
                return place
        return START


def read_toml(path: Path) -> TomlFile:
    """Read one file; what is wrong with it becomes a finding, BB801 or BB802."""
    shown = str(path)
    try:
        text = _read_text(path)
    except UnicodeDecodeError as error:
        message = f"cannot be read: not UTF-8, byte {error.start + 1} is no part of a character"
        return _unreadable(shown, message, "save it as UTF-8")
    except OSError as error:
        why = error.strerror or str(error)
        why = why[:1].lower() + why[1:]
        return _unreadable(shown, f"cannot be read: {why}", _READABLE_HINT)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return TomlFile(path=shown, findings=(_syntax_fault(shown, text, str(error)),))
    except RecursionError:
        return TomlFile(path=shown, findings=(_syntax_fault(shown, text, "Nested too deep"),))
    return TomlFile(path=shown, values=values, places=key_places(text))


def key_places(text: str) -> dict[tuple[str, ...], Position]:
    """Return where each table header and each key at the start of a line stands.

    A scan by lines, enough to point with: keys inside inline tables are not found, and a place
    falls back to the key that holds them.
    """
    places: dict[tuple[str, ...], Position] = {}
    table: tuple[str, ...] = ()
    in_string = False
    for number, line in enumerate(text.split("\n"), start=1):
        header = None if in_string else _HEADER.match(line)
        key = None if in_string or header else _KEY.match(line)
        if header:
            table = _parts(header[1])
            places.setdefault(table, Position(number, header.start(1) + 1))
        elif key:
            places.setdefault((*table, *_parts(key[1])), Position(number, key.start(1) + 1))
        if len(_LONG_STRING.findall(line)) % 2:
            in_string = not in_string
    return places


def _read_text(path: Path) -> str:
    # Opening a pipe or a device would wait for ever, so that the kind is looked at first.
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise OSError(0, "a folder" if stat.S_ISDIR(mode) else "not an ordinary file")
    with path.open("rb") as file:
        octets = file.read(MAX_OCTETS + 1)
    if len(octets) > MAX_OCTETS:
        raise OSError(0, "larger than 1 MiB")
    return octets.decode("utf-8-sig")


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def _unreadable(path: str, message: str, hint: str) -> TomlFile:
    finding = Finding(path, 1, 1, "BB801", Severity.ERROR, message, hint, unreadable=True)
    return TomlFile(path=path, findings=(finding,))


def _syntax_fault(path: str, text: str, message: str) -> Finding:
    place = _PLACE_IN_MESSAGE.search(message)
    end = Position(text.count("\n") + 1, 1)
    at = Position(int(place[1]), int(place[2])) if place and place[1] else end
    what = message[: place.start()] if place else message
    if twice := _TWICE.match(what):
        return _table_twice(path, text, keys=_parts(twice[1].replace(",", ".")), line=at.line)
    hint = 'correct the TOML: texts stand in double quotes, tables start as "[name]"'
    return Finding(path, at.line, at.col, "BB802", Severity.ERROR, what, hint)


def _table_twice(path: str, text: str, *, keys: tuple[str, ...], line: int) -> Finding:
    first = key_places(text).get(keys, START)
    name = ".".join(keys)
    message = f"the table [{name}] stands here again, first in line {first.line}"
    hint = "give one of them another name, or make them one"
    return Finding(path, line, first.col, "BB802", Severity.ERROR, message, hint)
