"""Presses of buttons: a verb and its subject, as a command."""

from briefbot.core.commands.faults import CommandError
from briefbot.core.commands.invocation import Invocation
from briefbot.core.commands.table import VERBS
from briefbot.core.commands.values import bind
from briefbot.core.labels import Label


def pressed(verb: str, subject: str) -> Invocation:
    """Return the command of a button: its subject holds the positional values, in their order.

    Raises CommandError for a button of a verb that is no more, or with another subject than it has.
    """
    found = VERBS.get(verb)
    if found is None:
        raise CommandError(Label.FAULT_VERB, given=verb, suggestion="/brief help")
    names = [option.name for option in found.options if option.positional]
    parts = subject.split(" ", len(names) - 1) if subject and names else []
    return bind(found, dict(zip(names, parts, strict=False)))
