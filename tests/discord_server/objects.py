"""Things of the local Discord as the JSON that Discord tells them in. Ids are strings there."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from discord_server.permissions import channel_permissions, guild_permissions
from discord_server.records import (
    DIRECT,
    PUBLIC_THREAD,
    Channel,
    Guild,
    Json,
    Member,
    Message,
    Role,
    User,
)
from discord_server.world import World

_MENTION = re.compile(r"<@!?(\d+)>")
_ROLE_MENTION = re.compile(r"<@&(\d+)>")


def stamp(moment: datetime) -> str:
    return moment.isoformat()


def user_json(user: User) -> Json:
    return {
        "id": str(user.id),
        "username": user.name,
        "global_name": None,
        "discriminator": "0",
        "avatar": None,
        "bot": user.is_bot,
        "public_flags": 0,
    }


def member_json(member: Member) -> Json:
    return {
        "roles": [str(role) for role in member.roles],
        "joined_at": stamp(member.joined_at),
        "nick": None,
        "avatar": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
    }


def role_json(role: Role, *, position: int) -> Json:
    return {
        "id": str(role.id),
        "name": role.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": position,
        "permissions": str(role.permissions),
        "managed": role.is_managed,
        "mentionable": False,
        "flags": 0,
    }


def channel_json(world: World, channel: Channel) -> Json:
    """Return a channel, a thread or a direct message."""
    if channel.kind == DIRECT:
        recipients = [user_json(channel.recipient)] if channel.recipient else []
        return {"id": str(channel.id), "type": DIRECT, "recipients": recipients}
    body: Json = {
        "id": str(channel.id),
        "type": channel.kind,
        "name": channel.name,
        "position": 0,
        "nsfw": False,
        "topic": None,
        "parent_id": str(channel.parent.id) if channel.parent else None,
        "last_message_id": str(next(reversed(channel.messages))) if channel.messages else None,
        "permission_overwrites": [
            {
                "id": str(target),
                "type": 1 if target in world.users else 0,
                "allow": str(allow),
                "deny": str(deny),
            }
            for target, (allow, deny) in channel.overwrites.items()
        ],
    }
    if channel.guild:
        body["guild_id"] = str(channel.guild.id)
    if channel.kind == PUBLIC_THREAD:
        body |= {
            "owner_id": str((channel.owner or world.bot).id),
            "message_count": len(channel.messages),
            "member_count": 1,
            "thread_metadata": {
                "archived": channel.is_archived,
                "auto_archive_duration": 1440,
                "archive_timestamp": stamp(world.now()),
                "locked": channel.is_locked,
            },
        }
    return body


def guild_json(world: World, guild: Guild) -> Json:
    """Return a server as GUILD_CREATE tells it to the bot, without the channels it cannot see."""
    seen = [each for each in guild.channels.values() if channel_permissions(each, world.bot)]
    bot = guild.members[world.bot.id]
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "owner_id": str(guild.owner_id),
        "system_channel_id": str(guild.system_channel.id) if guild.system_channel else None,
        "preferred_locale": guild.locale,
        "verification_level": 0,
        "default_message_notifications": 1,
        "features": [],
        "emojis": [],
        "stickers": [],
        "roles": [role_json(role, position=at) for at, role in enumerate(guild.roles.values())],
        "channels": [channel_json(world, each) for each in seen if not each.parent],
        "threads": [channel_json(world, each) for each in seen if each.parent],
        "members": [{**member_json(bot), "user": user_json(world.bot)}],
        "member_count": len(guild.members),
        "joined_at": stamp(bot.joined_at),
        "large": False,
        "unavailable": False,
        "permissions": str(guild_permissions(guild, world.bot)),
    }


def message_json(world: World, message: Message, *, with_nonce: bool = False) -> Json:
    """Return a message, without keys it has no value for; histories do not tell the nonce."""
    mentions = _mentions(message)
    body: Json = {
        "id": str(message.id),
        "type": message.kind,
        "channel_id": str(message.channel.id),
        "author": user_json(message.author),
        "content": message.content,
        "timestamp": stamp(message.created_at),
        "edited_timestamp": stamp(message.edited_at) if message.edited_at else None,
        "tts": False,
        "mention_everyone": _mentions_everyone(message),
        "mentions": [user_json(world.users[each]) for each in mentions if each in world.users],
        "mention_roles": _mentioned_roles(message),
        "attachments": message.attachments,
        "embeds": [{"type": "rich", **embed} for embed in message.embeds],
        "components": _numbered(message.components, count(1)),
        "pinned": False,
        "flags": message.flags,
    }
    if with_nonce and message.nonce is not None:
        body["nonce"] = message.nonce
    if message.reference is not None:
        reference = {"message_id": str(message.reference), "channel_id": str(message.channel.id)}
        body["message_reference"] = {"type": 0, **reference}
    if message.origin is not None:
        body["interaction_metadata"] = message.origin
    if message.application_id is not None:
        body["application_id"] = body["webhook_id"] = str(message.application_id)
    if message.reactions:
        body["reactions"] = [
            {"emoji": {"id": None, "name": name}, "count": len(who), "me": world.bot.id in who}
            for name, who in message.reactions.items()
        ]
    thread = world.channels.get(message.id)
    if thread is not None:
        body["thread"] = channel_json(world, thread)
    return body


def _numbered(components: Sequence[Json], numbers: Iterator[int]) -> list[Json]:
    """Return components with the ids that Discord gives those without."""
    told = []
    for component in components:
        own = {"id": next(numbers), **component}
        if "components" in own:
            own["components"] = _numbered(own["components"], numbers)
        if "accessory" in own:
            own["accessory"] = _numbered([own["accessory"]], numbers)[0]
        told.append(own)
    return told


def _texts(message: Message) -> str:
    """Return what mentions are read from: the content, or the texts of components; no embeds."""
    if "components" not in message.body:
        return message.content
    found = [message.content]
    waiting: list[Any] = list(message.components)
    for part in waiting:
        found.append(part.get("content") or "")
        waiting.extend(part.get("components") or [])
    return "\n".join(found)


def _allowed(message: Message, kind: str) -> bool:
    allowed = message.body.get("allowed_mentions")
    return allowed is None or kind in (allowed.get("parse") or [])


def _mentions(message: Message) -> list[int]:
    text = _texts(message)
    if "<@" not in text:
        return []
    named = [int(each) for each in dict.fromkeys(_MENTION.findall(text))]
    if _allowed(message, "users"):
        return named
    listed = {int(each) for each in message.body["allowed_mentions"].get("users") or []}
    return [each for each in named if each in listed]


def _mentioned_roles(message: Message) -> list[str]:
    text = _texts(message)
    if "<@&" not in text:
        return []
    named = list(dict.fromkeys(_ROLE_MENTION.findall(text)))
    if _allowed(message, "roles"):
        return named
    listed = {str(each) for each in message.body["allowed_mentions"].get("roles") or []}
    return [each for each in named if each in listed]


def _mentions_everyone(message: Message) -> bool:
    text = _texts(message)
    return ("@everyone" in text or "@here" in text) and _allowed(message, "everyone")
