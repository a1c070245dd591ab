"""What both chats are to those who look at them from outside: the same questions to each."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol

from acceptance.between.door import Door


@dataclass(frozen=True, slots=True)
class Standing:
    """A message of the program's that stands somewhere, of a thread where it has the id of one."""

    place: str
    id: str
    thread: str
    body: Any


class ChatPlace(Protocol):
    """A local chat: channels, one reader, and what stands there."""

    @property
    def platform(self) -> str:
        """The name of the platform."""

    @property
    def page(self) -> int:
        """How many characters fit on a page."""

    @property
    def access(self) -> str:
        """The tables of the configuration that lead there."""

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process needs besides."""

    @property
    def connections(self) -> int:
        """How often a process has begun to listen."""

    @property
    def welcomes(self) -> int:
        """How often somebody is to be greeted."""

    @property
    def greetings(self) -> int:
        """How often somebody was greeted."""

    @property
    def repeated(self) -> Sequence[str]:
        """What was posted again, and only by the platform's grace stands once."""

    def channel_id(self, name: str) -> str:
        """Return the id of a channel, which is made where there is none."""

    def watch(self, door: Door) -> None:
        """Let every request go through a door."""

    def asking(self, verb: str, **options: str) -> Future[bool]:
        """Have the reader begin to ask in the channel of the news; tells whether it is answered."""

    def standing(self) -> list[Standing]:
        """Return all that stands in channels, threads and the reader's direct messages, by age."""

    def body_of(self, payload: str) -> Any:  # noqa: ANN401 - as the platform has it
        """Return the body of a message that was made of a payload."""
