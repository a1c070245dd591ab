"""What the local chat is made of: its channels, how each looks, and whoever sits before it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from briefbot.core.document import Document
from briefbot.core.planning.personal import direct

#: The one person: whoever sits at this machine.
PERSON = "local:me"


class Look(StrEnum):
    """As which chat's messages a channel's are made and drawn."""

    DISCORD = "discord"
    SLACK = "slack"
    PLAIN = "plain"


class Kind(StrEnum):
    """A channel of the configuration, one's own messages, or the examples of a first visit."""

    CHANNEL = "channel"
    DIRECT = "direct"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel: `name` is its destination's, `place` what messages to it have for a channel."""

    name: str
    place: str
    look: Look = Look.DISCORD
    title: str = ""
    kind: Kind = Kind.CHANNEL

    @property
    def destination(self) -> str:
        """Its name in the configuration, "" where it has none."""
        return self.name if self.kind is Kind.CHANNEL else ""


def direct_channel(look: Look = Look.DISCORD) -> Channel:
    """Return the direct messages of whoever sits here."""
    place = f"user:{PERSON.partition(':')[2]}"
    return Channel(name=direct(PERSON), place=place, look=look, title="briefbot", kind=Kind.DIRECT)


#: Where the examples stand while nothing was ever posted; nothing is sent there.
EXAMPLES = Channel(name="example", place="", title="example", kind=Kind.EXAMPLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A document of the demonstration as it stood in its channel; moments are aware."""

    at: datetime
    document: Document
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSettings:
    """What the page is told."""

    version: str
    zone: str = "UTC"
