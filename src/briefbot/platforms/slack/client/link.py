"""The listening side of Slack (`ports.Link`): Socket Mode, or requests to our own address."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog
from aiohttp import web as http
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.request import SocketModeRequest

from briefbot.errors import BriefbotError
from briefbot.platforms.slack.client.identity import Identity, explained, identify
from briefbot.platforms.slack.client.socket import Rhythm, Socket
from briefbot.platforms.slack.client.web import FAILURES, Json, Web
from briefbot.platforms.slack.commands.bolt import bolt_app
from briefbot.platforms.slack.commands.desk import Desk, Once
from briefbot.platforms.slack.commands.manifest import lacking
from briefbot.platforms.slack.settings import SlackSettings
from briefbot.ports import Answering, Clock

_log = structlog.get_logger()

#: Is told the scopes that the app lacks, each with a sentence.
Lacks = Callable[[Mapping[str, str]], Awaitable[None]]

_ADD_SCOPE = "add it under OAuth & Permissions and install the app again"
#: How long a connection may take to part; one that is only being made is left at once.
_FAREWELL = 1.2
#: Where Slack sends its requests in HTTP mode.
PATH = "/slack/events"


class SlackLink:
    """Hears commands, presses, forms and shortcuts of one workspace, and has them answered.

    `once` is True the first time that it is given an id, also over restarts. `lacks` is told which
    scopes the app lacks, whenever Slack has said it.
    """

    def __init__(  # noqa: PLR0913 - what a link is made of
        self,
        settings: SlackSettings,
        web: Web,
        *,
        answering: Answering,
        once: Once,
        lacks: Lacks,
        clock: Clock,
        rhythm: Rhythm | None = None,
    ) -> None:
        self._settings = settings
        self._web = web
        self._lacks = lacks
        self._stop = asyncio.Event()
        self._identity: Identity | None = None
        self._trouble = "not connected yet"
        self._desk = Desk(web, answering=answering, once=once, clock=clock)
        self._app = bolt_app(self._desk, whose=self._whose, signing_secret=settings.signing_secret)
        self._socket = Socket(web, self._handle, rhythm=rhythm or Rhythm())

    @property
    def trouble(self) -> str:
        """Why nobody is heard now; "" while the connection is good."""
        if self._settings.mode == "http" or self._trouble:
            return self._trouble
        return self._socket.trouble

    @property
    def routes(self) -> Sequence[http.AbstractRouteDef]:
        """What is served at the program's address: Slack's requests, in HTTP mode."""
        return [http.post(PATH, self._request)] if self._settings.mode == "http" else []

    def stop(self) -> None:
        """Let `run` return soon."""
        self._stop.set()

    async def run(self) -> None:
        """Be connected until `stop`. Raises BriefbotError for what it cannot do."""
        work = asyncio.create_task(self._connected())
        stopped = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({work}, timeout=_FAREWELL)
            if work.done():
                work.result()
        except BriefbotError as error:
            self._trouble = str(error)
            raise
        finally:
            work.cancel()
            stopped.cancel()
            await self._desk.close()

    async def _connected(self) -> None:
        self._check_settings()
        if self._stop.is_set():
            return
        identity = await self._known()
        _log.info("known to Slack", team=identity.team, mode=self._settings.mode)
        await self._tell(lacking(identity.scopes))
        self._trouble = ""
        if self._settings.mode == "http":
            await self._stop.wait()
            return
        try:
            await self._socket.run(self._stop)
        except FAILURES as error:
            raise explained(error, of_app_token=True) from None

    async def _tell(self, lacks: Mapping[str, str]) -> None:
        """Tell what does not work for want of a scope; the rest does."""
        for scope, what in lacks.items():
            _log.warning("the Slack app lacks a scope", scope=scope, without=what, fix=_ADD_SCOPE)
        told = {
            scope: f"the Slack app lacks this scope ({what}) -- {_ADD_SCOPE}"
            for scope, what in lacks.items()
        }
        await self._lacks(told)

    def _check_settings(self) -> None:
        wanted = {"socket": "app_token", "http": "signing_secret"}[self._settings.mode]
        if not getattr(self._settings, wanted):
            raise BriefbotError(
                f'[slack] mode = "{self._settings.mode}" needs {wanted}',
                next_step=f"give it as BRIEFBOT_SLACK__{wanted.upper()}_FILE",
            )

    async def _known(self) -> Identity:
        self._identity = await identify(self._web)
        self._desk.identity = self._identity
        return self._identity

    async def _whose(self) -> AuthorizeResult:
        """Tell Bolt whose requests these are, without a call for each."""
        known = self._identity or await self._known()
        return AuthorizeResult(
            enterprise_id=None,
            team_id=known.team,
            bot_user_id=known.user,
            bot_id=known.bot,
            bot_token=self._settings.bot_token,
        )

    # --- what comes in ---

    async def _handle(self, envelope: Json) -> Json | None:
        """Give an envelope to Bolt; return what is acknowledged, None for what failed."""
        request = SocketModeRequest.from_dict(envelope)
        if request is None:
            return None
        response = await run_async_bolt_app(self._app, request)
        if response.status != http.HTTPOk.status_code:
            return None
        found = json.loads(response.body) if response.body else {}
        return found if isinstance(found, dict) else {}

    async def _request(self, request: http.Request) -> http.Response:
        """Answer a request that Slack has signed, at most 5 minutes ago; read no other.

        https://docs.slack.dev/authentication/verifying-requests-from-slack
        """
        body = await request.read()
        try:
            verifier = SignatureVerifier(self._settings.signing_secret)
            is_signed = verifier.is_valid_request(body, dict(request.headers))
        except (ValueError, OverflowError):  # a time that is none, bytes that are no text
            is_signed = False
        if not is_signed:
            return http.Response(status=http.HTTPUnauthorized.status_code)
        response = await self._app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(response)
