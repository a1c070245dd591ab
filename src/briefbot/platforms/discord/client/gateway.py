"""discord.py's client, kept small: no members, no messages, no commands of its own."""

import asyncio
from typing import Any

import discord
import structlog

from briefbot.errors import BriefbotError
from briefbot.platforms.discord.client.greeting import Said, greet
from briefbot.platforms.discord.client.memory import Memory
from briefbot.platforms.discord.client.registration import register_commands
from briefbot.platforms.discord.client.turns import Turns
from briefbot.platforms.discord.commands import Dispatcher
from briefbot.platforms.discord.rest import Rest, intents
from briefbot.platforms.discord.settings import DiscordSettings
from briefbot.ports import Answering, Dates

_log = structlog.get_logger()

#: So many connections are left alone, of some 1,000 a day.
#: https://docs.discord.com/developers/events/gateway#session-start-limit-object
_SPARE_STARTS = 50


class Gateway(discord.AutoShardedClient):
    """Listens for one `run` of the link."""

    def __init__(  # noqa: PLR0913 - what listening takes
        self,
        settings: DiscordSettings,
        dispatcher: Dispatcher,
        *,
        answering: Answering,
        memory: Memory,
        turns: Turns,
        dates: Dates,
    ) -> None:
        super().__init__(
            intents=intents(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self._settings = settings
        self._dispatcher = dispatcher
        self._answering = answering
        self._memory = memory
        self._turns = turns
        self._answers: set[asyncio.Task[Any]] = set()
        self._greetings = asyncio.Lock()
        self._heard: set[int] = set()
        self._rest = Rest(self.http, dates=dates)

    @property
    def trouble(self) -> str:
        """Why nobody is heard now, "" while every shard is connected."""
        shards = self.shard_ids or range(self.shard_count or 1)
        deaf = [str(shard) for shard in shards if shard not in self._heard]
        return f"no connection to Discord's gateway (shard {', '.join(deaf)})" if deaf else ""

    async def answered(self) -> None:
        """Wait until every interaction that has come in is answered."""
        if self._answers:
            await asyncio.wait(self._answers)

    async def setup_hook(self) -> None:
        """Register the commands, once logged in and before connecting.

        Raises BriefbotError where connecting could cost the token.
        """
        shards, _, starts = await self.http.get_bot_gateway()
        if starts["remaining"] < _SPARE_STARTS:
            raise BriefbotError(
                f"Discord lets the bot connect {starts['remaining']} times more today, and then "
                "takes its token back",
                next_step="it goes on by itself within a day, and posts go on; find what else "
                "uses the token, or ends the connection so often",
            )
        if self._settings.gateway:
            # With a number of shards given, discord.py takes the configured address, and not the
            # one that Discord names beside the number.
            self.shard_count = shards
        await register_commands(
            self._rest, self._settings, self._memory, application=str(self.application_id)
        )

    # --- what discord.py calls ---

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for a turn; discord.py itself knows nothing of the connection before this one."""
        del shard_id, initial
        await self._turns.wait()

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answer; an answer that has begun is finished before the connection ends."""
        answer = asyncio.create_task(self._dispatcher.handle(interaction, self._rest))
        self._answers.add(answer)
        answer.add_done_callback(self._answers.discard)

    async def on_shard_connect(self, shard_id: int) -> None:
        """Note that a shard is heard."""
        self._heard.add(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Note that a shard is heard again."""
        self._heard.add(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note that a shard is lost; discord.py connects again."""
        self._heard.discard(shard_id)

    async def on_shard_ready(self, shard_id: int) -> None:
        """Greet the servers of a shard that were never greeted, joined while we were away."""
        _log.info("listening to Discord", shard=shard_id, guilds=len(self.guilds))
        for guild in self.guilds:
            if guild.shard_id == shard_id:
                await self._greet(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet a new server."""
        await self._greet(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget a server that was left."""
        await asyncio.to_thread(self._memory.forget, str(guild.id))

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Log what an event of ours has raised, unless our own goodbye has cut it off.

        Who could not be greeted before the end is greeted at the next start.
        """
        if self.is_closed():
            _log.debug("event cut off by the end", name=event_method)
            return
        _log.exception("event failed", name=event_method)

    async def _greet(self, guild: discord.Guild) -> None:
        async with self._greetings:
            name = str(guild.id)
            if not await asyncio.to_thread(self._memory.ungreeted, [name]):
                return
            again = await asyncio.to_thread(self._memory.begin, name)
            said = await greet(self._rest, guild, self._answering, again=again)
            if said is Said.YES:
                await asyncio.to_thread(self._memory.greet, name)
            elif said is Said.NO and not again:
                await asyncio.to_thread(self._memory.forget, name)
