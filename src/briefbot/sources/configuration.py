"""Reading a TOML file so that every key's place is known; what it means is settings' business."""

import re
import stat
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from briefbot.core.finding import Finding, Severity
from briefbot.core.position import START, Position
from briefbot.sources.configuration_lines import (
    Repeat,
    inline_repeat_before,
    key_places,
    repeat_before,
)

#: A configuration is some kilobytes; what is far larger is another file, given by mistake.
MAX_OCTETS = 1024 * 1024
#: For each, the file is parsed once more; one with more of them is a mistake as a whole.
MAX_REPEATS = 20

_PLACE_IN_MESSAGE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
#: How tomllib begins when a name stands twice.
_TWICE = re.compile(r"(?:Cannot (?:declare|overwrite|mutate|redefine)|Duplicate inline table key) ")

_READABLE_HINT = "name a TOML file, such as config/briefbot.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlFile:
    """A TOML file, read: its values, the place of each table and key, and what was wrong.

    `path` is shown as given. Of what stands twice, `values` has the first; it is empty when
    anything else was wrong.
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
    """Read one file; what is wrong with it becomes a finding, BB801, BB802 or BB811."""
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
    repeats: list[Finding] = []
    while True:
        try:
            values = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            what, at = _told(error, text)
        else:
            return TomlFile(
                path=shown, values=values, places=key_places(text), findings=tuple(repeats)
            )
        repeat = None
        if _TWICE.match(what):
            repeat = inline_repeat_before(text, at) or repeat_before(text, at.line)
        if repeat is None or len(repeats) == MAX_REPEATS:
            return TomlFile(path=shown, findings=(*repeats, _syntax_fault(shown, what, at)))
        repeats.append(_repeated(shown, repeat))
        text = repeat.text


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


def _unreadable(path: str, message: str, hint: str) -> TomlFile:
    finding = Finding(path, 1, 1, "BB801", Severity.ERROR, message, hint, unreadable=True)
    return TomlFile(path=path, findings=(finding,))


def _told(error: tomllib.TOMLDecodeError | RecursionError, text: str) -> tuple[str, Position]:
    """Return what the parser says is wrong, and where it was when it found that out."""
    end = Position(text.count("\n") + 1, 1)
    if isinstance(error, RecursionError):
        return "Nested too deep", end
    message = str(error)
    place = _PLACE_IN_MESSAGE.search(message)
    at = Position(int(place[1]), int(place[2])) if place and place[1] else end
    return message[: place.start()] if place else message, at


def _syntax_fault(path: str, what: str, at: Position) -> Finding:
    hint = 'correct the TOML: texts stand in double quotes, tables start as "[name]"'
    return Finding(path, at.line, at.col, "BB802", Severity.ERROR, what, hint)


def _repeated(path: str, repeat: Repeat) -> Finding:
    second, first = repeat.second, repeat.first
    name = ".".join(second.keys)
    named = f"the table [{name}]" if second.is_table else f'the key "{name}"'
    message = f"{named} stands here again, first in line {first.at.line}"
    hint = "the first one is used; give one of them another name, or make them one"
    return Finding(path, second.at.line, second.at.col, "BB811", Severity.ERROR, message, hint)
