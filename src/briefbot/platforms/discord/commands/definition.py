"""The definitions of the commands, made from the table of verbs and the labels.

https://docs.discord.com/developers/interactions/application-commands#application-command-object
"""

import hashlib
import json
from collections.abc import Sequence

from briefbot.core.commands import Command, Kind, Option, Verb, typed_verbs
from briefbot.core.commands.grammar import LONGEST_TEXT
from briefbot.core.labels import LANGUAGES, Label, catalogue_for
from briefbot.platforms.discord.rest import Json

CHAT_INPUT = 1
MESSAGE = 3

SUBCOMMAND = 1
STRING = 3
INTEGER = 4
BOOLEAN = 5

#: The names as they are without any translation; commands are called the same in every chat.
_LANG = "en"
#: Where commands can be used: https://docs.discord.com/developers/resources/application#application-object-application-integration-types
_SERVER_INSTALLED = [0]
_IN_SERVERS = [0]
_IN_SERVERS_AND_DIRECT = [0, 1]
#: Manage Server: who may do that sees `/brief-admin`, until a server's settings say otherwise.
_MANAGE_GUILD = str(1 << 5)


def definitions() -> list[Json]:
    """Return every command, as they are registered by one bulk overwrite."""
    return [_command(Command.BRIEF), _command(Command.ADMIN), _menu()]


def fingerprint(commands: Sequence[Json]) -> str:
    """Return what changes exactly when the definitions change."""
    written = json.dumps(commands, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def menu_name() -> str:
    """Return the name of the entry in the menu of messages, "Brief this"."""
    return catalogue_for(_LANG).text(Label.COMMAND_BRIEF_THIS)


def _command(command: Command) -> Json:
    is_admin = command is Command.ADMIN
    return {
        "type": CHAT_INPUT,
        "name": command.value,
        **_described(Label(f"command-{command.value}")),
        "options": [_subcommand(verb) for verb in typed_verbs(command)],
        "default_member_permissions": _MANAGE_GUILD if is_admin else None,
        "integration_types": _SERVER_INSTALLED,
        "contexts": _IN_SERVERS if is_admin else _IN_SERVERS_AND_DIRECT,
    }


def _menu() -> Json:
    return {
        "type": MESSAGE,
        "name": menu_name(),
        "name_localizations": _translations(Label.COMMAND_BRIEF_THIS),
        "default_member_permissions": None,
        "integration_types": _SERVER_INSTALLED,
        "contexts": _IN_SERVERS_AND_DIRECT,
    }


def _subcommand(verb: Verb) -> Json:
    required_first = sorted(verb.options, key=lambda option: not option.required)
    return {
        "type": SUBCOMMAND,
        "name": verb.name,
        **_described(verb.help),
        "options": [_option(option) for option in required_first],
    }


def _option(option: Option) -> Json:
    kind = {Kind.INTEGER: INTEGER, Kind.FLAG: BOOLEAN}.get(option.kind, STRING)
    made: Json = {
        "type": kind,
        "name": option.name,
        **_described(option.help),
        "required": option.required,
    }
    if option.kind is Kind.CHOICE:
        made["choices"] = [{"name": choice, "value": choice} for choice in option.choices]
    elif option.completes is not None:
        made["autocomplete"] = True
    if kind == INTEGER:
        made |= {"min_value": option.low, "max_value": option.high}
    elif kind == STRING and option.kind is not Kind.CHOICE:
        made["max_length"] = LONGEST_TEXT
    return made


def _described(label: Label) -> Json:
    text = catalogue_for(_LANG).text(label)
    return {"description": text, "description_localizations": _translations(label)}


def _translations(label: Label) -> dict[str, str]:
    """Return a text by Discord's locales; those of our languages have the same names.

    https://docs.discord.com/developers/reference#locales
    """
    return {lang: catalogue_for(lang).text(label) for lang in LANGUAGES if lang != _LANG}
