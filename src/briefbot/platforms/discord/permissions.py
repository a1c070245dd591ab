"""What the bot has to be allowed, and why: for the invitation, the greeting and the documentation.

https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags
"""

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Permission:
    """One permission: its name in Discord's settings, its bit, and what it is for."""

    name: str
    bit: int
    reason: str


VIEW_CHANNEL = Permission("View Channels", 1 << 10, "to see the channels it posts to")
SEND_MESSAGES = Permission("Send Messages", 1 << 11, "to post")
EMBED_LINKS = Permission(
    "Embed Links", 1 << 14, "to post embeds, where a destination asks for them"
)
READ_MESSAGE_HISTORY = Permission(
    "Read Message History",
    1 << 16,
    "to find its own post again when an answer was lost, so that nothing is posted twice",
)
CREATE_PUBLIC_THREADS = Permission(
    "Create Public Threads", 1 << 35, "to put the later pages of a long post under the first"
)
SEND_MESSAGES_IN_THREADS = Permission(
    "Send Messages in Threads", 1 << 38, "to post those pages there"
)

#: Everything that is asked for; nothing else is needed, and no privileged intent.
PERMISSIONS = (
    VIEW_CHANNEL,
    SEND_MESSAGES,
    EMBED_LINKS,
    READ_MESSAGE_HISTORY,
    CREATE_PUBLIC_THREADS,
    SEND_MESSAGES_IN_THREADS,
)

#: The scopes of the invitation: the bot as a member, and its commands.
SCOPES = ("bot", "applications.commands")

_ADMINISTRATOR = 1 << 3
_INVITATION = "https://discord.com/oauth2/authorize"


def missing_permissions(value: int) -> tuple[Permission, ...]:
    """Return what is asked for and not among the permissions of a bit set."""
    if value & _ADMINISTRATOR:
        return ()
    return tuple(each for each in PERMISSIONS if not value & each.bit)


def invitation(application: str) -> str:
    """Return the address where somebody who manages a server can add the bot to it.

    https://docs.discord.com/developers/topics/oauth2#bot-authorization-flow
    """
    query = {
        "client_id": application,
        "scope": " ".join(SCOPES),
        "permissions": str(sum(each.bit for each in PERMISSIONS)),
    }
    return f"{_INVITATION}?{urlencode(query)}"
