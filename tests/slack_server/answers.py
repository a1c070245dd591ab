"""What somebody sees after a command, a press or a submission: messages, and open modals."""

import asyncio
from dataclasses import dataclass, field

from slack_server.world import Channel, Json, Message, User


@dataclass(slots=True, kw_only=True, eq=False)
class View:
    """An open modal as it stands; `body` is what the app gave, `state` what was typed in."""

    id: str
    user: User
    body: Json
    hash: str
    root: str
    previous: str = ""
    state: Json = field(default_factory=dict)


@dataclass(slots=True, kw_only=True, eq=False)
class Answer:
    """What somebody sees after a command, a press or a submission.

    `acknowledged_after` is in seconds, None where no acknowledgement came in time; `error` is then
    what Slack's client shows: "dispatch_failed" or "operation_timeout". `messages` and `views` grow
    as they come. `errors` are shown beside the fields of a form, by block_id; `is_closed`: the form
    went away. `body` is what came with the acknowledgement.
    """

    user: User
    channel: Channel | None = None
    source: Message | None = None
    trigger: str = ""
    response_url: str = ""
    acknowledged_after: float | None = None
    error: str = ""
    body: Json = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    is_closed: bool = False
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    begun_at: float = 0.0
    uses: int = 0
    is_trigger_used: bool = False

    @property
    def text(self) -> str:
        """The texts of all messages that are seen, one a line."""
        return "\n".join(message.text for message in self.messages)

    async def wait(self, count: int = 1, *, within: float = 5.0) -> None:
        """Return when this many messages and views are seen; raise TimeoutError if they don't."""
        async with asyncio.timeout(within):
            while len(self.messages) + len(self.views) < count:
                self.arrived.clear()
                await self.arrived.wait()

    def sees(self, what: Message | View) -> None:
        if isinstance(what, View):
            if what not in self.views:
                self.views.append(what)
        elif what not in self.messages:
            self.messages.append(what)
        self.arrived.set()
