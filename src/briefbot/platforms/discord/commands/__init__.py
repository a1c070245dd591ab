"""The commands on Discord: their definitions from the table of verbs, and their answering."""

from briefbot.platforms.discord.commands.definition import definitions, fingerprint
from briefbot.platforms.discord.commands.dispatch import Dispatcher

__all__ = ["Dispatcher", "definitions", "fingerprint"]
