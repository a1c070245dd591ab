"""The verb table, and whether Discord takes the commands made from it."""

import pytest

from briefbot.core.commands import VERBS, Command, Kind, typed_verbs, usable_verbs
from briefbot.core.commands.limits import (
    CHOICE,
    CHOICES,
    DESCRIPTION,
    NAME,
    OPTIONS,
    SIZE,
    command_size,
    longest,
)
from briefbot.core.visibility import Role

VERB = pytest.mark.parametrize("name", VERBS)

BRIEF = (
    "latest show search digest sources changes meetings next remind reminders cancel settings help"
)
ADMIN = "subscribe unsubscribe subscriptions pause resume post retract resolve why status"


def test_the_two_commands_have_their_verbs() -> None:
    assert " ".join(verb.name for verb in typed_verbs(Command.BRIEF)) == BRIEF
    assert " ".join(verb.name for verb in typed_verbs(Command.ADMIN)) == ADMIN


@VERB
def test_discord_takes_the_names_and_texts_of_a_verb(name: str) -> None:
    verb = VERBS[name]
    options = [option.name for option in verb.options]
    assert NAME.fullmatch(verb.name)
    assert longest(verb.help) <= DESCRIPTION
    assert len(set(options)) == len(options) <= OPTIONS
    for option in verb.options:
        assert NAME.fullmatch(option.name)
        assert longest(option.help) <= DESCRIPTION
        assert len(option.choices) <= CHOICES
        assert all(len(choice) <= CHOICE for choice in option.choices)


@VERB
def test_required_options_come_first_and_only_the_last_positional_takes_the_rest(name: str) -> None:
    options = VERBS[name].options
    required = [option.required for option in options]
    assert required == sorted(required, reverse=True)
    positional = [option for option in options if option.positional]
    assert not any(option.rest for option in positional[:-1])
    assert all(option.positional for option in options if option.rest)


@VERB
def test_an_option_has_either_choices_or_completion(name: str) -> None:
    for option in VERBS[name].options:
        assert not (option.choices and option.completes)
        assert bool(option.choices) == (option.kind is Kind.CHOICE)
        assert (option.high > 0) == (option.kind is Kind.INTEGER)


@pytest.mark.parametrize("command", Command)
def test_a_command_is_small_enough_for_discord_in_every_language(command: Command) -> None:
    assert len(typed_verbs(command)) <= OPTIONS
    assert 1000 < command_size(command) <= SIZE


def test_managers_alone_may_use_the_second_command() -> None:
    assert {verb.role for verb in typed_verbs(Command.BRIEF)} == {Role.READER}
    assert {verb.role for verb in typed_verbs(Command.ADMIN)} == {Role.MANAGER}
    assert {verb.command for verb in usable_verbs(Role.EDITOR)} == {Command.BRIEF}
    assert len(usable_verbs(Role.MANAGER)) == len(VERBS) - 1
