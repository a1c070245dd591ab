"""Keeping below a platform's limits by not asking too fast: how many requests may leave now.

Each account, and each of its channels, has a bucket that refills evenly (the generic cell rate
algorithm, https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm). A bucket is one number: the
moment from which it is full again. Moments are seconds of `Clock.elapsed`, so that no change of the
wall clock gives or takes a permit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second, evenly; `burst` of them at once after a rest.

    No second ever sees more than `per_second + burst`: choose both so that it is the limit.
    """

    per_second: float
    burst: int = 1

    def __post_init__(self) -> None:
        if self.per_second <= 0 or self.burst < 1:
            raise ValueError("a rate lets something through")

    def free_at(self, full_at: float, *, many: int = 1) -> float:
        """Return the moment of the next permit of a bucket, or of so many at once.

        More than the burst are never there at once: such a wish waits for a full bucket.
        """
        return full_at - max(self.burst - many, 0) / self.per_second

    def taken(self, full_at: float, now: float, *, many: int = 1) -> float:
        """Return the bucket after permits were taken from it."""
        return max(full_at, now) + many / self.per_second


@dataclass(frozen=True, slots=True)
class Pace:
    """The rates of an account: of all its requests, and of the messages to one channel."""

    account: Rate
    channel: Rate | None = None


@dataclass(frozen=True, slots=True)
class Buckets:
    """The buckets of an account; channels that are full again are left out."""

    account: float = float("-inf")
    channels: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Permits:
    """Which of the wishes are granted, by their place, and the buckets after that.

    `wait_until` is when one that was refused may ask again; None when none was.
    """

    granted: frozenset[int]
    buckets: Buckets
    wait_until: float | None


def take(
    buckets: Buckets,
    wishes: Sequence[str],
    pace: Pace,
    *,
    now: float,
    requests: Sequence[int] | None = None,
) -> Permits:
    """Grant what may leave now, in the order of the wishes.

    A wish is the channel a message goes to, or "" for a request that only the account counts.
    `requests` are how many each wish makes, which the account counts; 1 where nothing is said. A
    channel that has to wait lets the others pass. Whoever has to wait for the account lets nobody
    pass: of a few permits at a time, one that takes more would never get them.
    """
    account = buckets.account
    channels = {name: full_at for name, full_at in buckets.channels.items() if full_at > now}
    granted: set[int] = set()
    waits: list[float] = []
    counts = requests or (1,) * len(wishes)
    for place, (channel, many) in enumerate(zip(wishes, counts, strict=True)):
        rate = pace.channel if channel else None
        full_at = channels.get(channel, now)
        account_free_at = pace.account.free_at(account, many=many)
        if rate and (free_at := rate.free_at(full_at)) > now:
            waits.append(max(free_at, account_free_at))
            continue
        if account_free_at > now:
            waits.append(account_free_at)
            break
        account = pace.account.taken(account, now, many=many)
        if rate:
            channels[channel] = rate.taken(full_at, now)
        granted.add(place)
    return Permits(frozenset(granted), Buckets(account, channels), min(waits, default=None))
