"""The local Slack: one server on the loopback, and what a test does with it."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from slack_server.answers import Answer, View
from slack_server.calls import Call
from slack_server.chat import Chat
from slack_server.delivering import Acknowledged, Transport
from slack_server.driving import Driver
from slack_server.faults import Faults
from slack_server.interactions import Interactions
from slack_server.limits import Limits, Rates
from slack_server.methods import SCOPES, methods
from slack_server.reading import Reading
from slack_server.signed import SignedRequests
from slack_server.sockets import Sockets
from slack_server.views import Views
from slack_server.web_api import WebApi
from slack_server.world import Channel, Group, Json, Message, User, World

Answering = Callable[[], Awaitable[web.StreamResponse]]
Passing = Callable[[web.BaseRequest, Answering], Awaitable[web.StreamResponse]]


class SlackServer:
    """A workspace with one app in it, reachable over real sockets.

        async with SlackServer() as server:
            client = AsyncWebClient(server.bot_token, base_url=server.api)

    `clock` is the workspace's time (seconds since 1970), by which rates, triggers and
    response_urls run out. Signatures and acknowledgements go by the real time. Without
    `checks_blocks` blocks posted are taken as they are: benchmarks measure the client, not this.
    `passing`, where it is set, is given every request but sockets with what answers it, and answers
    in its place.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        clock: Callable[[], float] = time.time,
        checks_blocks: bool = True,
    ) -> None:
        limits = limits or Limits.off()
        self.bot_token = f"xoxb-{secrets.token_hex(12)}"
        self.app_token = f"xapp-1-{secrets.token_hex(12)}"
        self.signing_secret = secrets.token_hex(16)
        self.scopes = set(SCOPES)
        self.passing: Passing | None = None
        self.world = World(clock)
        self.sockets = Sockets(self.world, limits, self._base)
        self.faults = Faults(self.sockets.go_deaf, self.sockets.say)
        self.sockets.faults = self.faults
        self.signed = SignedRequests(
            limits=limits, faults=self.faults, signing_secret=self.signing_secret
        )
        self.interactions = Interactions(self.world, limits, self._base)
        self._views = Views(self.world, self.interactions)
        self._driver = Driver(
            world=self.world,
            interactions=self.interactions,
            views=self._views,
            transport=self.sockets,
        )
        self._stopping = asyncio.Event()
        self._web_api = WebApi(
            world=self.world,
            faults=self.faults,
            rates=Rates(limits),
            scopes=self.scopes,
            bot_token=self.bot_token,
            app_token=self.app_token,
            table=methods(
                Chat(self.world, self.faults, self.interactions, self.scopes, checks_blocks),
                Reading(self.world, self.faults),
                self._views,
                self.sockets.connect,
            ),
            interactions=self.interactions,
            stopping=self._stopping,
        )
        self._runner: web.ServerRunner | None = None
        self._address = ""

    async def __aenter__(self) -> Self:
        handler = web.Server(self._handle, access_log=None)
        self._runner = web.ServerRunner(handler, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self._address = f"http://{host}:{port}/"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def _base(self) -> str:
        return self._address

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if self.passing is None or request.path.startswith("/link"):
            return await self._answer(request)
        return await self.passing(request, lambda: self._answer(request))

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        area, _, name = request.path.lstrip("/").partition("/")
        if area == "api":
            return await self._web_api.answer(request, name)
        if area == "link":
            return await self.sockets.accept(request)
        if area == "response":
            return await self._web_api.respond(request, name)
        return web.Response(status=404)

    # --- what is there ---

    @property
    def api(self) -> str:
        """The base address of the Web API, with a slash at its end."""
        return f"{self._address}api/"

    @property
    def team(self) -> str:
        """The id of the workspace."""
        return self.world.team_id

    @property
    def bot(self) -> User:
        return self.world.bot

    @property
    def requests(self) -> list[Call]:
        """Every call of the Web API, oldest first, with the error it was answered with."""
        return self._web_api.requests

    @property
    def request_url(self) -> str:
        """The app's own address; once set, everything is delivered there and not by socket."""
        return self.signed.url

    @request_url.setter
    def request_url(self, url: str) -> None:
        self.signed.url = url
        transport: Transport = self.signed if url else self.sockets
        self._driver.transport = transport

    def add_channel(
        self,
        name: str,
        *,
        bot_in: bool = True,
        private: bool = False,
        members: Iterable[User] | None = None,
    ) -> Channel:
        """Add a channel; everybody is in it unless `members` are given."""
        return self.world.add_channel(name, has_bot=bot_in, is_private=private, members=members)

    def add_user(
        self, name: str, *, tz: str = "Etc/UTC", admin: bool = False, locale: str = "en-US"
    ) -> User:
        return self.world.add_user(name, zone=tz, is_admin=admin, locale=locale)

    def add_usergroup(self, members: Iterable[User], handle: str = "editors") -> Group:
        return self.world.add_group(members, handle)

    def say(self, user: User, channel: Channel, text: str, *, thread_ts: str = "") -> Message:
        """Let a person write a message."""
        message = Message(
            channel=channel.id,
            ts=self.world.new_ts(),
            user=user.id,
            text=text,
            posted_at=self.world.clock(),
            thread_ts=thread_ts,
        )
        return self.world.keep(message)

    def messages(self, channel: str) -> list[Message]:
        """Return what stands in a channel, oldest first; of threads only what was broadcast."""
        return list(self.world.channels[channel].top)

    def replies(self, channel: str, ts: str) -> list[Message]:
        """Return the replies to a message, oldest first."""
        return list(self.world.channels[channel].by_ts[ts].replies)

    def ephemeral(self, user: User, channel: Channel) -> list[Message]:
        """Return what only this person sees in a channel, oldest first."""
        return [message for message in channel.ephemeral if message.seen_by == user.id]

    def direct(self, user: User) -> Channel:
        """Return the channel of somebody's direct messages with the bot."""
        return self.world.direct(user)

    def views(self, user: User) -> list[View]:
        """Return somebody's open modals, the one on top last."""
        return list(self._views.of(user))

    # --- what people do ---

    async def connected(self, count: int = 1, *, within: float = 10.0) -> None:
        """Return when Socket Mode was connected so often; raise TimeoutError if it was not."""
        await self.sockets.connected(count, within=within)

    async def run_command(
        self, user: User, channel: Channel, command: str, text: str = "", *, wait: float = 5.0
    ) -> Answer:
        """Type a command; return when something is seen, or after `wait` seconds."""
        return await self._driver.command(user, channel, command, text, wait=wait)

    async def press(
        self, user: User, message: Message, action_id: str, value: str = "", *, wait: float = 5.0
    ) -> Answer:
        """Press a button of a message, or choose `value` from its menu."""
        return await self._driver.press(user, message, action_id, value, wait=wait)

    async def act_in_view(
        self, user: User, view: View, action_id: str, value: str = "", *, wait: float = 5.0
    ) -> Answer:
        """Press a button of a modal, or choose `value` from its menu."""
        return await self._driver.act_in_view(user, view, action_id, value, wait=wait)

    async def submit_view(
        self, user: User, view: View, values: Mapping[str, Any], *, wait: float = 5.0
    ) -> Answer:
        """Fill in a modal, by action_id or block_id, and send it."""
        return await self._driver.submit(user, view, values, wait=wait)

    async def suggest(self, user: User, name: str, typed: str) -> list[Json]:
        """Type into a searched menu, by its action_id or block_id; return the options shown."""
        return await self._driver.suggest(user, name, typed)

    async def use_shortcut(
        self, user: User, message: Message, callback_id: str, *, wait: float = 5.0
    ) -> Answer:
        """Use an entry of a message's menu."""
        return await self._driver.shortcut(user, message, callback_id, wait=wait)

    async def invite(self, channel: Channel, *, by: User) -> Acknowledged:
        """Invite the bot to a channel, which the app is told by an event."""
        channel.has_bot = True
        event = {
            "type": "member_joined_channel",
            "user": self.bot.id,
            "channel": channel.id,
            "channel_type": "G" if channel.is_private else "C",
            "team": self.team,
            "inviter": by.id,
        }
        return await self._driver.event(event)

    async def verify_url(self) -> bool:
        """Check `request_url` as Slack does when it is entered."""
        return await self.signed.verify()
