"""Discord's limits on messages, and what checks a request body against them."""

from briefbot.platforms.discord.limits.check import check_payload
from briefbot.platforms.discord.limits.table import LIMITS, Limit

__all__ = ["LIMITS", "Limit", "check_payload"]
