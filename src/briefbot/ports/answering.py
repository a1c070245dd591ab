"""What a platform's listening side asks of the program, and what the program asks of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from briefbot.core.commands.exchange import Answer, Proposal, Request
from briefbot.core.commands.verb import Command
from briefbot.core.document import Document
from briefbot.core.visibility import Role


class Answering(Protocol):
    """Answers commands, presses and questions for completion; no call raises.

    What a refusal says is an answer too. Each call takes effect at most once per `Request.id`.
    """

    async def text(self, command: Command, text: str, request: Request) -> Answer:
        """Answer a command that was written as text, without `/brief` before it."""
        ...

    async def line(self, line: str, request: Request) -> Answer:
        """Answer a command that was written with `/brief` or `/brief-admin` before it."""
        ...

    async def options(self, verb: str, given: Mapping[str, str], request: Request) -> Answer:
        """Answer a command whose options were given one by one, as texts."""
        ...

    async def pressed(self, action: str, request: Request) -> Answer:
        """Answer the press of a button by its id, `v1:verb:key`, on a post of any age."""
        ...

    async def about(self, message: str, request: Request) -> Answer:
        """Answer "Brief this": `message` is the text of a message with its links and references."""
        ...

    async def complete(
        self, verb: str, option: str, typed: str, request: Request
    ) -> Sequence[Proposal]:
        """Return what may be meant by an option, as far as it is typed; nothing in any doubt."""
        ...

    def role_of(self, platform: str, ids: Collection[str]) -> Role:
        """Return the highest role of somebody, by their id and those of their groups."""
        ...

    def destination_of(self, platform: str, channel: str) -> str:
        """Return the name of a platform's channel in the configuration, "" for none."""
        ...

    def greeting(
        self,
        platform: str,
        *,
        missing: Sequence[str],
        lang: str = "",
        channels: Collection[str] | None = None,
    ) -> Document:
        """Return what is said once where the bot is new: what it can see, what is missing, next.

        `missing` are sentences of the platform about rights that it lacks there. Of the
        destinations, those in `channels` are named; all of the platform's where it is None.
        """
        ...


class Link(Protocol):
    """The listening side of an account: the connection by which commands and presses come."""

    async def run(self) -> None:
        """Be connected until `stop`. Whatever it raises is told, and it is run again.

        Raises BriefbotError, with the next step, for what only a person can put right.
        """
        ...

    def stop(self) -> None:
        """Let `run` return soon: within 3 seconds. May be called before `run`, and twice."""
        ...

    @property
    def trouble(self) -> str:
        """Why nobody is heard now, in a sentence; "" while the connection is good."""
        ...
