"""The listening side on Discord (`ports.Link`): the gateway, commands and greetings."""

from briefbot.platforms.discord.client.link import DiscordLink

__all__ = ["DiscordLink"]
