"""A Slack that the real process talks to: one server, a channel, people, and a configuration."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from acceptance.running import Running, Site, until
from platforms.slack.serving import ServerThread, serving
from slack_server import Answer, Message, User

Mode = Literal["socket", "http"]

CONFIG = """\
timezone = "UTC"
operator = "desk"
[slack]
mode = "{mode}"
api = "{api}"
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
managers = ["{manager}"]
"""


class SlackPlace:
    """What a process of a site sees as Slack; the local one runs in a thread of its own."""

    def __init__(self, thread: ServerThread, site: Site, mode: Mode) -> None:
        self.thread = thread
        self.server = thread.server
        self.site = site
        self.mode = mode
        self.news = self.server.add_channel("news")
        self.reader = self.server.add_user("Reader", tz="Europe/Kyiv")
        self.manager = self.server.add_user("Manager")
        site.configure(self.config())

    def config(self) -> str:
        """Return the configuration of the site."""
        return CONFIG.format(
            mode=self.mode, api=self.server.api, channel=self.news.id, manager=self.manager.id
        )

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


@contextmanager
def slack_place(site: Site, mode: Mode = "socket") -> Iterator[SlackPlace]:
    """Have a Slack for a site."""
    with serving() as thread:
        yield SlackPlace(thread, site, mode)
