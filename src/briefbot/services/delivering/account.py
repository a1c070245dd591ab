"""What a courier delivers with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from briefbot.core.delivery.decide import OnUnknown, Rules
from briefbot.core.delivery.pacing import Pace
from briefbot.core.delivery.timing import Timing
from briefbot.core.delivery.work import Outgoing
from briefbot.ports import Clock, DeliveryStore, Pages, Sender


def one_request(message: Outgoing) -> int:
    """Say of every message that it takes one request."""
    del message
    return 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account of a platform: who sends, who renders, how fast, and by which rules.

    `in_flight` is the most deliveries between their claim and their settlement at once. `requests`
    tells how many requests sending, editing or removing a message takes now: the pace counts them.
    """

    name: str
    sender: Sender
    pages: Pages
    pace: Pace
    timing: Timing
    in_flight: int = 8
    on_unknown: OnUnknown = OnUnknown.HOLD
    requests: Callable[[Outgoing], int] = one_request

    @property
    def rules(self) -> Rules:
        """What its deliveries go by."""
        return Rules(timing=self.timing, promises=self.sender.promises, on_unknown=self.on_unknown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What every courier of a process works with.

    `owner` names the process, unlike any other, `session` is when it opened its database. `random`
    draws the jitter of pauses. `clock_ok` tells whether the clock can be trusted: while it cannot,
    nothing expires.
    """

    store: DeliveryStore
    clock: Clock
    random: Random
    owner: str
    session: datetime
    clock_ok: Callable[[], bool] = lambda: True
