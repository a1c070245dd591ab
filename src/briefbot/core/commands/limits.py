"""What Discord allows of a command, as data, and how large one of the table is.

https://docs.discord.com/developers/interactions/application-commands, read in the documentation's
own source in August 2026.
"""

import re
from collections.abc import Iterable

from briefbot.core.commands.table import typed_verbs
from briefbot.core.commands.verb import Command, Option, Verb
from briefbot.core.labels import LANGUAGES, Label, catalogue_for

#: Names of commands, subcommands and options; lower case.
NAME = re.compile(r"[-_a-z0-9]{1,32}", re.ASCII)
DESCRIPTION = 100
OPTIONS = 25
CHOICES = 25
CHOICE = 100
#: Names, descriptions and values of a command with all below it, the longest translation of each.
SIZE = 8000
#: What is proposed at once while an option is typed.
PROPOSALS = 25
PROPOSAL = 100


def command_size(command: Command) -> int:
    """Return how many characters a command counts, with each text in its longest language."""
    label = Label(f"command-{command.value}")
    return len(command.value) + longest(label) + sum(map(_verb_size, typed_verbs(command)))


def longest(label: Label) -> int:
    """Return the length of a text in the language where it is longest."""
    return max(len(catalogue_for(lang).text(label)) for lang in LANGUAGES)


def _verb_size(verb: Verb) -> int:
    return len(verb.name) + longest(verb.help) + sum(_option_sizes(verb.options))


def _option_sizes(options: Iterable[Option]) -> Iterable[int]:
    for option in options:
        # A choice counts twice: its name and its value.
        choices = sum(2 * len(choice) for choice in option.choices)
        yield len(option.name) + longest(option.help) + choices
