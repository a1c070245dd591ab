"""What a lint rule is, and what it is told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from briefbot.core.brief import Brief
from briefbot.core.brief_source import BriefSource, Collection
from briefbot.core.finding import Severity
from briefbot.core.position import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a rule may know besides the file itself.

    `now` is an aware datetime. `previous` is the revision last committed (or posted), None when
    there is none; `previous_known` is False when nobody could tell, because there is no history to
    ask.
    """

    now: datetime
    collection: Collection
    previous: Brief | None = None
    previous_known: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found; `severity` overrides the rule's own."""

    at: Position
    message: str
    hint: str
    severity: Severity | None = None


Check = Callable[[BriefSource, Brief, Context], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A code, how severe it is unless a fault says otherwise, a title, and the check itself.

    The check's docstring is the text of the rule's page in `docs/rules/`.
    """

    code: str
    severity: Severity
    title: str
    check: Check
