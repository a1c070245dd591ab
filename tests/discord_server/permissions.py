"""What somebody may do in a channel.

https://docs.discord.com/developers/topics/permissions#permission-overwrites
"""

from discord_server.problems import refused
from discord_server.records import PUBLIC_THREAD, Channel, Guild, User

ADMINISTRATOR = 1 << 3
MANAGE_GUILD = 1 << 5
ADD_REACTIONS = 1 << 6
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
MANAGE_MESSAGES = 1 << 13
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
USE_APPLICATION_COMMANDS = 1 << 31
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
SEND_MESSAGES_IN_THREADS = 1 << 38

EVERYTHING = (1 << 53) - 1

#: What @everyone may do in a new server.
USUAL = (
    ADD_REACTIONS
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS
    | SEND_MESSAGES_IN_THREADS
)

#: Nobody has roles in a direct message.
_IN_DIRECT = USUAL & ~CREATE_PUBLIC_THREADS & ~SEND_MESSAGES_IN_THREADS


def guild_permissions(guild: Guild, user: User) -> int:
    """Return what somebody may do in a server, its channels aside; 0 for who is no member."""
    member = guild.members.get(user.id)
    if member is None:
        return 0
    if user.id == guild.owner_id:
        return EVERYTHING
    permissions = guild.roles[guild.id].permissions
    for role in member.roles:
        permissions |= guild.roles[role].permissions
    return EVERYTHING if permissions & ADMINISTRATOR else permissions


def channel_permissions(channel: Channel, user: User) -> int:
    """Return what somebody may do in a channel."""
    guild = channel.guild
    if guild is None:
        return _IN_DIRECT
    permissions = guild_permissions(guild, user)
    if permissions == EVERYTHING or not permissions:
        return permissions
    overwrites = (channel.parent or channel).overwrites
    if overwrites:
        allow, deny = overwrites.get(guild.id, (0, 0))
        permissions = permissions & ~deny | allow
        allow = deny = 0
        for role in guild.members[user.id].roles:
            allows, denies = overwrites.get(role, (0, 0))
            allow |= allows
            deny |= denies
        permissions = permissions & ~deny | allow
        allow, deny = overwrites.get(user.id, (0, 0))
        permissions = permissions & ~deny | allow
    return permissions if permissions & VIEW_CHANNEL else 0


def need(channel: Channel, user: User, permissions: int) -> None:
    """Raise 50001 where somebody cannot see the channel, 50013 where a permission is missing."""
    present = channel_permissions(channel, user)
    if not present & VIEW_CHANNEL:
        raise refused(50001)
    if permissions & ~present:
        raise refused(50013)


def sending(channel: Channel) -> int:
    """Return the permission it takes to post in a channel or thread."""
    return SEND_MESSAGES_IN_THREADS if channel.kind == PUBLIC_THREAD else SEND_MESSAGES
