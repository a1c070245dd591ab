"""One interaction, and what the person who caused it sees of the answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from discord_server.records import LOADING, Channel, Json, Message, User

COMMAND = 2
COMPONENT = 3
AUTOCOMPLETE = 4
MODAL_SUBMIT = 5

REPLY = 4
DEFER_REPLY = 5
DEFER_UPDATE = 6
UPDATE = 7
CHOICES = 8
MODAL = 9

#: Which answers each kind of interaction may be given.
ANSWERS = {
    COMMAND: {REPLY, DEFER_REPLY, MODAL},
    COMPONENT: {REPLY, DEFER_REPLY, DEFER_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {REPLY, DEFER_REPLY, DEFER_UPDATE, UPDATE},
}


@dataclass(slots=True, eq=False)
class Interaction:
    """An interaction from its start; times are seconds of the server's clock."""

    id: int
    kind: int
    token: str
    user: User
    channel: Channel
    began: float
    source: Message | None = None
    #: As the gateway told it.
    told: Json = field(default_factory=dict)
    answered: float | None = None
    callback: int | None = None
    original: Message | None = None
    messages: list[Message] = field(default_factory=list)
    choices: list[Json] = field(default_factory=list)
    modal: Json | None = None
    edits: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self) -> None:
        """Wake whoever watches: something has changed."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, condition: Callable[[], bool], *, seconds: float) -> bool:
        """Wait for a condition and tell whether it came true in time."""
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    @property
    def is_shown(self) -> bool:
        """Tell whether there is more to see than that the bot is thinking."""
        if self.callback == DEFER_REPLY:
            return len(self.messages) > 1 or not (self.original and self.original.flags & LOADING)
        if self.callback == DEFER_UPDATE:
            return bool(self.messages or self.edits)
        return self.callback is not None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one person sees of an answer, now and later; empty where the bot never answered."""

    interaction: Interaction

    @property
    def acknowledged_after(self) -> float | None:
        """Return the seconds until the first answer, None where the interaction failed."""
        answered = self.interaction.answered
        return None if answered is None else answered - self.interaction.began

    @property
    def is_deferred(self) -> bool:
        return self.interaction.callback in (DEFER_REPLY, DEFER_UPDATE)

    @property
    def is_ephemeral(self) -> bool:
        """Tell whether nobody else sees any of the messages."""
        return bool(self.messages) and all(each.is_ephemeral for each in self.messages)

    @property
    def is_thinking(self) -> bool:
        original = self.interaction.original
        return original is not None and bool(original.flags & LOADING)

    @property
    def messages(self) -> list[Message]:
        """Return the messages of the answer, oldest first, without one that is only thinking."""
        return [each for each in self.interaction.messages if not each.flags & LOADING]

    @property
    def message(self) -> Message:
        """Return the first message. Raises IndexError where there is none."""
        return self.messages[0]

    @property
    def has_updated(self) -> bool:
        """Tell whether the message of the component was changed in place."""
        interaction = self.interaction
        return interaction.callback == UPDATE or (
            interaction.callback == DEFER_UPDATE and interaction.edits > 0
        )

    @property
    def modal(self) -> Json | None:
        return self.interaction.modal

    @property
    def choices(self) -> list[Json]:
        return self.interaction.choices

    async def more(self, messages: int, *, seconds: float = 5.0) -> None:
        """Wait for that many messages in all. Raises TimeoutError."""
        if not await self.interaction.until(
            lambda: len(self.messages) >= messages, seconds=seconds
        ):
            raise TimeoutError(f"{len(self.messages)} of {messages} messages")
