"""How payloads reach the app: what both transports have in common."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from slack_server.world import Json


class Kind(Enum):
    """What is delivered; the value is an envelope's type in Socket Mode."""

    COMMAND = "slash_commands"
    INTERACTIVE = "interactive"
    EVENT = "events_api"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """The app's acknowledgement: seconds it took (None: it did not come), and what it carried.

    `error` is what Slack's client shows then: "dispatch_failed" or "operation_timeout".
    """

    after: float | None = None
    body: Json = field(default_factory=dict)
    error: str = ""


class Transport(Protocol):
    """A way to the app."""

    async def deliver(self, kind: Kind, payload: Json) -> Acknowledged:
        """Deliver a payload, again and again where the faults say so, and return the first ack."""
        ...


async def repeated(
    kind: Kind, redeliveries: int, send: Callable[[int], Awaitable[Acknowledged]]
) -> Acknowledged:
    """Send once (attempt 0) and as often again, and return the first acknowledgement.

    An event that is not acknowledged comes again in any case, as Slack's do.
    """
    acknowledged = await send(0)
    if kind is Kind.EVENT and acknowledged.after is None:
        redeliveries = max(redeliveries, 1)
    for attempt in range(1, redeliveries + 1):
        again = await send(attempt)
        acknowledged = acknowledged if acknowledged.after is not None else again
    return acknowledged
