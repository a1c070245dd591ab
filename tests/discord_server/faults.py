"""Troubles to order: how the next requests go wrong, and what the gateway holds back."""

from dataclasses import dataclass, field
from enum import Enum, auto

from discord_server.limits import too_many
from discord_server.problems import RefusedError, failed, refused

CREATE_MESSAGE = "POST /channels/{channel_id}/messages"
ANY = "*"


class Trouble(Enum):
    """What happens to a request besides an answer that refuses it."""

    DROP = auto()
    RESET = auto()
    HANG = auto()
    CUT = auto()
    DELAY = auto()
    REFUSE = auto()


@dataclass(slots=True)
class Fault:
    """One order: `times` is how often it still happens, `is_stored` whether the request counts."""

    trouble: Trouble
    where: str
    times: int
    is_stored: bool = False
    seconds: float = 0.0
    refusal: RefusedError | None = None


@dataclass(slots=True)
class Faults:
    """Orders for the next requests to a route (`ANY` for all of them), first come first served.

    With `stored`, the request is carried out and only its answer is lost, late or wrong.
    """

    acknowledges_heartbeats: bool = True
    accepts_resume: bool = True
    #: How many seconds a message takes to appear in histories.
    history_lag: float = 0.0
    _orders: list[Fault] = field(default_factory=list)

    def drop(self, times: int = 1, *, stored: bool = False, where: str = CREATE_MESSAGE) -> None:
        """Close the connection without an answer."""
        self._orders.append(Fault(Trouble.DROP, where, times, stored))

    def reset(self, times: int = 1, *, stored: bool = False, where: str = CREATE_MESSAGE) -> None:
        """Reset the connection (RST) without an answer."""
        self._orders.append(Fault(Trouble.RESET, where, times, stored))

    def hang(self, times: int = 1, *, stored: bool = False, where: str = CREATE_MESSAGE) -> None:
        """Never answer."""
        self._orders.append(Fault(Trouble.HANG, where, times, stored))

    def cut(self, times: int = 1, *, where: str = CREATE_MESSAGE) -> None:
        """Carry the request out and break the answer off in its middle."""
        self._orders.append(Fault(Trouble.CUT, where, times, is_stored=True))

    def delay(self, seconds: float, times: int = 1, *, where: str = CREATE_MESSAGE) -> None:
        """Carry the request out at once and answer later."""
        self._orders.append(Fault(Trouble.DELAY, where, times, is_stored=True, seconds=seconds))

    def fail(
        self, status: int, times: int = 1, *, stored: bool = False, where: str = CREATE_MESSAGE
    ) -> None:
        """Answer with a bare status: 500, 502, 503, 504, 401."""
        self._refuse(failed(status), times, stored=stored, where=where)

    def refuse(self, code: int, times: int = 1, *, where: str = CREATE_MESSAGE) -> None:
        """Answer with an error code, say 50001, 50013, 50007, 10003 or 10008."""
        self._refuse(refused(code), times, stored=False, where=where)

    def limit(
        self,
        scope: str = "user",
        times: int = 1,
        *,
        retry_after: float = 0.1,
        where: str = CREATE_MESSAGE,
    ) -> None:
        """Answer 429 of a scope: user, global or shared."""
        refusal = too_many(scope, retry_after=retry_after)
        self._refuse(refusal, times, stored=False, where=where)

    def clear(self) -> None:
        """Forget every order for requests."""
        self._orders.clear()

    def take(self, route: str) -> Fault | None:
        """Return what shall happen to a request of this route now."""
        if not self._orders:
            return None
        for order in self._orders:
            if order.where in (route, ANY):
                order.times -= 1
                if not order.times:
                    self._orders.remove(order)
                return order
        return None

    def _refuse(self, refusal: RefusedError, times: int, *, stored: bool, where: str) -> None:
        self._orders.append(Fault(Trouble.REFUSE, where, times, stored, refusal=refusal))
