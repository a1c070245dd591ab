"""The named moments at which a process may be killed, frozen, or failed by its database."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random


def stream(seed: int, name: str) -> Random:
    """Return the random numbers of one part of a run: what others draw does not change them."""
    return Random(f"{seed} {name}")  # noqa: S311 - a run is drawn again from its seed


class Fate(StrEnum):
    """What becomes of a process at a moment."""

    NOTHING = ""
    KILL = "kill"
    FREEZE = "freeze"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """How likely each fate is at one moment.

    With `every`, each moment is to be hit so often, or each of `only`: those that were hit less are
    hit by `eager`.
    """

    kill: float = 0.0
    freeze: float = 0.0
    fail: float = 0.0
    every: int = 0
    only: frozenset[str] = frozenset()
    eager: float = 0.3


#: Seconds between two hits, so that what was hit gets on its feet again.
_REST = 45.0


@dataclass(slots=True)
class Points:
    """Every moment by its name, how often it was reached, and what it was hit by."""

    random: Random
    odds: Odds
    time: Callable[[], float]
    reached: Counter[str] = field(default_factory=Counter)
    hits: dict[Fate, Counter[str]] = field(
        default_factory=lambda: {fate: Counter() for fate in Fate if fate}
    )
    calm: bool = False
    _rested: float = 0.0

    def draw(self, name: str, *, can_fail: bool = False) -> Fate:
        """Note that a moment was reached, and draw what becomes of the process."""
        self.reached[name] += 1
        if self.calm:
            return Fate.NOTHING
        fate = self._drawn(name, can_fail=can_fail)
        if fate:
            self.hits[fate][name] += 1
            if fate is not Fate.FAIL:
                self._rested = self.time() + _REST
        return fate

    def _drawn(self, name: str, *, can_fail: bool) -> Fate:
        if self.time() < self._rested:
            return Fate.NOTHING
        if self._wanted(name) and self.random.random() < self.odds.eager:
            return Fate.KILL
        drawn = self.random.random()
        for fate, odds in (
            (Fate.KILL, self.odds.kill),
            (Fate.FREEZE, self.odds.freeze),
            (Fate.FAIL, self.odds.fail if can_fail else 0.0),
        ):
            drawn -= odds
            if drawn < 0:
                return fate
        return Fate.NOTHING

    def _wanted(self, name: str) -> bool:
        odds = self.odds
        return (not odds.only or name in odds.only) and self.hits[Fate.KILL][name] < odds.every

    def missed(self, often: int) -> dict[str, int]:
        """Return the moments that were reached but killed at less often than that."""
        kills = self.hits[Fate.KILL]
        return {name: kills[name] for name in sorted(self.reached) if kills[name] < often}


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which something was wrong: what comes late in it has an excuse."""

    what: str
    start: float
    end: float


@dataclass(slots=True)
class Trace:
    """What happened in a run, line by line; the same seed gives the same lines."""

    time: Callable[[], float]
    lines: list[str] = field(default_factory=list)

    def add(self, who: str, what: str) -> None:
        """Note something."""
        self.lines.append(f"{self.time():12.3f} {who:<10} {what}")

    @property
    def hash(self) -> str:
        """A short text that stands for all lines."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()[:16]

    def about(self, *words: str, most: int = 60) -> list[str]:
        """Return the last lines that hold one of these words."""
        return [line for line in self.lines if any(word in line for word in words)][-most:]
