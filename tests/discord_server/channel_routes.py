"""Routes of messages, histories, threads, reactions and direct messages."""

from urllib.parse import unquote

from discord_server.gateway import GUILDS
from discord_server.objects import channel_json, message_json
from discord_server.permissions import (
    ADD_REACTIONS,
    ATTACH_FILES,
    CREATE_PUBLIC_THREADS,
    EMBED_LINKS,
    MANAGE_MESSAGES,
    READ_MESSAGE_HISTORY,
    VIEW_CHANNEL,
    channel_permissions,
    need,
    sending,
)
from discord_server.posts import change, new_message, publish, remove, told_to_bot
from discord_server.problems import invalid_form, refused
from discord_server.records import CATEGORY, FORUM, PUBLIC_THREAD, Channel, Json, Message, User
from discord_server.state import Call, State
from discord_server.thread_changes import thread_name
from discord_server.validation import require_message

_HISTORY = 50
_LONGEST_HISTORY = 100


def create_message(state: State, call: Call) -> Json:
    """Post a message, or return the one that this author posted with the same nonce."""
    world = state.world
    channel = _channel(state, call)
    body = call.json()
    require_message({**body, "files": call.files} if call.files else body)
    _may_post(channel, world.bot, body, call.files)
    nonce = str(body["nonce"]) if body.get("nonce") is not None else None
    if nonce is not None and body.get("enforce_nonce"):
        known = world.nonces.get((world.bot.id, nonce))
        forgotten = world.seconds() - state.settings.nonce_memory
        if known is not None and known.created_at.timestamp() > forgotten:
            return message_json(world, known, with_nonce=True)
    _need_reference(channel, body)
    message = new_message(state, channel, world.bot, body)
    message.attachments = call.files
    if nonce is not None:
        world.nonces[world.bot.id, nonce] = message
    publish(state, message)
    return message_json(world, message, with_nonce=True)


def get_message(state: State, call: Call) -> Json:
    channel = _channel(state, call)
    need(channel, state.world.bot, READ_MESSAGE_HISTORY)
    return told_to_bot(state, _message(channel, call))


def edit_message(state: State, call: Call) -> Json:
    message = _message(_channel(state, call), call)
    if message.author is not state.world.bot:
        raise refused(50005)
    if message.channel.is_archived:
        raise refused(50083)
    change(state, message, call.json())
    return message_json(state.world, message)


def delete_message(state: State, call: Call) -> None:
    channel = _channel(state, call)
    message = _message(channel, call)
    if message.author is not state.world.bot:
        need(channel, state.world.bot, MANAGE_MESSAGES)
    remove(state, message)


def history(state: State, call: Call) -> list[Json]:
    """Return up to `limit` messages, newest first whatever is asked for."""
    channel = _channel(state, call)
    limit = _history_limit(call)
    if not channel_permissions(channel, state.world.bot) & READ_MESSAGE_HISTORY:
        return []
    shown_until = state.world.seconds() - state.faults.history_lag
    every = [
        message
        for message in channel.messages.values()
        if not state.faults.history_lag or message.created_at.timestamp() <= shown_until
    ]
    before, after, around = call.asked("before"), call.asked("after"), call.asked("around")
    if around is not None:
        older = [each for each in every if each.id <= around][-(limit // 2 + 1) :]
        every = older + [each for each in every if each.id > around][: limit // 2]
    elif before is not None:
        every = [each for each in every if each.id < before][-limit:]
    elif after is not None:
        every = [each for each in every if each.id > after][:limit]
    return [told_to_bot(state, each) for each in reversed(every[-limit:])]


def get_channel(state: State, call: Call) -> Json:
    return channel_json(state.world, _channel(state, call))


def typing(state: State, call: Call) -> None:
    channel = _channel(state, call)
    need(channel, state.world.bot, sending(channel))


def thread_from_message(state: State, call: Call) -> Json:
    """Start the one thread of a message; its id is the message's."""
    channel = _channel(state, call)
    message = _message(channel, call)
    need(channel, state.world.bot, CREATE_PUBLIC_THREADS)
    if message.id in state.world.channels:
        raise refused(160004)
    return _new_thread(state, channel, call, start=message)


def thread_alone(state: State, call: Call) -> Json:
    channel = _channel(state, call)
    need(channel, state.world.bot, CREATE_PUBLIC_THREADS)
    if call.json().get("type") != PUBLIC_THREAD:
        raise invalid_form(["type: only public threads are known here"])
    return _new_thread(state, channel, call)


def react(state: State, call: Call) -> None:
    channel = _channel(state, call)
    message = _message(channel, call)
    need(channel, state.world.bot, ADD_REACTIONS | READ_MESSAGE_HISTORY)
    name = unquote(call.parts["emoji_name"])
    message.reactions.setdefault(name, set()).add(state.world.bot.id)


def unreact(state: State, call: Call) -> None:
    message = _message(_channel(state, call), call)
    name = unquote(call.parts["emoji_name"])
    if state.world.bot.id not in message.reactions.get(name, set()):
        raise refused(10014)
    message.reactions[name].discard(state.world.bot.id)
    if not message.reactions[name]:
        del message.reactions[name]


def open_direct(state: State, call: Call) -> Json:
    """Open direct messages with somebody; only posting shows whether they are reachable."""
    recipient = str(call.json().get("recipient_id", ""))
    user = state.world.users.get(int(recipient)) if recipient.isdecimal() else None
    if user is None:
        raise refused(10013)
    if user.is_bot:
        raise refused(50007)
    return channel_json(state.world, state.world.direct(user))


def _channel(state: State, call: Call) -> Channel:
    channel = state.world.channel(call.id("channel_id"))
    need(channel, state.world.bot, VIEW_CHANNEL)
    return channel


def _message(channel: Channel, call: Call) -> Message:
    message = channel.messages.get(call.id("message_id"))
    if message is None:
        raise refused(10008)
    return message


def _may_post(channel: Channel, user: User, body: Json, files: list[Json]) -> None:
    if channel.kind in (CATEGORY, FORUM):
        raise refused(50008)
    if channel.recipient is not None and not channel.recipient.is_reachable:
        raise refused(50007)
    needed = sending(channel)
    if body.get("embeds"):
        needed |= EMBED_LINKS
    if files:
        needed |= ATTACH_FILES
    if body.get("message_reference"):
        needed |= READ_MESSAGE_HISTORY
    need(channel, user, needed)
    channel.is_archived = False  # a message wakes a thread


def _need_reference(channel: Channel, body: Json) -> None:
    reference = body.get("message_reference")
    if not reference:
        return
    text = str(reference.get("message_id")) if isinstance(reference, dict) else ""
    if not text.isdecimal():
        raise invalid_form(["message_reference: names no message"])
    if int(text) not in channel.messages and reference.get("fail_if_not_exists", True):
        raise invalid_form(["message_reference: Unknown message"])


def _history_limit(call: Call) -> int:
    text = call.query.get("limit", str(_HISTORY))
    if not text.isdecimal() or not 1 <= int(text) <= _LONGEST_HISTORY:
        raise invalid_form([f"limit: not 1 to {_LONGEST_HISTORY}"])
    if sum(name in call.query for name in ("before", "after", "around")) > 1:
        raise invalid_form(["limit: one of before, after and around"])
    return int(text)


def _new_thread(state: State, parent: Channel, call: Call, *, start: Message | None = None) -> Json:
    thread = state.world.add_thread(parent, name=thread_name(call.json()), start=start)
    told = channel_json(state.world, thread)
    event = {**told, "newly_created": True}
    state.gateway.dispatch("THREAD_CREATE", event, guild=parent.guild, intent=GUILDS)
    return told
