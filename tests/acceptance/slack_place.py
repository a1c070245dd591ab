"""A Slack that the real process talks to: one server, a channel, people, and a configuration."""

import json
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, Literal

from acceptance.between.chat import Standing
from acceptance.between.door import Door
from acceptance.running import Running, Site, until
from platforms.slack.serving import ServerThread, serving
from slack_server import Answer, Message, User

Mode = Literal["socket", "http"]

ACCESS = """\
[slack]
mode = "{mode}"
api = "{api}"
"""
CONFIG = """\
timezone = "UTC"
operator = "desk"
{access}\
[destinations.news]
platform = "slack"
channel = "{channel}"
[destinations.desk]
platform = "terminal"
[summaries.all]
destinations = ["news"]
[digests.extra]
rule = "0 0 29 2 *"
zone = "UTC"
when_empty = "post"
destinations = ["news"]
[roles.slack]
editors = ["{editor}"]
managers = ["{manager}", "admin", "{group}"]
"""


class SlackPlace:
    """What a process of a site sees as Slack; the local one runs in a thread of its own."""

    platform = "slack"
    page = 8_000
    #: Nobody is greeted who has not invited the app.
    welcomes = greetings = 0
    repeated = ()

    def __init__(self, thread: ServerThread, site: Site, mode: Mode) -> None:
        self.thread = thread
        self.server = thread.server
        self.site = site
        self.mode = mode
        self.news = self.server.add_channel("news")
        self.reader = self.server.add_user("Reader", tz="Europe/Kyiv")
        self.manager = self.server.add_user("Manager")
        self.editor = self.server.add_user("Editor")
        self.admin = self.server.add_user("Admin", admin=True)
        self.member = self.server.add_user("Member")
        self.group = self.server.add_usergroup([self.member])
        site.configure(self.config())

    def config(self) -> str:
        """Return the configuration of the site."""
        return CONFIG.format(
            access=self.access,
            channel=self.news.id,
            editor=self.editor.id,
            manager=self.manager.id,
            group=self.group.id,
        )

    @property
    def access(self) -> str:
        return ACCESS.format(mode=self.mode, api=self.server.api)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "BRIEFBOT_SLACK__BOT_TOKEN": self.server.bot_token,
            "BRIEFBOT_SLACK__APP_TOKEN": self.server.app_token,
            "BRIEFBOT_SLACK__SIGNING_SECRET": self.server.signing_secret,
        }

    @contextmanager
    def running(self, **environment: str) -> Iterator[Running]:
        """Have a process that is ready and heard, unless its environment is another one."""
        opened = self.server.sockets.opened
        with self.site.running(**{**self.environment, **environment}) as process:
            if self.mode == "http":
                address = process.wait_for_line("serving")["address"]
                self.server.request_url = f"{address}slack/events"
                process.wait_for_line("known to Slack")
            elif not environment:
                until(lambda: self.server.sockets.opened > opened)
                process.wait_for_line("connected to Slack")
            yield process

    def messages(self) -> list[Message]:
        """Return what stands in the channel of the news."""
        return self.server.messages(self.news.id)

    def asks(self, user: User, text: str, command: str = "/brief", **how: Any) -> Answer:  # noqa: ANN401 - handed through
        """Have somebody type a command in the channel of the news."""
        return self.thread.does(self.server.run_command(user, self.news, command, text, **how))

    def presses(self, user: User, message: Message, action: str) -> Answer:
        """Have somebody press a button."""
        return self.thread.does(self.server.press(user, message, action))

    def posts(self) -> int:
        """Return how many requests to post there were."""
        return sum(call.method == "chat.postMessage" for call in self.server.requests)

    # --- as any chat: `between.chat.ChatPlace` ---

    @property
    def connections(self) -> int:
        return self.server.sockets.opened

    def channel_id(self, name: str) -> str:
        channels = self.server.world.channels.values()
        found = next((each for each in channels if each.name == name), None)
        return (found or self.server.add_channel(name)).id

    def watch(self, door: Door) -> None:
        self.server.passing = door

    def asking(self, verb: str, **options: str) -> Future[bool]:
        async def ask() -> bool:
            given = " ".join(f"{name}:{value}" for name, value in options.items())
            answer = await self.server.run_command(
                self.reader, self.news, "/brief", f"{verb} {given}"
            )
            return bool(answer.messages)

        return self.thread.begin(ask())

    def standing(self) -> list[Standing]:
        return self.thread.does(self._standing())

    async def _standing(self) -> list[Standing]:
        """Look in the server's own thread: elsewhere, the channels would change meanwhile."""
        return [
            Standing(
                place=channel.name or "direct",
                id=message.ts,
                thread=message.thread_ts,
                body=_without_ids(message.blocks),
            )
            for channel in self.server.world.channels.values()
            for message in channel.by_ts.values()
            if not message.is_tombstone
        ]

    def body_of(self, payload: str) -> Any:  # noqa: ANN401 - as Slack has it
        return _without_ids(json.loads(payload)["blocks"])


def _without_ids(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return blocks without the ids that Slack gives those that have none."""
    return [{key: value for key, value in each.items() if key != "block_id"} for each in blocks]


@contextmanager
def slack_place(site: Site, mode: Mode = "socket") -> Iterator[SlackPlace]:
    """Have a Slack for a site."""
    with serving() as thread:
        yield SlackPlace(thread, site, mode)
