"""Rate limits: a bucket for each route and channel, and all requests together.

https://docs.discord.com/developers/topics/rate-limits
"""

from dataclasses import dataclass, field
from hashlib import md5

from discord_server.problems import RefusedError

#: Every 429 comes through Discord's front; discord.py takes one without `Via` for a ban.
VIA = "1.1 front.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is allowed; 0 for no limit. `identify_seconds` part two IDENTIFYs.

    `session_starts` are the IDENTIFYs of a day, after which a real token is taken back.
    """

    per_second: int = 0
    per_bucket: int = 0
    bucket_seconds: float = 5.0
    identify_seconds: float = 0.0
    max_concurrency: int = 1
    session_starts: int = 1000

    @classmethod
    def off(cls) -> "Limits":
        return cls()

    @classmethod
    def real(cls) -> "Limits":
        """50 requests a second, 5 messages in 5 s for each channel, an IDENTIFY each 5 s."""
        return cls(per_second=50, per_bucket=5, bucket_seconds=5.0, identify_seconds=5.0)


@dataclass(slots=True)
class _Window:
    start: float = 0.0
    used: int = 0


@dataclass(slots=True)
class Gate:
    """Counts requests; times are seconds of the server's clock."""

    limits: Limits
    _all: _Window = field(default_factory=_Window)
    _buckets: dict[tuple[str, str], _Window] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def admit(self, route: str, major: str, *, now: float, is_global: bool) -> dict[str, str]:
        """Count a request and return the headers of its answer. Raises RefusedError, 429."""
        if is_global and self.limits.per_second:
            left = _take(self._all, self.limits.per_second, seconds=1.0, now=now)
            if left < 0:
                raise too_many("global", retry_after=self._all.start + 1.0 - now)
        if not self.limits.per_bucket:
            return {}
        window = self._buckets.setdefault((route, major), _Window())
        seconds = self.limits.bucket_seconds
        left = _take(window, self.limits.per_bucket, seconds=seconds, now=now)
        reset_after = window.start + seconds - now
        headers = {
            "X-RateLimit-Limit": str(self.limits.per_bucket),
            "X-RateLimit-Remaining": str(max(left, 0)),
            "X-RateLimit-Reset": f"{now + reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{reset_after:.3f}",
            "X-RateLimit-Bucket": self._name(route),
        }
        if left < 0:
            raise too_many("user", retry_after=reset_after, headers=headers)
        return headers

    def _name(self, route: str) -> str:
        if route not in self._names:
            digest = md5(route.encode(), usedforsecurity=False).hexdigest()
            self._names[route] = digest
        return self._names[route]


def _take(window: _Window, most: int, *, seconds: float, now: float) -> int:
    """Count one request and return how many are left; below zero when it is one too many."""
    if now >= window.start + seconds:
        window.start, window.used = now, 0
    if window.used >= most:
        return -1
    window.used += 1
    return most - window.used


def too_many(
    scope: str, *, retry_after: float, headers: dict[str, str] | None = None
) -> RefusedError:
    """Return the 429 of a scope: user, global or shared."""
    retry_after = round(max(retry_after, 0.001), 3)
    own = {
        **(headers or {}),
        "Via": VIA,
        "Retry-After": str(int(retry_after) + 1),
        "X-RateLimit-Scope": scope,
    }
    if scope == "global":
        own["X-RateLimit-Global"] = "true"
    body = {
        "message": "You are being rate limited.",
        "retry_after": retry_after,
        "global": scope == "global",
    }
    return RefusedError(429, body, own)
