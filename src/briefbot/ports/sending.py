"""What a platform has to do for the courier: the sender of an account, and its renderer."""

from collections.abc import Callable, Sequence
from typing import Protocol

from briefbot.core.delivery.state import Looked, Outcome, Promises
from briefbot.core.delivery.work import Outgoing
from briefbot.core.document import Document

#: Called before a request; what it returns is called with the `Date` of the answer, None for none.
Dates = Callable[[], Callable[[str | None], None]]


def unread_dates() -> Callable[[str | None], None]:
    """Take no notice of dates (`Dates`)."""
    return lambda _date: None


class Sender(Protocol):
    """One account of a platform: posts, repairs, removes and finds messages.

    No call raises for what a platform or a network does: that is an Outcome. Whatever is raised
    nevertheless counts as UNCLEAR. Nothing is retried within a call.
    """

    @property
    def promises(self) -> Promises:
        """What the platform can do."""
        ...

    async def send(self, message: Outgoing) -> Outcome:
        """Post a message, once; where the message of its thread is gone, that is REFUSED."""
        ...

    async def edit(self, message: Outgoing) -> Outcome:
        """Replace the content of the message `message.target`; may be repeated."""
        ...

    async def delete(self, message: Outgoing) -> Outcome:
        """Remove the message `message.target`; one that is gone already counts as DELIVERED."""
        ...

    async def look_back(self, message: Outgoing) -> Looked:
        """Look for a message of this nonce or reference and page, posted after `message.since`.

        It is looked for where `send` would post it: in the channel, or in the thread. A thread that
        is not there has no message: ABSENT.
        """
        ...


class Pages(Protocol):
    """Documents as the request bodies of a destination, by its settings as they are now."""

    def render(self, document: Document, *, destination: str, reference: str) -> Sequence[str]:
        """Return the body of each page as JSON, in order; at least one. Pure, and may raise."""
        ...
