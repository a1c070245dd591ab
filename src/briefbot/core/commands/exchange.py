"""What passes between a chat and the answerer: who asks what, and what is said back."""

from dataclasses import dataclass

from briefbot.core.document import Document
from briefbot.core.visibility import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: `person` is unique over all platforms ("discord:100000000000000000").

    `lang` (BCP 47) and `zone` (IANA) are as the platform tells them, "" where it does not.
    `is_reachable` tells whether they can be sent a direct message.
    """

    person: str
    role: Role = Role.READER
    lang: str = ""
    zone: str = ""
    is_reachable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One interaction: its id, unique over all platforms, who asks, and where.

    `destination` is the name of the channel in the configuration, "" for one that is not in it, and
    in direct messages. `channel` is its id on the platform, "" in direct messages.
    """

    id: str
    caller: Caller
    destination: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said back. Only whoever asked sees it, unless `is_shared`.

    `is_done` is False for a refusal: then nothing has changed. `option` is then the name of the
    option that is wrong, "" where none is: a form shows the reason beside it. `reason` is the
    refusal in one sentence. `zone` and `hours` are how its times are written for whoever asked.
    """

    document: Document
    is_shared: bool = False
    is_done: bool = True
    option: str = ""
    reason: str = ""
    zone: str = "UTC"
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing that may be meant: what is shown, and the value that is then given."""

    shown: str
    value: str
