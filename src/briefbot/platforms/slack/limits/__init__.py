"""What Slack accepts in one message: limits as data, our budgets below them, and a checker."""

from briefbot.platforms.slack.limits.check import check_payload
from briefbot.platforms.slack.limits.counting import count_units, estimated_characters, text_size
from briefbot.platforms.slack.limits.table import LIMITS, Limit

__all__ = [
    "LIMITS",
    "Limit",
    "check_payload",
    "count_units",
    "estimated_characters",
    "text_size",
]
