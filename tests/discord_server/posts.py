"""Posting, editing and removing messages, whoever does it, and telling the gateway."""

from collections.abc import Mapping
from typing import Any

from discord_server.gateway import DIRECT_MESSAGES, GUILD_MESSAGES, MESSAGE_CONTENT
from discord_server.objects import message_json
from discord_server.permissions import VIEW_CHANNEL, channel_permissions
from discord_server.records import IS_COMPONENTS_V2, Channel, Json, Message, User
from discord_server.state import State
from discord_server.validation import SUPPRESS_EMBEDS, edited

_SUPPRESS_NOTIFICATIONS = 1 << 12
_KEPT_FLAGS = SUPPRESS_EMBEDS | _SUPPRESS_NOTIFICATIONS | IS_COMPONENTS_V2


def new_message(state: State, channel: Channel, author: User, body: Json) -> Message:
    """Return a message that is posted nowhere yet."""
    world = state.world
    nonce = body.get("nonce")
    reference = (body.get("message_reference") or {}).get("message_id")
    return Message(
        world.new_id(),
        channel,
        author,
        world.now(),
        body,
        flags=(body.get("flags") or 0) & _KEPT_FLAGS,
        nonce=None if nonce is None else str(nonce),
        kind=19 if reference else 0,
        reference=int(reference) if reference else None,
    )


def publish(state: State, message: Message) -> None:
    """Put a message into its channel and tell of it."""
    message.channel.messages[message.id] = message
    tell(state, "MESSAGE_CREATE", message)


def change(state: State, message: Message, body: Mapping[str, Any]) -> None:
    """Edit a message. Raises 50035 where the result breaks a limit."""
    message.body = edited(message, body)
    message.flags = message.flags & ~SUPPRESS_EMBEDS | message.body["flags"]
    message.edited_at = state.world.now()
    tell(state, "MESSAGE_UPDATE", message)


def remove(state: State, message: Message) -> None:
    """Delete a message; nobody else is told of one that one person alone sees."""
    if message.channel.messages.pop(message.id, None) is None:
        return
    told = {"id": str(message.id), "channel_id": str(message.channel.id)}
    guild = message.channel.guild
    if guild:
        told["guild_id"] = str(guild.id)
    state.gateway.dispatch("MESSAGE_DELETE", told, guild=guild, intent=_intent(message))


def tell(state: State, event: str, message: Message) -> None:
    """Dispatch a message event, where somebody listens and the bot can see the channel."""
    channel = message.channel
    intent = _intent(message)
    if message.is_ephemeral or not state.gateway.listens(channel.guild, intent):
        return
    if not channel_permissions(channel, state.world.bot) & VIEW_CHANNEL:
        return
    told = told_to_bot(state, message, with_nonce=True)
    if channel.guild:
        told["guild_id"] = str(channel.guild.id)
    state.gateway.dispatch(event, told, guild=channel.guild, intent=intent)


def told_to_bot(state: State, message: Message, *, with_nonce: bool = False) -> Json:
    """Return a message as the bot is told it: without others' words, unless it may read them.

    https://docs.discord.com/developers/events/gateway#message-content-intent
    """
    told = message_json(state.world, message, with_nonce=with_nonce)
    bot = state.world.bot
    if (
        state.settings.privileged_intents & MESSAGE_CONTENT
        or message.author is bot
        or message.channel.guild is None
        or any(each["id"] == str(bot.id) for each in told["mentions"])
    ):
        return told
    return {**told, "content": "", "embeds": [], "attachments": [], "components": []}


def _intent(message: Message) -> int:
    return GUILD_MESSAGES if message.channel.guild else DIRECT_MESSAGES
