"""The rules for registered commands, whose schema knows less than half of them.

https://docs.discord.com/developers/interactions/application-commands
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import regex

from discord_server.records import Json

CHAT_INPUT = 1
USER_MENU = 2
MESSAGE_MENU = 3
ENTRY_POINT = 4

SUBCOMMAND = 1
GROUP = 2
STRING = 3
INTEGER = 4
NUMBER = 10

_MOST_COMMANDS = {CHAT_INPUT: 100, USER_MENU: 15, MESSAGE_MENU: 15, ENTRY_POINT: 1}
_MOST_OPTIONS = 25
_MOST_CHOICES = 25
_MOST_CHARACTERS = 8000
_NAME = regex.compile(r"[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}")


def command_faults(commands: Sequence[Json]) -> Iterator[str]:
    """Yield what is wrong with all commands of one scope."""
    kinds = Counter(command.get("type", CHAT_INPUT) for command in commands)
    for kind, number in kinds.items():
        if number > _MOST_COMMANDS.get(kind, 0):
            yield f"cmd-count: {number} commands of type {kind}"
    names = Counter((each.get("type", CHAT_INPUT), each["name"]) for each in commands)
    for (_, name), number in names.items():
        if number > 1:
            yield f"cmd-name-unique: {name} stands {number} times"
    for command in commands:
        yield from _command_faults(command)


def command_size(command: Json) -> int:
    """Return the characters that count to a command: each text's longest localisation."""
    size = _longest(command, "name") + _longest(command, "description")
    for choice in command.get("choices") or []:
        size += _longest(choice, "name") + len(str(choice["value"]))
    return size + sum(command_size(option) for option in command.get("options") or [])


def _longest(thing: Json, key: str) -> int:
    localised = (thing.get(f"{key}_localizations") or {}).values()
    return max(len(text) for text in (thing.get(key) or "", *localised))


def _command_faults(command: Json) -> Iterator[str]:
    name = command["name"]
    if command_size(command) > _MOST_CHARACTERS:
        yield f"cmd-size: {name} has {command_size(command)} of {_MOST_CHARACTERS} characters"
    if command.get("type", CHAT_INPUT) == CHAT_INPUT:
        yield from _text_faults(command, name)
        yield from _option_list_faults(command.get("options") or [], name, depth=0)
        return
    for text in (name, *(command.get("name_localizations") or {}).values()):
        if not 1 <= len(text) <= 32:
            yield f"cmd-name: {text!r} is not of 1-32 characters"
    if command.get("description"):
        yield f"cmd-description: {name} is a menu entry and has a description"
    if command.get("options"):
        yield f"cmd-options: {name} is a menu entry and has options"


def _text_faults(thing: Json, where: str) -> Iterator[str]:
    for text in (thing["name"], *(thing.get("name_localizations") or {}).values()):
        if not _NAME.fullmatch(text) or text != text.lower():
            yield f"cmd-name: {where} may not be called {text!r}"
    descriptions = (thing.get("description_localizations") or {}).values()
    for text in (thing.get("description") or "", *descriptions):
        if not 1 <= len(text) <= 100:
            yield f"cmd-description: one of {where} has {len(text)} of 1-100 characters"


def _option_list_faults(options: Sequence[Json], where: str, *, depth: int) -> Iterator[str]:
    if len(options) > _MOST_OPTIONS:
        yield f"cmd-options: {where} has {len(options)} of {_MOST_OPTIONS} options"
    names = [option["name"] for option in options]
    if len(set(names)) < len(names):
        yield f"cmd-name-unique: {where} repeats an option"
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        yield f"cmd-required-first: {where} has an optional option before a required one"
    nested = [option["type"] in (SUBCOMMAND, GROUP) for option in options]
    if any(nested) and not all(nested):
        yield f"cmd-nesting: {where} mixes subcommands and options"
    for option in options:
        yield from _option_faults(option, f"{where}.{option['name']}", depth=depth)


def _option_faults(option: Json, where: str, *, depth: int) -> Iterator[str]:
    yield from _text_faults(option, where)
    kind = option["type"]
    if kind in (SUBCOMMAND, GROUP):
        if depth >= 2 or (kind == GROUP and depth >= 1):
            yield f"cmd-nesting: {where} is nested too deep"
        inner = option.get("options") or []
        if kind == GROUP and any(each["type"] != SUBCOMMAND for each in inner):
            yield f"cmd-nesting: the group {where} holds more than subcommands"
        yield from _option_list_faults(inner, where, depth=depth + 1 if kind == GROUP else 2)
        return
    choices = option.get("choices") or []
    if len(choices) > _MOST_CHOICES:
        yield f"cmd-choices: {where} has {len(choices)} of {_MOST_CHOICES} choices"
    for choice in choices:
        if not 1 <= _longest(choice, "name") <= 100 or len(str(choice["value"])) > 100:
            yield f"cmd-choices: a choice of {where} is empty or longer than 100 characters"
    if option.get("autocomplete") and (choices or kind not in (STRING, INTEGER, NUMBER)):
        yield f"cmd-autocomplete: {where} has choices or is neither text nor number"
