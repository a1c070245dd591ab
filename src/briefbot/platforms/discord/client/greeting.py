"""Saying once, where the bot is new, what it can see, what is missing, and what to do next."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

import aiohttp
import discord
import structlog

from briefbot.core.delivery.state import Verdict
from briefbot.core.delivery.work import Outgoing
from briefbot.core.reference import reference
from briefbot.core.rendering import RenderOptions
from briefbot.platforms.discord.permissions import SEND_MESSAGES, missing_permissions
from briefbot.platforms.discord.render import render_components
from briefbot.platforms.discord.rest import Json, RefusedError, Rest, id_of
from briefbot.platforms.discord.sender.history import HiddenError, TooLongError, find
from briefbot.platforms.discord.sender.outcomes import outcome_of
from briefbot.ports import Answering

_log = structlog.get_logger()

#: Codes by which nobody is there to be told; everything else may be over the next time.
_NOBODY = frozenset({10003, 10013, 50001, 50007, 50008, 50013, 50278})
_FAILURES = (RefusedError, discord.RateLimited, aiohttp.ClientError, OSError)


class Said(Enum):
    """Whether a server was greeted. YES also where there is nobody to be told."""

    YES = "yes"
    NO = "no"
    PERHAPS = "perhaps"


@dataclass(frozen=True, slots=True)
class _Greeting:
    """A greeting: its body, and by what it is found in a channel."""

    body: Json
    sought: Outgoing


async def greet(rest: Rest, guild: discord.Guild, answering: Answering, *, again: bool) -> Said:
    """Greet a server in its channel for such messages, else its owner in person.

    `again` tells that it may have been greeted before: then it is looked for first, and where that
    cannot be done it is not said a second time.
    """
    greeting = _composed(guild, answering)
    try:
        places = await _places(rest, guild)
        if again and await _may_stand(rest, guild, places, greeting.sought):
            return Said.YES
        for channel in places:
            try:
                path = "/channels/{channel_id}/messages"
                await rest.request("POST", path, ids={"channel_id": channel}, body=greeting.body)
            except RefusedError as error:
                if error.code not in _NOBODY:
                    raise
            else:
                return Said.YES
    except _FAILURES as error:
        _log.warning("greeting not told", guild=guild.id, reason=type(error).__name__)
        verdict = outcome_of(error, (SEND_MESSAGES,)).verdict
        return Said.PERHAPS if verdict is Verdict.UNCLEAR else Said.NO
    _log.info("nobody to greet", guild=guild.id)
    return Said.YES


def _composed(guild: discord.Guild, answering: Answering) -> _Greeting:
    """Return the greeting for the time since the bot was invited; another time has its own."""
    value = guild.me.guild_permissions.value
    document = answering.greeting(
        "discord",
        missing=[f"{each.name}: {each.reason}" for each in missing_permissions(value)],
        lang=str(guild.preferred_locale),
        channels={str(each.id) for each in (*guild.channels, *guild.threads)},
    )
    joined = guild.me.joined_at or discord.utils.utcnow() - timedelta(days=1)
    key = ("greeting", str(guild.id), str(guild.me.joined_at or ""))
    nonce = hashlib.sha256("\n".join(key).encode()).hexdigest()[:22]
    options = RenderOptions(reference=reference(*key))
    page = render_components(document, options).pages[0].payload
    sought = Outgoing(
        channel="", payload="", nonce=nonce, reference=options.reference, page=1, since=joined
    )
    return _Greeting({**page, "nonce": nonce, "enforce_nonce": True}, sought)


async def _may_stand(
    rest: Rest, guild: discord.Guild, places: Sequence[str], sought: Outgoing
) -> bool:
    """Tell whether a greeting stands in one of some channels, or one of them cannot be read."""
    for channel in places:
        try:
            if await find(rest, channel, sought, author=str(guild.me.id)):
                return True
        except (HiddenError, TooLongError):
            _log.warning("greeting not repeated", guild=guild.id, reason="it may stand there")
            return True
    return False


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
