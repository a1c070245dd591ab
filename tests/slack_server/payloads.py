"""What Slack tells an app about what a person did.

https://docs.slack.dev/interactivity and https://docs.slack.dev/reference/interaction-payloads
"""

from slack_server.answers import Answer, View
from slack_server.shown import message_json
from slack_server.world import Channel, Json, Message, World


def command_payload(world: World, answer: Answer, command: str, text: str) -> Json:
    """Return the fields of a slash command."""
    channel = answer.channel
    assert channel is not None, "commands are typed in a channel"
    return {
        "token": "local",
        "team_id": world.team_id,
        "team_domain": world.domain,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.person else channel.name,
        "user_id": answer.user.id,
        "user_name": answer.user.name,
        "command": command,
        "text": text,
        "api_app_id": world.app_id,
        "is_enterprise_install": "false",
        "response_url": answer.response_url,
        "trigger_id": answer.trigger,
    }


def interaction_payload(world: World, answer: Answer, kind: str, **more: object) -> Json:
    """Return what all interactions have in common, and `more`."""
    payload: Json = {
        "type": kind,
        "token": "local",
        "api_app_id": world.app_id,
        "team": {"id": world.team_id, "domain": world.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {
            "id": answer.user.id,
            "username": answer.user.name,
            "name": answer.user.name,
            "team_id": world.team_id,
        },
        **more,
    }
    if answer.channel is not None:
        payload["channel"] = _channel_name(answer.channel)
    return payload


def _channel_name(channel: Channel) -> Json:
    return {"id": channel.id, "name": "directmessage" if channel.person else channel.name}


def message_place(world: World, message: Message) -> Json:
    """Return where something stood in a message; one that is ephemeral is not sent along."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": bool(message.seen_by),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    place: Json = {"container": container}
    if not message.seen_by:
        place["message"] = message_json(world, message)
    return place


def view_place(view: View, shown: Json) -> Json:
    return {"container": {"type": "view", "view_id": view.id}, "view": shown}
