"""Discord, and Slack in both of its modes, as one: what people do and see, whichever it is."""

import json
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, TypeAlias

from acceptance.discord_place import DiscordPlace, actions
from acceptance.running import Site
from acceptance.slack_place import SlackPlace
from platforms.discord.driving import hosted
from platforms.slack.serving import serving
from platforms.slack.talking import action_ids, seen, words
from platforms.test_parity import filled_in

Way = Literal["discord", "socket", "http"]
WAYS: tuple[Way, ...] = ("discord", "socket", "http")

#: Somebody, or a message, as the local server of that platform has it.
User: TypeAlias = Any
Message: TypeAlias = Any


class OnDiscord(DiscordPlace):
    """A chat on Discord."""

    def line(self, user: User, line: str) -> str:
        """Have somebody run a command as it would be typed; return what they see."""
        command, verb, *given = shlex.split(line)
        return self._seen(self.ask(user, command.removeprefix("/"), verb, filled_in(verb, given)))

    def clicks(self, user: User, message: Message, action: str) -> str:
        """Have somebody press a button; return what they see."""
        return self._seen(self.press(user, message, action))

    def direct(self, user: User) -> list[Message]:
        """Return what somebody was sent directly."""
        return list(self.server.direct_messages(user))

    def says(self, message: Message) -> str:
        """Return all that a message says."""
        return json.dumps([message.components, message.body.get("embeds")], ensure_ascii=False)

    def buttons(self, message: Message) -> dict[str, str]:
        """Return the ids of a message's buttons by what stands on them."""
        return actions(message)

    def _seen(self, answer: Any) -> str:  # noqa: ANN401 - as the local server tells it
        assert answer.is_ephemeral
        return " ".join(map(self.says, answer.messages))


class OnSlack(SlackPlace):
    """A chat on Slack."""

    def line(self, user: User, line: str) -> str:
        """Have somebody type a command; return what they see."""
        command, _, text = line.partition(" ")
        return seen(self.asks(user, text, command))

    def clicks(self, user: User, message: Message, action: str) -> str:
        """Have somebody press a button; return what they see."""
        return seen(self.presses(user, message, action))

    def direct(self, user: User) -> list[Message]:
        """Return what somebody was sent directly."""
        return list(self.server.messages(self.server.direct(user).id))

    def says(self, message: Message) -> str:
        """Return all that a message says."""
        return words(message)

    def buttons(self, message: Message) -> dict[str, str]:
        """Return the ids of a message's buttons by what stands on them."""
        return action_ids(message)


Chat: TypeAlias = OnDiscord | OnSlack


@contextmanager
def chat_by(way: Way, site: Site) -> Iterator[Chat]:
    """Have a chat for a site."""
    if way == "discord":
        with hosted() as host:
            yield OnDiscord(host, site)
    else:
        with serving() as thread:
            yield OnSlack(thread, site, way)
