"""Registering the commands, where they are not the ones that Discord has already.

https://docs.discord.com/developers/interactions/application-commands#bulk-overwrite-global-application-commands
"""

import structlog

from briefbot.platforms.discord.client.memory import Memory
from briefbot.platforms.discord.commands import definitions, fingerprint
from briefbot.platforms.discord.rest import Json, RefusedError, Rest
from briefbot.platforms.discord.settings import DiscordSettings

_log = structlog.get_logger()

_EVERYWHERE = "/applications/{application_id}/commands"
_THERE = "/applications/{application_id}/guilds/{guild_id}/commands"
#: Unknown server, and missing access.
_NOT_THERE = {10004, 50001}


async def register_commands(
    rest: Rest, settings: DiscordSettings, memory: Memory, *, application: str
) -> None:
    """Register the commands everywhere and in the development servers, if they have changed.

    In servers that are for development no more, they are taken away.

    Raises what a request raises, but for a development server that does not let us: that is logged.
    """
    commands = definitions()
    mark = fingerprint(commands)
    for guild in ("", *settings.development_guilds):
        scope = f"{application}/{guild}"
        if memory.registered(scope) == mark:
            continue
        try:
            await _put(rest, application, guild, commands)
        except RefusedError as error:
            if not guild:
                raise
            advice = "invite the bot there with the scope applications.commands"
            _log.warning("commands not registered", guild=guild, code=error.code, advice=advice)
            continue
        memory.register(scope, mark)
        _log.info("commands registered", guild=guild or "all", commands=len(commands))
    await _clear_others(rest, settings, memory, application=application)


async def _clear_others(
    rest: Rest, settings: DiscordSettings, memory: Memory, *, application: str
) -> None:
    """Take the commands away from servers that are for development no more.

    They would stay as they are now, beside those that are everywhere. One that does not let us is
    one that we were removed from, and they with us.
    """
    for scope in memory.scopes(f"{application}/"):
        guild = scope.removeprefix(f"{application}/")
        if not guild or guild in settings.development_guilds:
            continue
        try:
            await _put(rest, application, guild, [])
        except RefusedError as error:
            if error.code not in _NOT_THERE:
                raise
        memory.unregister(scope)
        _log.info("commands taken away", guild=guild)


async def _put(rest: Rest, application: str, guild: str, commands: list[Json]) -> None:
    ids = {"application_id": application, "guild_id": guild}
    await rest.request("PUT", _THERE if guild else _EVERYWHERE, ids=ids, body=commands)
