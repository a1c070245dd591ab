"""Discord's Markdown: inlines in, text out that shows what they say and nothing else."""

from briefbot.platforms.discord.markup.escape import code_block, on_one_line
from briefbot.platforms.discord.markup.inlines import Markup
from briefbot.platforms.discord.markup.links import address, shown_link

__all__ = ["Markup", "address", "code_block", "on_one_line", "shown_link"]
