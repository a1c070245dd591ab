"""A strict local Slack for the tests: Web API, Socket Mode and signed HTTP over real sockets."""

from slack_server.answers import Answer, View
from slack_server.fields import CannotError
from slack_server.limits import Limits
from slack_server.server import SlackServer
from slack_server.world import Channel, Group, Message, User

__all__ = [
    "Answer",
    "CannotError",
    "Channel",
    "Group",
    "Limits",
    "Message",
    "SlackServer",
    "User",
    "View",
]
