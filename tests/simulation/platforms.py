"""Discord and Slack as they may be on a bad day, and the truth of what was posted there.

What each promises is in `docs/delivery.md`: Discord gives the same message for the same nonce, but
only for a while; Slack never does, and its history lags. A request takes effect within
`LATEST_EFFECT` or never: without that bound nobody can post exactly once.
"""

import asyncio
import itertools
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, fields
from datetime import timedelta
from random import Random
from typing import NoReturn

from briefbot.core.delivery.state import (
    BlockedScope,
    Looked,
    Operation,
    Outcome,
    Promises,
    Proof,
    Receipt,
    Sighting,
    Verdict,
)
from briefbot.core.delivery.work import Outgoing
from simulation.heeding import Limits, Unheeded
from simulation.virtual_time import VirtualLoop, as_world

#: Seconds after the first byte within which a request takes effect and is seen, or never will.
LATEST_EFFECT = 90.0
#: How long Slack's history may lag.
LONGEST_LAG = 2.0
#: What Discord allows a token, in requests within a second.
MOST_A_SECOND = 50

#: Told the name of a moment within a call; may kill or freeze the process there.
Moment = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How likely each fate of a request is, from 0 to 1; all others are answered in order."""

    no_connection: float = 0.0
    lost: float = 0.0
    half_sent: float = 0.0
    cut: float = 0.0
    unanswered: float = 0.0
    late: float = 0.0
    limited: float = 0.0
    limited_all: float = 0.0
    server_error: float = 0.0
    history_down: float = 0.0

    def fate(self, random: Random) -> str:
        """Draw what becomes of a request: the name of a field, or "answered"."""
        drawn = random.random()
        for name in REQUEST_FATES:
            drawn -= getattr(self, name)
            if drawn < 0:
                return name
        return "answered"


REQUEST_FATES = tuple(each.name for each in fields(Weather) if each.name != "history_down")
CALM = Weather()
ROUGH = Weather(
    no_connection=0.01,
    lost=0.012,
    half_sent=0.008,
    cut=0.012,
    unanswered=0.012,
    late=0.012,
    limited=0.012,
    limited_all=0.004,
    server_error=0.012,
    history_down=0.05,
)


@dataclass(slots=True)
class Post:
    """A message that really stands, or stood, on a platform."""

    channel: str
    message: str
    nonce: str
    reference: str
    page: int
    payload: str
    thread: str
    landed: float
    deleted: float | None = None
    edits: int = 0


def thread_of(message: Outgoing) -> str:
    """Return the message in whose thread one goes, "" for the channel."""
    return message.thread.message if message.thread else ""


@dataclass(eq=False)
class Platform(ABC):
    """What the two have in common: a network with fates, refusals, rate limits and the truth."""

    name: str
    loop: VirtualLoop
    random: Random
    weather: Weather = CALM
    #: Told of every call and landing, for the trace.
    note: Callable[[str], None] = lambda _: None
    #: Told of every request whose first byte is about to leave.
    sending: Callable[[Outgoing, Operation], None] = lambda _, __: None
    #: How likely a request has a fate that none had, until each that the weather knows came once.
    eager: float = 0.0
    posts: list[Post] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)
    #: Channels that refuse: deleted, archived, or the bot was removed.
    refusing: set[str] = field(default_factory=set)
    unauthorized: bool = False
    #: A storm: every request is answered with 503, and some take effect all the same.
    storm_until: float = -1.0
    limits: Limits = field(default_factory=Limits)
    #: Tells whether it is written down that a channel, or "" for the account, has to wait.
    written_down: Callable[[str], bool] = lambda _: False
    #: Requests that came although they were told to wait, and when more came than are allowed.
    unheeded: list[Unheeded] = field(default_factory=list)
    _recent: deque[float] = field(default_factory=deque)
    _messages: "itertools.count[int]" = field(default_factory=itertools.count)

    @property
    def promises(self) -> Promises:
        """What it can do."""
        return Promises()

    def land(self, message: Outgoing) -> Outcome:
        """Take a message, as a request that arrives."""
        if message.channel in self.refusing:
            self.fates["refusing_channel"] += 1
            return Outcome(verdict=Verdict.DESTINATION_REFUSED, reason="unknown channel")
        if "refuse-this" in message.payload:
            return Outcome(verdict=Verdict.REFUSED, reason="invalid form body")
        if message.thread and not self.takes_replies(message.thread.message):
            return Outcome(verdict=Verdict.REFUSED, reason="unknown message of a thread")
        post = Post(
            channel=message.channel,
            message=f"{self.name}-{next(self._messages)}",
            nonce=message.nonce,
            reference=message.reference,
            page=message.page,
            payload=message.payload,
            thread=thread_of(message),
            landed=self.loop.time(),
        )
        self.posts.append(post)
        self.note(f"landed {post.message} {post.nonce} page {post.page}")
        return Outcome(verdict=Verdict.DELIVERED, receipt=self.receipt(post))

    def takes_replies(self, message: str) -> bool:
        """Tell whether something may be posted in the thread of a message."""
        del message
        return True

    @staticmethod
    def receipt(post: Post) -> Receipt:
        """Return where a post stands."""
        return Receipt(channel=post.channel, message=post.message, thread=post.thread)

    def change(self, message: Outgoing) -> Outcome:
        """Replace the content of a message."""
        post = self._target(message)
        if post is None or post.deleted is not None:
            return Outcome(verdict=Verdict.REFUSED, reason="unknown message")
        post.payload = message.payload
        post.edits += 1
        self.note(f"edited {post.message}")
        return Outcome(verdict=Verdict.DELIVERED, receipt=message.target)

    def remove(self, message: Outgoing) -> Outcome:
        """Remove a message; one that is gone is as good."""
        post = self._target(message)
        if post is not None and post.deleted is None:
            post.deleted = self.loop.time()
            self.note(f"deleted {post.message}")
        return Outcome(verdict=Verdict.DELIVERED, receipt=message.target)

    def _target(self, message: Outgoing) -> Post | None:
        target = message.target
        assert target is not None, "an edit or removal names its message"
        return next((post for post in self.posts if post.message == target.message), None)

    # --- the network ---

    async def request(self, message: Outgoing, operation: Operation, moment: Moment) -> Outcome:
        """Carry a request to its fate."""
        take = {
            Operation.SEND: self.land,
            Operation.EDIT: self.change,
            Operation.DELETE: self.remove,
        }[operation]
        begun = self.loop.time()
        await moment("before the first byte")
        self.sending(message, operation)
        late = operation is Operation.SEND  # a repeated edit must not be overtaken by itself
        fate = self._fate()
        fate = "lost" if fate == "late" and not late else fate
        refusal = self._refusal(message.channel)
        if fate != "no_connection" and refusal is not None:
            await asyncio.sleep(self._latency())
            return refusal
        self.fates[fate] += 1
        self.note(f"request {message.nonce} page {message.page}: {fate}")
        left = LATEST_EFFECT - LONGEST_LAG - (self.loop.time() - begun)
        return await self._carried(fate, message, take, moment, left=left)

    def _fate(self) -> str:
        """Draw what becomes of a request; where all is to come, what never did comes soon."""
        drawn = self.weather.fate(self.random)
        if self.eager and self._chance(self.eager):
            missing = (each for each in REQUEST_FATES if self._is_sure(each))
            return next(missing, drawn)
        return drawn

    def _is_sure(self, fate: str) -> bool:
        return bool(self.eager and getattr(self.weather, fate) and not self.fates[fate])

    async def _carried(
        self,
        fate: str,
        message: Outgoing,
        take: Callable[[Outgoing], Outcome],
        moment: Moment,
        *,
        left: float,
    ) -> Outcome:
        latency = self._latency()
        if fate in {"lost", "half_sent", "cut", "unanswered", "late", "server_error"}:
            if fate in {"cut", "unanswered"} or (fate == "server_error" and self._chance(0.3)):
                self._arrive(latency, take, message)
            if fate == "late":
                self._arrive(self.random.uniform(min(1, left), left), take, message)
            if fate in {"unanswered", "late"} or (fate == "lost" and self._chance(0.5)):
                await _for_ever()
            await asyncio.sleep(latency)
            return Outcome(verdict=Verdict.UNCLEAR, reason=f"the answer is missing: {fate}")
        if fate == "no_connection":
            await asyncio.sleep(latency)
            return Outcome(verdict=Verdict.NOT_NOW, reason="no connection")
        if fate in {"limited", "limited_all"}:
            await asyncio.sleep(latency)
            scope = "" if fate == "limited_all" else message.channel
            limited = self._limit(scope)
            await moment("limited")
            self.limits.tell(scope)
            return limited
        answer = self._arrive(latency, take, message)
        await asyncio.sleep(latency)
        await moment("taken")
        await asyncio.sleep(self._latency())
        outcome = await answer
        await moment("answered")
        return outcome

    def _arrive(
        self, delay: float, take: Callable[[Outgoing], Outcome], message: Outgoing
    ) -> "asyncio.Future[Outcome]":
        """Let a request arrive after a while, whatever becomes of who sent it."""
        answer = self.loop.create_future()

        def arrive() -> None:
            outcome = take(message)
            if not answer.done():  # who asked may be dead by now
                answer.set_result(outcome)

        self.loop.call_later(delay, arrive, context=as_world())
        return answer

    def _refusal(self, channel: str) -> Outcome | None:
        """Return the answer of a platform that looks at no content now, or None."""
        now = self.loop.time()
        if self.unauthorized:
            self.fates["unauthorized"] += 1
            return Outcome(verdict=Verdict.ACCOUNT_REFUSED, reason="401 unauthorized")
        for scope in ("", channel):
            if now < self.limits.until.get(scope, 0.0):
                if self.limits.is_told(scope) or self.written_down(scope):
                    self.unheeded.append(Unheeded(now, scope or "account"))
                limited = self._limit(scope)
                self.limits.tell(scope)
                return limited
        self._recent.append(now)
        while self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) > MOST_A_SECOND:
            self.unheeded.append(Unheeded(now, f"more than {MOST_A_SECOND} in a second"))
            return self._limit("")
        if now < self.storm_until:
            self.fates["storm"] += 1
            return Outcome(verdict=Verdict.UNCLEAR, reason="503 service unavailable")
        return None

    def _limit(self, scope: str) -> Outcome:
        wait = self.random.uniform(1, 40)
        self.limits.until[scope] = self.loop.time() + wait
        return Outcome(
            verdict=Verdict.NOT_NOW,
            reason="429 too many requests",
            retry_after=timedelta(seconds=wait),
            scope=BlockedScope.DESTINATION if scope else BlockedScope.ACCOUNT,
        )

    def _latency(self) -> float:
        return self.random.uniform(0.01, 0.3)

    def _chance(self, probability: float) -> bool:
        return self.random.random() < probability

    # --- looking back ---

    @abstractmethod
    def visible(self, message: Outgoing) -> Post | None:
        """Return the post that a look into the channel finds now."""

    async def look(self, message: Outgoing, moment: Moment) -> Looked:
        """Read the history of a channel."""
        await moment("look-back begins")
        await asyncio.sleep(self._latency())
        refused = self._history_refusal(message)
        if refused is None:
            post = self.visible(message)
            found = Looked(sighting=Sighting.FOUND, receipt=self.receipt(post)) if post else None
            refused = found or Looked(sighting=Sighting.ABSENT)
        self.note(f"looked for {message.nonce} page {message.page}: {refused.sighting}")
        self.fates[f"looked: {refused.sighting}"] += 1
        await asyncio.sleep(self._latency())
        await moment("look-back ends")
        return refused

    def _history_refusal(self, message: Outgoing) -> Looked | None:
        now = self.loop.time()
        down = self._chance(self.weather.history_down) or self._is_sure("history_down")
        self.fates["history_down"] += down
        if now < self.storm_until or down:
            return Looked(sighting=Sighting.NOT_NOW, reason="no answer")
        if self.unauthorized:  # the operator gives it a new token, and then it can be read
            return Looked(sighting=Sighting.NOT_NOW, reason="401 unauthorized")
        if message.channel in self.refusing:
            return Looked(sighting=Sighting.UNREADABLE, reason="no access")
        return None


@dataclass(eq=False)
class FakeDiscord(Platform):
    """Knows a nonce again for `nonce_window` seconds; shows the reference in its history."""

    nonce_window: float = 60.0
    _nonces: dict[str, tuple[float, Post]] = field(default_factory=dict)

    @property
    def promises(self) -> Promises:
        """What one may rely on: 60 seconds, however long it is in truth."""
        return Promises(nonce_window=timedelta(seconds=60))

    def land(self, message: Outgoing) -> Outcome:
        """Take a message; the same nonce gives the old one, while it is remembered."""
        at, old = self._nonces.get(message.nonce, (-self.nonce_window, None))
        if old is not None and self.loop.time() - at < self.nonce_window:
            self.fates["known nonce"] += 1
            return Outcome(verdict=Verdict.DELIVERED, receipt=self.receipt(old), proof=Proof.NONCE)
        outcome = super().land(message)
        if outcome.verdict is Verdict.DELIVERED:
            self._nonces[message.nonce] = (self.loop.time(), self.posts[-1])
        return outcome

    def takes_replies(self, message: str) -> bool:
        """Refuse to begin a thread at a message that is gone; one that is there already stays."""
        root = next((post for post in self.posts if post.message == message), None)
        begun = any(post.thread == message for post in self.posts)
        return begun or (root is not None and root.deleted is None)

    def visible(self, message: Outgoing) -> Post | None:
        """Find a post by the reference that readers see; nonces are not kept."""
        return next(
            (
                post
                for post in reversed(self.posts)
                if (post.channel, post.thread, post.reference, post.page, post.deleted)
                == (message.channel, thread_of(message), message.reference, message.page, None)
            ),
            None,
        )


@dataclass(eq=False)
class FakeSlack(Platform):
    """Posts whatever it is given; its history lags, may be slow to ask, or not readable at all."""

    lag: float = 0.0
    readable: bool = True
    #: The history may be read once a minute.
    scarce: bool = False
    _read_at: float = -60.0

    @property
    def promises(self) -> Promises:
        """No key makes a call the same; the history does, where it may be read."""
        return Promises(looks_back=self.readable)

    def visible(self, message: Outgoing) -> Post | None:
        """Find a post by its metadata, once the history shows it."""
        shown = self.loop.time() - self.lag
        return next(
            (
                post
                for post in reversed(self.posts)
                if (post.channel, post.thread, post.nonce, post.deleted)
                == (message.channel, thread_of(message), message.nonce, None)
                and post.landed <= shown
            ),
            None,
        )

    def _history_refusal(self, message: Outgoing) -> Looked | None:
        if not self.readable:
            return Looked(sighting=Sighting.UNREADABLE, reason="missing scope")
        wait = self._read_at + 60 - self.loop.time()
        if self.scarce and wait > 0:
            retry = timedelta(seconds=wait)
            return Looked(sighting=Sighting.NOT_NOW, reason="ratelimited", retry_after=retry)
        self._read_at = self.loop.time()
        return super()._history_refusal(message)


async def _for_ever() -> NoReturn:
    await asyncio.get_running_loop().create_future()
    raise AssertionError("nobody answers")


@dataclass(frozen=True, slots=True)
class FakeSender:
    """A process's connection to a platform: `ports.Sender`."""

    platform: Platform
    moment: Moment

    @property
    def promises(self) -> Promises:
        """What the platform can do."""
        return self.platform.promises

    async def send(self, message: Outgoing) -> Outcome:
        """Post a message."""
        return await self.platform.request(message, Operation.SEND, self.moment)

    async def edit(self, message: Outgoing) -> Outcome:
        """Replace a message's content."""
        return await self.platform.request(message, Operation.EDIT, self.moment)

    async def delete(self, message: Outgoing) -> Outcome:
        """Remove a message."""
        return await self.platform.request(message, Operation.DELETE, self.moment)

    async def look_back(self, message: Outgoing) -> Looked:
        """Look for a message."""
        return await self.platform.look(message, self.moment)
