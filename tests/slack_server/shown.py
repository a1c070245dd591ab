"""How messages, channels and people look in Slack's answers and payloads."""

from datetime import datetime
from zoneinfo import ZoneInfo

from slack_server.world import Channel, Json, Message, User, World


def message_json(world: World, message: Message, *, with_metadata: bool = False) -> Json:
    """Return a message as the history shows it. Metadata is there only where it is asked for."""
    shown: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": world.team_id,
    }
    if message.user == world.bot.id:
        shown |= {"bot_id": world.bot_id, "app_id": world.app_id}
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.is_tombstone:
        shown |= {"subtype": "tombstone", "hidden": True, "user": "USLACKBOT"}
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
        if message.is_broadcast:
            shown["subtype"] = "thread_broadcast"
    elif message.replies:
        shown |= {
            "thread_ts": message.ts,
            "reply_count": len(message.replies),
            "latest_reply": message.replies[-1].ts,
        }
    if with_metadata and message.metadata is not None:
        shown["metadata"] = message.metadata
    return shown


def channel_json(channel: Channel) -> Json:
    if channel.person:
        return {"id": channel.id, "is_im": True, "user": channel.person, "is_archived": False}
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_member": channel.has_bot,
    }


def user_json(world: World, user: User, *, with_locale: bool = False) -> Json:
    now = datetime.fromtimestamp(world.clock(), ZoneInfo(user.zone))
    offset = now.utcoffset()
    shown: Json = {
        "id": user.id,
        "team_id": world.team_id,
        "name": user.name,
        "real_name": user.name,
        "deleted": user.is_deleted,
        "is_bot": user.is_bot,
        "profile": {"real_name": user.name, "display_name": user.name},
    }
    if user.is_deleted:  # nothing more is told about somebody who has left
        return shown
    shown |= {
        "tz": user.zone,
        "tz_label": now.tzname(),
        "tz_offset": 0 if offset is None else int(offset.total_seconds()),
        "is_admin": user.is_admin,
        "is_owner": False,
    }
    if with_locale:
        shown["locale"] = user.locale
    return shown
