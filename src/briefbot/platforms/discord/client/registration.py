"""Registering the commands, where they are not the ones that Discord has already.

https://docs.discord.com/developers/interactions/application-commands#bulk-overwrite-global-application-commands
"""

import structlog

from briefbot.platforms.discord.client.memory import Memory
from briefbot.platforms.discord.commands import definitions, fingerprint
from briefbot.platforms.discord.rest import RefusedError, Rest
from briefbot.platforms.discord.settings import DiscordSettings

_log = structlog.get_logger()


async def register_commands(
    rest: Rest, settings: DiscordSettings, memory: Memory, *, application: str
) -> None:
    """Register the commands everywhere, and in the development servers, if they have changed.

    Raises what a request raises, but for a development server that does not let us: that is logged.
    """
    commands = definitions()
    mark = fingerprint(commands)
    scopes = {"": "/applications/{application_id}/commands"}
    path = "/applications/{application_id}/guilds/{guild_id}/commands"
    scopes |= dict.fromkeys(settings.development_guilds, path)
    for guild, path in scopes.items():
        scope = f"{application}/{guild}"
        if memory.registered(scope) == mark:
            continue
        ids = {"application_id": application, "guild_id": guild}
        try:
            await rest.request("PUT", path, ids=ids, body=commands)
        except RefusedError as error:
            if not guild:
                raise
            advice = "invite the bot there with the scope applications.commands"
            _log.warning("commands not registered", guild=guild, code=error.code, advice=advice)
            continue
        memory.register(scope, mark)
        _log.info("commands registered", guild=guild or "all", commands=len(commands))
