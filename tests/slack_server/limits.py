"""Slack's rates and deadlines, and the books that are kept of them.

https://docs.slack.dev/apis/web-api/rate-limits
"""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_MINUTE = 60.0
#: Calls a minute of each method, by its tier. Opening connections is of the first, one a minute,
#: but some bursts are tolerated.
TIERS: Mapping[str, int] = MappingProxyType(
    {
        "apps.connections.open": 5,
        "usergroups.list": 20,
        "usergroups.users.list": 20,
        "chat.update": 50,
        "chat.delete": 50,
        "conversations.history": 50,
        "conversations.info": 50,
        "conversations.join": 50,
        "conversations.open": 50,
        "conversations.replies": 50,
        "chat.postEphemeral": 100,
        "users.info": 100,
        "views.open": 100,
        "views.push": 100,
        "views.update": 100,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How often, and how soon. Zero turns a rate off; the deadlines always hold.

    `posts_per_minute` is of the whole workspace. Slack gives no figure, only "several hundred".
    `early` is by how many seconds a post may come before its turn in a channel.
    """

    channel_interval: float = 0.0
    early: float = 0.0
    posts_per_minute: int = 0
    per_minute: Mapping[str, int] = field(default_factory=dict)
    acknowledge_seconds: float = 3.0
    trigger_seconds: float = 3.0
    response_seconds: float = 30 * _MINUTE
    response_uses: int = 5

    @classmethod
    def off(cls) -> "Limits":
        """Return no rates, and Slack's deadlines."""
        return cls()

    @classmethod
    def real(cls) -> "Limits":
        """Return the rates that Slack documents: one post a second and channel, and the tiers."""
        return cls(channel_interval=1.0, early=0.1, posts_per_minute=300, per_minute=TIERS)


class Rates:
    """Counts calls and says how long one has to wait; a refused call counts for nothing."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._next_in: dict[str, float] = {}
        self._calls: dict[str, deque[float]] = {}

    def wait(self, method: str, channel: str, now: float) -> int:
        """Return the seconds to wait, whole and at least 1; 0 when the call may go ahead."""
        rates = {method: self.limits.per_minute.get(method, 0)}
        paced = 0.0
        is_post = method == "chat.postMessage"
        if is_post:
            rates["posts"] = self.limits.posts_per_minute
            paced = self._next_in.get(channel, 0.0) - now - self.limits.early
        longest = max(paced, *(self._window(name, most, now) for name, most in rates.items()))
        if longest > 0:
            return max(1, math.ceil(longest))
        for name, most in rates.items():
            if most:
                self._calls.setdefault(name, deque()).append(now)
        if is_post and self.limits.channel_interval:
            # Coming early earns nothing: the next turn counts from the last turn, not from now.
            turn = max(self._next_in.get(channel, 0.0), now)
            self._next_in[channel] = turn + self.limits.channel_interval
        return 0

    def _window(self, name: str, most: int, now: float) -> float:
        calls = self._calls.get(name)
        if not most or calls is None:
            return 0.0
        while calls and calls[0] <= now - _MINUTE:
            calls.popleft()
        return calls[0] + _MINUTE - now if len(calls) >= most else 0.0
