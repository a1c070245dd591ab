"""The connection by which commands and presses come: one gateway client at a time."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import discord
import structlog

from briefbot.errors import BriefbotError, SettingsError
from briefbot.platforms.discord.client.gateway import Gateway
from briefbot.platforms.discord.client.memory import Memory
from briefbot.platforms.discord.client.turns import Turns
from briefbot.platforms.discord.commands import Dispatcher
from briefbot.platforms.discord.rest import RefusedError, point_at
from briefbot.platforms.discord.settings import DiscordSettings
from briefbot.ports import Answering, Dates, unread_dates

_log = structlog.get_logger()

#: `stop` promises 3 seconds: so long for answers on their way, and so long for the goodbye.
_ANSWERS = 1.5
_GOODBYE = 1.0

_TOO_MANY = 429
_SERVER_ERROR = 500
#: Close codes that come again whatever is done here: the version of the gateway, the intents.
_OUTDATED = {4012, 4013}


class DiscordLink:
    """Listens with a bot's token (`ports.Link`); `memory` is a file that is this link's own."""

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        answering: Answering,
        memory: Path,
        dates: Dates = unread_dates,
    ) -> None:
        self._settings = settings
        self._dates = dates
        self._dispatcher = Dispatcher(answering)
        self._answering = answering
        self._memory = Memory(memory)
        self._turns = Turns()
        self._stop = asyncio.Event()
        self._gateway: Gateway | None = None

    @property
    def trouble(self) -> str:
        """Why nobody is heard now."""
        return self._gateway.trouble if self._gateway else "not connected to Discord"

    def stop(self) -> None:
        """Let `run` come to its end."""
        self._stop.set()

    async def run(self) -> None:
        """Log in, listen, and answer until `stop`. Raises BriefbotError with the next step."""
        if self._stop.is_set():
            return
        point_at(self._settings)
        gateway = Gateway(
            self._settings,
            self._dispatcher,
            answering=self._answering,
            memory=self._memory,
            turns=self._turns,
            dates=self._dates,
        )
        self._gateway = gateway
        running = asyncio.create_task(gateway.start(self._settings.token))
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                _raise(running)
        finally:
            self._gateway = None
            await _end(gateway, running, stopping)


def _raise(running: "asyncio.Task[None]") -> None:
    """Raise what ended the connection, in words for who can put it right."""
    error = running.exception()
    if error is None:
        raise BriefbotError("Discord closed the connection", next_step="it is opened again")
    raise _explained(error) from error


def _explained(error: BaseException) -> BaseException:
    """Return the one line for an error, or the error where it has none."""
    where = "[discord] token"
    if isinstance(error, discord.LoginFailure):
        advice = "copy the token again from the application's page, under Bot"
        return SettingsError("Discord refuses the token", where=where, next_step=advice)
    if isinstance(error, discord.PrivilegedIntentsRequired):
        advice = "it asks for none that is privileged; update briefbot, or report it"
        return SettingsError("Discord refuses the intents", where=where, next_step=advice)
    if isinstance(error, discord.ConnectionClosed):
        return _closed(error)
    if isinstance(error, (RefusedError, discord.HTTPException)):
        advice = "it is tried again"
        if error.status < _SERVER_ERROR and error.status != _TOO_MANY:
            advice = "check [discord] api, and that the application still exists"
        return BriefbotError(f"Discord answered {error.status}", next_step=advice)
    if isinstance(error, (aiohttp.ClientError, OSError, discord.GatewayNotFound)):
        what = f"Discord cannot be reached ({type(error).__name__})"
        return BriefbotError(what, next_step="it is tried again; check the network and [discord]")
    return error


def _closed(error: discord.ConnectionClosed) -> BriefbotError:
    """Return the line for a close code.

    https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
    """
    if error.code == 4004:
        advice = "copy the token again from the application's page, under Bot"
        return SettingsError("Discord refuses the token", where="[discord] token", next_step=advice)
    what = f"Discord closed the connection with code {error.code}"
    if error.code in _OUTDATED:
        return BriefbotError(what, next_step="update briefbot; posts go on without commands")
    return BriefbotError(what, next_step="it is opened again")


async def _end(gateway: Gateway, *tasks: "asyncio.Task[Any]") -> None:
    """Give answers on their way their time, then say goodbye, and wait for no more than that."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_ANSWERS):
            await gateway.answered()
    try:
        async with asyncio.timeout(_GOODBYE):
            await gateway.close()
    except Exception as error:  # noqa: BLE001 - it ends in any case
        _log.debug("goodbye to Discord cut short", reason=type(error).__name__)
        await gateway.http.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
