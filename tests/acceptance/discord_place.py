"""A Discord that the real process talks to: one server, a channel, people, and a configuration."""

import json
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, TypeVar

from acceptance.between.chat import Standing
from acceptance.between.door import Door
from acceptance.running import Running, Site, until
from discord_server import CREATE_MESSAGE, Channel, DiscordServer, Message, User
from discord_server.permissions import MANAGE_GUILD
from discord_server.records import NAME_CHANGE
from platforms.discord.driving import Hosted, hosted

T = TypeVar("T")

ACCESS = """\
[discord]
api = "{api}"
gateway = "{gateway}"
"""
CONFIG = """\
timezone = "UTC"
operator = "desk"
{access}\
[destinations.news]
platform = "discord"
channel = "{channel}"
[destinations.desk]
platform = "terminal"
[summaries.all]
destinations = ["news"]
[roles.discord]
editors = ["{editor}"]
managers = ["{managers}"]
"""


class DiscordPlace:
    """What a process of a site sees as Discord; `call` runs where the local Discord does."""

    platform = "discord"
    page = 4_000
    welcomes = 1

    def __init__(self, host: Hosted, site: Site) -> None:
        self.site = site
        self.host = host
        self.server: DiscordServer = host.server
        self.call: Callable[[Coroutine[Any, Any, Any]], Any] = host.call
        self.guild = self.server.add_guild(name="Newsroom")
        self.channel = self.server.add_channel(self.guild, name="news")
        role = self.server.add_role(self.guild, name="desk", permissions=MANAGE_GUILD)
        self.reader = self.server.add_user(self.guild, name="reader")
        self.manager = self.server.add_user(self.guild, name="manager", roles=[role])
        self.managers = str(role.id)
        self.editor = self.server.add_user(self.guild, name="editor")
        moderators = self.server.add_role(self.guild, name="mods", permissions=MANAGE_GUILD)
        #: Sees what managers do, and is none.
        self.moderator = self.server.add_user(self.guild, name="mod", roles=[moderators])
        site.configure(self.config())

    def config(self) -> str:
        """Return the configuration of the site."""
        return CONFIG.format(
            access=self.access,
            channel=self.channel.id,
            editor=self.editor.id,
            managers=self.managers,
        )

    @property
    def access(self) -> str:
        return ACCESS.format(api=self.server.api, gateway=self.server.gateway)

    @contextmanager
    def running(self, *, token: str = "") -> Iterator[Running]:
        """Have a process that is ready, and listens unless its token is another one."""
        with self.site.running(BRIEFBOT_DISCORD__TOKEN=token or self.server.token) as process:
            if not token:
                until(lambda: self.server.connections.sessions)
            yield process

    def start(self) -> Running:
        """Have a process that has only just been started."""
        return self.site.start(BRIEFBOT_DISCORD__TOKEN=self.server.token)

    def messages(self, channel: Channel | None = None) -> list[Message]:
        """Return what stands in a channel, by default that of the news."""
        return self.server.messages(channel or self.channel)

    def ask(self, user: User, *words: Any, **how: Any) -> Any:  # noqa: ANN401 - handed through
        """Have somebody run a command in the channel of the news."""
        return self.call(self.server.run_command(user, self.channel, *words, **how))

    def press(self, user: User, message: Message, action: str) -> Any:  # noqa: ANN401
        """Have somebody press a button."""
        return self.call(self.server.press(user, message, action))

    def posts(self) -> int:
        """Return how many requests to post there were."""
        return len(self.server.calls(CREATE_MESSAGE))

    def has_posted(self, times: int) -> bool:
        """Tell whether there were so many."""
        return self.posts() >= times

    # --- as any chat: `between.chat.ChatPlace` ---

    @property
    def environment(self) -> dict[str, str]:
        return {"BRIEFBOT_DISCORD__TOKEN": self.server.token}

    @property
    def connections(self) -> int:
        return self.server.connections.identified

    @property
    def greetings(self) -> int:
        return len(self.server.direct_messages(self._owner))

    @property
    def repeated(self) -> list[str]:
        """Posts that stand once only because the local Discord still knew their nonce."""
        posted = Counter(
            (each.parts["channel_id"], str(each.body["nonce"]))
            for each in self.server.calls(CREATE_MESSAGE)
            if each.status == HTTPStatus.OK
        )
        return [nonce for (_, nonce), times in posted.items() if times > 1]

    @property
    def _owner(self) -> User:
        return self.server.world.users[self.guild.owner_id]

    def channel_id(self, name: str) -> str:
        channels = self.guild.channels.values()
        found = next((each for each in channels if each.name == name), None)
        return str((found or self.server.add_channel(self.guild, name=name)).id)

    def watch(self, door: Door) -> None:
        self.server.passing = door

    def asking(self, verb: str, **options: str) -> Future[bool]:
        async def ask() -> bool:
            given = {name: value == "true" or value for name, value in options.items()}
            seen = await self.server.run_command(self.reader, self.channel, "brief", verb, given)
            return bool(seen.messages)

        return self.host.begin(ask())

    def standing(self) -> list[Standing]:
        seen: list[Standing] = self.call(self._standing())
        return seen

    async def _standing(self) -> list[Standing]:
        """Look in the server's own thread: elsewhere, the channels would change meanwhile."""
        channels = [*self.guild.channels.values(), self.server.world.direct(self.reader)]
        return [
            Standing(
                place=(channel.parent or channel).name,
                id=str(message.id),
                thread=str(channel.id) if channel.parent else "",
                body=message.components,
            )
            for channel in channels
            for message in channel.messages.values()
            if message.kind != NAME_CHANGE
        ]

    def body_of(self, payload: str) -> Any:  # noqa: ANN401 - as Discord has it
        return json.loads(payload)["components"]


def long_edit() -> tuple[str, str]:
    """Return the edit of a brief that makes two pages and more of its post."""
    facts = "".join(
        f"- The council spoke of pillar {number} on 3 November 2025. {'It is long. ' * 12}"
        "[@notice; @wire]\n"
        for number in range(40)
    )
    heading = "\n## The response"
    return heading, f"{facts}{heading}"


def actions(message: Message) -> dict[str, str]:
    """Return the buttons of a message: what they say, and their ids."""
    found: dict[str, str] = {}

    def walk(components: list[dict[str, Any]]) -> None:
        for each in components:
            if "custom_id" in each:
                found[each["label"]] = each["custom_id"]
            walk(each.get("components", []))

    walk(message.components)
    return found


@contextmanager
def discord_place(site: Site) -> Iterator[DiscordPlace]:
    """Have a Discord for a site."""
    with hosted() as host:
        yield DiscordPlace(host, site)
