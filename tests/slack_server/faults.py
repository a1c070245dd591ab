"""What goes wrong on demand, between the program and Slack."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from slack_server.world import Json

#: Stands for every method.
ANY = "*"


class Break(Enum):
    """How a call breaks off. BEFORE and AFTER: without, and with, its effect."""

    DROP_BEFORE = "drop-before"
    DROP_AFTER = "drop-after"
    HANG_BEFORE = "hang-before"
    HANG_AFTER = "hang-after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """An answer that is given instead of the real one, without effect."""

    status: int = 200
    body: Json | str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Fault:
    """What happens to the next `times` calls of a method, in one channel or (empty) in all."""

    method: str
    act: Break | Instead
    times: int
    channel: str = ""


class Faults:
    """The switches. Faults of calls are used up in the order in which they were set.

    A call is named by its method, by "response_url" for what is sent to one, or by ANY.

    `account`: an error that every call is answered with, such as `token_revoked`.
    `history_lag`: seconds for which a new message is missing from history and replies.
    `edit_window`: seconds after which messages can't be edited; None for no end.
    `redeliveries`: how often each envelope or signed request is delivered again, under its id.
    `lost_acks`: how many acknowledgements of envelopes count as never received.
    `is_deaf` and `is_mute`: as `go_deaf`, for connections that are still to come.
    `signing_secret`, `clock_skew`: what signed requests are signed with (empty: the right one),
    and the seconds by which their time is off.
    """

    def __init__(self, go_deaf: Callable[[bool], None], say: Callable[[Json], None]) -> None:
        self.account = ""
        self.history_lag = 0.0
        self.edit_window: float | None = None
        self.redeliveries = 0
        self.lost_acks = 0
        self.is_deaf = False
        self.is_mute = False
        self.signing_secret = ""
        self.clock_skew = 0.0
        self._queue: list[Fault] = []
        self._delays: dict[str, float] = {}
        self._go_deaf = go_deaf
        self._say = say

    # --- of calls to the Web API ---

    def fail(
        self, method: str, error: str, *, status: int = 200, times: int = 1, channel: str = ""
    ) -> None:
        """Answer `ok: false` with this error."""
        body: Json = {"ok": False, "error": error}
        self._add(method, Instead(status=status, body=body), times=times, channel=channel)

    def rate_limit(
        self, method: str, seconds: int = 1, *, times: int = 1, channel: str = ""
    ) -> None:
        """Answer 429 with this Retry-After."""
        act = Instead(
            status=429,
            body={"ok": False, "error": "ratelimited"},
            headers={"Retry-After": str(seconds)},
        )
        self._add(method, act, times=times, channel=channel)

    def status(self, method: str, status: int, *, times: int = 1, channel: str = "") -> None:
        """Answer with an HTTP status and a page, as a gateway in between does."""
        body = "<html><body>upstream trouble</body></html>"
        act = Instead(status=status, body=body, headers={"Content-Type": "text/html"})
        self._add(method, act, times=times, channel=channel)

    def drop_before(self, method: str, *, times: int = 1, channel: str = "") -> None:
        """Reset the connection before the call takes effect."""
        self._add(method, Break.DROP_BEFORE, times=times, channel=channel)

    def drop_after(self, method: str, *, times: int = 1, channel: str = "") -> None:
        """Let the call take effect, and reset the connection instead of answering."""
        self._add(method, Break.DROP_AFTER, times=times, channel=channel)

    def hang_before(self, method: str, *, times: int = 1, channel: str = "") -> None:
        """Never answer, without effect."""
        self._add(method, Break.HANG_BEFORE, times=times, channel=channel)

    def hang_after(self, method: str, *, times: int = 1, channel: str = "") -> None:
        """Let the call take effect, and never answer."""
        self._add(method, Break.HANG_AFTER, times=times, channel=channel)

    def delay(self, method: str, seconds: float) -> None:
        """Answer calls of a method (or ANY) this much later, until it is set to 0."""
        self._delays[method] = seconds

    def clear(self) -> None:
        """Forget the faults of calls that are not used up, and the delays."""
        self._queue.clear()
        self._delays.clear()

    # --- of Socket Mode ---

    def go_deaf(self, *, mute: bool = False) -> None:
        """Let the open connections stay open while nothing arrives any more.

        With `mute` pings are still answered; without, not even those.
        """
        self._go_deaf(mute)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Say `disconnect`: "warning", or "refresh_requested" or "link_disabled" and hang up."""
        self._say({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})

    # --- for the server ---

    def take(self, method: str, channel: str) -> Break | Instead | None:
        """Return what happens to this call, and count it as used."""
        for fault in self._queue:
            if fault.method in (ANY, method) and fault.channel in ("", channel):
                fault.times -= 1
                if not fault.times:
                    self._queue.remove(fault)
                return fault.act
        return None

    async def wait(self, method: str) -> None:
        if self._delays:
            await asyncio.sleep(self._delays.get(method, self._delays.get(ANY, 0.0)))

    def _add(self, method: str, act: Break | Instead, *, times: int, channel: str) -> None:
        self._queue.append(Fault(method=method, act=act, times=times, channel=channel))
