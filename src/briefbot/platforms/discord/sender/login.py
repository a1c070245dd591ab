"""The sender's own way in: posting needs no gateway, and goes on while that is down."""

import asyncio
from contextlib import suppress

import aiohttp
import discord

from briefbot.core.delivery.state import BlockedScope, Outcome, Verdict
from briefbot.platforms.discord.rest import Rest, intents, point_at
from briefbot.platforms.discord.settings import DiscordSettings
from briefbot.ports import Dates

#: Shorter than a call may take: what waits for it has surely posted nothing.
_LIMIT = 6.0
#: How long an empty bucket is waited for within a call, the least that discord.py allows.
_LONGEST_WAIT = 30.0


class NotLoggedInError(Exception):
    """There is no way in now; `outcome` says why, and that nothing was posted."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


class Login:
    """A client that is logged in when it is first needed, and stays so until `close`."""

    def __init__(self, settings: DiscordSettings, *, dates: Dates) -> None:
        self._settings = settings
        self._dates = dates
        self._lock = asyncio.Lock()
        self._client: discord.Client | None = None

    async def rest(self) -> tuple[Rest, str]:
        """Return the API, and the bot's own id. Raises NotLoggedInError."""
        client = self._client or await self._begun()
        if client.user is None:
            raise NotLoggedInError(_later("no user"))
        return Rest(client.http, dates=self._dates), str(client.user.id)

    async def _begun(self) -> discord.Client:
        """Log in, unless another call has done so meanwhile."""
        try:
            async with asyncio.timeout(_LIMIT), self._lock:
                self._client = self._client or await self._logged_in()
                return self._client
        except discord.LoginFailure:
            reason = "Discord refuses the token; set the bot's present one"
            outcome = Outcome(verdict=Verdict.ACCOUNT_REFUSED, reason=reason)
            raise NotLoggedInError(outcome) from None
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise NotLoggedInError(_later(type(error).__name__)) from None

    async def close(self) -> None:
        """End the session; the next use begins another. Never raises."""
        client, self._client = self._client, None
        if client is not None:
            await _close(client)

    async def _logged_in(self) -> discord.Client:
        point_at(self._settings)
        client = discord.Client(
            intents=intents(), max_messages=None, max_ratelimit_timeout=_LONGEST_WAIT
        )
        try:
            await client.login(self._settings.token)
        except BaseException:
            await _close(client)
            raise
        return client


async def _close(client: discord.Client) -> None:
    with suppress(Exception):  # whatever it is, there is nothing left to lose
        await client.close()


def _later(what: str) -> Outcome:
    return Outcome(
        verdict=Verdict.NOT_NOW,
        reason=f"not logged in to Discord ({what})",
        scope=BlockedScope.ACCOUNT,
    )
