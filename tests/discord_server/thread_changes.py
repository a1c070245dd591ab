"""Changing a thread: its name, whether it is archived, and who may.

https://docs.discord.com/developers/topics/threads#editing-deleting-threads
https://docs.discord.com/developers/resources/channel#modify-channel-json-params-thread
"""

from discord_server.gateway import GUILDS
from discord_server.objects import channel_json
from discord_server.permissions import (
    MANAGE_THREADS,
    SEND_MESSAGES_IN_THREADS,
    VIEW_CHANNEL,
    channel_permissions,
    need,
)
from discord_server.posts import new_message, publish
from discord_server.problems import invalid_form, refused
from discord_server.records import NAME_CHANGE, Channel, Json
from discord_server.state import Call, State

_DURATIONS = {60, 1440, 4320, 10080}
_BOOLEANS = {"archived", "locked", "invitable"}
#: What whoever began a thread may change, and what moderators alone may.
_ITS_OWNERS = {"name", "archived", "auto_archive_duration"}
_MODERATORS = {"locked", "rate_limit_per_user", "invitable"}


def edit_channel(state: State, call: Call) -> Json:
    """Rename, archive, wake or lock a thread; the bot has no say over whole channels."""
    channel, bot = state.world.channel(call.id("channel_id")), state.world.bot
    need(channel, bot, VIEW_CHANNEL)
    if channel.parent is None:
        raise refused(50013)
    body = call.json()
    _require_form(body)
    _may_change(channel, body, state)
    if channel.is_archived and body.get("archived") is not False:
        raise refused(50083)
    name = body.get("name", channel.name)
    channel.is_archived = body.get("archived", channel.is_archived)
    channel.is_locked = body.get("locked", channel.is_locked)
    if name != channel.name:
        channel.name = name
        told_there = new_message(state, channel, bot, {"content": name})
        told_there.kind = NAME_CHANGE
        publish(state, told_there)
    told = channel_json(state.world, channel)
    state.gateway.dispatch("THREAD_UPDATE", told, guild=channel.guild, intent=GUILDS)
    return told


def thread_name(body: Json) -> str:
    """Return the name of a thread. Raises 50035 where there is none, or it is too long."""
    name = body.get("name")
    if not isinstance(name, str) or not 1 <= len(name) <= 100:
        raise invalid_form(["name: Must be between 1 and 100 in length."])
    return name


def _require_form(body: Json) -> None:
    """Raise 50035 for a field that threads have not, or a value that it cannot have."""
    unknown = body.keys() - _ITS_OWNERS - _MODERATORS
    if unknown or not body:
        raise invalid_form([f"{min(unknown, default='body')}: not a field of a thread"])
    if "name" in body:
        thread_name(body)
    for name in body.keys() & _BOOLEANS:
        if not isinstance(body[name], bool):
            raise invalid_form([f"{name}: not a boolean"])
    if body.get("auto_archive_duration", 60) not in _DURATIONS:
        raise invalid_form(["auto_archive_duration: not one of its values"])


def _may_change(channel: Channel, body: Json, state: State) -> None:
    """Raise 50013 where the bot may not change a thread so."""
    bot = state.world.bot
    is_moderator = bool(channel_permissions(channel, bot) & MANAGE_THREADS)
    if is_moderator:
        return
    wakes = channel.is_archived and body.get("archived") is False
    if body.keys() & _MODERATORS or (wakes and channel.is_locked):
        raise refused(50013)
    if wakes and body.keys() == {"archived"}:
        need(channel, bot, SEND_MESSAGES_IN_THREADS)
    elif channel.owner is not bot:
        raise refused(50013)
