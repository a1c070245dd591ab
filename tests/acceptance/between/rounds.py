"""Rounds of the story, each with its own kills, against the one in which nobody is killed."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path

from acceptance.between.chat import ChatPlace
from acceptance.between.door import Door, Kill
from acceptance.between.figures import Figures
from acceptance.between.ledger import Verdict
from acceptance.between.life import Life
from acceptance.between.story import Story
from acceptance.discord_place import discord_place
from acceptance.launching import launcher
from acceptance.running import Site
from acceptance.slack_place import slack_place

#: How much shorter every span is than it really is.
FACTOR = 0.02


class Chat(StrEnum):
    """The platforms whose requests are counted."""

    DISCORD = "discord"
    SLACK = "slack"


_PLACES: Mapping[Chat, Callable[[Site], AbstractContextManager[ChatPlace]]] = {
    Chat.DISCORD: discord_place,
    Chat.SLACK: slack_place,
}


@dataclass(frozen=True)
class Round:
    """What was seen of one: on its way and at its end, at the door, and in the logs."""

    verdicts: list[Verdict]
    greetings: int
    door: Door
    errors: list[str]


class Rounds:
    """Counts requests when it is made; then plays one round after another."""

    def __init__(self, chat: Chat, folder: Path) -> None:
        self._chat = chat
        self._folder = folder
        self._played = 0
        self._undisturbed = self._play({})
        self._killed: Counter[int] = Counter()
        self._faults: Counter[str] = Counter()
        self.failures: list[str] = []
        self._judge(self._undisturbed, "nowhere")

    @property
    def requests(self) -> int:
        """How many requests there are when nobody is killed."""
        return len(self._undisturbed.door.names)

    def kill_at(self, kills: Mapping[int, Kill]) -> None:
        """Play a round, and note what is wrong with it."""
        where = ", ".join(f"{number}:{kill.moment}" for number, kill in kills.items())
        try:
            played = self._play(kills)
        except AssertionError as error:
            self._fail("stuck", where, str(error)[-2000:])
            return
        self._killed.update(played.door.killed.keys())
        self._judge(played, f"{where}, {played.door.killed}")

    def write(self, path: Path) -> None:
        """Write the figures of all rounds."""
        figures = Figures(
            requests=self.requests,
            killed_at=sorted(self._killed),
            kills=self._killed.total(),
            faults=self._faults,
            failures=self.failures,
        )
        figures.write(path)

    def _play(self, kills: Mapping[int, Kill]) -> Round:
        self._played += 1
        folder = self._folder / f"round-{self._played}"
        folder.mkdir()
        site = Site(folder)
        with (
            _PLACES[self._chat](site) as place,
            launcher(site, factor=FACTOR, environment=place.environment) as process,
        ):
            life = Life(process, lambda: place.connections)
            door = Door(life.kill, kills)
            place.watch(door)
            verdicts = Story(place, site, life).play()
            return Round(verdicts, place.greetings - place.welcomes, door, errors_in(folder))

    def _judge(self, played: Round, where: str) -> None:
        found: dict[tuple[str, str], None] = {}  # each once, though it is seen on the way, too
        for verdict, expected in zip(played.verdicts, self._undisturbed.verdicts, strict=True):
            found |= dict.fromkeys((*verdict.faults(), *verdict.differences(expected)))
        for what, why in (*found, *(("wrong", line) for line in played.errors)):
            self._fail(what, where, why)
        if played.greetings > 0:
            self._fail("duplicate", where, "a greeting")

    def _fail(self, what: str, where: str, why: str) -> None:
        self._faults[what] += 1
        self.failures.append(f"{what}, killed at {where}: {why}")


def errors_in(folder: Path) -> list[str]:
    """Return the lines of all logs that tell of a failure: a kill is none."""
    lines = (path.read_text(encoding="utf-8").splitlines() for path in folder.glob("log-*"))
    return [line for line in chain(*lines) if '"level": "error"' in line]
