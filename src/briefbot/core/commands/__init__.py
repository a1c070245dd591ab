"""The commands: one table of verbs, and from texts, options or presses to what is meant."""

from briefbot.core.commands.faults import CommandError, shortened
from briefbot.core.commands.grammar import parse, parse_line
from briefbot.core.commands.invocation import Invocation, line_of, usage, written
from briefbot.core.commands.presses import pressed
from briefbot.core.commands.rights import Holders, RoleMap
from briefbot.core.commands.search import search
from briefbot.core.commands.table import (
    SNOOZES,
    VERBS,
    may_use,
    typed_verbs,
    usable_verbs,
    verb_named,
)
from briefbot.core.commands.values import bind
from briefbot.core.commands.verb import Command, Completes, Kind, Option, Verb

__all__ = [
    "SNOOZES",
    "VERBS",
    "Command",
    "CommandError",
    "Completes",
    "Holders",
    "Invocation",
    "Kind",
    "Option",
    "RoleMap",
    "Verb",
    "bind",
    "line_of",
    "may_use",
    "parse",
    "parse_line",
    "pressed",
    "search",
    "shortened",
    "typed_verbs",
    "usable_verbs",
    "usage",
    "verb_named",
    "written",
]
