"""The table of methods: what answers each, which scope it needs, and how it may be called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from slack_server.calls import Call
from slack_server.chat import Chat
from slack_server.reading import Reading
from slack_server.views import Views
from slack_server.world import Json, World

#: Every scope that a method or a command here asks for; `chat:write.public` is not among them.
SCOPES = frozenset(
    {
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "usergroups:read",
        "users:read",
    }
)


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Web API.

    `scope` is what the token needs, "*:read" standing for channels, groups or im by the channel.
    `takes_json`: methods that read take only forms, and see nothing of a JSON body.
    """

    answer: Callable[[Call], Json]
    scope: str = ""
    takes_json: bool = False
    by_app_token: bool = False


def methods(
    chat: Chat,
    reading: Reading,
    views: Views,
    connect: Callable[[Call], Json],
) -> Mapping[str, Method]:
    """Return every method this server has."""
    return {
        "apps.connections.open": Method(connect, takes_json=True, by_app_token=True),
        "auth.test": Method(reading.auth_test, takes_json=True),
        "chat.delete": Method(chat.delete, "chat:write", takes_json=True),
        "chat.getPermalink": Method(chat.permalink),
        "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write", takes_json=True),
        "chat.postMessage": Method(chat.post, "chat:write", takes_json=True),
        "chat.update": Method(chat.update, "chat:write", takes_json=True),
        "conversations.history": Method(reading.history, "*:history"),
        "conversations.info": Method(reading.info, "*:read"),
        "conversations.join": Method(reading.join, "channels:join", takes_json=True),
        "conversations.open": Method(reading.open, "im:write", takes_json=True),
        "conversations.replies": Method(reading.replies, "*:history"),
        "usergroups.list": Method(reading.groups, "usergroups:read"),
        "usergroups.users.list": Method(reading.group_members, "usergroups:read"),
        "users.info": Method(reading.user, "users:read"),
        "views.open": Method(views.open, takes_json=True),
        "views.push": Method(views.push, takes_json=True),
        "views.update": Method(views.update, takes_json=True),
    }


def needed_scope(method: Method, call: Call, world: World) -> str:
    """Return the scope a call needs; by the kind of its channel where the method reads one."""
    if not method.scope.startswith("*"):
        return method.scope
    channel = world.channels.get(call.channel)
    if channel is not None and channel.person:
        kind = "im"
    elif channel is not None and channel.is_private:
        kind = "groups"
    else:
        kind = "channels"
    return method.scope.replace("*", kind, 1)
