"""Saying once, where the bot is new, what it can see, what is missing, and what to do next."""

import hashlib

import aiohttp
import discord
import structlog

from briefbot.core.rendering import RenderOptions
from briefbot.platforms.discord.permissions import missing_permissions
from briefbot.platforms.discord.render import render_components
from briefbot.platforms.discord.rest import RefusedError, Rest, id_of
from briefbot.ports import Answering

_log = structlog.get_logger()

#: Codes by which nobody is there to be told; everything else may be over the next time.
_NOBODY = frozenset({10003, 10013, 50001, 50007, 50008, 50013, 50278})


async def greet(rest: Rest, guild: discord.Guild, answering: Answering) -> bool:
    """Greet a server in its channel for such messages, else its owner in person.

    Returns whether it was said, or can be said to nobody there.
    """
    value = guild.me.guild_permissions.value
    missing = [f"{each.name}: {each.reason}" for each in missing_permissions(value)]
    document = answering.greeting(
        "discord",
        missing=missing,
        lang=str(guild.preferred_locale),
        channels={str(each.id) for each in (*guild.channels, *guild.threads)},
    )
    page = render_components(document, RenderOptions()).pages[0].payload
    digest = hashlib.sha256(f"greeting {guild.id}".encode()).hexdigest()
    body = {**page, "nonce": digest[:22], "enforce_nonce": True}
    try:
        for channel in await _places(rest, guild):
            try:
                path = "/channels/{channel_id}/messages"
                await rest.request("POST", path, ids={"channel_id": channel}, body=body)
            except RefusedError as error:
                if error.code not in _NOBODY:
                    raise
            else:
                return True
    except (RefusedError, aiohttp.ClientError, OSError) as error:
        _log.warning("greeting not told", guild=guild.id, reason=type(error).__name__)
        return False
    _log.info("nobody to greet", guild=guild.id)
    return True


async def _places(rest: Rest, guild: discord.Guild) -> list[str]:
    """Return the channels to try, the owner's direct messages last."""
    places = []
    system = guild.system_channel
    if system is not None and system.permissions_for(guild.me).send_messages:
        places.append(str(system.id))
    if guild.owner_id is not None:
        try:
            body = {"recipient_id": str(guild.owner_id)}
            direct = await rest.request("POST", "/users/@me/channels", body=body)
        except RefusedError as error:
            if error.code not in _NOBODY:
                raise
            return places
        places.append(id_of(direct))
    return places
