"""A strict local Discord for the tests: REST, gateway and the people's side, in the test's loop."""

from discord_server.faults import ANY, CREATE_MESSAGE, Faults
from discord_server.interactions import Seen
from discord_server.limits import Limits
from discord_server.records import Channel, Guild, Message, Role, User
from discord_server.server import DiscordServer
from discord_server.settings import Settings
from discord_server.world import World

__all__ = [
    "ANY",
    "CREATE_MESSAGE",
    "Channel",
    "DiscordServer",
    "Faults",
    "Guild",
    "Limits",
    "Message",
    "Role",
    "Seen",
    "Settings",
    "User",
    "World",
]
