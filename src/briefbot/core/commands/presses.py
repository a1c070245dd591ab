"""Presses of buttons: a verb and its subject, as a command."""

from briefbot.core.commands.invocation import Invocation
from briefbot.core.commands.table import verb_named
from briefbot.core.commands.values import bind


def pressed(verb: str, subject: str) -> Invocation:
    """Return the command of a button: its subject holds the positional values, in their order.

    Raises CommandError for a button of a verb that is no more, or with another subject than it has.
    """
    found = verb_named(verb)
    names = [option.name for option in found.options if option.positional]
    parts = subject.split(" ", len(names) - 1) if subject and names else []
    return bind(found, dict(zip(names, parts, strict=False)))
