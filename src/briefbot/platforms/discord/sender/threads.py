"""Keeping the thread under a first page as that page is: its name, and folded away with it.

Whoever has begun a thread may do both; to remove it takes Manage Threads, which is not asked for,
and would take what people wrote there, too.
https://docs.discord.com/developers/topics/threads#editing-deleting-threads
"""

import asyncio
from collections.abc import Mapping

import aiohttp
import discord
import msgspec

from briefbot.core.delivery.work import Outgoing
from briefbot.platforms.discord.permissions import Permission
from briefbot.platforms.discord.rest import Json, RefusedError, Rest
from briefbot.platforms.discord.sender.outcomes import ARCHIVED, UNKNOWN_CHANNEL, outcome_of
from briefbot.platforms.discord.sender.places import heads_more, thread_name

#: In seconds: with the request before it, within one call of the courier.
_LIMIT = 3.0
_MANAGE_THREADS = Permission("Manage Threads", 1 << 34, "to change threads of others")


async def rename(rest: Rest, message: Outgoing, edited: object) -> str:
    """Name the thread under a first page that was just edited as the page says now.

    `edited` is Discord's answer, which tells the thread. Returns why it could not be, or "". Never
    raises for what Discord does: the page says what is right in any case.
    """
    told = edited if isinstance(edited, Mapping) else {}
    thread = told.get("thread")
    if not isinstance(thread, Mapping):
        if not heads_more(message):
            return ""
        thread = {}
    author = told.get("author")
    owner = thread.get("owner_id")
    if owner is not None and isinstance(author, Mapping) and owner != author.get("id"):
        return ""  # somebody has begun it from our message, and named it
    body: Json = {"name": thread_name(msgspec.json.decode(message.payload))}
    if thread.get("name") == body["name"]:
        return ""
    state = thread.get("thread_metadata")
    if isinstance(state, Mapping) and state.get("archived"):
        body["archived"] = False  # or nothing else of it may be changed
    refused = await _change(rest, told.get("id"), body)
    return f"its thread keeps its name: {refused}" if refused else ""


async def fold_away(rest: Rest, thread: str) -> str:
    """Archive the thread under a message that was removed, if there is one.

    Returns why it could not be, or "".
    """
    refused = await _change(rest, thread, {"archived": True})
    return f"its thread stays open: {refused}" if refused else ""


async def _change(rest: Rest, thread: object, body: Json) -> str:
    """Change a thread; return why it could not be, "" also where there is none.

    It is not tried again: a name may be changed twice in ten minutes, so that the page's next edit
    is early enough. https://github.com/discord/discord-api-docs/issues/1900
    """
    try:
        async with asyncio.timeout(_LIMIT):
            await rest.request(
                "PATCH", "/channels/{channel_id}", body=body, ids={"channel_id": str(thread)}
            )
    except RefusedError as error:
        is_done = error.code == ARCHIVED and body.get("archived") is True
        if error.code == UNKNOWN_CHANNEL or is_done:
            return ""
        return outcome_of(error, (_MANAGE_THREADS,)).reason
    except (discord.RateLimited, aiohttp.ClientError, OSError) as error:
        return outcome_of(error, ()).reason
    return ""
