"""The sender of a Discord account (`ports.Sender`)."""

from briefbot.platforms.discord.sender.sender import DiscordSender

__all__ = ["DiscordSender"]
