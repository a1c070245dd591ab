"""The invitation of the bot to a Discord server, from the configured token."""

from base64 import urlsafe_b64decode
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.errors import UsageError

if TYPE_CHECKING:
    from briefbot.platforms.discord.permissions import Permission


def discord_invitation(
    application: str = "", *, config: Path | None = None
) -> "tuple[str, tuple[Permission, ...]]":
    """Return the address that invites the bot, and the permissions it asks for.

    Without an application's id, that is taken from the token. Nothing is connected. Raises
    UsageError where there is neither, and SettingsError.
    """
    from briefbot.platforms.discord.permissions import PERMISSIONS, invitation

    return invitation(application or _application(config)), PERMISSIONS


def _application(config: Path | None) -> str:
    """Return the id of the token's application, which is what the token begins with.

    https://docs.discord.com/developers/reference#authentication
    """
    from briefbot.settings import load_settings

    token = load_settings(config).discord.token.get_secret_value()
    advice = "set BRIEFBOT_DISCORD__TOKEN_FILE, or give --application"
    if not token:
        raise UsageError("no token of a Discord bot is set", next_step=advice)
    first = token.partition(".")[0]
    try:
        found = urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except ValueError:
        found = ""
    if not found.isdecimal():
        raise UsageError("the token does not tell its application", next_step=advice)
    return found
