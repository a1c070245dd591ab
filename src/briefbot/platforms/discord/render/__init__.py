"""Documents as Discord messages: plain data, ready to be posted as it is."""

from briefbot.platforms.discord.render.components import render_components
from briefbot.platforms.discord.render.embeds import render_embeds

__all__ = ["render_components", "render_embeds"]
