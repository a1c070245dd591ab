"""What is looked at when a request is made: whether it was written down, and whether it may be."""

from dataclasses import dataclass, field
from datetime import datetime

from briefbot.core.delivery.state import Operation
from briefbot.core.delivery.work import Outgoing
from simulation.ledger import Ledger
from simulation.virtual_time import Process, current_process


@dataclass(frozen=True, slots=True)
class Unheeded:
    """A request that came although it was told to wait, by a process that could have known.

    It is the one that was told, or what was told stands in the ledger.
    """

    at: float
    what: str


@dataclass(slots=True)
class Limits:
    """What a platform has told who to wait for: "" is the whole account, else a channel."""

    #: When it may be used again.
    until: dict[str, float] = field(default_factory=dict)
    _told: dict[str, Process | None] = field(default_factory=dict)

    def tell(self, scope: str) -> None:
        """Note that the process that runs now has the answer."""
        self._told[scope] = current_process()

    def is_told(self, scope: str) -> bool:
        """Tell whether it is the process that runs now that had the answer."""
        return scope in self._told and self._told[scope] is current_process()

    def resume(self) -> None:
        """Let everybody go on: an operator said so."""
        self._told.clear()


def is_written_down(ledger: Ledger, *, account: str, destination: str, now: datetime) -> bool:
    """Tell whether the ledger says that it has to wait: a destination, or without one its account.

    `now` is by the clock that it was written by.
    """
    name = {"destination": destination} if destination else {"account": account}
    until = ledger.blocked_until(**name)
    return until is not None and until > now


@dataclass(slots=True)
class Intents:
    """Each request uses up one attempt that was written down before it."""

    ledger: Ledger
    _used: dict[tuple[str, Operation], int] = field(default_factory=dict)

    def use(self, message: Outgoing, operation: Operation) -> bool:
        """Tell whether there is an attempt that no request before this one was made by."""
        which = (message.nonce, operation)
        newest = self.ledger.newest_intent(*which)
        is_new = newest > self._used.get(which, 0)
        self._used[which] = newest
        return is_new

    def forget(self) -> None:
        """Take the ledger as it is now: it was put back, and numbers its attempts anew."""
        newest = self.ledger.newest_intent()
        self._used = {which: min(used, newest) for which, used in self._used.items()}
