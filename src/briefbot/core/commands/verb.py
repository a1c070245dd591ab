"""What a verb of the commands is made of: its options, who may use it, what completes them."""

from dataclasses import dataclass
from enum import StrEnum

from briefbot.core.labels import Label
from briefbot.core.visibility import Role


class Command(StrEnum):
    """The two commands; on Discord the second one is hidden by its native permissions."""

    BRIEF = "brief"
    ADMIN = "brief-admin"


class Kind(StrEnum):
    """What an option's value is, and so how it is written and checked."""

    TEXT = "text"
    INTEGER = "integer"
    FLAG = "flag"
    CHOICE = "choice"
    DATE = "date"
    DURATION = "duration"
    ZONE = "zone"
    TIME = "time"
    RULE = "rule"


class Completes(StrEnum):
    """What is proposed while an option is typed."""

    BRIEF = "brief"
    TOPIC = "topic"
    MEETING = "meeting"
    CALENDAR = "calendar"
    DIGEST = "digest"
    REMINDER = "reminder"
    SUBSCRIPTION = "subscription"
    DESTINATION = "destination"
    VERB = "verb"
    ZONE = "zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a verb.

    A `positional` one may be written without its name, in the verb's order; `rest` is one that then
    takes every word that is left. `low` to `high` bound an INTEGER, `choices` are a CHOICE's words.
    """

    name: str
    help: Label
    kind: Kind = Kind.TEXT
    required: bool = False
    positional: bool = False
    rest: bool = False
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    completes: Completes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One verb: what it is for, who may use it, its options, required ones first.

    `changes` says that it changes something: it takes effect once per interaction, is audited, and
    its answer says how to undo it. `is_button` is one that buttons bring and nobody types.
    """

    name: str
    help: Label
    example: str
    command: Command = Command.BRIEF
    role: Role = Role.READER
    options: tuple[Option, ...] = ()
    changes: bool = False
    is_button: bool = False

    def option(self, name: str) -> Option | None:
        """Return the option of a name, or None."""
        return next((option for option in self.options if option.name == name), None)

    @property
    def line(self) -> str:
        """How it is begun in every chat: "/brief show"."""
        return f"/{self.command.value} {self.name}"
