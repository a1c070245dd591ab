"""A command as understood: the verb, and its options' values, checked and typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from briefbot.core.commands.verb import Kind, Verb

Value = str | int | bool | date | timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """A verb with the values that were given; what was not given has no entry."""

    verb: Verb
    values: Mapping[str, Value] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a text, "" if it was not given."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else str(value)

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        value = self.values.get(name, default)
        return value if isinstance(value, int) else default

    def flag(self, name: str) -> bool:
        """Return whether a flag was set."""
        return self.values.get(name) is True

    def span(self, name: str) -> timedelta | None:
        """Return a duration, None if it was not given."""
        value = self.values.get(name)
        return value if isinstance(value, timedelta) else None

    def day(self, name: str) -> date | None:
        """Return a day, None if it was not given."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None


def written(verb: Verb, /, **values: str) -> str:
    """Return how a command is typed: `/brief search "air defence" since:2024-11-01`.

    Positional options come without their names, in the verb's order.
    """
    parts = [verb.line]
    for option in verb.options:
        text = values.get(option.name, "")
        if text:
            parts.append(quoted(text) if option.positional else f"{option.name}:{quoted(text)}")
    return " ".join(parts)


def line_of(invocation: Invocation, *, without: str = "") -> str:
    """Return how an understood command is typed, without one of its options if that is named."""
    texts = {name: _text(value) for name, value in invocation.values.items() if name != without}
    return written(invocation.verb, **texts)


def _text(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case timedelta():
            return f"{value // timedelta(minutes=1)}m"
        case _:
            return str(value)


def usage(verb: Verb) -> str:
    """Return how a verb is written, with what is optional in brackets."""
    parts = [verb.line]
    for option in verb.options:
        shown = "|".join(option.choices) if option.kind is Kind.CHOICE else option.name.upper()
        text = shown if option.positional else f"{option.name}:{shown}"
        if option.kind is Kind.FLAG:
            text = f"{option.name}:true"
        parts.append(text if option.required else f"[{text}]")
    return " ".join(parts)


def quoted(text: str) -> str:
    """Return a value as it is typed: in quotes where it has spaces, or could be read as a key."""
    plain = text.replace('"', "")
    is_one_word = plain and not any(each.isspace() for each in plain)
    # A word with a colon, or that begins with a dash of any kind, could be read as a key.
    is_key = ":" in plain or not plain[:1].isalnum()
    return plain if is_one_word and not is_key else f'"{plain}"'
